"""Prices and price ranges a person states."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from talknshop.language.rules import money_cues as cues
from talknshop.language.rules.reading import Finding, Reading

ABOUT_LOW, ABOUT_HIGH = 0.8, 1.2
"""What "about" means: from 20 % below to 20 % above."""
_LEAST_BARE = 20
"""A bare number below this is more likely a size or a count than a price."""
_CONTEXT = 40
_FIRST_YEAR, _LAST_YEAR = 1950, 2035

_SIGNS = {
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "¥": "JPY",
    "rs": "INR",
    "inr": "INR",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "cad": "CAD",
    "aud": "AUD",
}
_WORDS = {
    "dollar": "USD",
    "buck": "USD",
    "usd": "USD",
    "us dollar": "USD",
    "$": "USD",
    "euro": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "pound": "GBP",
    "quid": "GBP",
    "gbp": "GBP",
    "£": "GBP",
    "rupee": "INR",
    "inr": "INR",
    "₹": "INR",
    "cad": "CAD",
    "canadian dollar": "CAD",
    "aud": "AUD",
    "australian dollar": "AUD",
    "yen": "JPY",
    "jpy": "JPY",
    "chf": "CHF",
    "swiss franc": "CHF",
    "peso": "MXN",
    "sgd": "SGD",
    "nzd": "NZD",
}
_MULTIPLES = {"k": 1000, "grand": 1000, "thousand": 1000, "lakh": 100_000, "": 1}

_AMOUNT = re.compile(
    r"(?<![\w.#/])(?P<sign>(?:us|ca|c|au|a)?\$|€|£|₹|¥|(?:rs|inr|usd|eur|gbp|cad|aud)\b\.?)?\s?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?)"
    r"(?:\s?(?P<multiple>k|grand|thousand|lakh)\b)?"
    r"(?:\s?(?P<word>(?:us |canadian |australian )?dollars?|bucks?|usd|euros?|eur|pounds?|quid|gbp|"
    r"rupees?|inr|cad|aud|yen|jpy|chf|swiss francs?|pesos?|sgd|nzd)\b|\s?(?P<after>[$€£₹]))?"
    r"(?P<plus>\+)?(?P<ish>\s?-?\s?ish\b)?(?![\w%\"]|-[a-z]|[.,/]\d)"
)


class Bound(StrEnum):
    """Which end of a price range an amount is."""

    MOST = "most"
    LEAST = "least"
    NEAR = "near"
    PLAIN = "plain"
    """Stated without saying which; counts as the upper end."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in a text."""

    value: float
    currency: str | None
    start: int
    end: int
    explicit: bool
    """Whether a sign or word says that it is money."""


class Price(NamedTuple):
    """A stated price range; an open end is None."""

    low: float | None
    high: float | None
    currency: str


def find_amounts(reading: Reading) -> list[Amount]:
    """Every number that could be money, in the order of the text."""
    return [_amount(match) for match in _AMOUNT.finditer(reading.rest)]


def _amount(match: re.Match[str]) -> Amount:
    sign, word = match["sign"], match["word"] or match["after"]
    currency = _SIGNS.get(sign.rstrip(".")) if sign else None
    if word:
        currency = (
            currency if currency and currency != "USD" else _WORDS.get(word.rstrip("s") or word)
        )
        currency = currency or _WORDS.get(word)
    if match["multiple"] == "lakh":
        currency = currency or "INR"
    value = float(match["number"].replace(",", "")) * _MULTIPLES[match["multiple"] or ""]
    return Amount(
        value=value,
        currency=currency,
        start=match.start("sign") if sign else match.start("number"),
        end=match.end(),
        explicit=bool(sign or word or match["multiple"] or match["ish"]),
    )


def read_money(reading: Reading, known: Container[str]) -> tuple[Reading, Price | None]:
    """Finds the stated price; its amounts are claimed.

    A bare number after a word that is not ``known`` is taken for a part of a name ("core 300").
    """
    amounts = find_amounts(reading)
    stated: list[tuple[Bound, Amount, Amount | None]] = []
    skip = False
    for index, amount in enumerate(amounts):
        if skip:
            skip = False
            continue
        following = amounts[index + 1] if index + 1 < len(amounts) else None
        if following and _is_range(reading, amount, following):
            stated.append((Bound.PLAIN, *_scaled(amount, following)))
            skip = True
            continue
        bound = _bound(reading, amount, known)
        if bound is not None:
            stated.append((bound, amount, None))
    claimed = reading.claim(
        Finding("price", first.value, first.start, (second or first).end)
        for _, first, second in stated
    )
    return claimed, _combine(stated)


