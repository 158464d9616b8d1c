"""What other marketplaces offer, judged like the products of our own catalogue."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from talknshop.catalog.by_value import candidate_of, relevance_of
from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.catalog.ledger import NearMisses
from talknshop.catalog.matching import BESIDE, Criteria, Failure, Reason
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.retrieval import Found
from talknshop.catalog.thing import Asked, Kinship
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

_LAST_PLACE = 0.85
"""What the relevance of a shop's last product counts, against that of its first: the shop knows
more about its products than what it shows of them."""


class Elsewhere(NamedTuple):
    """Products of other marketplaces: those that fit, and the others by what keeps them out."""

    products: Mapping[ProductKey, ProductResult]
    fits: list[Found]
    relevances: list[float]
    """Of each product that fits, from 0 to 1."""
    failing: Mapping[Failure, list[Candidate]]
    items: Mapping[ProductKey, Item]
    """What tells one item from another, of each product that fits."""


NOTHING = Elsewhere({}, [], [], {}, {})
"""Where nobody else was asked."""


def judge_elsewhere(
    answers: Sequence[Sequence[ProductResult]],
    spec: RequirementSpec,
    criteria: Criteria,
    asked: Asked,
) -> Elsewhere:
    """Sorts out what the marketplaces answered.

    No marketplace is trusted to have kept to the requirement: some ignore parts of it.

    Args:
        answers: The products of each marketplace, in its own order.
        spec: What is asked for.
        criteria: The same, made ready.
        asked: The thing that is asked for.
    """
    elsewhere = Elsewhere({}, [], [], {}, {})
    items: dict[ProductKey, Item] = {}
    products: dict[ProductKey, ProductResult] = {}
    failing: dict[Failure, list[Candidate]] = {}
    known: set[str] = set()
    for answer in answers:
        for place, product in enumerate(answer):
            if product.product_id in known:
                continue
            known.add(product.product_id)
            candidate = candidate_of(len(products), product)
            products[candidate.key] = product
            found = Found(candidate, asked.kinship(candidate))
            relevance = relevance_of(found, product, asked, spec)
            failure = _failure(found, relevance, criteria)
            if failure is not None:
                failing.setdefault(failure, []).append(candidate)
                continue
            share = place / max(1, len(answer) - 1)
            items[candidate.key] = item_of(product)
            elsewhere.fits.append(found)
            elsewhere.relevances.append(relevance * (1 - (1 - _LAST_PLACE) * share))
    return elsewhere._replace(products=products, failing=failing, items=items)


def item_of(product: ProductResult) -> Item:
    """What tells which item a marketplace's product is."""
    return _read(
        f"{product.marketplace} {product.seller_name or ''}", product.title, product.brand,
        product.gtin, tuple(product.attributes.items()), product.seller_name,
    )  # fmt: skip


# While answers land, and from one search to the next, the same products come again and again.
@lru_cache(maxsize=8_192)
def _read(  # noqa: PLR0917 - what a record says, each a part of the key
    source: str,
    title: str,
    brand: str | None,
    gtin: str | None,
    attributes: tuple[tuple[str, str], ...],
    sold_by: str | None,
) -> Item:
    return read_item(ItemRecord(source, title, brand, gtin, dict(attributes), sold_by))


def _failure(found: Found, relevance: float, criteria: Criteria) -> Failure | None:
    if relevance <= 0 or found.kinship is Kinship.ACCESSORY:
        return BESIDE
    failures = criteria.failures(found.product)
    if len(failures) > 1:
        return Failure(Reason.SEVERAL, Reason.SEVERAL)
    return failures[0] if failures else None


def fitting_elsewhere(elsewhere: Elsewhere, criteria: Criteria) -> list[tuple[Candidate, Item]]:
    """What of the answers would fit another requirement for the same thing, with its items."""
    failing = [
        product
        for failure, products in elsewhere.failing.items()
        if failure != BESIDE
        for product in products
    ]
    every = [*(found.product for found in elsewhere.fits), *failing]
    return [
        (product, elsewhere.items.get(product.key) or item_of(elsewhere.products[product.key]))
        for product in every
        if not criteria.failures(product)
    ]


class AllNearMisses:
    """Implements ``ledger.NearMisses`` for our own products and those of others together."""

    def __init__(
        self, own: NearMisses | None, failing: Mapping[Failure, Sequence[Candidate]]
    ) -> None:
        """Adds what fails elsewhere to our own near misses, where our own were asked for."""
        self._own = own
        self._failing = failing

    def counts(self) -> dict[Failure, int]:
        """How many products fail each requirement and no other, or several."""
        counts = dict(self._own.counts()) if self._own else {}
        for failure, products in self._failing.items():
            counts[failure] = counts.get(failure, 0) + len(products)
        return counts

    def cheapest(self, failure: Failure, most: int) -> list[int]:
        """The lowest prices among those that fail this alone, in minor units."""
        own = self._own.cheapest(failure, most) if self._own else []
        return sorted([*own, *self._prices(failure)])[:most]

    def up_to(self, failure: Failure, price_minor: int) -> int:
        """How many of those that fail this alone cost no more."""
        others = sum(price <= price_minor for price in self._prices(failure))
        return others + (self._own.up_to(failure, price_minor) if self._own else 0)

    def best_rating(self, failure: Failure) -> float:
        """The best rating among those that fail this alone; 0 when none is rated."""
        own = self._own.best_rating(failure) if self._own else 0.0
        return max([own, *self._ratings(failure)])

    def rated(self, failure: Failure, at_least: float) -> int:
        """How many of those that fail this alone are rated no lower."""
        others = sum(rating >= at_least for rating in self._ratings(failure))
        return others + (self._own.rated(failure, at_least) if self._own else 0)

    def _prices(self, failure: Failure) -> list[int]:
        products = self._failing.get(failure, ())
        return [one.price_minor for one in products if one.price_minor is not None]

    def _ratings(self, failure: Failure) -> list[float]:
        products = self._failing.get(failure, ())
        return [one.rating for one in products if one.rating is not None]
