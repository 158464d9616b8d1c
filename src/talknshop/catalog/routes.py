"""The HTTP surface of the catalog service itself (docs/wire.md); searches and products beside."""

from dataclasses import asdict
from datetime import datetime
from html import escape
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.responses import Response

from talknshop import __version__
from talknshop.catalog.aggregate.aggregator import Aggregator
from talknshop.catalog.container import Container
from talknshop.catalog.pictures import SvgResponse
from talknshop.catalog.product_service import ProductService
from talknshop.catalog.service import CatalogService
from talknshop.core.errors import NotFoundError
from talknshop.schemas.base import WireModel
from talknshop.schemas.catalog import Platforms
from talknshop.schemas.error import error_responses
from talknshop.schemas.search import Vocabulary

SERVICE_NAME = "catalog-service"
PUBLIC_POSTS = tuple(
    f"{prefix}{path}"
    for prefix in ("", "/api/v1")
    for path in (
        "/search",
        "/search/orchestrator",
        "/search/steps",
        "/search/why",
        "/rank",
        "/facets",
        "/compare",
        "/price-advice",
    )
)
"""What reads although it is a POST; any other change is for who is known (core.service_tokens)."""


class FeedView(WireModel):
    """A feed that was imported."""

    name: str
    products: int
    imported_at: datetime
    visible: bool
    """Whether shoppers see its products."""


class FeedsView(WireModel):
    """Every feed, by name."""

    feeds: list[FeedView]


class VectorsView(WireModel):
    """How far search by meaning is."""

    ready: bool
    """Whether searches use it; until then, and where it fails, they are by words."""
    done: int
    total: int
    problem: str | None = None


class Health(WireModel):
    """How the service is."""

    status: Literal["ok"] = "ok"
    service: str = SERVICE_NAME
    products: int
    generation: int
    vectors: VectorsView | None = None
    """None where there is no encoder."""


def container_of(request: Request) -> Container:
    """The container that the lifespan opened."""
    return request.app.state.container


def _service(request: Request) -> CatalogService:
    return container_of(request).service


def _products(request: Request) -> ProductService:
    return container_of(request).products


def _everywhere(request: Request) -> Aggregator:
    return container_of(request).aggregator


Everywhere = Annotated[Aggregator, Depends(_everywhere)]
Service = Annotated[CatalogService, Depends(_service)]
Products = Annotated[ProductService, Depends(_products)]

router = APIRouter(tags=["service"], responses=error_responses(400))


@router.get("/", response_model=None)
async def root(request: Request, service: Service) -> Response:
    """What this service is: a page for a browser, JSON for a program."""
    holdings = await service.holdings()
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_page(request.scope.get("root_path", ""), holdings.products))
    return JSONResponse(
        {
            "service": SERVICE_NAME,
            "version": __version__,
            "status": "running",
            "products": holdings.products,
            "documentation": f"{request.scope.get('root_path', '')}/docs",
        }
    )


def _page(root_path: str, products: int) -> str:
    base = escape(root_path, quote=True)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>TalknShop catalog</title>"
        f"<h1>TalknShop catalog</h1><p>{products:,} products.</p>"
        f'<p><a href="{base}/docs">What can be asked</a> · <a href="{base}/health">Health</a> · '
        f'<a href="{base}/metrics">Figures</a></p></html>'
    )


@router.get("/metrics", response_model=None)
async def metrics(request: Request) -> Response:
    """Figures for operators: JSON, or Prometheus text for who asks for text."""
    figures = container_of(request).metrics
    accept = request.headers.get("accept", "")
    if "text/plain" in accept or "openmetrics" in accept:
        return Response(figures.render(), media_type=figures.content_type)
    shown: dict[str, Any] = {
        name: [asdict(figure) for figure in family] for name, family in figures.snapshot().items()
    }
    return JSONResponse({"service": SERVICE_NAME, "metrics": shown})


@router.get("/api/v1/vocabulary")
async def vocabulary(service: Service) -> Vocabulary:
    """The brands and product types of the catalogue."""
    return await service.vocabulary()


@router.get("/platforms", include_in_schema=False)
@router.get("/api/v1/platforms")
async def platforms(products: Products) -> Platforms:
    """Where products can come from, and which of these sources are connected."""
    return await products.platforms()


@router.get(
    "/pictures/{name}",
    response_class=SvgResponse,
    status_code=200,
    responses={200: {"content": {SvgResponse.media_type: {}}}, **error_responses(404)},
)
async def picture(name: str, request: Request) -> SvgResponse:
    """A drawing that ships with the demo products."""
    pictures = container_of(request).pictures
    if name not in pictures:
        raise NotFoundError("There is no such picture.", details={"name": name})
    return SvgResponse(pictures[name])


@router.get("/api/v1/feeds")
async def feeds(service: Service) -> FeedsView:
    """The feeds that were imported."""
    views = [FeedView.model_validate(feed._asdict()) for feed in await service.feeds()]
    return FeedsView(feeds=views)


@router.get("/health")
async def health(request: Request, service: Service) -> Health:
    """Whether the service can answer, and from how much."""
    holdings = await service.holdings()
    vectors = container_of(request).vectors
    return Health(
        products=holdings.products,
        generation=holdings.generation,
        vectors=None if vectors is None else VectorsView(**vectors.state._asdict()),
    )
