from datetime import UTC, datetime

import pytest

from talknshop.core.errors import (
    AuthenticationError,
    CircuitOpenError,
    ConfigurationError,
    CredentialsRefusedError,
    DependencyTimeoutError,
    ExternalServiceError,
    InternalError,
    NotConfiguredError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
)
from talknshop.marketplaces.base import SourceAnswer
from talknshop.marketplaces.status import status_of, status_of_answer
from talknshop.schemas.enums import SourceStatus

EXPECTED: dict[type[TalknShopError], SourceStatus] = {
    NotConfiguredError: SourceStatus.NOT_CONFIGURED,
    ConfigurationError: SourceStatus.NOT_CONFIGURED,
    CredentialsRefusedError: SourceStatus.AUTH_ERROR,
    RateLimitError: SourceStatus.THROTTLED,
    DependencyTimeoutError: SourceStatus.TIMED_OUT,
    ExternalServiceError: SourceStatus.ERROR,
    CircuitOpenError: SourceStatus.ERROR,
    InternalError: SourceStatus.ERROR,
    AuthenticationError: SourceStatus.ERROR,
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_each_error_has_a_status_and_keeps_its_sentence(kind: type[TalknShopError]) -> None:
    assert status_of(kind("What happened. What to do."), "eBay") == (
        EXPECTED[kind],
        "What happened. What to do.",
    )


def test_a_search_that_is_not_there_is_no_product_that_is_gone() -> None:
    status, sentence = status_of(NotFoundError("eBay does not offer this any more."), "eBay")
    assert (status, "settings" in sentence) == (SourceStatus.ERROR, True)


def test_what_was_not_foreseen_is_told_without_its_text() -> None:
    status, sentence = status_of(KeyError("secret"), "eBay")
    assert status is SourceStatus.ERROR
    assert "secret" not in sentence
    assert sentence.startswith("eBay could not be searched")


def test_a_search_that_the_caller_cut_off() -> None:
    status, sentence = status_of(TimeoutError(), "eBay")
    assert (status, sentence) == (
        SourceStatus.TIMED_OUT,
        "eBay did not answer in time. Please try again.",
    )


def test_an_answer_is_whole_or_says_what_is_missing() -> None:
    whole = SourceAnswer((), 0, None, datetime(2026, 1, 2, tzinfo=UTC))
    assert status_of_answer(whole) == (SourceStatus.OK, None)
    part = SourceAnswer((), 0, None, whole.fetched_at, notes=("One.", "Two."))
    assert status_of_answer(part) == (SourceStatus.PARTIAL, "One. Two.")
