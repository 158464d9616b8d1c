"""A catalogue in memory, and products to put into it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from talknshop.core.errors import NotFoundError, TalknShopError
from talknshop.schemas.catalog import (
    Comparison,
    ComparisonRow,
    Platform,
    Platforms,
    PriceHistory,
    Reviews,
    SimilarProduct,
    SimilarProducts,
    Suggestion,
    SuggestionKind,
    Suggestions,
    WhyAnswer,
    WhyOutcome,
    WhyRequest,
)
from talknshop.schemas.enums import Availability, Marketplace, SourceStatus
from talknshop.schemas.product import CatalogProduct, ProductResult, ScoreBreakdown
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Correction,
    Facets,
    NamedCount,
    RankedProducts,
    RankRequest,
    SearchRequest,
    SearchResults,
    SearchStep,
    SourceReport,
    Vocabulary,
)


def make_product(number: int, *, price: float | None = 100.0, title: str = "") -> ProductResult:
    """A product whose id and links carry ``number``."""
    return ProductResult(
        product_id=f"store_test_{number}",
        marketplace=Marketplace.STORE,
        title=title or f"Product {number}",
        brand="Novara",
        price=price,
        availability=Availability.IN_STOCK,
        deep_link=f"https://shop.example/p/{number}",
        marketplace_url="https://shop.example",
        why_ranked="Cheapest of all",
    )


class InMemoryCatalog:
    """Implements ``clients.catalog.Catalog`` over given products."""

    def __init__(
        self, products: list[ProductResult], *, failure: TalknShopError | None = None
    ) -> None:
        """Finds ``products`` for every requirement, or raises ``failure``."""
        self.products = products
        self.failure = failure
        self.corrections: list[Correction] = []
        """What every search that is not literal says it corrected."""
        self.searched: list[SearchRequest] = []
        self.ranked: list[RankRequest] = []
        self.searching = asyncio.Event()
        """Set once a search has begun."""
        self.may_answer = asyncio.Event()
        """Cleared, it holds searches up."""
        self.may_answer.set()

    async def search(self, request: SearchRequest) -> SearchResults:
        """All products."""
        self.searched.append(request)
        self.searching.set()
        await self.may_answer.wait()
        if self.failure is not None:
            raise self.failure
        return SearchResults(
            products=self.products[request.offset : request.offset + request.limit],
            total_count=len(self.products),
            requirement_spec=request.requirement_spec,
            sources=[
                SourceReport(
                    marketplace=Marketplace.STORE, status=SourceStatus.OK, count=len(self.products)
                )
            ],
            marketplaces_searched=[Marketplace.STORE],
            corrections=[] if request.requirement_spec.literal else self.corrections,
            criteria=request.criteria,
        )

    async def search_steps(self, request: SearchRequest) -> AsyncGenerator[SearchStep]:
        """The same as a single step."""
        results = await self.search(request)
        yield SearchStep(sources=results.sources, results=results)

    async def rank(self, request: RankRequest) -> RankedProducts:
        """The given products, the cheapest first and unpriced ones last."""
        self.ranked.append(request)
        if self.failure is not None:
            raise self.failure
        given = [ProductResult.model_validate(one.model_dump()) for one in request.products]
        given.sort(key=lambda one: (one.price is None, one.price or 0))
        for place, product in enumerate(given):
            relevance = 1 - place / len(given)
            product.score = ScoreBreakdown(total=relevance, relevance=relevance)
            product.why_ranked = f"Place {place + 1} by price"
        return RankedProducts(products=given)

    async def facets(self, requirement: RequirementSpec) -> Facets:
        """The brands of the products."""
        del requirement
        if self.failure is not None:
            raise self.failure
        counts = {p.brand: 0 for p in self.products if p.brand}
        for product in self.products:
            if product.brand:
                counts[product.brand] += 1
        brands = [NamedCount(name=name, count=count) for name, count in counts.items()]
        return Facets(total_count=len(self.products), brands=brands)

    async def vocabulary(self) -> Vocabulary:
        """The brands of the products."""
        if self.failure is not None:
            raise self.failure
        brands = sorted({p.brand for p in self.products if p.brand})
        return Vocabulary(generation=str(len(self.products)), brands=brands)

    async def product(self, product_id: str) -> ProductResult:
        """The product with this id."""
        for product in self.products:
            if product.product_id == product_id:
                return product
        raise NotFoundError("There is no such product.")

    async def suggestions(self, query: str, *, limit: int = 10) -> Suggestions:
        """The titles that begin with the query."""
        if self.failure is not None:
            raise self.failure
        begun = query.casefold()
        titles = [one.title for one in self.products if one.title.casefold().startswith(begun)]
        found = [Suggestion(text=title, kind=SuggestionKind.PRODUCT) for title in titles[:limit]]
        return Suggestions(query=query, suggestions=found)

    async def similar(self, product_id: str, *, limit: int = 6) -> SimilarProducts:
        """Every other product."""
        await self.product(product_id)
        others = [one for one in self.products if one.product_id != product_id][:limit]
        return SimilarProducts(
            product_id=product_id,
            product_type="product",
            products=[
                SimilarProduct(
                    product=CatalogProduct.of(one), shared={}, reason="Same kind: product"
                )
                for one in others
            ],
        )

    async def price_history(self, product_id: str, *, days: int = 30) -> PriceHistory:
        """No observations: nothing was ever imported."""
        product = await self.product(product_id)
        return PriceHistory(
            product_id=product_id,
            days=days,
            currency=product.currency,
            since=None,
            count=0,
            history=[],
            before=None,
        )

    async def reviews(self, product_id: str, *, page: int = 1) -> Reviews:
        """None."""
        await self.product(product_id)
        return Reviews(page=page)

    async def compare(self, product_ids: Sequence[str]) -> Comparison:
        """The products with their prices."""
        found = [CatalogProduct.of(await self.product(one)) for one in product_ids]
        prices: list[str | float | None] = [one.price for one in found]
        row = ComparisonRow(name="price", unit="USD", values=prices, differs=len({*prices}) > 1)
        return Comparison(products=found, rows=[row])

    async def why(self, request: WhyRequest) -> WhyAnswer:
        """The place of the product among all."""
        if self.failure is not None:
            raise self.failure
        ids = [one.product_id for one in self.products]
        if request.product not in ids:
            return WhyAnswer(
                outcome=WhyOutcome.NOT_FOUND,
                total_count=len(ids),
                sentence="There is no such product.",
            )
        place = ids.index(request.product)
        return WhyAnswer(
            outcome=WhyOutcome.RANKED,
            product=CatalogProduct.of(self.products[place]),
            place=place + 1,
            total_count=len(ids),
            sentence=f"It is number {place + 1} of {len(ids)}.",
        )

    async def platforms(self) -> Platforms:
        """Our own catalogue."""
        if self.failure is not None:
            raise self.failure
        own = Platform(
            platform=Marketplace.STORE, status=SourceStatus.OK, products=len(self.products)
        )
        return Platforms(platforms=[own])

    async def healthy(self) -> bool:
        """Whether it was not told to fail."""
        return self.failure is None
