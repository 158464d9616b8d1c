"""How much speaks for two records being of one item, where no rule is sure; pure.

What two titles share and what only one of them says are counted, and each count has a weight
(``item_weights.tsv``). The weights were learned from the pairs that may be looked at
(``evaluation/pair_training.py``); the sum decides. What makes another item however much is alike
stands in ``item_differences``, and is asked first.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from talknshop.catalog.item import Item
from talknshop.catalog.item_agreement import (
    DECIDING,
    are_one_medium,
    weighed,
)
from talknshop.catalog.item_differences import (
    alone,
    has_digit,
    is_said,
    may_share_model,
    share_model,
)
from talknshop.catalog.item_words import load_item_words

BIAS = "bias"
SURE = "a rule is sure"
ENOUGH = 1.25
"""The sum from which on two records are taken for one item: of what was joined in cross-validation
96 of 100 pairs were one."""

_MOST = 3
_FEW_WORDS = 4
_LONGEST_SHORT = 3


def is_enough(one: Item, other: Item, *, sure: bool) -> bool:
    """Whether what speaks for one item outweighs what speaks against it.

    Args:
        one: A record.
        other: Another, which nothing tells apart from it for certain.
        sure: Whether a rule takes them for one item.
    """
    weights = load_weights()
    found = evidence(one, other, sure=sure)
    return sum(weights.get(name, 0.0) * count for name, count in found.items()) >= ENOUGH


@cache
def load_weights() -> Mapping[str, float]:
    """Reads the weights that ship with the product."""
    text = resources.files("talknshop.catalog").joinpath("item_weights.tsv").read_text("utf-8")
    return parse_weights(text)


def parse_weights(text: str) -> dict[str, float]:
    """The weights of a file: a name and a number a line, with a tab between."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(weight) for name, _, weight in (line.partition("\t") for line in lines)}


def evidence(one: Item, other: Item, *, sure: bool) -> dict[str, float]:
    """What speaks for and against, by name; most are 0 or 1, words are counted up to three."""
    return {
        BIAS: 1.0,
        SURE: float(sure),
        **_beginnings(one, other),
        **_words(one, other),
        **_identifiers(one, other),
        **_measures(one, other),
        **_traits(one, other),
    }


def _beginnings(one: Item, other: Item) -> dict[str, float]:
    brands = {*one.brand_words, *other.brand_words}
    mine, theirs = _first(one, brands), _first(other, brands)
    known = (not mine or is_said(mine, other)), (not theirs or is_said(theirs, one))
    plain = sorted((_plain_alone(one, other, brands), _plain_alone(other, one, brands)))
    return {
        "words of its first part that one says": min(_MOST, plain[1]),
        "each says words of its first part alone": min(_MOST, plain[0]),
        "each says how the other begins": float(all(known)),
        "neither says how the other begins": float(not any(known)),
    }


def _plain_alone(one: Item, other: Item, brands: set[str]) -> int:
    """How many describing words of the title's first part the other says nowhere."""
    described = {*one.described, *one.things}
    told = [word for word in one.own if word in described and word not in brands]
    return sum(not is_said(word, other) for word in told)


def _first(item: Item, brands: set[str]) -> str:
    return next((word for word in item.own if word not in brands), "")


def _words(one: Item, other: Item) -> dict[str, float]:
    mine, theirs = alone(one.lead, one, other), alone(other.lead, other, one)
    behind = alone([*one.tail, *one.more_marks], one, other)
    behind_theirs = alone([*other.tail, *other.more_marks], other, one)
    shared = _shared(one, other)
    lone = sorted((_names(mine), _names(theirs)))
    told = _described(one), _described(other)
    return {
        "words of the name that both say": min(_MOST, shared),
        "no word of the name in both": float(not shared),
        "one word in both, more in one": float(shared == 1 and lone[1] > 0),
        "words of the name that one says": min(_MOST, lone[1]),
        "each says words of the name alone": min(_MOST, lone[0]),
        "each says words alone": float(
            bool(_names([*mine, *behind]) and _names([*theirs, *behind_theirs]))
        ),
        "a short word of the name in one": float(any(map(_is_short, [*mine, *theirs]))),
        "a figure of the name in one": float(any(map(has_digit, [*mine, *theirs]))),
        "a figure alone in each": float(
            any(map(has_digit, [*mine, *behind])) and any(map(has_digit, [*theirs, *behind_theirs]))
        ),
        "a variant in one": float(_variants(one) != _variants(other)),
        "described in the same words": _overlap(*told),
        "each is described in its own words": float(
            bool(told[0] - told[1]) and bool(told[1] - told[0])
        ),
        "a title of few words": float(min(len(one.said), len(other.said)) <= _FEW_WORDS),
    }


def _shared(one: Item, other: Item) -> int:
    brands = {*one.brand_words, *other.brand_words}
    told = {*one.lead, *other.lead} - brands
    both = (word for word in told if is_said(word, one) and is_said(word, other))
    return sum(len(word) > 1 or word.isdigit() for word in both)


def _names(words: Sequence[str]) -> int:
    variants = load_item_words().variants
    return sum(word not in variants and not has_digit(word) for word in words)


def _is_short(word: str) -> bool:
    return word.isalpha() and len(word) <= _LONGEST_SHORT


def _variants(item: Item) -> set[str]:
    return set(item.variants)


def _described(item: Item) -> set[str]:
    return {*item.described, *item.things}


def _overlap(some: set[str], others: set[str]) -> float:
    fewer = min(len(some), len(others))
    return len(some & others) / fewer if fewer else 0.0


def _identifiers(one: Item, other: Item) -> dict[str, float]:
    return {
        "the same model number": float(share_model(one, other)),
        "other model numbers": float(not may_share_model(one, other)),
        "both name the same brand": float(bool(one.brand) and one.brand == other.brand),
        "neither names a brand": float(not one.brand and not other.brand),
        "one medium": float(are_one_medium(one, other)),
        "the same kind of thing": float(not {*one.things}.isdisjoint(other.things)),
        "the same accessory": float(bool(one.accessories and other.accessories)),
    }


def _measures(one: Item, other: Item) -> dict[str, float]:
    mine, theirs = weighed(one.numbers, other.numbers), weighed(other.numbers, one.numbers)
    sold = [name for name in DECIDING if name != "count"]
    shared = any(name in mine and name in theirs for name in sold)
    lone = any((name in mine) != (name in theirs) for name in sold)
    return {
        "the same measure": float(shared),
        "a measure in one, none in common": float(lone and not shared),
        "a further measure in one": float(lone and shared),
        "a count in one": float(("count" in mine) != ("count" in theirs)),
        "the same generation": float("generation" in mine and "generation" in theirs),
        "the same number": float(bool(one.numbered) and one.numbered == other.numbered),
        "a number in one": float(bool(one.numbered) != bool(other.numbered)),
    }


def _traits(one: Item, other: Item) -> dict[str, float]:
    mine, theirs = one.traits, other.traits
    apart = {"color", "bundle", "size", "child"}
    return {
        "the same color": float("color" in mine and "color" in theirs),
        "a color in one": float(("color" in mine) != ("color" in theirs)),
        "a size in one": float(("size" in mine) != ("size" in theirs)),
        "a kit in one": float(("bundle" in mine) != ("bundle" in theirs)),
        "for children in one": float(("child" in mine) != ("child" in theirs)),
        "traits that both name": float(min(2, len((mine.keys() & theirs.keys()) - {"color"}))),
        "traits that one names": float(min(_MOST, len((mine.keys() ^ theirs.keys()) - apart))),
    }