def _scaled(low: Amount, high: Amount) -> tuple[Amount, Amount]:
    """In "10 to 15k" the first amount means thousands too."""
    if not low.explicit and high.value >= 1000 and low.value * 50 < high.value:  # noqa: PLR2004
        low = Amount(low.value * 1000, low.currency, low.start, low.end, explicit=True)
    return low, high


def _is_range(reading: Reading, low: Amount, high: Amount) -> bool:
    between = reading.rest[low.end : high.start]
    if not cues.RANGE.fullmatch(between):
        return False
    cued = bool(cues.BETWEEN.search(_before(reading, low)))
    joined = between.strip()
    if joined in {"and", "or", "/"} and not cued:
        return False
    if cued or low.explicit or high.explicit:
        return True
    return low.value >= _LEAST_BARE and high.value > low.value and _closes(reading, high)


def _before(reading: Reading, amount: Amount) -> str:
    return reading.rest[max(0, amount.start - _CONTEXT) : amount.start]


def _closes(reading: Reading, amount: Amount) -> bool:
    """Whether what follows leaves the number standing by itself."""
    if cues.END.match(reading.rest, amount.end):
        return True
    word = cues.NEXT_WORD.match(reading.rest, amount.end)
    return word is not None and (word[1] == "\x00" or word[1] in cues.FRIENDLY)


def _bound(reading: Reading, amount: Amount, known: Container[str]) -> Bound | None:
    before, rest, end = _before(reading, amount), reading.rest, amount.end
    cue = _cue_before(before) or _cue_after(rest, end)
    if rest[max(0, end - 6) : end].endswith("+"):
        cue = Bound.LEAST
    elif "ish" in rest[amount.start : end]:
        cue = Bound.NEAR
    if amount.explicit:
        return cue or Bound.PLAIN
    if cue is not None and (_closes(reading, amount) or _cue_after(rest, end)):
        return cue if amount.value >= 1 else None
    return _bare(reading, amount, before, known)


def _cue_before(before: str) -> Bound | None:
    if cues.NOT_OVER.search(before) or cues.MOST.search(before):
        return Bound.MOST
    if cues.NEAR.search(before):
        return Bound.NEAR
    if cues.LEAST.search(before):
        return Bound.LEAST
    return None


def _cue_after(rest: str, end: int) -> Bound | None:
    if cues.AFTER_MOST.match(rest, end):
        return Bound.MOST
    if cues.AFTER_LEAST.match(rest, end):
        return Bound.LEAST
    if cues.AFTER_NEAR.match(rest, end):
        return Bound.NEAR
    if cues.AFTER_BUDGET.match(rest, end):
        return Bound.PLAIN
    return None


def _bare(reading: Reading, amount: Amount, before: str, known: Container[str]) -> Bound | None:
    if cues.STRONG.search(before):
        return Bound.PLAIN
    is_year = _FIRST_YEAR <= amount.value <= _LAST_YEAR and amount.value == int(amount.value)
    if amount.value < _LEAST_BARE or not _closes(reading, amount):
        return None
    if cues.FOR.search(before):
        return Bound.PLAIN
    if is_year or any(
        f.slot == "brand" and amount.start - f.end in {0, 1} for f in reading.findings
    ):
        return None
    starts = before.strip() == "" or before.rstrip()[-1:] in {",", ".", ";", ":", "-", "\x00"}
    last = before.rsplit(maxsplit=1)[-1] if before.split() else ""
    return Bound.PLAIN if starts or (last.isalpha() and last in known) else None


def _combine(stated: Sequence[tuple[Bound, Amount, Amount | None]]) -> Price | None:
    if not stated:
        return None
    low: float | None = None
    high: float | None = None
    near: float | None = None
    plain: float | None = None
    currencies = [
        a.currency for _, first, second in stated for a in (first, second) if a and a.currency
    ]
    for bound, first, second in stated:
        if second is not None:
            low, high = sorted((first.value, second.value))
        elif bound is Bound.MOST:
            high = first.value
        elif bound is Bound.LEAST:
            low = first.value
        elif bound is Bound.NEAR:
            near = first.value
        else:
            plain = first.value
    if high is None and near is not None:
        low = round(near * ABOUT_LOW, 2)
        high = round(near * ABOUT_HIGH, 2)
    elif high is None and plain is not None and low is None:
        high = plain
    if low is not None and high is not None and high < low:
        low, high = high, low
    return Price(low, high, currencies[-1] if currencies else "USD")
