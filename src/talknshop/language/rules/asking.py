"""What a seller asks for an item, told apart from what was paid and from the lowest accepted.

Every figure that could be money is weighed by the words around it; the heaviest is the price.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from talknshop.language.rules import asking_cues as cues
from talknshop.language.rules.money import Amount, find_amounts
from talknshop.language.rules.money_cues import END
from talknshop.language.rules.reading import Finding, Reading

_FIRST_YEAR, _LAST_YEAR = 1900, 2035
_LEAST_BARE = 5
_MILEAGE = 10_000
_POSTCODE = 5
_LEAST_BEHIND_WORD = 20
_CARATS = re.compile(r"(?:9|10|14|18|22|24) ?k")
"""What gold is marked with."""
_WORD_BEFORE = re.compile(r"([a-z]{3,}) $")
_BEFORE_WIDTH, _AFTER_WIDTH = 45, 26


IsPlain = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for an item."""

    price: float | None
    currency: str | None
    lower_accepted: bool = False
    place: tuple[int, int] | None = None
    """Where the price stands in the text."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    amount: Amount
    weight: int
    lower: bool


def read_asked(reading: Reading, is_plain: IsPlain, *, wants_price: bool = False) -> Asked:
    """The sum that is asked, told apart from what was paid and from the lowest accepted.

    Where a price is expected (``wants_price``) a bare number is one. ``is_plain`` tells common
    words from names: the figure behind a name belongs to it.
    """
    figures = _figures(reading)
    weighed = [
        _weigh(amount, reading, figures, is_plain, wants_price=wants_price) for amount in figures
    ]
    likely = [w for w in weighed if w.weight >= cues.ENOUGH]
    if cues.FREE.search(reading.rest) and not any(w.weight >= cues.CUE for w in likely):
        return Asked(0.0, "USD")
    if not likely:
        return Asked(None, None)
    full = [w for w in likely if not w.lower] or likely
    best = max(w.weight for w in full)
    of_weight = [w for w in full if w.weight == best]
    # Bare figures only: a size comes with the product, the price towards the end.
    chosen = of_weight[0 if best > cues.HINT + cues.PLACE else -1].amount
    below = any(
        w.lower and w.weight > cues.NEVER / 2 and w.amount.value < chosen.value for w in weighed
    )
    currency = chosen.currency or next((a.currency for a in figures if a.currency), None)
    return Asked(chosen.value, currency or "USD", below, (chosen.start, chosen.end))


def changed_price(text: str, present: float | None) -> float | None:
    """The price after "drop it by 5", "take 10 off" or "add 10 percent"; None for no such words."""
    match = cues.CHANGE.search(text)
    if match is None or present is None:
        return None
    figure = float(match["by"] or match["off"])
    step = present * figure / 100 if match["percent"] or match["percent_off"] else figure
    rises = match["verb"] is not None and match["verb"].startswith(
        ("raise", "increase", "add", "up")
    )
    changed = round(present + step if rises else present - step, 2)
    return changed if changed > 0 else None


def claim_asked(
    reading: Reading, is_plain: IsPlain, *, wants_price: bool = False
) -> tuple[Reading, Asked]:
    """The reading with the price claimed, so that nothing else takes the figure, and the price."""
    asked = read_asked(reading, is_plain, wants_price=wants_price)
    if asked.place is None:
        return reading, asked
    return reading.claim([Finding("price", asked.price, *asked.place)]), asked


def _figures(reading: Reading) -> list[Amount]:
    """Unclaimed amounts, and those that carry a sign of money whatever else claimed them."""
    whole = replace(reading, rest=reading.text)
    return [
        amount
        for amount in find_amounts(whole)
        if reading.is_free(amount.start, amount.end)
        or (amount.currency and not reading.text[amount.start].isdigit())
    ]


def _weigh(
    amount: Amount,
    reading: Reading,
    figures: list[Amount],
    is_plain: IsPlain,
    *,
    wants_price: bool,
) -> _Weighed:
    before = reading.text[max(0, amount.start - _BEFORE_WIDTH) : amount.start]
    rest_before = reading.rest[max(0, amount.start - _BEFORE_WIDTH) : amount.start]
    after = reading.text[amount.end : amount.end + _AFTER_WIDTH]
    weight = _cued(before, rest_before, after)
    if amount.currency:
        weight += cues.SIGN
    elif amount.explicit and not _is_mileage(amount, reading, figures):
        weight += cues.HINT
    if not amount.currency:
        weight += _bare(amount, reading) + _behind(amount, reading, is_plain)
        weight += 2 * cues.CUE if wants_price else 0
    return _Weighed(amount, weight, cues.LOWER.search(before) is not None)


def _cued(before: str, rest_before: str, after: str) -> int:
    """What the words around a figure say for and against it; of one side the strongest word."""
    left = [weight for regex, weight in cues.BEFORE[:-1] if regex.search(before)]
    left += [weight for regex, weight in cues.BEFORE[-1:] if regex.search(rest_before)]
    right = [weight for regex, weight in cues.AFTER if regex.match(after)]
    return min(0, 0, *left, *right) + max(0, 0, *left) + max(0, 0, *right)


def _bare(amount: Amount, reading: Reading) -> int:
    """What tells for or against a figure without a sign of money."""
    written = reading.text[amount.start : amount.end].strip()
    weight = cues.PLACE if _closes(reading, amount.end) else cues.AGAINST
    weight += cues.PLACE if not reading.text[amount.end :].strip(" .!?") else 0
    if _FIRST_YEAR <= amount.value <= _LAST_YEAR and amount.value == int(amount.value):
        weight += cues.DOUBT
    if written.startswith("0") or amount.value < 1 or _CARATS.fullmatch(written):
        weight += cues.NEVER
    if amount.value < _LEAST_BARE:
        weight += cues.DOUBT
    if written.isdigit() and len(written) == _POSTCODE and amount.value % 50:
        weight += cues.AGAINST
    return weight


def _closes(reading: Reading, end: int) -> bool:
    """Whether what follows leaves the number standing by itself."""
    if END.match(reading.text, end) or reading.rest[end : end + 2].strip()[:1] == "\x00":
        return True
    word = re.match(r"\s*(?:- )?([a-z']+)", reading.text[end : end + _AFTER_WIDTH])
    return word is not None and word[1] in cues.FRIENDLY


def _behind(amount: Amount, reading: Reading, is_plain: IsPlain) -> int:
    """What the word before a figure tells: behind a maker or a name it is a model's number."""
    if any(
        finding.slot in {"brand", "line", "vehicle"} and 0 <= amount.start - finding.end <= 1
        for finding in reading.findings
    ):
        return cues.DOUBT
    word = _WORD_BEFORE.search(reading.text, 0, amount.start)
    if word is None or amount.value < _LEAST_BEHIND_WORD:
        return 0
    return cues.PLACE if is_plain(word[1]) else cues.DOUBT


def _is_mileage(amount: Amount, reading: Reading, figures: list[Amount]) -> bool:
    """Whether "122k" is written as people write how far or how often, without a sign of money."""
    written = reading.text[amount.start : amount.end].rstrip()
    driven = bool(reading.of("vehicle")) or amount.value >= 3 * _MILEAGE
    return written.endswith("k") and amount.value >= _MILEAGE and len(figures) > 1 and driven
