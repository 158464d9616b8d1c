"""The exceptions of TalknShop, and the envelope in which they reach a caller.

    TalknShopError
    ├── ValidationError            the request is wrong; sending it again will not help
    │   ├── ContentTooLargeError   it is larger than what is taken
    │   └── UnsupportedFormatError a file is of a kind that is not taken
    ├── AuthenticationError        we do not know who is asking
    ├── AuthorizationError         we know, and they may not
    ├── NotFoundError              there is no such thing, or it belongs to somebody else
    │   └── ClientGoneError        a connection that API Gateway keeps has ended
    ├── RateLimitError             too many requests; try again after a pause
    ├── DependencyTimeoutError     something we asked did not answer in time
    ├── ExternalServiceError       something we asked failed or answered nonsense
    │   ├── CircuitOpenError       it failed repeatedly and is not asked for a while
    │   └── SharedStateAwayError   what servers share cannot be reached (RedisAwayError)
    ├── DatabaseError              the database refused
    │   ├── ConflictError          somebody else changed the record first
    │   │   └── LeaseLostError     another worker took a part of a listing over
    │   └── CorruptDatabaseError   the database file is damaged
    ├── StorageError               files or blobs could not be read or written
    ├── AIServiceError             a language model failed
    │   ├── BudgetSpentError           an allowance of language models is used up
    │   └── ModelError                 drawn in language/model_errors.py: ModelThrottledError,
    │                                  ModelUnavailableError, ModelTimedOutError, ModelAccessError,
    │                                  ModelNotFoundError, ModelRequestError, ModelRefusedError,
    │                                  ModelTruncatedError, ModelOutputError
    ├── ConfigurationError         a setting is missing or wrong
    │   ├── NotConfiguredError         access to something we may ask is not set up
    │   ├── NotInstalledError          a part of ours is not installed here
    │   └── CredentialsRefusedError    something we ask does not accept our keys
    └── InternalError              a fault of ours

Types, severities and the envelope are those of the document-assistant specification
("Error Classification System", "Standardized Error Response"); ``unknown_error`` is what an
exception outside this tree is reported as.
"""

import time
from enum import StrEnum
from typing import Any, ClassVar


class ErrorType(StrEnum):
    """The kind of failure: ``code`` of an ``error`` event, ``error`` of the HTTP envelope."""

    VALIDATION = "validation_error"
    AUTHENTICATION = "authentication_error"
    AUTHORIZATION = "authorization_error"
    NOT_FOUND = "not_found_error"
    RATE_LIMIT = "rate_limit_error"
    TIMEOUT = "timeout_error"
    EXTERNAL_SERVICE = "external_service_error"
    DATABASE = "database_error"
    STORAGE = "storage_error"
    AI_SERVICE = "ai_service_error"
    CONFIGURATION = "configuration_error"
    INTERNAL = "internal_error"
    UNKNOWN = "unknown_error"


