"""How a call of a chat model fails, whoever the vendor is.

    AIServiceError
    └── ModelError                 retryable  second model
        ├── ModelThrottledError     yes    yes   too many requests or tokens; 429
        ├── ModelUnavailableError   yes    yes   overloaded, broken, out of reach; 5xx
        ├── ModelTimedOutError      no     no    our limits: no first piece, or no next one
        ├── ModelNotFoundError      no     yes   no such model, or it was retired; 404
        ├── ModelAccessError        no     yes   our keys are refused, or may not use it; 401, 403
        ├── ModelRequestError       no     no    the vendor refuses our request; 400
        ├── ModelRefusedError       no     no    the model or a filter declined to answer
        ├── ModelTruncatedError     no     no    it ended at ``max_tokens``; ``text`` has what came
        └── ModelOutputError        no     no    what came is no answer: empty, cut or malformed

The client has already done what this table allows when an error leaves it: the columns tell
whoever counts failures what another call might do. The rules engine can answer after any of them.
"""

from enum import StrEnum
from typing import ClassVar

from talknshop.core.errors import AIServiceError
from talknshop.language.model_client import ModelUsage


class ModelFailure(StrEnum):
    """The kind of a failure, for logs, metrics and the details of an answer."""

    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    NOT_FOUND = "not_found"
    ACCESS = "access"
    REQUEST = "request"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    OUTPUT = "output"


class Awaited(StrEnum):
    """What did not come in time."""

    FIRST_PIECE = "first_piece"
    NEXT_PIECE = "next_piece"
    ANSWER = "answer"


class ModelError(AIServiceError):
    """A model gave no whole answer.

    Attributes:
        failure: The kind.
        retryable: Whether the same call to the same model may succeed after a pause.
        other_model_helps: Whether the same call to another model may succeed.
        model: The model that failed, as ``provider:model``; None when none was asked.
        began: Whether pieces of the answer were given before.
        status: The vendor's HTTP status, when there was one.
        usage: What the failed call took, when the vendor told; it counts for budgets.
    """

    failure: ClassVar[ModelFailure]
    retryable = False
    other_model_helps: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        model: str | None = None,
        began: bool = False,
        status: int | None = None,
        usage: ModelUsage | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        """Stores the sentence and the facts; see the class for their meaning."""
        super().__init__(
            message,
            service="language_model",
            details={"failure": self.failure, "model": model},
            retry_after_seconds=retry_after_seconds,
        )
        self.model = model
        self.began = began
        self.status = status
        self.usage = usage


class ModelThrottledError(ModelError):
    """Too many requests or tokens for now; ``retry_after_seconds`` if the vendor told."""

    failure = ModelFailure.THROTTLED
    retryable = True
    other_model_helps = True


class ModelUnavailableError(ModelError):
    """The vendor is overloaded or broken, cannot be reached, or ended the stream early."""

    failure = ModelFailure.UNAVAILABLE
    retryable = True
    other_model_helps = True


class ModelTimedOutError(ModelError):
    """Nothing came within our own limits; ``awaited`` says what did not."""

    failure = ModelFailure.TIMED_OUT

    def __init__(
        self, message: str, *, awaited: Awaited, model: str | None = None, began: bool = False
    ) -> None:
        """Stores the sentence and what was waited for."""
        super().__init__(message, model=model, began=began)
        self.awaited = awaited


class ModelNotFoundError(ModelError):
    """There is no such model, or it reached the end of its life."""

    failure = ModelFailure.NOT_FOUND
    other_model_helps = True


class ModelAccessError(ModelError):
    """Our credentials are missing or refused, or may not use this model."""

    failure = ModelFailure.ACCESS
    other_model_helps = True


class ModelRequestError(ModelError):
    """The vendor does not take the request as it is; a fault of ours or of a setting."""

    failure = ModelFailure.REQUEST


class ModelRefusedError(ModelError):
    """The model, or a filter of the vendor, declined to answer."""

    failure = ModelFailure.REFUSED


class ModelTruncatedError(ModelError):
    """The answer ended at the limit of tokens.

    Attributes:
        text: What came until then.
    """

    failure = ModelFailure.TRUNCATED

    def __init__(
        self,
        message: str,
        *,
        text: str,
        model: str | None = None,
        began: bool = False,
        usage: ModelUsage | None = None,
    ) -> None:
        """Stores the sentence and what came."""
        super().__init__(message, model=model, began=began, usage=usage)
        self.text = text


class ModelOutputError(ModelError):
    """What came is no answer: nothing, an unreadable stream, or no object where one was asked."""

    failure = ModelFailure.OUTPUT
