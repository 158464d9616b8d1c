"""What every HTTP surface has: the error envelope, request ids and security headers."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talknshop.core.errors import (
    NotFoundError,
    TalknShopError,
    ValidationError,
    as_talknshop_error,
    error_envelope,
)
from talknshop.core.ids import new_id
from talknshop.core.trace_context import received_trace, within_trace

_REQUEST_ID = b"x-request-id"
_NOT_FOUND = 404
_LONGEST_REQUEST_ID = 128

_log = structlog.stdlib.get_logger(__name__)


def install_error_handlers(app: FastAPI, *, service: str) -> None:
    """Answers every failure of ``app`` with the envelope of ``core.errors``."""

    def respond(request: Request, error: TalknShopError, status: int | None = None) -> JSONResponse:
        operation = f"{request.method} {request.scope.get('path', '')}"
        headers: dict[str, str] = {}
        if error.retry_after_seconds is not None:
            headers["Retry-After"] = str(max(1, round(error.retry_after_seconds)))
        envelope = error_envelope(error, service=service, operation=operation)
        return JSONResponse(envelope, status_code=status or error.status_code, headers=headers)

    async def on_known(request: Request, error: Exception) -> JSONResponse:
        return respond(request, as_talknshop_error(error))

    async def on_invalid(request: Request, error: Exception) -> JSONResponse:
        return respond(request, _from_request_validation(error))

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == _NOT_FOUND:
            return respond(request, NotFoundError("There is nothing at this address."))
        return respond(request, ValidationError(_detail(error)), status)

    async def on_unknown(request: Request, error: Exception) -> JSONResponse:
        _log.error("unhandled error", path=request.scope.get("path"), exc_info=error)
        return respond(request, as_talknshop_error(error))

    app.add_exception_handler(TalknShopError, on_known)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_unknown)


def _detail(error: Exception) -> str:
    detail = str(error.detail) if isinstance(error, HTTPException) else "The request failed"
    return f"{detail}. Check the method and the address."


def _from_request_validation(error: Exception) -> ValidationError:
    if not isinstance(error, RequestValidationError):
        return ValidationError("The request could not be understood.")
    problems = [
        {"field": ".".join(str(part) for part in item["loc"]), "problem": item["msg"]}
        for item in error.errors()
    ]
    first = problems[0] if problems else {"field": "body", "problem": "is wrong"}
    return ValidationError(
        f"The request could not be understood: {first['field']}: {first['problem']}.",
        details={"problems": problems},
    )


class RequestContextMiddleware:
    """Gives each request an id, in the logs and in the ``X-Request-ID`` of the answer.

    A request that names its trace (``traceparent``) is answered within it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wraps ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(_REQUEST_ID, b"").decode("latin-1")
        request_id = (
            given if given.isascii() and 0 < len(given) <= _LONGEST_REQUEST_ID else new_id("req")
        )

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        # Whoever handles or forwards the request finds the id where a caller would have put it.
        headers = [header for header in scope["headers"] if header[0] != _REQUEST_ID]
        scope = {**scope, "headers": [*headers, (_REQUEST_ID, request_id.encode())]}
        # A socket is no piece of work: each of its turns is a trace of its own.
        trace = received_trace(scope) if scope["type"] == "http" else None
        named = {"trace_id": trace.trace_id} if trace else {}
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id, **named),
            within_trace(trace),
        ):
            await self._app(scope, receive, send_with_id)
