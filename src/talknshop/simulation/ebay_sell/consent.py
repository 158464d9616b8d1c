"""The simulated eBay's consent page, and the tokens that a consent is exchanged for."""

import base64
import binascii
import html
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from talknshop.simulation.answers import SIMULATED
from talknshop.simulation.ebay_sell.answering import RefusedError, told
from talknshop.simulation.ebay_sell.ledger import Document, Ledger

ACCESS_SECONDS = 7_200
REFRESH_SECONDS = 47_304_000
_CODE_SECONDS = 300
_PREFIX = "v^1.1#i^1#simulated^"
_ONE = "-"
SELLER = "simulated-seller"
_CALLBACK_PATH = "/crosspost/api/v1/connections/ebay/callback"
CALLBACK = f"http://127.0.0.1:8000{_CALLBACK_PATH}"
"""Where sellers come back to where nothing else is known."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Simulated eBay</title>
<body style="font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem">
<p><strong>Simulated eBay</strong>: a development server, not eBay.</p>
<h1>Let TalknShop sell for you?</h1>
<p>It asks for: {scopes}</p>
<form method="post">{hidden}
<label>Account <input name="account" value="{account}"></label>
<p><button name="agree" value="yes">Agree and connect</button>
<button name="agree" value="no">Refuse</button></p></form></body></html>"""


class Consent:
    """Sellers agree; the code they come back with becomes tokens."""

    def __init__(
        self,
        ledger: Ledger,
        now: Callable[[], float],
        *,
        callback: str,
        others: Callable[[Request], Awaitable[Response]] | None = None,
    ) -> None:
        """Sends sellers back to ``callback``.

        Args:
            ledger: Where codes and tokens are kept.
            now: Seconds since 1970.
            callback: Where sellers come back to, unless they came from another port of this
                machine.
            others: Answers requests for tokens of other kinds.
        """
        self._ledger = ledger
        self._now = now
        self._callback = callback
        self._others = others

    async def page(self, request: Request) -> Response:
        """Asks the seller."""
        given = request.query_params
        names = ("client_id", "redirect_uri", "response_type", "scope", "state")
        if not all(given.get(name) for name in names) or given["response_type"] != "code":
            return HTMLResponse("The request for a consent is not complete.", 400)
        fields = {name: given[name] for name in names}
        fields["return_to"] = self._return_to(request.headers.get("Referer", ""))
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in fields.items()
        )
        scopes = ", ".join(one.rpartition("/")[2] for one in given["scope"].split())
        page = _PAGE.format(hidden=hidden, scopes=html.escape(scopes), account=SELLER)
        return HTMLResponse(page, headers={SIMULATED: "1"})

    async def agree(self, request: Request) -> Response:
        """Sends the seller back, with a code or without."""
        form = await _form(request)
        back = form.get("return_to") or self._callback
        if form.get("agree", "yes") != "yes":
            answer = {"error": "access_denied", "state": form.get("state", "")}
            return RedirectResponse(f"{back}?{urlencode(answer)}", 303)
        code = _PREFIX + "code^" + secrets.token_urlsafe(24)
        with self._ledger.change():
            self._ledger.put("code", _ONE, code, {
                "seller": form.get("account") or SELLER,
                "scope": form.get("scope", ""),
                "ru_name": form.get("redirect_uri", ""),
                "expires": self._now() + _CODE_SECONDS,
            })  # fmt: skip
        answer = {"code": code, "state": form.get("state", ""), "expires_in": _CODE_SECONDS}
        return RedirectResponse(f"{back}?{urlencode(answer)}", 303)

    async def token(self, request: Request) -> Response:
        """Exchanges a code, or renews an access token."""
        form = await _form(request)
        kind = form.get("grant_type")
        if kind not in {"authorization_code", "refresh_token"}:
            return (
                await self._others(request) if self._others else _denied("unsupported_grant_type")
            )
        if not _has_keyset(request):
            return _denied("invalid_client", 401)
        if kind == "authorization_code":
            return self._exchanged(form)
        return self._renewed(form)

    def seller(self, request: Request, scope: str) -> str:
        """Who a request acts for.

        Raises:
            RefusedError: Its token is unknown, has expired or is for something else.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant = self._ledger.get("access", _ONE, token) if scheme == "Bearer" else None
        if grant is None or grant["expires"] <= self._now() or self._is_revoked(grant):
            raise RefusedError(1001, "Invalid access token", status=401, domain="OAuth")
        if scope not in grant["scope"].split():
            raise RefusedError(1100, "Insufficient permissions", status=403, domain="ACCESS")
        return grant["seller"]

    def revoke(self, seller: str) -> None:
        """What a seller does who withdraws the consent at eBay."""
        with self._ledger.change():
            for grant in self._ledger.all("refresh"):
                if grant["seller"] == seller:
                    self._ledger.remove("refresh", _ONE, grant["token"])

    def _exchanged(self, form: dict[str, str]) -> Response:
        found = self._ledger.get("code", _ONE, form.get("code", ""))
        if (
            found is None
            or found["expires"] <= self._now()
            or found["ru_name"] != form.get("redirect_uri")
        ):
            return _denied("invalid_grant")
        refresh = _PREFIX + "refresh^" + secrets.token_urlsafe(32)
        grant: Document = {"seller": found["seller"], "scope": found["scope"], "token": refresh,
                 "expires": self._now() + REFRESH_SECONDS}  # fmt: skip
        with self._ledger.change():
            self._ledger.remove("code", _ONE, form["code"])
            self._ledger.put("refresh", _ONE, refresh, grant)
            body = self._access(grant)
        lasting = {"refresh_token": refresh, "refresh_token_expires_in": REFRESH_SECONDS}
        return told(body | lasting)

    def _renewed(self, form: dict[str, str]) -> Response:
        grant = self._ledger.get("refresh", _ONE, form.get("refresh_token", ""))
        if grant is None or grant["expires"] <= self._now():
            return _denied("invalid_grant")
        agreed = str(grant["scope"])
        if not set(form.get("scope", agreed).split()) <= set(agreed.split()):
            return _denied("invalid_scope")
        with self._ledger.change():
            return told(self._access(grant))

    def _access(self, grant: Document) -> dict[str, object]:
        token = _PREFIX + secrets.token_urlsafe(24)
        access = {**grant, "refresh": grant["token"], "expires": self._now() + ACCESS_SECONDS}
        self._ledger.put("access", _ONE, token, access)
        return {"access_token": token, "expires_in": ACCESS_SECONDS,
                "token_type": "User Access Token"}  # fmt: skip

    def _is_revoked(self, grant: dict[str, str]) -> bool:
        return self._ledger.get("refresh", _ONE, grant["refresh"]) is None

    def _return_to(self, referer: str) -> str:
        came = urlsplit(referer)
        if came.hostname in _LOOPBACK and came.scheme in {"http", "https"}:
            return f"{came.scheme}://{came.netloc}{_CALLBACK_PATH}"
        return self._callback


def _denied(error: str, status: int = 400) -> Response:
    return told({"error": error, "error_description": "It was refused."}, status)


def _has_keyset(request: Request) -> bool:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    try:
        keyset = base64.b64decode(rest, validate=True)
    except binascii.Error:
        return False
    return scheme == "Basic" and all(keyset.partition(b":"))


async def _form(request: Request) -> dict[str, str]:
    given = parse_qs((await request.body()).decode("utf-8", "replace"))
    return {name: values[0] for name, values in given.items()}
