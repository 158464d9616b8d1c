"""What a barcode says."""

from pydantic import Field

from talknshop.schemas.base import WireModel


class BarcodeProduct(WireModel):
    """The product of the catalogue that carries a barcode."""

    gtin: str
    product_id: str
    title: str
    brand: str | None = None
    product_type: str | None = None
    price: float | None = None
    """Of its record; null where that has none."""
    currency: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
