"""Price advice over HTTP (docs/wire.md)."""

from fastapi import APIRouter, Request

from talknshop.catalog.routes import container_of
from talknshop.schemas.error import error_responses
from talknshop.schemas.listing import PriceAdvice, PriceAdviceRequest

router = APIRouter(tags=["selling"], responses=error_responses(400))


@router.post("/price-advice", include_in_schema=False)
@router.post("/api/v1/price-advice")
async def price_advice(item: PriceAdviceRequest, request: Request) -> PriceAdvice:
    """What items like one that is to be sold cost; too few say nothing."""
    return await container_of(request).price_adviser.advise(item)
