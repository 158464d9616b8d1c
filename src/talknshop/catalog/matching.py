"""Whether a product is what a requirement asks for; pure decisions, one a slot."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self, cast

from talknshop.catalog.records import Candidate
from talknshop.catalog.thing import contains
from talknshop.core.money import to_minor
from talknshop.schemas.enums import Condition
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.search.text import noun_phrase, words

NOT_USED = frozenset({Condition.NEW, Condition.REFURBISHED})


class Reason(StrEnum):
    """Why a product is left out."""

    PRICE = "price"
    PRICE_UNKNOWN = "price_unknown"
    CURRENCY = "currency"
    BRAND = "brand"
    CONDITION = "condition"
    RATING = "rating"
    RATING_UNKNOWN = "rating_unknown"
    EXCLUDE = "exclude"
    CATEGORY = "category"
    PRODUCT_TYPE = "product_type"
    MARKETPLACE = "marketplace"
    """It is sold where nobody asked."""
    SEVERAL = "several"
    """It fails more than one requirement."""


class Failure(NamedTuple):
    """A requirement that a product does not meet."""

    reason: Reason
    slot: str
    """The slot of the requirement, as operations name it."""


BESIDE = Failure(Reason.PRODUCT_TYPE, "product_type")
"""It has the name of what was asked for, and only goes with it."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A requirement made ready for many comparisons."""

    price_min: int | None
    price_max: int | None
    currency: str | None
    """Currency of the limits; None when there is no limit."""
    brands: frozenset[tuple[str, ...]]
    brands_excluded: frozenset[tuple[str, ...]]
    excluded: tuple[tuple[str, ...], ...]
    rating_min: float | None
    condition: Condition | None
    categories: tuple[tuple[str, ...], ...] = ()
    """Kinds of which one must be named by the product's own; none when any will do."""

    @classmethod
    def of(cls, spec: RequirementSpec) -> Self:
        """Prepares a requirement."""
        price = spec.price or PriceFilter()
        limited = price.min is not None or price.max is not None
        return cls(
            price_min=_minor(price.min, price.currency),
            price_max=_minor(price.max, price.currency),
            currency=price.currency if limited else None,
            brands=frozenset(_phrases(spec.brand_preferences)),
            brands_excluded=frozenset(_phrases(spec.brands_excluded)),
            excluded=tuple(noun_phrase(text) for text in spec.exclude if words(text)),
            rating_min=spec.rating_min,
            condition=spec.condition,
            categories=_categories(spec),
        )

    def failures(self, product: Candidate) -> list[Failure]:
        """Every requirement that the product does not meet; none means that it fits."""
        checks = (
            self._price(product) if self.currency else None,
            self._brand(product) if self.brands or self.brands_excluded else None,
            self._condition(product) if self.condition else None,
            self._rating(product) if self.rating_min else None,
            self._excluded(product) if self.excluded else None,
            self._category(product) if self.categories else None,
        )
        return [failure for failure in checks if failure]

    def _price(self, product: Candidate) -> Failure | None:
        slot = "price_min" if self.price_max is None else "price_max"
        if product.price_minor is None:
            return Failure(Reason.PRICE_UNKNOWN, slot)
        if product.currency != self.currency:
            return Failure(Reason.CURRENCY, "currency")
        if self.price_max is not None and product.price_minor > self.price_max:
            return Failure(Reason.PRICE, "price_max")
        if self.price_min is not None and product.price_minor < self.price_min:
            return Failure(Reason.PRICE, "price_min")
        return None

    def _brand(self, product: Candidate) -> Failure | None:
        if self.brands and not _is_of_brand(product, self.brands):
            return Failure(Reason.BRAND, "brands")
        if self.brands_excluded and _is_of_brand(product, self.brands_excluded):
            return Failure(Reason.BRAND, "brands_excluded")
        return None

    def _condition(self, product: Candidate) -> Failure | None:
        if self.condition is Condition.USED:
            fits = product.condition is not None and product.condition not in NOT_USED
        else:
            fits = product.condition is self.condition
        return None if fits else Failure(Reason.CONDITION, "condition")

    def _rating(self, product: Candidate) -> Failure | None:
        if product.rating is None:
            return Failure(Reason.RATING_UNKNOWN, "rating_min")
        if self.rating_min is not None and product.rating < self.rating_min:
            return Failure(Reason.RATING, "rating_min")
        return None

    def _excluded(self, product: Candidate) -> Failure | None:
        texts = [noun_phrase(product.title), noun_phrase(product.product_type or "")]
        if any(contains(text, phrase) for text in texts for phrase in self.excluded):
            return Failure(Reason.EXCLUDE, "exclude")
        return None

    def _category(self, product: Candidate) -> Failure | None:
        own = noun_phrase(product.product_type or "")
        if any(contains(own, category) for category in self.categories):
            return None
        return Failure(Reason.CATEGORY, "categories")


def _categories(spec: RequirementSpec) -> tuple[tuple[str, ...], ...]:
    given: object = spec.filters.get("categories")
    if not isinstance(given, list):
        return ()
    texts = [text for text in cast("list[object]", given) if isinstance(text, str)]
    return tuple(noun_phrase(text) for text in texts if words(text))


def _is_of_brand(product: Candidate, brands: frozenset[tuple[str, ...]]) -> bool:
    if product.brand:
        return tuple(words(product.brand)) in brands
    # Where the feed leaves the brand out, titles mostly begin with it.
    title = tuple(words(product.title))
    return any(title[: len(brand)] == brand for brand in brands)


def _phrases(texts: list[str]) -> list[tuple[str, ...]]:
    return [tuple(found) for text in texts if (found := words(text))]


def _minor(amount: float | None, currency: str) -> int | None:
    return None if amount is None else to_minor(amount, currency)
