"""What a failure of a marketplace means for a search: its status and a sentence."""

from talknshop.core.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    DependencyTimeoutError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
)
from talknshop.marketplaces.base import SourceAnswer
from talknshop.schemas.enums import SourceStatus

# The first that fits counts.
_STATUS: tuple[tuple[type[Exception], SourceStatus], ...] = (
    (CredentialsRefusedError, SourceStatus.AUTH_ERROR),
    (ConfigurationError, SourceStatus.NOT_CONFIGURED),
    (RateLimitError, SourceStatus.THROTTLED),
    (DependencyTimeoutError, SourceStatus.TIMED_OUT),
    (TimeoutError, SourceStatus.TIMED_OUT),
)


def status_of(error: Exception, name: str) -> tuple[SourceStatus, str]:
    """The status of a search that failed, and what happened and what to do.

    Args:
        error: What the source raised; also what was not foreseen.
        name: What people call the marketplace.
    """
    status = next((known for kind, known in _STATUS if isinstance(error, kind)), SourceStatus.ERROR)
    if isinstance(error, NotFoundError):
        return status, (
            f"{name} has no search at the address that it is asked at. "
            "An operator should look at its settings."
        )
    if isinstance(error, TalknShopError):
        return status, error.message
    if status is SourceStatus.TIMED_OUT:
        return status, f"{name} did not answer in time. Please try again."
    return status, (
        f"{name} could not be searched because of a fault of ours. "
        "The others were; please try again later."
    )


def status_of_answer(answer: SourceAnswer) -> tuple[SourceStatus, str | None]:
    """The status of a search that was answered, and what is incomplete about it."""
    if answer.complete:
        return SourceStatus.OK, None
    return SourceStatus.PARTIAL, " ".join(answer.notes)
