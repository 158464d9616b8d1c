"""Asks an installation for a product, as a person would: smoke.py URL.

SMOKE_TOKEN is a bearer token; without it, one is made with JWT_SECRET. Needs nothing but Python.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.request
from collections.abc import Mapping
from typing import Any

_SECONDS = 60
_WISH = "laptop under $1000"


def main(url: str) -> int:
    """Looks at the page, at readiness and at one answer; 0 where all is well."""
    page = _get(f"{url}/").decode()
    if '<div id="root"' not in page:
        return _fail("the page is not there")
    if json.loads(_get(f"{url}/readyz"))["status"] != "ready":
        return _fail("it is not ready")
    found = _ask(url)
    if found["type"] != "results" or not found["data"]["products"]:
        return _fail(f"no products were found: {found['message']}")
    first = found["data"]["products"][0]
    print(f"{url} found {first['title']} for {_WISH!r}")
    return 0


def _ask(url: str) -> Any:
    request = urllib.request.Request(
        f"{url}/api/v1/chat",
        data=json.dumps({"message": _WISH}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {_token()}"},
    )
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        return json.load(answer)


def _get(url: str) -> bytes:
    # Without it, the origin answers programs, not people.
    request = urllib.request.Request(url, headers={"Accept": "text/html, application/json"})
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        return answer.read()


def _token() -> str:
    given = os.environ.get("SMOKE_TOKEN")
    if given:
        return given
    secret = os.environ["JWT_SECRET"].encode()
    told = {"sub": "smoke", "exp": int(time.time()) + 300}
    head = _part({"alg": "HS256", "typ": "JWT"}) + b"." + _part(told)
    signature = hmac.new(secret, head, hashlib.sha256).digest()
    return (head + b"." + _encoded(signature)).decode()


def _part(told: Mapping[str, object]) -> bytes:
    return _encoded(json.dumps(told).encode())


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _fail(reason: str) -> int:
    print(f"smoke test: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1].rstrip("/")))
