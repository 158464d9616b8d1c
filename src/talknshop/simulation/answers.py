"""What the answers of all simulated marketplaces have in common."""

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import Response

SIMULATED = "X-TalknShop-Simulated"
"""Header by which every answer says that a development server made it up."""

MEDIA_TYPE = "application/json"


def answer(body: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON answer that says that it is simulated."""
    return Response(
        orjson.dumps(body), status_code=status, media_type=MEDIA_TYPE, headers={SIMULATED: "1"}
    )


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a request; empty when it is something else."""
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def texts(value: object) -> list[str]:
    """The members of a list, as texts; none of what is no list."""
    return [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else []


def whole(text: object, default: int, *, least: int, most: int) -> int | None:
    """A whole number within limits; None when it is something else."""
    if text is None:
        return default
    try:
        number = int(str(text))
    except ValueError:
        return None
    return number if least <= number <= most else None


def dollars(minor: int) -> str:
    """An amount of US dollars, as ``12.99``."""
    return format(Decimal(minor).scaleb(-2), "f")


def cents(text: str) -> int | None:
    """US cents of an amount such as ``12.5``; None for what is no amount."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return None
    return int(value.scaleb(2)) if value.is_finite() and value >= 0 else None


class Tokens:
    """Access tokens that were issued; a marketplace knows its own only."""

    def __init__(self, prefix: str = "") -> None:
        """Begins every token with ``prefix``."""
        self._prefix = prefix
        self._issued: set[str] = set()

    def issue(self) -> str:
        """A new token."""
        token = self._prefix + secrets.token_urlsafe(24)
        self._issued.add(token)
        return token

    def admits(self, request: Request) -> bool:
        """Whether a request carries a token of these."""
        scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
        # Some append a version behind a comma.
        return scheme == "Bearer" and rest.partition(",")[0] in self._issued
