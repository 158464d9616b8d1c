"""What kind of thing a product is, as a noun phrase such as ``running shoe``."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from talknshop.search.text import singular, words

_ATTRIBUTES = ("product type", "item type", "item type name")
# On an accessory it says what the accessory is for, so that a clear title comes before it.
_VAGUE_ATTRIBUTES = ("device type",)
_MOST_WORDS = 4
_MOST_TITLE_WORDS = 2
_LONGEST = 60
_LONGEST_CODE = 4

LONGEST_NAMING = 150
"""Letters of a description that still names the product; a longer one tells of it."""

# What follows tells what the thing is for, comes with or looks like; the thing stands before it.
_CUT = re.compile(
    r"[,;|(\[]|\s[-–—]\s|\s(?:for|with|w/|without|compatible|in|of|by|from)\s", re.IGNORECASE
)
_LOWER_CASE = re.compile(r"[a-z]+(?:[-/][a-z]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MODEL_CODE = re.compile(r"[A-Za-z][\w-]*\d[\w-]*|[A-Z]")
_FUNCTION_WORDS = ["a", "an", "and", "de", "no", "not", "off", "or", "over", "the", "to", "x"]
_COUNTS_AND_UNITS = [
    "cell", "cells", "pack", "pc", "pcs", "piece", "pieces", "page", "pages", "port", "ports",
    "set", "sheet", "sheets", "cm",
    "mm", "m", "ft", "inch", "g", "kg", "lb", "oz", "ml", "l", "kb", "mb", "gb", "tb", "w",
    "kw", "v", "hz", "mhz", "ghz", "dpi", "ppm", "mah", "btu", "pixels", "day", "days", "month",
    "months", "year", "years",
]  # fmt: skip
_LOOKS = [
    "anthracite", "beige", "black", "blue", "brown", "charcoal", "clear", "color", "colour",
    "cyan", "gold", "gray", "green", "grey", "ivory", "magenta", "multicolor", "multicolour",
    "navy", "orange", "pink", "purple", "red", "silver", "titanium", "transparent", "violet",
    "white", "yellow",
]  # fmt: skip
_KINDS_OF_EVERYTHING = [
    "booted", "compatible", "edition", "hdmi", "indoor", "large", "lcd", "led", "light", "lite",
    "max", "medium", "mini", "model", "new", "original", "outdoor", "plus", "pro",
    "refurbished", "renewed", "series", "shielded", "size", "small", "standard", "stp", "type",
    "ultra", "universal", "unshielded", "usb", "used", "utp", "version", "xl", "xxl",
]  # fmt: skip
_NOT_A_THING = frozenset([*_FUNCTION_WORDS, *_COUNTS_AND_UNITS, *_LOOKS, *_KINDS_OF_EVERYTHING])


class ProductType(NamedTuple):
    """A singular noun phrase in lower case whose last word is the thing."""

    phrase: str | None
    """None when nothing in the record tells."""
    stated: bool
    """Whether the feed's own category says so; otherwise it is read out of other fields."""


def derive_product_type(
    title: str,
    *,
    brand: str | None,
    category: str | None,
    attributes: Mapping[str, str],
    description: str | None = None,
) -> ProductType:
    """Derives the type of a product, the most explicit statement first.

    Args:
        title: The title.
        brand: Its brand, which is no part of the type.
        category: The feed's own category; its last part, after ``>`` or ``/``, is the most precise.
        attributes: What the feed says besides, names in lower case.
        description: Asked last, and only when it is so short that it names the product.
    """
    if category and (stated := _last_part(category)):
        return ProductType(stated, stated=True)
    for name in _ATTRIBUTES:
        if name in attributes and (found := _last_part(attributes[name])):
            return ProductType(found, stated=False)
    tokens = _tokens(title)
    found = _lower_case_run(tokens)
    if found is None:
        found = _last_run(tokens, brand)
        if found is None or _is_line(tokens, found):
            leaves = (_last_part(attributes.get(name, "")) for name in _VAGUE_ATTRIBUTES)
            found = next(filter(None, leaves), None) or found
    if found is None and description and len(description) <= LONGEST_NAMING:
        found = type_in_title(description, brand)
    return ProductType(found, stated=False)


# A feed has far fewer categories than products.
@lru_cache(maxsize=65_536)
def _last_part(category: str) -> str | None:
    return _phrase(re.split(r"\s*[>/]\s*", category.strip(" >/"))[-1])


@lru_cache(maxsize=65_536)
def _phrase(text: str) -> str | None:
    found = words(_CUT.split(text, maxsplit=1)[0])[-_MOST_WORDS:]
    if not found or found[-1].isdigit() or len(found[-1]) == 1:
        return None
    phrase = " ".join([*found[:-1], singular(found[-1])])
    return phrase if len(phrase) <= _LONGEST else None


def type_in_title(title: str, brand: str | None) -> str | None:
    """What kind of thing a title names; None when it names none."""
    tokens = _tokens(title)
    return _lower_case_run(tokens) or _last_run(tokens, brand)


def _tokens(title: str) -> list[str]:
    return _CUT.split(title.replace("(s)", ""), maxsplit=1)[0].split()


def _lower_case_run(tokens: list[str]) -> str | None:
    """Many shops write the name with capitals and the kind after it without."""
    run: list[str] = []
    for token in tokens[1:]:
        if _is_plain(token):
            run.append(token)
        elif run:
            break
    return _phrase(" ".join(run))


def _last_run(tokens: list[str], brand: str | None) -> str | None:
    """The last words in a row that can name a thing; figures, codes and colours divide rows."""
    brand_words = _words_of_brand(brand or "")
    end = len(tokens)
    while end and not _can_name(tokens[end - 1], brand_words):
        end -= 1
    start = end
    while start and end - start < _MOST_TITLE_WORDS and _can_name(tokens[start - 1], brand_words):
        start -= 1
    return _phrase(" ".join(tokens[start:end]))


def _is_line(tokens: list[str], found: str) -> bool:
    """Whether a model code follows, so that the words before may name a line: Galaxy Tab S5e."""
    last = found.rsplit(" ", 1)[-1]
    for token, following in pairwise(tokens):
        if singular(token.casefold()) == last:
            return _MODEL_CODE.fullmatch(following) is not None
    return False


def _can_name(token: str, brand_words: frozenset[str]) -> bool:
    word = _naming_word(token)
    return word is not None and word not in brand_words


# Titles of a feed are made of few words, each of them in many titles.
@lru_cache(maxsize=65_536)
def _naming_word(token: str) -> str | None:
    """The word in lower case; None where it names nothing, whatever the brand."""
    word = token.strip(".®™").rstrip("-–—")
    if _WORD.fullmatch(word) is None or (word.isupper() and len(word) > _LONGEST_CODE):
        return None
    folded = word.casefold()
    return None if folded in _NOT_A_THING else folded


@lru_cache(maxsize=65_536)
def _is_plain(token: str) -> bool:
    named = _LOWER_CASE.fullmatch(token) is not None and token not in _NOT_A_THING
    return named and len(token) > 1


@lru_cache(maxsize=65_536)
def _words_of_brand(brand: str) -> frozenset[str]:
    return frozenset(words(brand))
