"""What a seller asks for an item, told apart from what was paid and from the lowest accepted."""

import re
from dataclasses import dataclass

from talknshop.language.rules.money import Amount, find_amounts
from talknshop.language.rules.reading import Reading

_PAID = re.compile(
    r"\b(?:paid|bought (?:[a-z0-9-]+ ){0,5}(?:for|at)|cost me|cost|costs|"
    r"retails?(?: for| at| price)?|msrp|originally|was|were|worth|new for|valued at|down from|"
    r"reduced from|marked down from|instead of|regularly|normally|usually|"
    r"sells? for|goes for|they go for|retail value)(?:\s(?:of|is|like|about|around|"
    r"over|me|new|originally|at|for))*\s*$"
)
_PAID_AFTER = re.compile(
    r"^\s*(?:new\b|retail|originally|when new|msrp|value\b|in stores?|at the store|"
    r"last year|a year ago|brand new)"
)
_ASK = re.compile(
    r"\b(?:asking|ask|want|looking for|for|price|sell(?:ing)? (?:it |them )?for|at|"
    r"obo|priced|list (?:it )?(?:for|at)|get|hoping for|take)(?:\s(?:is|of|at|about|"
    r"around|like|a|the|price|for|only|just))*\s*$"
)
_LOWER = re.compile(
    r"\b(?:take|accept|go (?:down )?(?:as low as|to)|as low as|down to|settle for|"
    r"do|let (?:it|them) go for|lowest|minimum|go for|could go to|to)(?:\s(?:i'd|"
    r"i'll|go|is|about|like|around|take))*\s*$"
)
_ABOVE = re.compile(
    r"\b(?:best offer (?:above|over)|offers? (?:above|over|from|starting at)|above|"
    r"over|at least|minimum|starting (?:at|bid)|no less than)\s*$"
)
_FREE = re.compile(
    r"\b(?:for free|free to (?:a good home|whoever|anyone|pick ?up)|free(?: to|"
    r" for)? pick ?up|giving (?:it |them |this )?away|give (?:it |them )?away|"
    r"it's free|free stuff|its free|curb alert|price:? free|take it for free)\b|"
    r"^free\b|\bfree$|, free\b"
)
_ALL_OF_THEM = re.compile(r"\bfor (?:the|all|both|all of the|the whole)\s*(?:of )?$")
"""What follows counts the things, as in "160 for the four"."""
_APIECE = re.compile(
    r"^\s*(?:each|apiece|a piece|per|a (?:yard|pair|piece|box|pack|set|bag|foot|meter|"
    r"pound|bottle|book|record|game|card|head|pop|one)|/|ea\b|bucks|or best|obo|firm)"
)
_COUNTER = re.compile(
    r"\b(?:count|mileage|odometer|clicks|reads|rounds|hours|has|with|only)(?: is| of| at)?\s*$"
)
_ALONE = re.compile(r"(?:^|[,;:] ?|\. | - )(?P<n>\d{1,5}(?:\.\d{2})?)\s*(?=[.!]?\s*$|,)")
_LOOSE = re.compile(r"(?<![\w.$'/-])(?P<n>\d{2,6}(?:\.\d{2})?)(?![\w/'%\"-]|\.\d)")
_FIRST_YEAR, _LAST_YEAR = 1950, 2035
_MILEAGE = 10_000
_BEFORE = 45


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for an item."""

    price: float | None
    currency: str | None
    lower_accepted: bool = False


def read_asked(reading: Reading, *, wants_price: bool = False) -> Asked:
    """The sum that is asked, told apart from what was paid and from the lowest accepted.

    Where a price is expected (``wants_price``) a bare number is one.
    """
    if _FREE.search(reading.text):
        return Asked(0.0, "USD")
    amounts = _sums(reading, wants_price=wants_price)
    prices: list[tuple[int, Amount]] = []
    lower = False
    # A lone "122k" may be the price after all.
    beside = _LOOSE.search(reading.rest) is not None or len(reading.of("price")) > 1
    driven = beside and bool(reading.of("vehicle"))
    for amount in amounts:
        before = reading.text[max(0, amount.start - _BEFORE) : amount.start]
        after = reading.text[amount.end : amount.end + 20]
        if _PAID.search(before) or _PAID_AFTER.match(after) or _ALL_OF_THEM.search(before):
            continue
        if not amount.explicit and _is_year(amount) and len(amounts) > 1:
            continue
        if (driven or (beside and _COUNTER.search(before))) and _is_thousands(amount, reading):
            continue
        if _LOWER.search(before) and prices and amount.value < prices[0][1].value:
            lower = True
            continue
        rank = 2 if _ABOVE.search(before) else 0 if _ASK.search(before) else 1
        prices.append((rank, amount))
    if not prices:
        loose = [*_LOOSE.finditer(reading.rest)]
        alone = _ALONE.search(reading.rest) or (loose[-1] if loose and len(amounts) else None)
        figure = float(alone["n"]) if alone is not None else None
        return Asked(figure, None if figure is None else "USD", lower)
    chosen = min(prices, key=lambda item: item[0])[1]
    if not any(amount.explicit for _, amount in prices) and {rank for rank, _ in prices} == {1}:
        # Bare figures only: a size comes with the product, the price towards the end.
        chosen = prices[-1][1]
    currency = chosen.currency or next((a.currency for _, a in prices if a.currency), None)
    return Asked(chosen.value, currency or "USD", lower)


def _is_year(amount: Amount) -> bool:
    return _FIRST_YEAR <= amount.value <= _LAST_YEAR and amount.value == int(amount.value)


def _is_thousands(amount: Amount, reading: Reading) -> bool:
    """Whether "122k" is written as people write how far or how often, without a sign of money."""
    written = reading.text[amount.start : amount.end].rstrip()
    return written.endswith("k") and not amount.currency and amount.value >= _MILEAGE


def _sums(reading: Reading, *, wants_price: bool) -> list[Amount]:
    """Amounts of money: those claimed as a price, and others that a sign or word marks."""
    restored = reading.rest
    for finding in reading.of("price"):
        restored = (
            restored[: finding.start]
            + reading.text[finding.start : finding.end]
            + restored[finding.end :]
        )
    spread = Reading(reading.text, reading.tokens, restored)
    claimed = [(f.start, f.end) for f in reading.of("price")]
    found: list[Amount] = []
    for amount in find_amounts(spread):
        inside = any(low <= amount.start < high for low, high in claimed)
        before = reading.text[max(0, amount.start - _BEFORE) : amount.start]
        after = reading.text[amount.end : amount.end + 12]
        cued = _ASK.search(before) or _LOWER.search(before) or _APIECE.match(after)
        if inside or amount.explicit or cued or wants_price:
            found.append(amount)
    return found
