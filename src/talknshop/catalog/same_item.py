"""Whether two records are of the same item; pure decisions, the surest evidence first.

Sizes of one shoe are items of their own. Taken together, pairs that are one item by their labels
are told with a precision of 0.92 instead of 1.00 (0.97 where only clothes and shoes are), because
``size`` also parts mattresses, diapers and pens; of 1,954 cards of the demo products 70 would go,
of 19,405 of an electronics shop none. And an offer does not say its size: the price that a card
shows first would be that of a size that the person may not wear.
"""

from enum import StrEnum
from functools import lru_cache

from talknshop.catalog.item import Item
from talknshop.catalog.item_agreement import (
    are_one_medium,
    contradict,
    may_hide_color,
    same_brand,
    same_strictly,
    share_measure,
    sold_alike,
    subset,
)
from talknshop.catalog.item_differences import (
    differ,
    has_digit,
    is_compound,
    is_of_code,
    leave_open,
    may_share_model,
    share_model,
)
from talknshop.catalog.item_evidence import is_enough
from talknshop.catalog.item_identifiers import is_of_one_shop
from talknshop.catalog.item_words import load_item_words

_MOST_KEPT = 16_384
"""Verdicts that are kept; a search needs some hundred."""

_SHORT_TAIL = 3
_FEWEST_LETTERS = 2
_FEWEST_LETTERS_ALONE = 8


class Evidence(StrEnum):
    """Why two records are taken to be of the same item."""

    GTIN = "gtin"
    MODEL = "model"
    TITLE = "title"


# A search tells of the same products with each shop that answers, and the next search again.
@lru_cache(maxsize=_MOST_KEPT)
def same_item(one: Item, other: Item) -> Evidence | None:
    """Says whether two records are of the same item; None when they differ or it is not sure.

    The same barcode suffices unless what the records say contradicts it; two barcodes are two
    items. A model number of the same brand suffices when nothing contradicts. A title must have
    the same name words, and the same of everything that makes another item: what is sold, of which
    generation. Of two records of one shop, what they say must be equal.
    """
    if _other_barcodes(one, other):
        return None
    if one.gtin and one.gtin == other.gtin:
        return None if contradict(one, other) else Evidence.GTIN
    if not may_be_one(one, other):
        return None
    if _same_model(one, other):
        return Evidence.MODEL
    if leave_open(one, other):
        return None
    return Evidence.TITLE if is_enough(one, other, sure=sounds_alike(one, other)) else None


def may_be_one(one: Item, other: Item) -> bool:
    """Whether nothing that both say, or that one shop says twice, tells them apart."""
    if not same_brand(one, other) or not _same_role(one, other):
        return False
    if may_hide_color(one, other) or tell_apart(one, other):
        return False
    return one.source != other.source or _same_words(one, other)


@lru_cache(maxsize=_MOST_KEPT)
def tell_apart(one: Item, other: Item) -> bool:
    """Whether what two records say cannot be said of one item."""
    return contradict(one, other) or _are_other_things(one, other) or differ(one, other)


def sounds_alike(one: Item, other: Item) -> bool:
    """Whether the names of two records agree wholly, and what is sold with them."""
    return _same_title(one, other) or _say_the_same(one, other)


def _other_barcodes(one: Item, other: Item) -> bool:
    """Whether their barcodes tell them apart; one for use inside a shop means nothing elsewhere."""
    if not one.gtin or not other.gtin or one.gtin == other.gtin:
        return False
    of_one_shop = is_of_one_shop(one.gtin) or is_of_one_shop(other.gtin)
    return one.source == other.source or not of_one_shop


def _same_words(one: Item, other: Item) -> bool:
    """Whether one shop lists the same twice: it has no reason to say it in two ways."""
    return (one.name, one.words, one.marks, one.described, one.numbers, one.traits) == (
        (other.name, other.words, other.marks, other.described, other.numbers, other.traits)
    )


def _same_model(one: Item, other: Item) -> bool:
    """Whether they share a model number, neither has another, and no other name is said."""
    if not share_model(one, other) or not may_share_model(one, other):
        return False
    if _has_lens_alone(one, other) or _has_lens_alone(other, one):
        return False
    named = not one.words or not other.words or bool(set(one.words) & set(other.words))
    return named and subset(one.variants, other.variants)


def _same_title(one: Item, other: Item) -> bool:
    # Two titles that go on with other words name two works, flavours or sets.
    return (
        may_share_model(one, other)
        and _same_target(one, other)
        and _same_name(one, other)
        and sold_alike(one, other)
        and same_strictly(one, other)
        and subset(one.tail, other.tail)
        and _says_name_of(one, other)
        and _says_name_of(other, one)
    )


def _has_lens_alone(one: Item, other: Item) -> bool:
    """Whether the one is sold with a lens, and the other without, under one name."""
    return "lens" in one.said and "body" in other.traits.get("bundle", ())


