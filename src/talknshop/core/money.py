"""Amounts of money as ISO 4217 minor units, so that sums and comparisons are exact."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.core import get_global

_FRACTIONS: Mapping[str, tuple[int, int, int, int]] = get_global("currency_fractions")
_CURRENCIES: frozenset[str] = frozenset(get_global("all_currencies"))


def is_currency(code: str) -> bool:
    """Whether ``code`` is an ISO 4217 currency code in upper case."""
    return code in _CURRENCIES


def minor_digits(currency: str) -> int:
    """How many digits follow the decimal point in ``currency`` (USD 2, JPY 0)."""
    return _FRACTIONS.get(currency, _FRACTIONS["DEFAULT"])[0]


def to_minor(amount: Decimal | float | str, currency: str) -> int:
    """Turns an amount into minor units, rounding half up.

    Raises:
        ValueError: ``amount`` is not a finite number.
    """
    try:
        value = Decimal(str(amount))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {amount!r}") from error
    if not value.is_finite():
        raise ValueError(f"not an amount: {amount!r}")
    scaled = value.scaleb(minor_digits(currency))
    return int(scaled.to_integral_value(rounding=ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """Turns minor units into an amount, exactly."""
    return Decimal(minor).scaleb(-minor_digits(currency))
