"""What a shopper wants (``RequirementSpec``) and the operations that change it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from talknshop.schemas.base import JsonObject, WireModel
from talknshop.schemas.enums import Condition, Marketplace, Sort

MOST_MONEY = 10_000_000_000_000
"""The highest amount that anybody may name; up to it a float tells cents apart."""

CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""Three capital letters; whether there is such a currency is for the catalogue to say."""

LONGEST_PRODUCT_TYPE = 200
"""Characters of a product type."""

AttributeValue = str | list[str]

_LEGACY_DEFAULT_MARKETPLACES = [Marketplace.AMAZON, Marketplace.WALMART]


class PriceFilter(WireModel):
    """A price range in one currency; either end may be open."""

    min: float | None = Field(default=None, ge=0, le=MOST_MONEY)
    max: float | None = Field(default=None, ge=0, le=MOST_MONEY)
    currency: CurrencyCode = "USD"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError("Maximum price must be greater than minimum price")
        return self


class RequirementFields(WireModel):
    """Everything of a requirement but the product itself."""

    attributes: dict[str, AttributeValue] = Field(default_factory=dict)
    """Further wishes by name (``color``, ``ram``, ``size``, ``features`` …)."""
    filters: JsonObject = Field(default_factory=dict)
    price: PriceFilter | None = None
    brand_preferences: list[str] = Field(default_factory=list)
    brands_excluded: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    """Product lines or features that must not occur (``macbook``, ``leather``)."""
    rating_min: float | None = Field(default=None, ge=0, le=5)
    condition: Condition | None = None
    marketplaces: list[Marketplace] = Field(default_factory=list[Marketplace])
    """Where to look; empty means every configured source."""
    sort: Sort = Sort.RELEVANCE
    literal: bool = False
    """Search for the product as it is written, without correcting its spelling."""

    @field_validator("marketplaces", mode="after")
    @classmethod
    def _every_source(cls, value: list[Marketplace]) -> list[Marketplace]:
        # The original default named two shops; without keys it would find nothing.
        return [] if sorted(value) == _LEGACY_DEFAULT_MARKETPLACES else value


class RequirementSpec(RequirementFields):
    """What a shopper wants, complete enough to search with (docs/wire.md)."""

    product_type: str = Field(min_length=1, max_length=LONGEST_PRODUCT_TYPE)
    """Canonical singular noun phrase in lower case, such as ``running shoe``."""


class Requirement(RequirementFields):
    """What a shopper wants so far; the product itself may still be unknown."""

    product_type: str | None = Field(default=None, max_length=LONGEST_PRODUCT_TYPE)

    def as_spec(self) -> RequirementSpec | None:
        """The requirement for a search, or None while no product is known."""
        if self.product_type is None:
            return None
        return RequirementSpec.model_validate(self.model_dump())


class OperationName(StrEnum):
    """What an operation does to a slot."""

    SET = "set"
    ADD = "add"
    EXCLUDE = "exclude"
    REMOVE = "remove"
    RESET = "reset"


REQUIREMENT_SLOTS = frozenset(
    {
        "product_type",
        "price_min",
        "price_max",
        "currency",
        "brands",
        "brands_excluded",
        "condition",
        "rating_min",
        "marketplaces",
        "sort",
        "exclude",
        "literal",
    }
)
"""Slots of a requirement that an operation may name, besides ``attributes.NAME``."""

LISTING_SLOTS = frozenset(
    {
        "title",
        "description",
        "price",
        "currency",
        "condition",
        "category",
        "location",
        "target_marketplaces",
        "shipping_options",
        "media_s3_keys",
    }
)
"""Slots of a listing draft that an operation may name, besides ``attributes.NAME``."""

ATTRIBUTE_PREFIX = "attributes."
"""What the slots of attributes begin with."""


def is_slot_of(slots: frozenset[str], slot: str) -> bool:
    """Whether a slot is among ``slots``; both kinds of slots have attributes."""
    return slot in slots or slot.startswith(ATTRIBUTE_PREFIX)


class Operation(WireModel):
    """One change by hand or by words; the same for words, chips and models (docs/wire.md)."""

    op: OperationName
    slot: str | None = None
    """One of ``REQUIREMENT_SLOTS``, of ``LISTING_SLOTS``, or ``attributes.NAME``; absent only to
    reset everything."""
    value: str | float | list[str] | None = None

    @model_validator(mode="after")
    def _known_slot(self) -> Self:
        if self.slot is None:
            if self.op is not OperationName.RESET:
                raise ValueError(f"operation {self.op} needs a slot")
        elif not is_slot_of(REQUIREMENT_SLOTS | LISTING_SLOTS, self.slot):
            raise ValueError(f"unknown slot {self.slot!r}")
        return self
