"""The seam where exceptions of vendors' packages become ours.

LangChain's packages for Anthropic and OpenAI classify most of theirs, and ours for Bedrock does the
same; the rest is told by its HTTP status. No vendor's package is imported for it.
"""

from typing import Any, cast

from langchain_core import exceptions as langchain

from talknshop.core.errors import ConfigurationError
from talknshop.language.model_errors import (
    Awaited,
    ModelAccessError,
    ModelError,
    ModelNotFoundError,
    ModelOutputError,
    ModelRefusedError,
    ModelRequestError,
    ModelThrottledError,
    ModelTimedOutError,
    ModelTruncatedError,
    ModelUnavailableError,
)

_CLASSES: tuple[tuple[type[Exception], type[ModelError]], ...] = (
    (langchain.ModelAuthenticationError, ModelAccessError),
    (langchain.ModelPermissionDeniedError, ModelAccessError),
    (langchain.ModelNotFoundError, ModelNotFoundError),
    (langchain.ModelRateLimitError, ModelThrottledError),
    (langchain.ModelInvalidRequestError, ModelRequestError),
    (langchain.ContextOverflowError, ModelRequestError),
    (langchain.ModelAPIError, ModelUnavailableError),
    (langchain.ModelConnectionError, ModelUnavailableError),
    (langchain.ModelTimeoutError, ModelUnavailableError),
)
_STATUSES = {
    401: ModelAccessError,
    403: ModelAccessError,
    404: ModelNotFoundError,
    408: ModelUnavailableError,
    409: ModelUnavailableError,
    424: ModelUnavailableError,
    429: ModelThrottledError,
}
# What the vendor calls a failure that it tells in the middle of a stream, whose status is 200.
_NAMES: dict[str, type[ModelError]] = {
    "rate_limit_error": ModelThrottledError,
    "overloaded_error": ModelUnavailableError,
    "api_error": ModelUnavailableError,
    "server_error": ModelUnavailableError,
    "invalid_request_error": ModelRequestError,
}
# Of the OpenAI package, which reads objects itself.
_TRUNCATED, _FILTERED = "LengthFinishReasonError", "ContentFilterFinishReasonError"
_CLIENT_ERROR, _SERVER_ERROR = 400, 500

_SENTENCES: dict[type[ModelError], str] = {
    ModelThrottledError: "The language model takes no more requests for now.",
    ModelUnavailableError: "The language model cannot be reached or failed.",
    ModelNotFoundError: "The language model that is set does not exist or was retired.",
    ModelAccessError: "The language model's vendor does not accept our credentials.",
    ModelRequestError: "The language model's vendor does not take our request.",
    ModelOutputError: "The language model's answer cannot be read.",
}


def translate(error: Exception, model: str, *, began: bool) -> ModelError:
    """Our error for an exception that a vendor's package raised.

    Args:
        error: What was raised.
        model: Who was asked, as ``provider:model``.
        began: Whether pieces of an answer were given before.

    Returns:
        The error to raise from ``error``. Its sentence says nothing of the vendor's words, which
        may repeat a prompt; they stay in its cause.
    """
    if isinstance(error, ModelError):
        return error
    if isinstance(error, TimeoutError):
        return timed_out(Awaited.ANSWER, model, began=began)
    if isinstance(error, ConfigurationError):
        return ModelAccessError(error.message, model=model, began=began)
    name = type(error).__name__
    if name == _TRUNCATED:
        sentence = "The language model's answer was cut at its limit."
        return ModelTruncatedError(sentence, text="", model=model, began=began)
    if name == _FILTERED:
        return refused(model, began=began)
    kind = _kind(error)
    return kind(
        _SENTENCES[kind],
        model=model,
        began=began,
        status=_status(error),
        retry_after_seconds=_retry_after(error),
    )


def refused(model: str, *, began: bool) -> ModelRefusedError:
    """The error of a model that declines."""
    return ModelRefusedError("The language model declined to answer.", model=model, began=began)


def timed_out(awaited: Awaited, model: str, *, began: bool) -> ModelTimedOutError:
    """The error of a model that is too slow for us."""
    sentence = "The language model did not answer in time."
    return ModelTimedOutError(sentence, awaited=awaited, model=model, began=began)


def _kind(error: Exception) -> type[ModelError]:
    for theirs, ours in _CLASSES:
        if isinstance(error, theirs):
            return ours
    status = _status(error)
    if status is not None and status >= _CLIENT_ERROR:
        other = ModelUnavailableError if status >= _SERVER_ERROR else ModelRequestError
        return _STATUSES.get(status, other)
    named = _NAMES.get(_told_kind(error))
    if named is not None:
        return named
    # What is left are lost connections, and bytes that are not of the vendor's format.
    return ModelOutputError if isinstance(error, ValueError) else ModelUnavailableError


def _status(error: Exception) -> int | None:
    status: object = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _told_kind(error: Exception) -> str:
    body: object = getattr(error, "body", None)
    if not isinstance(body, dict):
        return ""
    told = cast("dict[str, Any]", body)
    inner = told.get("error")
    if isinstance(inner, dict):
        told = cast("dict[str, Any]", inner)
    return str(told.get("type"))


def _retry_after(error: Exception) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    try:
        return max(0.0, float(headers.get("retry-after")))
    except (TypeError, ValueError):
        return None
