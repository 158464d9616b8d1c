"""Products as the catalogue holds them."""

from datetime import datetime
from typing import NamedTuple

from talknshop.schemas.enums import Availability, Condition


class Feed(NamedTuple):
    """A feed that was imported."""

    name: str
    generation: int
    products: int
    imported_at: datetime
    simulated: bool
    """Its products exist for demonstration only."""
    visible: bool
    """Whether shoppers see it; the demonstration hides once there is another feed."""
    has_items: bool = False
    """Whether there is a table of what tells which items its products are."""

    @property
    def vectors_name(self) -> str:
        """What the file of its vectors is called."""
        # A catalogue that was begun afresh counts its generations from 1 again.
        return f"{self.generation}-{self.imported_at:%Y%m%dT%H%M%S%f}"


class ProductKey(NamedTuple):
    """Where a product is stored; valid within one snapshot."""

    generation: int
    row: int


class Candidate(NamedTuple):
    """What is needed to judge and rank a product, without its long texts."""

    key: ProductKey
    score: float
    """Of the text index; comparable within one search."""
    title: str
    product_type: str | None
    type_stated: bool
    """Whether the feed itself states the type; otherwise it is read out of the title."""
    brand: str | None
    price_minor: int | None
    currency: str | None
    condition: Condition | None
    availability: Availability
    rating: float | None
    review_count: int | None
    item_keys: str | None = None
    """What it must share with another product to be the same item (see ``cluster``), divided by
    blanks; None while that was not read."""


class StoredProduct(NamedTuple):
    """A product with everything that is known of it."""

    feed: Feed
    source_id: str
    title: str
    product_type: str | None
    brand: str | None
    price_minor: int | None
    list_price_minor: int | None
    currency: str | None
    condition: Condition | None
    availability: Availability
    rating: float | None
    review_count: int | None
    link: str
    image_link: str | None
    gtin: str | None
    description: str | None
    attributes: dict[str, str]


class Places(NamedTuple):
    """The best products of a search, best first, each with its score, and how many there are."""

    scores: dict[ProductKey, float]
    total: int
