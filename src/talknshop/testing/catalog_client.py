"""What a client of the catalog service must do, however it reaches the service.

Subclass with a fixture ``http`` that reaches ``misbehaving_app``.
"""

import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response, StreamingResponse

from talknshop.clients.catalog import CatalogClient
from talknshop.core.errors import (
    DependencyTimeoutError,
    ExternalServiceError,
    NotFoundError,
    RateLimitError,
    TalknShopError,
    ValidationError,
)
from talknshop.core.resilience import RetryPolicy
from talknshop.core.web import install_error_handlers
from talknshop.schemas.catalog import CompareRequest, WhyRequest
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    GivenProduct,
    RankingCriteria,
    RankRequest,
    SearchRequest,
    SearchStep,
)
from talknshop.testing.catalog import InMemoryCatalog, make_product

TIMEOUT_SECONDS = 1.0
"""The timeout that the client of the suite must have."""


async def _misbehave(product_type: str) -> Response | None:
    match product_type:
        case "slow":
            await asyncio.sleep(30)
        case "broken":
            raise LookupError("a fault of the service")
        case "busy":
            raise RateLimitError("Too much at once.", retry_after_seconds=1)
        case "refused":
            raise ValidationError("That cannot be searched.")
        case "nonsense":
            return JSONResponse({"products": "many"})
        case "no json":
            return Response("<html>a proxy's page</html>", 502)
        case _:
            pass
    return None


def misbehaving_app() -> FastAPI:
    """A catalog service whose behaviour follows the product type that is asked for."""
    app = FastAPI()
    install_error_handlers(app, service="catalog-service")
    catalog = InMemoryCatalog([make_product(1), make_product(2, price=None)])

    @app.post("/api/v1/search")
    async def search(body: SearchRequest) -> Response:
        misbehaviour = await _misbehave(body.requirement_spec.product_type)
        return misbehaviour or _json(await catalog.search(body))

    @app.post("/api/v1/search/steps")
    async def search_steps(body: SearchRequest) -> Response:
        misbehaviour = await _misbehave(body.requirement_spec.product_type)
        return misbehaviour or StreamingResponse(_lines(catalog, body))

    @app.post("/api/v1/rank")
    async def rank(body: RankRequest) -> Response:
        return _json(await catalog.rank(body))

    @app.post("/api/v1/facets")
    async def facets(body: SearchRequest) -> Response:
        return _json(await catalog.facets(body.requirement_spec))

    @app.get("/api/v1/vocabulary")
    async def vocabulary() -> Response:
        return _json(await catalog.vocabulary())

    _add_questions(app, catalog)

    @app.get("/api/v1/products/{product_id:path}")
    async def product(product_id: str) -> Response:
        return _json(await catalog.product(product_id))

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def _lines(catalog: InMemoryCatalog, body: SearchRequest) -> AsyncGenerator[str]:
    results = await catalog.search(body)
    yield f"{SearchStep(sources=results.sources, awaited=1).model_dump_json()}\n"
    if body.requirement_spec.product_type == "cut":
        yield '{"sources": '
        return
    yield f"{SearchStep(sources=results.sources, results=results).model_dump_json()}\n"


def _add_questions(app: FastAPI, catalog: InMemoryCatalog) -> None:
    @app.get("/api/v1/search/suggestions")
    async def suggestions(q: str, limit: int) -> Response:
        return _json(await catalog.suggestions(q, limit=limit))

    @app.get("/api/v1/platforms")
    async def platforms() -> Response:
        return _json(await catalog.platforms())

    @app.post("/api/v1/search/why")
    async def why(body: WhyRequest) -> Response:
        return _json(await catalog.why(body))

    @app.post("/api/v1/compare")
    async def compare(body: CompareRequest) -> Response:
        return _json(await catalog.compare(body.product_ids))

    @app.get("/api/v1/products/{product_id:path}/similar")
    async def similar(product_id: str, limit: int) -> Response:
        return _json(await catalog.similar(product_id, limit=limit))

    @app.get("/api/v1/products/{product_id:path}/price-history")
    async def price_history(product_id: str, days: int) -> Response:
        return _json(await catalog.price_history(product_id, days=days))

    @app.get("/api/v1/products/{product_id:path}/reviews")
    async def reviews(product_id: str, page: int) -> Response:
        return _json(await catalog.reviews(product_id, page=page))


def _json(model: BaseModel) -> Response:
    return JSONResponse(model.model_dump(mode="json"))


def _request(product_type: str) -> SearchRequest:
    return SearchRequest(requirement_spec=RequirementSpec(product_type=product_type))


