"""What Amazon Transcribe and its transports raise, as errors of ours: the one seam for both."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.eventstream import ParserError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ReadTimeoutError,
)
from websockets.exceptions import InvalidStatus, WebSocketException

from talknshop.core.errors import (
    AIServiceError,
    ConfigurationError,
    CredentialsRefusedError,
    DependencyTimeoutError,
    RateLimitError,
    TalknShopError,
    ValidationError,
)

SERVICE = "transcribe"
NO_CREDENTIALS = (
    "Amazon Transcribe needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a "
    "profile or role that the AWS configuration finds."
)
NO_REGION = "Amazon Transcribe needs a region: set AWS_REGION."
_RETRY_SECONDS = 5.0
_FORBIDDEN = frozenset({401, 403})
_TOO_MANY = 429
_REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "NotAuthorized",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_THROTTLED = frozenset(
    {"LimitExceededException", "RequestLimitExceeded", "SlowDown", "Throttling",
     "ThrottlingException"}
)  # fmt: skip
_WRONG = frozenset({"BadRequestException", "ValidationException"})


def error_of_code(code: str, message: str, status: int = 0) -> TalknShopError:
    """The error that fits a code of Amazon's; names in a stream may begin in lower case."""
    code = code[:1].upper() + code[1:]
    if code in _REFUSED or status in _FORBIDDEN:
        return CredentialsRefusedError(
            "Amazon Transcribe does not accept the AWS credentials of this service, or they may "
            f"not use it ({code or status}).",
            service=SERVICE,
        )
    if code in _THROTTLED or status == _TOO_MANY:
        return RateLimitError(
            "Too many recordings are being heard just now. Please try again in a moment.",
            service=SERVICE, retry_after_seconds=_RETRY_SECONDS,
        )  # fmt: skip
    if code in _WRONG and "LanguageCode" in message:
        return ValidationError(f"Amazon Transcribe does not take this language: {message}")
    if code == "NoSuchBucket":
        return ConfigurationError("MEDIA_STT_BUCKET names a bucket that does not exist.")
    return AIServiceError(
        "The recording could not be heard. Please try again.",
        service=SERVICE, details={"code": code or str(status), "message": message[:200]},
    )  # fmt: skip


@contextmanager
def translated() -> Generator[None]:
    """Raises errors of ours for what is raised within.

    Raises:
        ConfigurationError: Credentials or region are missing, or are refused.
        RateLimitError: Amazon is asked too often.
        DependencyTimeoutError: It did not answer in time.
        AIServiceError: It failed, or answered what cannot be read.
    """
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise ConfigurationError(NO_CREDENTIALS) from error
    except NoRegionError as error:
        raise ConfigurationError(NO_REGION) from error
    except ClientError as error:
        told: Mapping[str, Any] = error.response.get("Error", {})
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        raise error_of_code(
            str(told.get("Code", "")), str(told.get("Message", "")), status
        ) from error
    except (TimeoutError, ConnectTimeoutError, ReadTimeoutError) as error:
        raise DependencyTimeoutError(
            "Amazon Transcribe did not answer in time. Please try again.", service=SERVICE
        ) from error
    except InvalidStatus as error:
        raise error_of_code("", "", error.response.status_code) from error
    except (BotoCoreError, ParserError, WebSocketException, OSError, ValueError, KeyError) as error:
        raise AIServiceError(
            "The recording could not be heard. Please try again.", service=SERVICE,
            details={"reason": type(error).__name__},
        ) from error  # fmt: skip
