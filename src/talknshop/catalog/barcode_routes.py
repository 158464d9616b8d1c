"""What a barcode belongs to, over HTTP (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Path

from talknshop.catalog.results import to_result
from talknshop.catalog.routes import Service
from talknshop.catalog.snapshot import Snapshot
from talknshop.core.errors import NotFoundError, ValidationError
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.error import error_responses
from talknshop.schemas.gtin import gtin_spellings

router = APIRouter(tags=["products"], responses=error_responses(400, 404))

_LONGEST = 32


@router.get("/api/v1/barcodes/{digits}")
async def barcode(
    digits: Annotated[str, Path(max_length=_LONGEST)], service: Service
) -> BarcodeProduct:
    """The product that carries a barcode, however many leading zeros its feed gives it."""
    spellings = gtin_spellings(digits)
    if not spellings:
        raise ValidationError(
            "That is no GTIN: it has 8, 12, 13 or 14 digits, of which the last checks the others."
        )
    return await service.read(lambda snapshot: _find(snapshot, digits, spellings))


def _find(snapshot: Snapshot, digits: str, spellings: list[str]) -> BarcodeProduct:
    for feed in snapshot.visible_feeds:
        if (stored := snapshot.with_gtin(feed, spellings)) is not None:
            shown = to_result(stored)
            return BarcodeProduct(
                gtin=digits,
                product_id=shown.product_id,
                title=shown.title,
                brand=shown.brand,
                product_type=stored.product_type,
                price=shown.price,
                currency=None if shown.price is None else shown.currency,
                attributes=shown.attributes,
            )
    raise NotFoundError("No product of the catalogue has this barcode.", details={"gtin": digits})
