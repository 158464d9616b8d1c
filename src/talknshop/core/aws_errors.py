"""What Amazon's services answer when they refuse, as exceptions of ours."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ReadTimeoutError,
    TokenRetrievalError,
)

from talknshop.core.errors import (
    ConfigurationError,
    ConflictError,
    CredentialsRefusedError,
    NotConfiguredError,
    TalknShopError,
)

_CREDENTIALS = frozenset({
    "AccessDenied", "AccessDeniedException", "AuthFailure", "ExpiredToken", "ExpiredTokenException",
    "IncompleteSignature", "InvalidAccessKeyId", "InvalidClientTokenId",
    "InvalidSignatureException", "MissingAuthenticationTokenException", "SignatureDoesNotMatch",
    "UnrecognizedClientException",
})  # fmt: skip
_MISSING = frozenset({
    "AWS.SimpleQueueService.NonExistentQueue", "NoSuchBucket", "QueueDoesNotExist",
    "ResourceNotFoundException",
})  # fmt: skip
_CONDITION = "ConditionalCheckFailedException"


def code_of(error: ClientError) -> str:
    """The code in an answer, such as ``ThrottlingException``; empty where there is none."""
    told: Mapping[str, Any] = error.response.get("Error", {})
    return str(told.get("Code", ""))


def translated(
    error: BotoCoreError | ClientError, family: type[TalknShopError], *, service: str, what: str
) -> TalknShopError:
    """The exception of ours that fits what was told.

    Args:
        error: As botocore raised it.
        family: The class where the cause is none of access: ``DatabaseError``, ``StorageError``.
        service: The service that was asked, such as ``DynamoDB``.
        what: What was asked for, such as ``the table orchestrator-requests``.
    """
    if isinstance(error, NoCredentialsError | PartialCredentialsError | TokenRetrievalError):
        return NotConfiguredError(
            f"There are no credentials for {service}. Give this machine a role, or set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            service=service,
        )
    if isinstance(error, NoRegionError):
        return NotConfiguredError("No region is known for AWS: set AWS_REGION.", service=service)
    if isinstance(error, ClientError):
        return _refused(error, family, service=service, what=what)
    slow = isinstance(error, ConnectTimeoutError | ReadTimeoutError)
    reason = "did not answer in time" if slow else "cannot be reached"
    return family(f"{service} {reason} ({what}). Please try again.", service=service)


def _refused(
    error: ClientError, family: type[TalknShopError], *, service: str, what: str
) -> TalknShopError:
    code = code_of(error)
    details = {"code": code}
    if code == _CONDITION:
        return ConflictError(
            "The record was changed by somebody else. Read it again and repeat the change.",
            service=service,
            details=details,
        )
    if code in _CREDENTIALS:
        return CredentialsRefusedError(
            f"{service} does not accept these credentials for {what} ({code}). "
            "Check the role, or whether its token has expired.",
            service=service,
            details=details,
        )
    if code in _MISSING:
        return ConfigurationError(
            f"{service} does not know {what}. Make it with `talknshop aws create`, or correct "
            "its name and AWS_REGION.",
            service=service,
            details=details,
        )
    return family(
        f"{service} refused ({code or 'no reason given'}; {what}). Please try again.",
        service=service,
        details=details,
    )
