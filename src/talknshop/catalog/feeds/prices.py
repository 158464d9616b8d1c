"""Amounts of money as shops write them, read exactly or refused."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple, cast

from babel import Locale

from talknshop.catalog.feeds.rows import FieldError
from talknshop.core.money import is_currency, minor_digits, to_minor

DECIMAL_POINT = "."
"""The decimal mark of forms whose specification says so."""

_PLAIN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{2}))? ([A-Z]{3})")
_CENTS_DIGITS = 2
# What stands around a number: a code, a symbol, or a symbol with a country such as US$.
_STATED = re.compile(
    r"([^\d\s,'’+-]*)\s*([+-]?)\s*([^\d\s,'’+-]*)\s*([0-9][0-9\s.,'’]*?)"
    r"(?:[.,]-|,--)?\s*([^\d\s,'’+-]*)"
)
_LONGEST = 60
_BLANKS_AND_APOSTROPHES = re.compile(r"[\s'’]")
_GROUPED = re.compile(r"\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d{1,2})?")
_THOUSANDS = re.compile(r"\d{1,3}(?P<mark>[.,])(?:\d{2,3}(?P=mark))*\d{3}")
_MOST_DIGITS = 12
_MOST_FRACTION_DIGITS = 4
_GROUP = 3

# Where a symbol is that of several currencies, those that use it, the one that is usually meant
# first; without such a one, the symbol alone says nothing.
_SHARED_SYMBOLS = {
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"),
    "£": ("GBP", "EGP", "LBP"),
    "¥": ("", "JPY", "CNY"),
    "kr": ("", "SEK", "NOK", "DKK", "ISK"),
    "kr.": ("", "DKK", "SEK", "NOK", "ISK"),
}
_OWN_SYMBOLS = {
    "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN", "₺": "TRY", "₽": "RUB",
    "₴": "UAH", "฿": "THB", "fr.": "CHF", "sfr.": "CHF", "rs": "INR", "rs.": "INR", "rp": "IDR",
    "rm": "MYR", "euro": "EUR", "euros": "EUR", "us$": "USD", "c$": "CAD",
}  # fmt: skip
# Currencies of countries that write 1.299,00; everywhere else 1,299.00 is usual.
_COMMA_CURRENCIES = frozenset(
    ["EUR", "PLN", "CZK", "DKK", "SEK", "NOK", "ISK", "HUF", "RON", "BGN", "RSD", "BRL", "ARS",
     "CLP", "COP", "UYU", "PYG", "TRY", "RUB", "UAH", "IDR", "VND", "MAD", "TND"]
)  # fmt: skip


class Price(NamedTuple):
    """An amount in minor units of its currency."""

    minor: int
    currency: str


def parse_price(
    name: str, value: str, *, currency: str | None = None, decimal_mark: str | None = None
) -> Price | None:
    """Reads ``49.95 USD``, ``USD 1,299.00``, ``1.299,00 €``, ``$1,299`` or ``1299``.

    A number with a single mark before three digits, such as 1.299, is one thousand and more where
    the currency's countries divide thousands with that mark, and refused where it is their
    decimal mark; ``decimal_mark`` decides it.

    Args:
        name: The field, for the refusal.
        value: What the shop wrote.
        currency: The currency where the value states none, as a code.
        decimal_mark: The decimal mark, where the form of the feed fixes it.

    Returns:
        The price; None when the field is empty or 0, which in a feed means that it is unknown.

    Raises:
        FieldError: There is no currency, or no amount, or it can be read in two ways.
    """
    if not value:
        return None
    if (plain := _PLAIN.fullmatch(value)) and minor_digits(plain[3]) == _CENTS_DIGITS:
        if not is_currency(plain[3]):
            raise FieldError(name, "no currency")
        minor = int(plain[1] + (plain[2] or "00"))
        return Price(minor, plain[3]) if minor else None
    stated = _STATED.fullmatch(value) if len(value) <= _LONGEST else None
    if stated is None:
        raise FieldError(name, "not an amount")
    before, sign, between, number, after = stated.groups()
    code = _currency(name, [before, between, after], currency)
    if sign == "-":
        raise FieldError(name, "negative")
    minor = to_minor(_amount(name, number, code, decimal_mark), code)
    return Price(minor, code) if minor else None


def _currency(name: str, words: list[str], given: str | None) -> str:
    stated = {_code(word, given) for word in words if word} or {given}
    known = stated - {None}
    if not known:
        raise FieldError(name, "no currency")
    if len(known) > 1:
        raise FieldError(name, "two currencies")
    code = known.pop()
    if code is None or None in stated:
        raise FieldError(name, "not an amount")
    return code


def _code(word: str, given: str | None) -> str | None:
    if is_currency(word.upper()):
        return word.upper()
    symbol = word.casefold()
    if users := _SHARED_SYMBOLS.get(symbol):
        return given if given in users else users[0] or None
    return _symbols().get(symbol)


@cache
def _symbols() -> Mapping[str, str]:
    # Babel declares no types for its data: symbols by code.
    english = cast("Mapping[str, str]", Locale("en").currency_symbols)
    return {symbol.casefold(): code for code, symbol in english.items()} | _OWN_SYMBOLS


def _amount(name: str, number: str, currency: str, decimal_mark: str | None) -> Decimal:
    number = number.strip()
    if _BLANKS_AND_APOSTROPHES.search(number):
        if not _GROUPED.fullmatch(number):
            raise FieldError(name, "not an amount")
        number = _BLANKS_AND_APOSTROPHES.sub("", number)
    whole, mark, fraction = _parts(name, number, currency, decimal_mark)
    digits = _ungrouped(name, whole, mark)
    if len(digits) > _MOST_DIGITS:
        raise FieldError(name, "more than 12 digits")
    if len(fraction) > _MOST_FRACTION_DIGITS:
        raise FieldError(name, "not an amount")
    return Decimal(f"{digits}.{fraction or 0}")


def _parts(name: str, number: str, currency: str, decimal_mark: str | None) -> tuple[str, str, str]:
    """The digits before the decimal mark, the mark, and the digits after it."""
    place = max(number.rfind("."), number.rfind(","))
    if place < 0:
        return number, "", ""
    mark = number[place]
    other = "," if mark == "." else "."
    whole, fraction = number[:place], number[place + 1 :]
    if other in whole:
        return whole, mark, fraction
    if mark in whole:
        return number, "", ""
    if len(fraction) != _GROUP or len(whole) > _GROUP or whole == "0":
        return whole, mark, fraction
    return (
        (number, "", "") if _groups(name, mark, currency, decimal_mark) else (whole, mark, fraction)
    )


def _groups(name: str, mark: str, currency: str, decimal_mark: str | None) -> bool:
    """Whether the only mark, with three digits after it, divides thousands."""
    if decimal_mark is not None:
        return mark != decimal_mark
    usual = "," if currency in _COMMA_CURRENCIES else "."
    if mark != usual or minor_digits(currency) == 0:
        return True
    if minor_digits(currency) == _GROUP:
        return False
    raise FieldError(name, "may be thousands or a fraction")


def _ungrouped(name: str, whole: str, decimal_mark: str) -> str:
    if whole.isdigit():
        return whole
    match = _THOUSANDS.fullmatch(whole)
    if match is None or match["mark"] == decimal_mark:
        raise FieldError(name, "not an amount")
    return whole.replace(".", "").replace(",", "")
