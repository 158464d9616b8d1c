"""Products that a person keeps for later (docs/wire.md)."""

from datetime import datetime

from pydantic import Field

from talknshop.schemas.base import WireModel
from talknshop.schemas.product import ProductResult


class ProductToSave(WireModel):
    """Which product to keep."""

    product_id: str = Field(min_length=1, max_length=300)


class SavedProduct(WireModel):
    """A product as it was when it was saved."""

    product: ProductResult
    saved_at: datetime


class SavedProducts(WireModel):
    """A person's saved products, saved last first."""

    items: list[SavedProduct]
