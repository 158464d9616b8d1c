"""What a feed consists of: rows that can be used, and rows that cannot with the reason."""

from dataclasses import dataclass, field
from typing import NamedTuple

from talknshop.schemas.enums import Availability, Condition


# Not frozen: that would make building a row, which happens a million times, three times slower.
@dataclass(slots=True)
class FeedRow:
    """One product as its feed states it; what the feed does not say is None."""

    line: int
    """Line of the file on which the row begins, or place in a list that has no lines; from 1."""
    source_id: str
    title: str
    link: str
    description: str | None = None
    image_link: str | None = None
    availability: Availability = Availability.UNKNOWN
    price_minor: int | None = None
    """What it costs now, in minor units of ``currency``."""
    list_price_minor: int | None = None
    """What it cost before, when it is on sale; in the same currency."""
    currency: str | None = None
    brand: str | None = None
    gtin: str | None = None
    condition: Condition | None = None
    rating: float | None = None
    """Mean of the ratings, 0 to 5."""
    review_count: int | None = None
    product_type: str | None = None
    """The feed's own category, most general first, parts divided by ``>``."""
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    warnings: tuple[str, ...] = ()
    """Fields that were wrong and are left out of the product, such as ``gtin``."""


class RefusedRow(NamedTuple):
    """A row that cannot be a product."""

    line: int
    field: str
    """The column at fault, or ``row`` for the row as a whole."""
    reason: str
    """What is wrong, as a short phrase without the value: rows are counted by it."""


class FieldError(ValueError):
    """A field has a value that makes its row unusable."""

    def __init__(self, field_name: str, reason: str) -> None:
        """Names the column and says what is wrong with it."""
        super().__init__(f"{field_name}: {reason}")
        self.refusal = (field_name, reason)
