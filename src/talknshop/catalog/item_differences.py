"""What makes two items of records that otherwise sound alike; pure, and each rule is final."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from talknshop.catalog.item import Item
from talknshop.catalog.item_words import load_item_words

_CELLULAR = frozenset(["cellular", "lte"])
_BUNDLES = frozenset(["bundle", "combo"])
_BEDS = frozenset(["king", "queen", "twin", "cal king", "california king", "twin xl"])
_TELLING = ("size", "bundle", "child", "scent", "side")
_PARTS = frozenset(["part", "vol", "season", "stage", "step", "level", "episode"])

_FEWEST_LETTERS_OF_NAME = 4
_FEWEST_LETTERS_OF_SERIES = 3
_FEWEST_LETTERS_OF_SPELLING = 5
_LONGEST_ENDING = 2
_SHORT_TAIL = 3
_FEWEST_LETTERS_OF_CODE = 2
_LONGEST_MARK = 4
_FEW_MARKS = 3
_FUNCTION_WORDS = frozenset(["by", "for", "from", "in", "w", "with"])
_LETTERS = re.compile(r"[a-z]*")


def share_model(one: Item, other: Item) -> bool:
    """Whether one number is in both, or in a longer one that says the colour or the country too."""
    return any(
        mine == theirs or (not min(mine, theirs, key=len).isdigit() and _is_within(mine, theirs))
        for mine in one.codes
        for theirs in other.codes
    )


def may_share_model(one: Item, other: Item) -> bool:
    """Whether no model number tells them apart; shops also say its beginning only."""
    few, many = sorted((one.codes, other.codes), key=len)
    return all(any(_is_within(code, known) for known in many) for code in few)


def _is_within(code: str, other: str) -> bool:
    return code in other or other in code


def alone(words: Sequence[str], one: Item, other: Item) -> list[str]:
    """Those words of the one that the other says nowhere, nor writes in another way."""
    skipped = _FUNCTION_WORDS.union(one.brand_words, other.brand_words)
    return [word for word in words if word not in skipped and not is_said(word, other)]


def is_said(word: str, item: Item) -> bool:
    """Whether a record says a word: also in a compound, a model number or another ending."""
    if word in item.said:
        return True
    if word.isdigit():
        return any(word in code for code in item.codes if not code.isdigit())
    if is_compound(word, item.said) or is_of_code(word, item.codes):
        return True
    return len(word) >= _FEWEST_LETTERS_OF_SPELLING and any(
        (said.startswith(word) or word.startswith(said))
        and abs(len(said) - len(word)) <= _LONGEST_ENDING
        for said in item.said
        if len(said) >= _FEWEST_LETTERS_OF_SPELLING
    )


def is_compound(word: str, said: Sequence[str]) -> bool:
    """Whether a word is two words of a record, written as one."""
    return any(word.startswith(part) and word[len(part) :] in said for part in said)


def is_of_code(word: str, codes: Sequence[str]) -> bool:
    """Whether a word is a part of a model number."""
    return len(word) >= _FEWEST_LETTERS_OF_CODE and any(word in code for code in codes)


def has_digit(word: str) -> bool:
    """Whether a word has figures in it."""
    return any(character.isdigit() for character in word)


def differ(one: Item, other: Item) -> bool:
    """Whether the records name two items of one line, however alike the rest is.

    Another number in a row (Clifton 8 and 9), a name of its own on both sides, a variant, a bundle,
    a generation or a pack that only one names. A shared model number outweighs words, because
    shops praise what they sell; it does not outweigh what is sold with the thing.
    """
    if _are_of_one_row(one, other) or _sold_with_more(one, other) or _sold_with_more(other, one):
        return True
    if share_model(one, other):
        return False
    if _more_of_them(one, other) or _more_of_them(other, one) or _next_in_row(one, other):
        return True
    if _short_variants(one, other) or _short_variants(other, one):
        return True
    if _names_differ(alone(one.lead, one, other), alone(other.lead, other, one)):
        return True
    return bool(_marks(one, other) and _marks(other, one))


def _short_variants(one: Item, other: Item) -> list[str]:
    """Variants that only the one says, behind its name; a long title goes on with praise."""
    words = load_item_words()
    deciding = [word for word in one.tail if word in words.variants - words.leaning]
    return alone(deciding, one, other) if len(one.tail) <= _SHORT_TAIL else []


def _marks(one: Item, other: Item) -> list[str]:
    """Short words with figures that only the one says: ``m3``, ``v2``; of many, not bare ones."""
    told = alone([*one.marks, *one.more_marks], one, other)
    few = len(one.more_marks) <= _FEW_MARKS
    return [word for word in told if len(word) <= _LONGEST_MARK and (few or not word.isdigit())]


def leave_open(one: Item, other: Item) -> bool:
    """Whether only one says what tells items of a line apart, so that the other may be another.

    Its size, storage, scent, side, whether it is a bundle or for children, and a figure of its
    name. A shared barcode or model number settles it all the same.
    """
    if any((name in one.traits) != (name in other.traits) for name in _TELLING):
        return True
    if ("gb" in one.numbers) != ("gb" in other.numbers):
        return True
    figures = (word for word in alone(one.lead, one, other) if has_digit(word))
    others = (word for word in alone(other.lead, other, one) if has_digit(word))
    return any(figures) or any(others)


def _names_differ(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    words = load_item_words()
    deciding = words.variants - words.leaning
    if not deciding.isdisjoint(mine) or not deciding.isdisjoint(theirs):
        return True
    if any(map(has_digit, mine)) and any(map(has_digit, theirs)):
        return True
    return _has_name(mine) and _has_name(theirs)


def _has_name(words: Sequence[str]) -> bool:
    variants = load_item_words().variants
    return any(
        word.isalpha() and len(word) >= _FEWEST_LETTERS_OF_NAME and word not in variants
        for word in words
    )


def _sold_with_more(one: Item, other: Item) -> bool:
    """Whether only the first has a modem, comes in a bundle or with a lens, or is of that age."""
    modem = _CELLULAR.intersection(one.traits.get("network", ()))
    if modem and modem.isdisjoint(other.traits.get("network", ())):
        return True
    bundled = _BUNDLES.intersection(one.traits.get("bundle", ()))
    if bundled and _BUNDLES.isdisjoint(other.traits.get("bundle", ())):
        return True
    with_lens = "camera" in one.said and "camera" in other.said and "mm" in one.numbers
    if with_lens and "mm" not in other.numbers:
        return True
    if "age" in one.traits and "age" not in other.traits:
        return True
    bed = _BEDS.intersection(one.traits.get("size", ()))
    return bool(bed) and "size" not in other.traits


def _more_of_them(one: Item, other: Item) -> bool:
    """Whether only the first names a generation, a part of a series or how many are in a pack."""
    generations = one.numbers.get("generation", ())
    if generations and "generation" not in other.numbers:
        # An Oura Ring 4 is one of the fourth generation.
        said = (f"{generation:g}" in other.said for generation in generations)
        if not any(said):
            return True
    if "count" in one.numbers and "count" not in other.numbers:
        return True
    return not other.numbered and any(name.split()[0] in _PARTS for name in one.numbered)


def _are_of_one_row(one: Item, other: Item) -> bool:
    """Whether their model numbers are as long and begin alike, as those of one maker's line."""
    return any(
        len(mine) == len(theirs) and mine != theirs and _begin_alike(mine, theirs)
        for mine in one.codes
        for theirs in other.codes
    )


def _begin_alike(code: str, other: str) -> bool:
    series, others = _LETTERS.match(code), _LETTERS.match(other)
    if series is None or others is None:
        return False
    return len(series[0]) >= _FEWEST_LETTERS_OF_SERIES and series[0] == others[0]


def _next_in_row(one: Item, other: Item) -> bool:
    """Whether the same word goes on with another figure: it may be the other's size."""
    mine, theirs = dict(_figured(one.lead)), dict(_figured(other.lead))
    return any(
        mine[word] != theirs[word] and mine[word] not in theirs.values()
        for word in mine.keys() & theirs.keys()
    )


def _figured(lead: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word, following in pairwise(lead):
        if has_digit(following) and not has_digit(word):
            yield word, following
