"""What the text index holds of a product, and under which names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from talknshop.catalog.product_type import LONGEST_NAMING, type_in_title
from talknshop.search.index import Document
from talknshop.search.synonyms import Phrase
from talknshop.search.tantivy_index import IndexFields
from talknshop.search.text import normalise, noun_phrase, singular, split_words, words

FIELDS = IndexFields(
    texts={
        "title": 5, "type": 4, "brand": 2, "description": 1, "details": 0,
    },
    plain=("title_words", "type_words"),
    keywords=(
        "kind", "whole_kind", "title_kind", "type_name", "facts",
        "brand_name", "brand_key", "currency", "condition", "availability",
    ),
    numbers=("price", "rating"),
)  # fmt: skip
"""Texts make the score, each with its weight, but for details: what they say is found, but a long
table of them says little about what a product is. Everything else is for conditions.

``kind`` holds the type and every phrase it ends in (``gaming laptop``, ``laptop``), ``whole_kind``
the type alone and ``type_name`` the same as it is written; ``title_kind`` holds what the title by
itself says, and ``facts`` what is known of the record.
"""

TEXT_FIELDS = tuple(FIELDS.texts)
"""Where the words of a query are looked for."""

NAME_FIELDS = ("title", "type", "brand")
"""Where a product is named, not merely described."""

STATED, GUESSED = "stated", "guessed"
"""Facts: whether the feed itself states the type."""

SHORT = "short"
"""A fact: the description is so short that it names the product."""

_LONGEST_BRAND = 3


class IndexedProduct(NamedTuple):
    """What is indexed of a product."""

    row: int
    title: str
    product_type: str | None
    type_stated: bool
    brand: str | None
    price_minor: int | None
    currency: str | None
    condition: str | None
    availability: str
    rating: float | None
    description: str | None
    attributes: Mapping[str, str]


def document_of(product: IndexedProduct) -> Document:
    """The product as the index sees it."""
    title = normalise(product.title)
    title_words = split_words(title)
    kind = _kind_of(product.product_type or "")
    numbers: dict[str, float] = {}
    if product.price_minor is not None:
        numbers["price"] = product.price_minor
    if product.rating is not None:
        numbers["rating"] = product.rating
    return Document(
        product.row,
        texts={
            "title": title,
            # In the same words as ``kind``: what is of a kind is then found by the kind's name.
            "type": kind.text,
            "brand": _brand_text(product.brand or ""),
            "description": normalise(product.description or ""),
            "details": normalise("; ".join(map(" ".join, product.attributes.items()))),
        },
        plain={"title_words": list(map(singular, title_words)), "type_words": kind.words},
        keywords=_keywords(product, kind, title_words),
        numbers=numbers,
    )


def _keywords(
    product: IndexedProduct, kind: "_Kind", title_words: list[str]
) -> dict[str, Sequence[str]]:
    facts = [STATED if product.type_stated else GUESSED]
    if product.description and len(product.description) <= LONGEST_NAMING:
        facts.append(SHORT)
    found: dict[str, Sequence[str]] = {
        "kind": kind.endings,
        "whole_kind": kind.endings[:1],
        "facts": facts,
        "brand_key": _brand_keys(product.brand, title_words),
        "availability": [product.availability],
    }
    for name, value in (
        ("type_name", product.product_type),
        ("brand_name", product.brand),
        ("currency", product.currency),
        ("condition", product.condition),
    ):
        if value:
            found[name] = [value]
    if product.type_stated:
        by_title = type_in_title(product.title, product.brand)
        found["title_kind"] = _kind_of(by_title or "").endings
    return found


class _Kind(NamedTuple):
    words: Phrase
    text: str
    endings: list[str]
    """The phrase and every phrase it ends in, the longest first."""


# A feed has far fewer kinds and brands than products.
@lru_cache(maxsize=65_536)
def _kind_of(product_type: str) -> _Kind:
    phrase = noun_phrase(product_type)
    endings = [" ".join(phrase[start:]) for start in range(len(phrase))]
    return _Kind(phrase, " ".join(phrase), endings)


@lru_cache(maxsize=65_536)
def _brand_text(brand: str) -> str:
    return normalise(brand)


@lru_cache(maxsize=65_536)
def _brand_key(brand: str) -> str:
    return " ".join(words(brand))


def _brand_keys(brand: str | None, title_words: list[str]) -> list[str]:
    if brand:
        return [_brand_key(brand)]
    # Where the feed leaves the brand out, titles mostly begin with it.
    start = title_words[:_LONGEST_BRAND]
    return [" ".join(start[:size]) for size in range(1, len(start) + 1)]
