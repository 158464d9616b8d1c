"""What the text index holds of a product, and under which names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from talknshop.catalog.product_type import type_in_title
from talknshop.search.index import Document
from talknshop.search.synonyms import Phrase
from talknshop.search.tantivy_index import IndexFields
from talknshop.search.text import noun_phrase, words

FIELDS = IndexFields(
    texts={
        "title": 10.0, "type": 6.0, "brand": 4.0, "description": 2.0, "details": 1.0, "lead": 0.0,
    },
    plain=("title_words", "type_words"),
    keywords=(
        "kind", "whole_kind", "title_kind", "type_name", "stated",
        "brand_name", "brand_key", "currency", "condition", "availability",
    ),
    numbers=("price", "rating"),
)  # fmt: skip
"""Texts make the score, each with its weight; everything else is for conditions.

``kind`` holds the type and every phrase it ends in (``gaming laptop``, ``laptop``), ``whole_kind``
the type alone and ``type_name`` the same as it is written; ``title_kind`` holds what the title by
itself says, and ``lead`` a description so short that it names the product.
"""

TEXT_FIELDS = tuple(name for name, weight in FIELDS.texts.items() if weight)
"""Where the words of a query are looked for."""

NAME_FIELDS = ("title", "type", "brand")
"""Where a product is named, not merely described."""

STATED, GUESSED = "stated", "guessed"

_LONGEST_LEAD = 150
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
    title, kind = noun_phrase(product.title), noun_phrase(product.product_type or "")
    description = product.description or ""
    details = "; ".join(f"{name} {value}" for name, value in product.attributes.items())
    numbers: dict[str, float] = {}
    if product.price_minor is not None:
        numbers["price"] = product.price_minor
    if product.rating is not None:
        numbers["rating"] = product.rating
    return Document(
        product.row,
        texts={
            "title": product.title,
            "type": product.product_type or "",
            "brand": product.brand or "",
            "description": description,
            "details": details,
            "lead": description if len(description) <= _LONGEST_LEAD else "",
        },
        plain={"title_words": title, "type_words": kind},
        keywords=_keywords(product, kind),
        numbers=numbers,
    )


def _keywords(product: IndexedProduct, kind: Phrase) -> dict[str, Sequence[str]]:
    by_title = type_in_title(product.title, product.brand) if product.type_stated else None
    return {
        "kind": _endings(kind),
        "whole_kind": [" ".join(kind)] if kind else [],
        "title_kind": _endings(noun_phrase(by_title or "")),
        "type_name": [product.product_type] if product.product_type else [],
        "stated": [STATED if product.type_stated else GUESSED],
        "brand_name": [product.brand] if product.brand else [],
        "brand_key": _brand_keys(product),
        "currency": [product.currency] if product.currency else [],
        "condition": [product.condition] if product.condition else [],
        "availability": [product.availability],
    }


def _endings(phrase: Phrase) -> list[str]:
    return [" ".join(phrase[start:]) for start in range(len(phrase))]


def _brand_keys(product: IndexedProduct) -> list[str]:
    if product.brand:
        return [" ".join(words(product.brand))]
    # Where the feed leaves the brand out, titles mostly begin with it.
    start = words(product.title)[:_LONGEST_BRAND]
    return [" ".join(start[:size]) for size in range(1, len(start) + 1)]
