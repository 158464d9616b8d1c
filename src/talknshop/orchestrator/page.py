"""The page: static files that the build put into this package."""

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_FOLDER = Path(__file__).parent / "page"

_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' https: http: data:; connect-src 'self' ws: wss:; "
        "style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}
_DOCUMENTATION = ("/docs", "/redoc")
_NOT_BUILT = (
    "The page is not built. Run `make setup` in the checkout; the conversation itself "
    "works without it (talknshop chat).\n"
)


def index(folder: Path) -> Response:
    """The page itself, or a sentence when it was not built."""
    path = folder / "index.html"
    if not path.exists():
        return PlainTextResponse(_NOT_BUILT, status_code=503)
    return FileResponse(path, headers={"Cache-Control": "no-cache"})


class PageFiles(StaticFiles):
    """The files beside the page; hashed names never change, so they may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with its cache lifetime."""
        response = await super().get_response(path, scope)
        hashed = path.startswith("assets")
        lifetime = "public, max-age=31536000, immutable" if hashed else "no-cache"
        response.headers["Cache-Control"] = lifetime
        return response


class SecurityHeadersMiddleware:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wraps ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # The interactive API pages load their scripts from elsewhere; they are no part of the page.
        exempt = scope["path"].endswith(_DOCUMENTATION)

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    if not (exempt and name == "Content-Security-Policy"):
                        headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_secured)
