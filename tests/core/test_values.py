from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.clock import SystemClock
from talknshop.core.errors import (
    ErrorType,
    InternalError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
    as_talknshop_error,
    error_envelope,
)
from talknshop.core.ids import new_id
from talknshop.core.money import from_minor, is_currency, minor_digits, to_minor
from talknshop.core.text import sanitise


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("49.95", "USD", 4995), (0.1, "EUR", 10), (1200, "JPY", 1200), ("1.005", "USD", 101)],
)
def test_money_in_minor_units(amount: str | float, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor


@given(st.integers(-(10**12), 10**12), st.sampled_from(["USD", "JPY", "KWD", "EUR"]))
def test_money_round_trip_is_exact(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize("text", ["", "abc", "1,000", "nan", "inf"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        to_minor(text, "USD")


def test_currencies() -> None:
    assert is_currency("USD")
    assert not is_currency("usd")
    assert (minor_digits("USD"), minor_digits("JPY"), minor_digits("KWD")) == (2, 0, 3)
    assert from_minor(4995, "USD") == Decimal("49.95")


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("  a \t b  ", "a b"),
        ("la\u200bptop\u202e", "laptop"),
        ("a\x00b\x07c", "abc"),
        ("line one\nline two", "line one\nline two"),
        ("\U000e0041tag", "tag"),
        ("ünïcode stays 🛒", "ünïcode stays 🛒"),
    ],
)
def test_sanitise(given_text: str, clean: str) -> None:
    assert sanitise(given_text) == clean


@given(st.text())
def test_sanitise_is_idempotent(text: str) -> None:
    assert sanitise(sanitise(text)) == sanitise(text)


def test_ids_name_their_kind_and_differ() -> None:
    ids = {new_id("run") for _ in range(100)}
    assert len(ids) == 100
    assert all(i.startswith("run_") for i in ids)


def test_clock() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is not None
    assert clock.monotonic() <= clock.monotonic()


def _every_error(base: type[TalknShopError]) -> list[type[TalknShopError]]:
    return [base, *(e for sub in base.__subclasses__() for e in _every_error(sub))]


def test_every_error_type_has_a_class() -> None:
    covered = {error.error_type for error in _every_error(TalknShopError)}
    assert covered == set(ErrorType)


def test_the_envelope_has_the_keys_of_the_specification() -> None:
    error = RateLimitError("Slow down.", retry_after_seconds=3, details={"limit": 10})
    envelope = error_envelope(error, service="s", operation="o")
    assert envelope.pop("timestamp") > 0
    assert envelope == {
        "error": "rate_limit_error",
        "message": "Slow down.",
        "error_code": "RATE_LIMIT_ERROR",
        "severity": "low",
        "service": "s",
        "operation": "o",
        "retryable": True,
        "retry_count": 0,
        "additional_data": {"limit": 10, "retry_after_seconds": 3},
    }


def test_foreign_exceptions_do_not_leak_their_text() -> None:
    wrapped = as_talknshop_error(KeyError("secret"))
    assert isinstance(wrapped, InternalError)
    assert "secret" not in wrapped.message
    known = NotFoundError("x")
    assert as_talknshop_error(known) is known