class ErrorSeverity(StrEnum):
    """How bad it is for the person or the operator."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class TalknShopError(Exception):
    """Base of everything we raise on purpose.

    Attributes:
        message: A sentence for the person: what happened and what to do.
        service: The service that failed, when known.
        operation: What it was doing, when known.
        details: Machine-readable facts (which field, which limit); never secrets.
        retry_after_seconds: How long to wait before trying again, when known.
        retry_count: How often we tried again before giving up; 0 after a single try.
    """

    error_type: ClassVar[ErrorType] = ErrorType.UNKNOWN
    severity: ClassVar[ErrorSeverity] = ErrorSeverity.MEDIUM
    status_code: ClassVar[int] = 500
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        service: str | None = None,
        operation: str | None = None,
        details: dict[str, Any] | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        """Stores the sentence and the facts; see the class for their meaning."""
        super().__init__(message)
        self.message = message
        self.service = service
        self.operation = operation
        self.details = details or {}
        self.retry_after_seconds = retry_after_seconds
        self.retry_count = 0


class ValidationError(TalknShopError):
    """The request is wrong; sending it again unchanged will not help."""

    error_type = ErrorType.VALIDATION
    severity = ErrorSeverity.LOW
    status_code = 400


class ContentTooLargeError(ValidationError):
    """The request is larger than what is taken."""

    status_code = 413


class UnsupportedFormatError(ValidationError):
    """A file is of a kind that is not taken, whatever its name says."""

    status_code = 415


class AuthenticationError(TalknShopError):
    """We do not know who is asking."""

    error_type = ErrorType.AUTHENTICATION
    status_code = 401


class AuthorizationError(TalknShopError):
    """We know who is asking, and they may not."""

    error_type = ErrorType.AUTHORIZATION
    status_code = 403


class NotFoundError(TalknShopError):
    """There is no such thing, or it belongs to somebody else."""

    error_type = ErrorType.NOT_FOUND
    severity = ErrorSeverity.LOW
    status_code = 404


class RateLimitError(TalknShopError):
    """Too many requests; ``retry_after_seconds`` says how long to pause."""

    error_type = ErrorType.RATE_LIMIT
    severity = ErrorSeverity.LOW
    status_code = 429
    retryable = True


class DependencyTimeoutError(TalknShopError):
    """Something we asked did not answer in time."""

    error_type = ErrorType.TIMEOUT
    status_code = 504
    retryable = True


class ExternalServiceError(TalknShopError):
    """Something we asked failed or answered nonsense."""

    error_type = ErrorType.EXTERNAL_SERVICE
    status_code = 503
    retryable = True


class CircuitOpenError(ExternalServiceError):
    """Something we asked failed repeatedly and is not asked for a while."""


class DatabaseError(TalknShopError):
    """The database refused; nothing of the transaction was stored."""

    error_type = ErrorType.DATABASE
    severity = ErrorSeverity.HIGH
    status_code = 503
    retryable = True


class ConflictError(DatabaseError):
    """Somebody else changed the record first; read it again and decide anew."""

    severity = ErrorSeverity.LOW
    status_code = 409


class CorruptDatabaseError(DatabaseError):
    """The database file is damaged; an operator must restore or remove it."""

    severity = ErrorSeverity.CRITICAL
    retryable = False


class StorageError(TalknShopError):
    """Files or blobs could not be read or written."""

    error_type = ErrorType.STORAGE
    severity = ErrorSeverity.HIGH
    status_code = 503
    retryable = True


class AIServiceError(TalknShopError):
    """A language model failed; the rules engine can still answer."""

    error_type = ErrorType.AI_SERVICE
    status_code = 503
    retryable = True


class ConfigurationError(TalknShopError):
    """A setting is missing or wrong; the message names it."""

    error_type = ErrorType.CONFIGURATION
    severity = ErrorSeverity.HIGH


class NotConfiguredError(ConfigurationError):
    """Access to something we may ask is not set up; the message names what is missing."""

    severity = ErrorSeverity.LOW


class NotInstalledError(ConfigurationError):
    """A part of ours is not installed here; the message says how to have it."""

    severity = ErrorSeverity.LOW
    status_code = 501


class CredentialsRefusedError(ConfigurationError):
    """Something we ask does not accept our keys; an operator must look at them."""


class InternalError(TalknShopError):
    """A fault of ours."""

    error_type = ErrorType.INTERNAL
    severity = ErrorSeverity.HIGH


def as_talknshop_error(error: Exception) -> TalknShopError:
    """Wraps an exception from outside the tree; its text stays out of what a person sees."""
    if isinstance(error, TalknShopError):
        return error
    wrapped = InternalError(
        "Something went wrong on our side. Please try again; nothing you sent was lost."
    )
    wrapped.__cause__ = error
    return wrapped


def error_envelope(error: TalknShopError, *, service: str, operation: str) -> dict[str, Any]:
    """The body of every HTTP error of every service.

    Args:
        error: What happened.
        service: The service that answers, used when the error names none.
        operation: The route or task, used when the error names none.

    Returns:
        The ten keys of the document-assistant specification; ``error`` is the type,
        ``message`` the sentence, ``timestamp`` seconds since the epoch.
    """
    extra: dict[str, Any] = dict(error.details)
    if error.retry_after_seconds is not None:
        extra["retry_after_seconds"] = error.retry_after_seconds
    return {
        "error": error.error_type,
        "message": error.message,
        "error_code": error.error_type.upper(),
        "severity": error.severity,
        "service": error.service or service,
        "operation": error.operation or operation,
        "retryable": error.retryable,
        "retry_count": error.retry_count,
        "timestamp": time.time(),
        "additional_data": extra,
    }
