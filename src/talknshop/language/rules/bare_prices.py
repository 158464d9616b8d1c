"""A price written as nothing but a number, told by what the number is not."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.money import Amount
from talknshop.language.rules.phrases import Token
from talknshop.language.rules.reading import Finding, Reading

_LEAST = 5
_FIRST_YEAR, _LAST_YEAR = 1900, 2035
_POSTCODE = 5
_LONGEST_NAME = 2
_LEAST_BEHIND_PRODUCT = 20
"""Smaller numbers behind a product ("lot 12", "golf 7") are its size or its number."""
_LARGEST_COUNT = 100
_WORD = re.compile(r"[^\w$€£₹.,;:!?()%/\"'+-]*\s*(?P<word>[a-z']+)?")
_COUNTED = frozenset(
    (
        *("piece", "hole", "owner", "gauge", "inch", "foot", "feet", "mile"),
        *("speed", "way", "cycle", "track", "string", "tooth", "person", "year"),
        *("month", "week", "day", "hour", "minute", "percent", "degree", "ply"),
        *("volume", "issue", "dvd", "cd", "book", "card", "game", "pair"),
        *("count", "size", "us", "uk", "eu", "tall", "wide", "long"),
        *("x", "by", "of", "in", "and", "to", "or", "s"),
        *("m", "l", "xl"),
    )
)
"""Words behind a number that say what it counts or measures."""
_NO_PLURAL = frozenset(
    {"works", "has", "takes", "runs", "this", "ships", "its", "his", "las", "los"}
)
_MEASURED = re.compile(
    r"\b(?:battery|health|capacity|batt|bh|cycles|clicks|shutter|version|season|street|st|"
    r"apt|box of|set of|lot of|pack of|since|over|under|about \d+ (?:years|months)|"
    r"(?:call|text)[\d ().-]*)(?: (?:is|at|of|life|health))* ?$"
)
_NAMES = frozenset({"brand", "line", "other_line", "vehicle", "vehicle_model", "device"})
_THINGS = frozenset({"product", "other_product"})


def last_bare(reading: Reading, figures: list[Amount], lexicon: Lexicon) -> Amount | None:
    """The last number that neither counts nor measures anything nor belongs to a name."""
    alone = [amount for amount in figures if _is_alone(amount, reading, lexicon)]
    return alone[-1] if alone else None


def is_count(amount: Amount, reading: Reading) -> bool:
    """Whether the number says how many there are of the thing it stands before: "6 chairs"."""
    thing = next((f for f in reading.findings if 0 <= f.start - amount.end <= 1), None)
    named = "" if thing is None else reading.text[thing.start : thing.end]
    return (
        thing is not None
        and thing.slot in _THINGS
        and named.endswith("s")
        and amount.value < _LARGEST_COUNT
    )


def is_measured(amount: Amount, reading: Reading) -> bool:
    """Whether the words before say what the number measures: "battery health 91"."""
    return _MEASURED.search(reading.text[: amount.start]) is not None


def _is_alone(amount: Amount, reading: Reading, lexicon: Lexicon) -> bool:
    written = reading.text[amount.start : amount.end].strip()
    if not written.isdigit() or amount.value < _LEAST or written.startswith("0"):
        return False
    if _FIRST_YEAR <= amount.value <= _LAST_YEAR:
        return False
    if len(written) == _POSTCODE and amount.value % 50:
        return False
    if not reading.text[: amount.start].strip() or is_measured(amount, reading):
        return False
    return not _counts(amount, reading, lexicon) and not _numbers(amount, reading, lexicon)


def _counts(amount: Amount, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether what follows is what the number counts."""
    if any(f.slot in _THINGS | _NAMES and 0 <= f.start - amount.end <= 1 for f in reading.findings):
        return True
    word = _next_word(reading.text, amount.end)
    if not word or word in lexicon.places or word in _NO_PLURAL:
        return False
    plural = word.endswith("s") and not word.endswith("ss") and lexicon.spelling.is_plain(word)
    return word in _COUNTED or plural or lexicon.product(word) is not None


def _next_word(text: str, end: int) -> str:
    following = _WORD.match(text, end)
    return (following["word"] or "") if following is not None else ""


def _numbers(amount: Amount, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the number ends a name, known or unknown: "new balance 550", "marlin 7"."""
    end, names = amount.start, 0
    for token in reversed(reading.tokens[: reading.index_at(amount.start)]):
        if reading.text[token.end : end].strip() or not token.text[0].isalpha():
            return False
        holder = _holder(token, reading)
        if holder is not None:
            # "levis jeans 25": a line that ends in the noun is a thing.
            noun = lexicon.product(reading.text[holder.start : holder.end].rsplit(maxsplit=1)[-1])
            if holder.slot in _NAMES and noun is None:
                return True
            is_thing = holder.slot in _THINGS or noun is not None
            return is_thing and (names > 0 or amount.value < _LEAST_BEHIND_PRODUCT)
        if _tells(token.text, lexicon):
            return False
        names += 1
        if names > _LONGEST_NAME:
            return False
        end = token.start
    return names > 0


def _holder(token: Token, reading: Reading) -> Finding | None:
    return next((f for f in reading.findings if f.start <= token.start < f.end), None)


def _tells(word: str, lexicon: Lexicon) -> bool:
    """Whether the word describes or links, so that it is part of no name."""
    return (
        word in lexicon.grammar.stopwords
        or word in lexicon.spelling.common
        or word in lexicon.places
        or any(lexicon.phrases[kind].get(word) is not None for kind in ("vague", "condition"))
        or lexicon.attributes.get(word) is not None
    )
