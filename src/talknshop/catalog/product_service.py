"""Questions about single products: what is like them, what they cost, how they compare."""

import asyncio
from collections.abc import Callable, Sequence

from talknshop.catalog.compare import compare
from talknshop.catalog.kept_prices import KeptPrices
from talknshop.catalog.price_history import price_history
from talknshop.catalog.records import Candidate, ProductKey, StoredProduct
from talknshop.catalog.results import to_result
from talknshop.catalog.service import CatalogService, find_product
from talknshop.catalog.similar import by_likeness, describe, nearest_by_price, price_around
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.suggestions import SuggestionCache
from talknshop.catalog.thing import Kinship
from talknshop.catalog.watched_products import Shelves
from talknshop.catalog.why_answer import answer_why
from talknshop.core.clock import Clock
from talknshop.core.errors import ValidationError
from talknshop.marketplaces.registry import Sources
from talknshop.schemas.catalog import (
    Comparison,
    Platform,
    Platforms,
    PriceHistory,
    Reviews,
    SimilarProduct,
    SimilarProducts,
    Suggestions,
    WhyAnswer,
    WhyRequest,
)
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import CatalogProduct, ProductResult
from talknshop.schemas.requirement import RequirementSpec

_FEWEST_COMPARED, _MOST_COMPARED = 2, 4


class ProductService:
    """Answers questions about products; each reads one snapshot, off the event loop."""

    def __init__(
        self,
        catalog: CatalogService,
        everywhere: Shelves,
        sources: Sources,
        clock: Clock,
        *,
        prices: KeptPrices,
        kept: Callable[[RequirementSpec], Sequence[Sequence[ProductResult]]] = lambda _: (),
    ) -> None:
        """Takes its collaborators.

        Args:
            catalog: Our own products.
            everywhere: Those of other marketplaces too.
            sources: The marketplaces that are connected, and why others are not.
            clock: Tells how far back a day is.
            prices: What products cost over time.
            kept: What marketplaces answered to a search before.
        """
        self._kept = kept
        self._prices = prices
        self._catalog = catalog
        self._everywhere = everywhere
        self._sources = sources
        self._clock = clock
        self._suggestions = SuggestionCache()

    async def suggestions(self, query: str, *, limit: int) -> Suggestions:
        """Ways to go on typing, likeliest first."""
        return await self._catalog.read(
            lambda snapshot: self._suggestions.find(snapshot, query, limit=limit)
        )

    async def price_history(self, product_id: str, *, days: int) -> PriceHistory:
        """The prices that our own imports found, and those that its seller told.

        Raises:
            NotFoundError: There is no such product.
            DatabaseError: They cannot be read.
        """
        now = self._clock.now()

        product = await self._catalog.read(lambda snapshot: find_product(snapshot, product_id))
        found = await self._prices.observations(product)
        return price_history(found, product_id, days=days, now=now)

    async def reviews(self, product_id: str, *, page: int) -> Reviews:
        """What people wrote; feeds give ratings but no texts, so there is none.

        Raises:
            NotFoundError: There is no such product.
        """
        await self._catalog.product(product_id)
        return Reviews(page=page)

    async def compare(self, product_ids: list[str]) -> Comparison:
        """Puts two to four products side by side.

        Raises:
            ValidationError: They are too few, too many, or one is named twice.
            NotFoundError: One of them does not exist.
        """
        if not _FEWEST_COMPARED <= len(product_ids) <= _MOST_COMPARED:
            raise ValidationError(
                f"Two to four products can be compared, not {len(product_ids):,}.",
                details={"field": "product_ids"},
            )
        if len(set(product_ids)) < len(product_ids):
            raise ValidationError(
                "A product cannot be compared with itself. Name each id once.",
                details={"field": "product_ids"},
            )
        found = await asyncio.gather(*(self._everywhere.product(one) for one in product_ids))
        return Comparison(
            products=[CatalogProduct.of(one) for one in found], rows=compare(list(found))
        )

    async def platforms(self) -> Platforms:
        """Every source that there could be, and whether it is connected."""
        holdings = await self._catalog.holdings()
        own = Platform(
            platform=Marketplace.STORE, status=SourceStatus.OK, products=holdings.products
        )
        connected = [
            Platform(platform=source.marketplace, status=SourceStatus.OK, name=source.name)
            for source in self._sources.configured
        ]
        others = [
            Platform(
                platform=missing.marketplace,
                status=SourceStatus.NOT_CONFIGURED,
                name=missing.name,
                message=missing.error.message,
            )
            for missing in self._sources.missing
        ]
        return Platforms(platforms=[own, *connected, *others])

    async def similar(self, product_id: str, *, limit: int) -> SimilarProducts:
        """Products of the same kind, near in price, with attributes in common.

        Raises:
            NotFoundError: There is no such product.
        """
        return await self._catalog.read(
            lambda snapshot: self._similar(snapshot, product_id, limit=limit)
        )

    def _similar(self, snapshot: Snapshot, product_id: str, *, limit: int) -> SimilarProducts:
        product = find_product(snapshot, product_id)
        kind = product.product_type
        if kind is None:
            return SimilarProducts(product_id=product_id, product_type=None, products=[])
        rivals = self._rivals(snapshot, product, kind)
        keys = [rival.key for rival in nearest_by_price(product, rivals)]
        alike = by_likeness(product, list(snapshot.products(keys).values()))[:limit]
        return SimilarProducts(
            product_id=product_id,
            product_type=kind,
            products=[
                SimilarProduct(
                    product=CatalogProduct.of(to_result(one.product)),
                    shared=one.shared,
                    price_difference_percent=one.price_difference_percent,
                    reason=describe(one, kind),
                )
                for one in alike
            ],
        )

    def _rivals(self, snapshot: Snapshot, product: StoredProduct, kind: str) -> list[Candidate]:
        """What is of the kind, without offers of the product itself; also those near in price."""
        spec = RequirementSpec(product_type=kind, literal=True)
        near = spec.model_copy(update={"price": price_around(product)})
        own = snapshot.key_of(product)
        found: dict[ProductKey, Candidate] = {}
        for wanted in (near, spec) if near.price else (spec,):
            _, cards = self._catalog.ranked_cards(snapshot, wanted, None)
            for card in cards:
                of_kind = card.best.kinship >= Kinship.SAME_KIND
                if of_kind and all(member.product.key != own for member in card.members):
                    found.setdefault(card.best.product.key, card.best.product)
        return list(found.values())

    async def why(self, request: WhyRequest) -> WhyAnswer:
        """Why a product is not among the results, or not higher."""
        elsewhere = self._kept(request.requirement_spec)
        return await self._catalog.read(
            lambda snapshot: answer_why(snapshot, self._catalog, request, elsewhere)
        )