class CatalogClientContract:
    """The contract; needs the fixture ``http``."""

    @pytest.fixture
    def client(self, http: httpx.AsyncClient) -> CatalogClient:
        """The client under test."""
        # Without pauses between its tries the suite is quick.
        retry = RetryPolicy(base_seconds=0, total_seconds=TIMEOUT_SECONDS)
        return CatalogClient(http, retry=retry)

    async def test_search(self, client: CatalogClient) -> None:
        results = await client.search(_request("lamp"))
        assert [product.price for product in results.products] == [100.0, None]
        assert results.total_count == 2

    async def test_search_steps(self, client: CatalogClient) -> None:
        first, last = [step async for step in client.search_steps(_request("lamp"))]
        assert (first.results, first.awaited) == (None, 1)
        assert last.results is not None
        assert [one.price for one in last.results.products] == [100.0, None]

    @pytest.mark.parametrize(
        ("product_type", "error"),
        [
            ("slow", DependencyTimeoutError),
            ("broken", ExternalServiceError),
            ("no json", ExternalServiceError),
            ("cut", ExternalServiceError),
            ("refused", ValidationError),
        ],
    )
    async def test_a_search_that_breaks_off(
        self, client: CatalogClient, product_type: str, error: type[TalknShopError]
    ) -> None:
        with pytest.raises(error):
            _ = [step async for step in client.search_steps(_request(product_type))]

    async def test_rank(self, client: CatalogClient) -> None:
        given = [make_product(1, price=None), make_product(2, price=5)]
        request = RankRequest(
            products=[GivenProduct.model_validate(one.model_dump()) for one in given],
            requirement_spec=RequirementSpec(product_type="lamp"),
            criteria=RankingCriteria(price_weight=1),
        )
        ranked = (await client.rank(request)).products
        assert [product.price for product in ranked] == [5, None]
        assert all(product.score and product.why_ranked for product in ranked)

    async def test_facets(self, client: CatalogClient) -> None:
        facets = await client.facets(RequirementSpec(product_type="lamp"))
        assert [(brand.name, brand.count) for brand in facets.brands] == [("Novara", 2)]

    async def test_vocabulary(self, client: CatalogClient) -> None:
        assert (await client.vocabulary()).brands == ["Novara"]

    async def test_product(self, client: CatalogClient) -> None:
        assert (await client.product("store_test_1")).title == "Product 1"

    @pytest.mark.parametrize("product_id", ["store_test_9", "../../health", "a b?c=d#e"])
    async def test_absent_product(self, client: CatalogClient, product_id: str) -> None:
        with pytest.raises(NotFoundError, match="There is no such product"):
            await client.product(product_id)

    async def test_suggestions(self, client: CatalogClient) -> None:
        found = await client.suggestions("product 2 & more?", limit=3)
        assert (found.query, found.suggestions) == ("product 2 & more?", [])
        found = await client.suggestions("prod", limit=1)
        assert [one.text for one in found.suggestions] == ["Product 1"]

    async def test_platforms(self, client: CatalogClient) -> None:
        assert [one.platform for one in (await client.platforms()).platforms] == ["store"]

    async def test_why(self, client: CatalogClient) -> None:
        spec = RequirementSpec(product_type="lamp")
        answer = await client.why(WhyRequest(requirement_spec=spec, product="store_test_2"))
        assert (answer.outcome, answer.place, answer.total_count) == ("ranked", 2, 2)
        answer = await client.why(WhyRequest(requirement_spec=spec, product="nothing"))
        assert answer.outcome == "not_found"

    async def test_compare(self, client: CatalogClient) -> None:
        comparison = await client.compare(["store_test_1", "store_test_2"])
        assert [one.product_id for one in comparison.products] == ["store_test_1", "store_test_2"]
        assert comparison.rows[0].values == [100.0, None]
        with pytest.raises(ValidationError):
            await client.compare(["store_test_1"])

    async def test_what_is_known_of_one_product(self, client: CatalogClient) -> None:
        similar = await client.similar("store_test_1", limit=5)
        assert [one.product.product_id for one in similar.products] == ["store_test_2"]
        history = await client.price_history("store_test_1", days=90)
        assert (history.days, history.count, history.since) == (90, 0, None)
        reviews = await client.reviews("store_test_1", page=2)
        assert (reviews.reviews, reviews.page) == ([], 2)

    @pytest.mark.parametrize("question", ["similar", "price_history", "reviews"])
    async def test_nothing_is_known_of_absent_products(
        self, client: CatalogClient, question: str
    ) -> None:
        ask = {
            "similar": client.similar,
            "price_history": client.price_history,
            "reviews": client.reviews,
        }[question]
        with pytest.raises(NotFoundError, match="There is no such product"):
            await ask("../a b?c=d#e")

    async def test_healthy(self, client: CatalogClient) -> None:
        assert await client.healthy()

    async def test_slow(self, client: CatalogClient) -> None:
        with pytest.raises(DependencyTimeoutError):
            await client.search(_request("slow"))

    @pytest.mark.parametrize("product_type", ["broken", "nonsense", "no json"])
    async def test_failing(self, client: CatalogClient, product_type: str) -> None:
        with pytest.raises(ExternalServiceError):
            await client.search(_request(product_type))

    async def test_refusals_keep_their_kind_and_their_words(self, client: CatalogClient) -> None:
        with pytest.raises(RateLimitError, match="Too much at once"):
            await client.search(_request("busy"))
        with pytest.raises(ValidationError, match="cannot be searched"):
            await client.search(_request("refused"))

    async def test_cancelling_a_call_leaves_the_client_usable(self, client: CatalogClient) -> None:
        call = asyncio.create_task(client.search(_request("slow")))
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.search(_request("lamp"))).total_count == 2
