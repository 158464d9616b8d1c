"""Searching the catalogue: the query, the judgement, the order, the account."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from talknshop.catalog.aggregate.elsewhere import AllNearMisses
from talknshop.catalog.aggregate.source_search import Landed
from talknshop.catalog.card_counts import count_added
from talknshop.catalog.card_search import CardSearch, Judged, asks_store
from talknshop.catalog.cards import MOST_COMPARED, Card
from talknshop.catalog.contradictions import find_contradictions
from talknshop.catalog.corrections import Speller
from talknshop.catalog.facets import count_facets
from talknshop.catalog.given import rank_given
from talknshop.catalog.ledger import (
    list_excluded,
    propose_any_of_kind,
    propose_relaxations,
    recount,
)
from talknshop.catalog.meaning import Meaning
from talknshop.catalog.near_misses import IndexedNearMisses
from talknshop.catalog.presenting import present
from talknshop.catalog.rank import Weights
from talknshop.catalog.records import Feed, StoredProduct
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.results import from_wire_id, to_result
from talknshop.catalog.retrieval import of_wider_kind
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.core.errors import NotFoundError
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Facets,
    RankedProducts,
    RankingCriteria,
    RankRequest,
    Relaxation,
    SearchRequest,
    SearchResults,
    SourceReport,
    Vocabulary,
)
from talknshop.search.synonyms import Synonyms

T = TypeVar("T")

_MOST_DESCRIBED = 300
"""Products whose attributes are counted."""

_MOST_WORDS = 5_000
_MOST_CURRENCIES = 20
_FEWEST_GUESSED = 3
_FEW_FITS = 5
"""With fewer, giving up the variety that was asked for is worth proposing."""


class Holdings(NamedTuple):
    """How much the catalogue holds."""

    products: int
    generation: int


class CatalogService:
    """Answers questions about the catalogue; each reads one snapshot, off the event loop."""

    def __init__(
        self,
        repository: CatalogRepository,
        synonyms: Synonyms,
        speller: Speller,
        executor: ThreadPoolExecutor,
        weights: Weights,
        *,
        meaning: Meaning | None = None,
    ) -> None:
        """Takes its collaborators.

        Args:
            repository: The products.
            synonyms: Other wordings of things.
            speller: Corrects what is asked for.
            executor: The threads that read the database.
            weights: How much each part of the score counts.
            meaning: Tells what is alike in meaning; without it, words alone decide.
        """
        self._repository = repository
        self.synonyms = synonyms
        """Other wordings of things."""
        self._executor = executor
        self._search_cards = CardSearch(synonyms, speller, weights, meaning=meaning)
        self.weights = weights

    async def search(
        self, request: SearchRequest, elsewhere: Sequence[Landed] = ()
    ) -> SearchResults:
        """Finds the products that fit a requirement, best first, and says what was left out.

        Args:
            request: What is asked for.
            elsewhere: What other marketplaces answered to it, to be ranked with our own.
        """
        return await self.read(lambda snapshot: self._search(snapshot, request, elsewhere))

    async def rank(self, request: RankRequest) -> RankedProducts:
        """Puts products that are given by value in order; reads nothing of the catalogue."""
        products = await asyncio.get_running_loop().run_in_executor(
            self._executor, rank_given, request, self.synonyms, self.weights
        )
        return RankedProducts(products=products)

    async def facets(self, spec: RequirementSpec) -> Facets:
        """Counts what the products that fit have in common."""
        return await self.read(lambda snapshot: self._facets(snapshot, spec))

    async def vocabulary(self) -> Vocabulary:
        """The brands and product types that the visible feeds have, commonest first."""
        return await self.read(_vocabulary)

    async def product(self, product_id: str) -> ProductResult:
        """The product with that id.

        Raises:
            NotFoundError: There is no such product, or its feed is hidden.
        """
        return await self.read(lambda snapshot: to_result(find_product(snapshot, product_id)))

    async def feeds(self) -> list[Feed]:
        """Every feed, by name."""
        return await self.read(lambda snapshot: snapshot.feeds)

    async def generation(self) -> str:
        """Changes whenever the catalogue does."""
        return str((await self.holdings()).generation)

    async def holdings(self) -> Holdings:
        """How many products shoppers see, in which generation of the catalogue."""
        return await self.read(
            lambda snapshot: Holdings(
                sum(feed.products for feed in snapshot.visible_feeds), snapshot.generation
            )
        )

    async def read(self, work: Callable[[Snapshot], T]) -> T:
        """Does work on one snapshot, off the event loop."""

        def run() -> T:
            with self._repository.snapshot() as snapshot:
                return work(snapshot)

        return await asyncio.get_running_loop().run_in_executor(self._executor, run)

    def ranked_cards(
        self,
        snapshot: Snapshot,
        spec: RequirementSpec,
        asked: RankingCriteria | None,
        *,
        end: int = 2 * MOST_COMPARED,
        near: int = 0,
        elsewhere: Sequence[Sequence[ProductResult]] = (),
    ) -> tuple[Judged, list[Card]]:
        """What is decided in a search, and its best cards: at least ``end``, where so many fit.

        Raises:
            ValidationError: The requirement names a currency that does not exist.
        """
        return self._search_cards.find(
            snapshot, spec, asked, end=end, near=near, elsewhere=elsewhere
        )

    def _search(
        self, snapshot: Snapshot, request: SearchRequest, elsewhere: Sequence[Landed]
    ) -> SearchResults:
        started = time.perf_counter()
        end = request.offset + request.limit
        judged, cards = self.ranked_cards(
            snapshot, request.requirement_spec, request.criteria, end=end,
            near=request.enough if request.near else 0,
            elsewhere=[landed.products for landed in elsewhere],
        )  # fmt: skip
        spec = judged.spec
        results = SearchResults(
            products=present(snapshot, judged, cards, cards[request.offset : end]),
            total_count=judged.total_count,
            near_count=judged.near_count,
            requirement_spec=spec,
            corrections=judged.corrections,
            marketplaces_searched=_searched(spec, elsewhere),
            criteria=request.criteria,
            contradictions=find_contradictions(spec),
        )
        self._account(results, snapshot, judged)
        results.search_duration_ms = round((time.perf_counter() - started) * 1000, 2)
        took_ms = results.search_duration_ms
        results.sources = _sources(spec, judged.products, took_ms, elsewhere)
        return results

    def _account(self, results: SearchResults, snapshot: Snapshot, judged: Judged) -> None:
        own = None
        if asks_store(judged.spec):
            own = IndexedNearMisses(
                snapshot, judged.selection, fits=judged.products, listed=judged.near_beside
            )
        near = AllNearMisses(own, judged.elsewhere.failing)
        counts = near.counts()
        results.excluded = list_excluded(counts)
        proposals = propose_relaxations(
            judged.spec, counts, near, any_of_kind=self._any_of_kind(snapshot, judged)
        )
        results.relaxations = recount(
            proposals,
            lambda one: count_added(snapshot, judged, one.operations, products=one.adds),
        )

    def _any_of_kind(self, snapshot: Snapshot, judged: Judged) -> Relaxation | None:
        if not asks_store(judged.spec):
            return None
        asked = Asked(judged.spec.product_type, self.synonyms)
        if not asked.is_variety or judged.products >= _FEW_FITS:
            return None
        wider = of_wider_kind(judged.spec, judged.selection, asked.kind, self.synonyms)
        return propose_any_of_kind(asked.kind, snapshot.count(wider))

    def _facets(self, snapshot: Snapshot, spec: RequirementSpec) -> Facets:
        spec, selection = self._search_cards.select(snapshot, spec)
        if not asks_store(spec):
            return Facets()
        best = snapshot.find(selection.fits(selection.wide), limit=_MOST_DESCRIBED).scores
        described = snapshot.products(list(best)).values()
        return count_facets(
            snapshot, selection.all_fits, [product.attributes for product in described]
        )


def _searched(spec: RequirementSpec, elsewhere: Sequence[Landed]) -> list[Marketplace]:
    answered = [one.report.marketplace for one in elsewhere if one.products]
    own = [Marketplace.STORE] if asks_store(spec) else []
    return list(dict.fromkeys([*own, *answered]))


def _sources(
    spec: RequirementSpec, count: int, took_ms: float, elsewhere: Sequence[Landed]
) -> list[SourceReport]:
    own = SourceReport(
        marketplace=Marketplace.STORE, status=SourceStatus.OK, count=count, took_ms=took_ms
    )
    others = [landed.report for landed in elsewhere]
    return [own, *others] if asks_store(spec) else others


def _vocabulary(snapshot: Snapshot) -> Vocabulary:
    types = snapshot.product_types(most=_MOST_WORDS, fewest_guessed=_FEWEST_GUESSED)
    brands = snapshot.brands(most=_MOST_WORDS)
    return Vocabulary(
        generation=str(snapshot.generation),
        brands=[brand.name for brand in brands],
        product_types=[one.name for one in types],
        currencies=snapshot.currencies(most=_MOST_CURRENCIES),
    )


def find_product(snapshot: Snapshot, product_id: str) -> StoredProduct:
    """The visible product with that id.

    Raises:
        NotFoundError: There is no such product, or its feed is hidden.
    """
    parts = from_wire_id(product_id)
    feed = snapshot.feed(parts[0]) if parts else None
    stored = snapshot.product(feed, parts[1]) if parts and feed and feed.visible else None
    if stored is None:
        raise NotFoundError(
            "There is no such product; it may have been removed from the shop. Search again.",
            details={"product_id": product_id},
        )
    return stored
