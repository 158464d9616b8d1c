"""The page: static files that the build put into this package."""

import mimetypes
import os
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_FOLDER = Path(__file__).parent / "page"

_SECURITY_HEADERS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}
_POLICY = "Content-Security-Policy"
_DOCUMENTATION = ("/docs", "/redoc")
_NOT_BUILT = (
    "The page is not built. Run `make setup` in the checkout; the conversation itself "
    "works without it (talknshop chat).\n"
)
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Best first, with the ending that the build gives them."""
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}


def index(folder: Path, request_headers: Headers) -> Response:
    """The page itself, or a sentence when it was not built."""
    path = folder / "index.html"
    if not path.exists():
        return PlainTextResponse(_NOT_BUILT, status_code=503)
    response = FileResponse(path, headers={"Cache-Control": "no-cache"})
    return _compressed(response, path, request_headers) or response


class PageFiles(StaticFiles):
    """The files beside the page; hashed names never change, so they may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with its cache lifetime."""
        response = await super().get_response(path, scope)
        hashed = path.startswith("assets")
        lifetime = "public, max-age=31536000, immutable" if hashed else "no-cache"
        response.headers["Cache-Control"] = lifetime
        return response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file as it was compressed by the build, for whoever understands that."""
        whole = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        if path.suffix in _TYPES:
            whole.headers["Content-Type"] = _TYPES[path.suffix]
        if whole.status_code != status_code:
            return whole
        return _compressed(whole, path, Headers(scope=scope)) or whole


def _compressed(whole: Response, path: Path, request_headers: Headers) -> Response | None:
    """The compressed file in place of the whole one; None when there is none that is wanted."""
    accepted = _accepted(request_headers.get("accept-encoding", ""))
    for encoding, ending in _ENCODINGS.items():
        file = path.with_name(path.name + ending)
        if encoding in accepted and file.exists():
            content_type = whole.headers.get("content-type") or mimetypes.guess_type(path)[0]
            headers = {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
            if "cache-control" in whole.headers:
                headers["Cache-Control"] = whole.headers["cache-control"]
            return FileResponse(file, media_type=content_type, headers=headers)
    if any(path.with_name(path.name + ending).exists() for ending in _ENCODINGS.values()):
        whole.headers["Vary"] = "Accept-Encoding"
    return None


def _accepted(header: str) -> set[str]:
    """The encodings that a header of ``Accept-Encoding`` takes; one of weight 0 is refused."""
    accepted: set[str] = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            accepted.add(name.strip())
    return accepted


class SecurityHeadersMiddleware:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, *, upload_origins: Sequence[str] = ()) -> None:
        """Wraps ``app``; the page may send files to ``upload_origins`` besides its own."""
        self._app = app
        self._headers = {**_SECURITY_HEADERS, _POLICY: _policy(upload_origins)}

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
                for name, value in self._headers.items():
                    if not (exempt and name == _POLICY):
                        headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_secured)


def _policy(upload_origins: Sequence[str]) -> str:
    asked = " ".join(["'self'", *upload_origins])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' https: data: blob:; "
        f"connect-src {asked}; "
        "worker-src 'self'; manifest-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