def _say_the_same(one: Item, other: Item) -> bool:
    """Whether each says, somewhere, all that the other's first words name.

    What a long title goes on with, and only there, is praise. What follows the name in both is
    compared as well: a name that goes on is another item.
    """
    return (
        may_share_model(one, other)
        and _same_target(one, other)
        and _says_name_of(one, other)
        and _says_name_of(other, one)
        and _variants_of_name(one) == _variants_of_name(other)
        and not _go_on_differently(one, other)
        and not (_figures_alone(one, other) and _figures_alone(other, one))
        and not _are_other_things(one, other)
        and _name_enough(one, other)
        and sold_alike(one, other)
        and same_strictly(one, other)
    )


def _says_name_of(one: Item, other: Item) -> bool:
    """Whether the first says the name that the other begins with; they are of the same brand."""
    named = set(other.lead).difference(other.brand_words, one.brand_words, one.said)
    return all(is_compound(word, one.said) or is_of_code(word, one.codes) for word in named)


def _variants_of_name(item: Item) -> set[str]:
    return set(item.variants) & set(item.lead)


def _go_on_differently(one: Item, other: Item) -> bool:
    """Whether both titles go on shortly, with words of their own: long ones go on with praise."""
    mine, theirs = set(one.tail).difference(other.said), set(other.tail).difference(one.said)
    return bool(mine and theirs) and max(len(one.tail), len(other.tail)) <= _SHORT_TAIL


def _figures_alone(one: Item, other: Item) -> set[str]:
    """Words with figures that only the one says."""
    return {*one.marks, *one.more_marks} - {*other.said}


def _name_enough(one: Item, other: Item) -> bool:
    if not (one.brand or other.brand):
        return False
    brand = {*one.brand_words, *other.brand_words}
    shared = (set(one.lead) & set(other.lead)) - brand
    named = [word for word in shared if len(word) >= _FEWEST_LETTERS or not word.isalpha()]
    if len(named) > 1:
        return True
    alike = (one.described, other.described), (one.things, other.things)
    known = any(set(some) & set(others) for some, others in alike)
    medium = are_one_medium(one, other) and one.things == other.things
    return len(named) == 1 and (known or medium or share_measure(one, other))


def _same_role(one: Item, other: Item) -> bool:
    """A thing, its case and a case for the next model are three items."""
    if bool(one.accessories) != bool(other.accessories):
        return False
    if one.accessories and not set(one.accessories) & set(other.accessories):
        return False
    return not one.target or not other.target or _same_target(one, other)


def _same_target(one: Item, other: Item) -> bool:
    mine, theirs = _target(one, other), _target(other, one)
    if one.accessories and bool(mine) != bool(theirs):
        return False
    if mine and theirs and not (mine <= theirs or theirs <= mine):
        return False
    variants = load_item_words().variants
    return not any(word in variants or has_digit(word) for word in mine ^ theirs)


def _target(item: Item, other: Item) -> set[str]:
    """What it is for, without what is a part of the model number."""
    codes = [*item.codes, *other.codes]
    return {
        word
        for word in item.target
        if word in other.target or not any(has_digit(word) and word in code for code in codes)
    }


def _same_name(one: Item, other: Item) -> bool:
    mine, theirs = one.brand + one.name, other.brand + other.name
    if mine != theirs and one.words != other.words:
        return False
    # A variant may be written together with the name; behind it, it is another item.
    if one.words != other.words and _left(one) != _left(other):
        return False
    return (
        not _are_other_things(one, other) and _same_marks(one, other) and _says_enough(one, other)
    )


def _are_other_things(one: Item, other: Item) -> bool:
    return bool(one.things and other.things and not set(one.things) & set(other.things))


def _says_enough(one: Item, other: Item) -> bool:
    branded = one if one.brand else other
    if not branded.brand:
        return len(one.name) >= _FEWEST_LETTERS_ALONE
    if branded.marks or len(branded.words) > 1:
        return True
    if branded.name:
        # One word is a weak name: what is described must agree as well.
        alike = subset(one.described, other.described) or share_measure(one, other)
        return len(branded.name) >= _FEWEST_LETTERS and alike
    return _same_description(one, other)


def _same_description(one: Item, other: Item) -> bool:
    """For titles that only describe: the longer says all that the shorter does, and a measure."""
    if not one.things or not other.things or not subset(one.described, other.described):
        return False
    return (
        share_measure(one, other) or bool(one.numbered and other.numbered) or "size" in one.traits
    )


def _left(item: Item) -> list[str]:
    """Variants that are no part of the name, however it is written."""
    return [word for word in item.variants if word not in item.name]


def _same_marks(one: Item, other: Item) -> bool:
    mine, theirs = {*one.marks, *one.more_marks}, {*other.marks, *other.more_marks}
    if not (mine <= theirs or theirs <= mine):
        return False
    return set(one.marks) <= theirs and set(other.marks) <= mine
