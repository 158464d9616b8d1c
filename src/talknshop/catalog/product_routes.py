"""Single products over HTTP (docs/wire.md)."""

from typing import Annotated

from fastapi import APIRouter, Query

from talknshop.catalog.routes import Everywhere, Products
from talknshop.schemas.catalog import (
    CompareRequest,
    Comparison,
    PriceHistory,
    Reviews,
    SimilarProducts,
)
from talknshop.schemas.error import error_responses
from talknshop.schemas.product import CatalogProduct
from talknshop.schemas.search import MOST_COUNTED

router = APIRouter(tags=["products"], responses=error_responses(400, 404))

_LONGEST_LOOK_BACK_DAYS = 400


@router.post("/compare", include_in_schema=False)
@router.post("/api/v1/compare")
async def compare(request: CompareRequest, products: Products) -> Comparison:
    """Puts two to four products side by side."""
    return await products.compare(request.product_ids)


@router.get("/compare", include_in_schema=False)
@router.get("/api/v1/compare")
async def compare_by_query(
    products: Products,
    ids: Annotated[
        list[str], Query(description="Ids of two to four products, each by itself or with commas.")
    ],
) -> Comparison:
    """The same by address."""
    named = ids if len(ids) > 1 else [one.strip() for one in ids[0].split(",") if one.strip()]
    return await products.compare(named)


# An id may have slashes in it; what comes behind one is told apart by the order of the routes.
@router.get("/products/{product_id:path}/similar", include_in_schema=False)
@router.get("/api/v1/products/{product_id:path}/similar")
async def similar(
    product_id: str, products: Products, limit: Annotated[int, Query(ge=1, le=50)] = 6
) -> SimilarProducts:
    """Products of the same kind, near in price, with attributes in common."""
    return await products.similar(product_id, limit=limit)


@router.get("/products/{product_id:path}/price-history", include_in_schema=False)
@router.get("/api/v1/products/{product_id:path}/price-history")
async def price_history(
    product_id: str,
    products: Products,
    days: Annotated[int, Query(ge=1, le=_LONGEST_LOOK_BACK_DAYS)] = 30,
) -> PriceHistory:
    """The prices that our own imports found; nothing is filled in between."""
    return await products.price_history(product_id, days=days)


@router.get("/products/{product_id:path}/reviews", include_in_schema=False)
@router.get("/api/v1/products/{product_id:path}/reviews")
async def reviews(
    product_id: str, products: Products, page: Annotated[int, Query(ge=1, le=MOST_COUNTED)] = 1
) -> Reviews:
    """What people wrote about a product; empty when its source gives no texts."""
    return await products.reviews(product_id, page=page)


@router.get("/products/{product_id:path}", include_in_schema=False)
@router.get("/api/v1/products/{product_id:path}")
async def product(product_id: str, everywhere: Everywhere) -> CatalogProduct:
    """One product, wherever it is offered."""
    return CatalogProduct.of(await everywhere.product(product_id))
