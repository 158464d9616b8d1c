"""Counting and timing what a service is asked, by route."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talknshop.core.metrics import REQUEST_SECONDS, REQUESTS, Metrics

NO_ROUTE = "none"
"""Stands for an address at which there is nothing: addresses are without number, routes are not."""

_FAULT = 500


class RequestMetricsMiddleware:
    """Records the route, the status and the seconds of each HTTP request."""

    def __init__(self, app: ASGIApp, *, metrics: Callable[[], Metrics]) -> None:
        """Wraps ``app``; ``metrics`` gives where to record, once the application has started."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = _FAULT

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        finally:
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            seconds = time.perf_counter() - started
            metrics = self._metrics()
            metrics.increment(REQUESTS, method=scope["method"], route=route, status=str(status))
            metrics.observe(REQUEST_SECONDS, seconds, method=scope["method"], route=route)
