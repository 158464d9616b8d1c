"""Which products are comparable to something that somebody wants to sell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from talknshop.catalog.attribute_values import attribute_key, attribute_value
from talknshop.catalog.by_value import candidate_of
from talknshop.catalog.item_words import load_item_words
from talknshop.catalog.query import attribute_values
from talknshop.catalog.records import Candidate
from talknshop.catalog.retrieval import select
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked, Kinship
from talknshop.core.money import to_minor
from talknshop.schemas.enums import Condition
from talknshop.schemas.listing import PriceAdviceRequest
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.index import Is, Says
from talknshop.search.synonyms import Synonyms
from talknshop.search.text import noun_phrase

MOST_COMPARED = 1_000
"""Products that are read at most, the best by text."""

_GOES_WITH = re.compile(r"\b(?:for|fits?|compatible with)\b", re.IGNORECASE)
"""What stands behind it is what a product goes with, not what it is."""

_USED = frozenset(
    {Condition.LIKE_NEW, Condition.GOOD, Condition.FAIR, Condition.POOR, Condition.USED}
)


class Comparable(NamedTuple):
    """A product with a price, and what it says of itself."""

    title: str
    price_minor: int
    attributes: Mapping[str, str]


class _Wanted(NamedTuple):
    """An attribute of the item: the name and value by which it is compared, and its words."""

    key: str
    value: object
    words: frozenset[str]


def conditions_like(condition: Condition) -> frozenset[Condition]:
    """The conditions whose prices tell something of one: new, used and broken things are apart."""
    return _USED if condition in _USED else frozenset({condition})


class Comparing:
    """What is comparable to one item."""

    def __init__(self, item: PriceAdviceRequest, synonyms: Synonyms) -> None:
        """Prepares to judge products."""
        self.spec = RequirementSpec(
            product_type=item.product,
            brand_preferences=[item.brand] if item.brand else [],
            literal=True,
        )
        self._item = item
        self._synonyms = synonyms
        self._asked = Asked(item.product, synonyms)
        self._conditions = conditions_like(item.condition)
        self._model = noun_phrase(item.model or "")
        said = " ".join(
            [item.product, item.brand or "", item.model or "", *attribute_values(item.attributes)]
        )
        self._said = frozenset(noun_phrase(said))
        self._wanted = [
            _Wanted(attribute_key(name), attribute_value(value), frozenset(noun_phrase(value)))
            for name, given in item.attributes.items()
            for value in ([given] if isinstance(given, str) else given)
        ]

    def in_catalogue(self, snapshot: Snapshot) -> list[Comparable]:
        """Our own products that are comparable."""
        selection = select(snapshot, self.spec, self._synonyms)
        query = selection.fits(selection.wide).also(
            Is("currency", (self._item.currency,)),
            Is("condition", tuple(sorted(self._conditions))),
            *(Says("title_words", (word,)) for word in self._model),
        )
        found = [one for one in snapshot.search(query, limit=MOST_COMPARED) if self._is_one(one)]
        stored = snapshot.products([one.key for one in found])
        return [
            Comparable(one.title, one.price_minor, stored[one.key].attributes)
            for one in found
            if one.price_minor and one.key in stored
        ]

    def among(self, products: Iterable[ProductResult]) -> list[Comparable]:
        """Those of products that marketplaces answered, the latest first."""
        found: dict[str, ProductResult] = {}
        for product in products:
            found.setdefault(product.product_id, product)
        return [
            Comparable(product.title, to_minor(product.price, product.currency), product.attributes)
            for place, product in enumerate(found.values())
            if product.price
            and product.currency == self._item.currency
            and product.condition in self._conditions
            and self._is_one(candidate_of(place, product))
            and self._is_brand(product)
        ]

    def narrowed(self, products: Sequence[Comparable]) -> list[Comparable]:
        """Those that have every attribute of the item; what does not say so is left out."""
        if not self._wanted:
            return list(products)
        return [product for product in products if self._has_attributes(product)]

    def not_contradicting(self, products: Sequence[Comparable]) -> list[Comparable]:
        """Those that do not state another value of an attribute of the item."""
        return [product for product in products if not self._contradicts(product)]

    def _is_one(self, product: Candidate) -> bool:
        """Whether a product is the thing, and of no other variant of the model."""
        kinship = self._asked.kinship(product)
        if kinship is Kinship.ACCESSORY:
            return False
        title = frozenset(noun_phrase(_GOES_WITH.split(product.title, maxsplit=1)[0]))
        if kinship < Kinship.SAME_KIND and not title.issuperset(self._asked.phrase):
            return False
        if not title.issuperset(self._model):
            return False
        variants = load_item_words().variants if self._model else frozenset[str]()
        return not (title & variants) - self._said

    def _is_brand(self, product: ProductResult) -> bool:
        if not self._item.brand:
            return True
        named = noun_phrase(f"{product.brand or ''} {product.title}")
        return set(named).issuperset(noun_phrase(self._item.brand))

    def _has_attributes(self, product: Comparable) -> bool:
        stated = _stated(product)
        title = frozenset(noun_phrase(product.title))
        return all(
            stated[one.key] == one.value if one.key in stated else one.words <= title
            for one in self._wanted
        )

    def _contradicts(self, product: Comparable) -> bool:
        stated = _stated(product)
        return any(stated.get(one.key, one.value) != one.value for one in self._wanted)


def _stated(product: Comparable) -> dict[str, object]:
    return {
        attribute_key(name): attribute_value(value) for name, value in product.attributes.items()
    }
