"""A span for each request that a service answers, below the span of whoever asked."""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from talknshop.core.telemetry import HTTP_METHOD, URL_PATH, Tracer
from talknshop.core.trace_context import received_trace, within_trace


class RequestSpans:
    """Traces requests; sockets are traced turn by turn, by whoever answers them."""

    def __init__(self, app: ASGIApp, *, service: str, tracer: Callable[[], Tracer]) -> None:
        """Wraps ``app``, whose tracer is open once it is asked."""
        self._app = app
        self._service = service
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        attributes = {HTTP_METHOD: scope["method"], URL_PATH: scope["path"]}
        with (
            within_trace(received_trace(scope)),
            self._tracer().span(f"answer {self._service}", **attributes),
        ):
            await self._app(scope, receive, send)
