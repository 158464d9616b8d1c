"""Searching the catalogue: the query, the judgement, the order, the account."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from talknshop.catalog.corrections import Speller
from talknshop.catalog.facets import count_facets
from talknshop.catalog.given import rank_given
from talknshop.catalog.ledger import list_excluded, propose_any_of_kind, propose_relaxations
from talknshop.catalog.matching import Criteria
from talknshop.catalog.near_misses import IndexedNearMisses
from talknshop.catalog.rank import Ranked, Weights, rank
from talknshop.catalog.reasons import Rivals, explain
from talknshop.catalog.records import Feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.results import from_wire_id, to_result
from talknshop.catalog.retrieval import Selection, find_fits, of_wider_kind, select
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.catalog.usual_price import usual_price
from talknshop.core.errors import NotFoundError
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import (
    Facets,
    RankedProducts,
    RankRequest,
    Relaxation,
    SearchRequest,
    SearchResults,
    SourceReport,
    Vocabulary,
)
from talknshop.search.synonyms import Synonyms

T = TypeVar("T")

_MOST_WORDS = 5_000
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
    ) -> None:
        """Takes its collaborators.

        Args:
            repository: The products.
            synonyms: Other wordings of things.
            speller: Corrects what is asked for.
            executor: The threads that read the database.
            weights: How much each part of the score counts.
        """
        self._repository = repository
        self._synonyms = synonyms
        self._speller = speller
        self._executor = executor
        self._weights = weights

    async def search(self, request: SearchRequest) -> SearchResults:
        """Finds the products that fit a requirement, best first, and says what was left out."""
        return await self._read(lambda snapshot: self._search(snapshot, request))

    async def rank(self, request: RankRequest) -> RankedProducts:
        """Puts products that are given by value in order; reads nothing of the catalogue."""
        products = await asyncio.get_running_loop().run_in_executor(
            self._executor, rank_given, request, self._synonyms, self._weights
        )
        return RankedProducts(products=products)

    async def facets(self, spec: RequirementSpec) -> Facets:
        """Counts what the products that fit have in common."""
        return await self._read(lambda snapshot: self._facets(snapshot, spec))

    async def vocabulary(self) -> Vocabulary:
        """The brands and product types that the visible feeds have, commonest first."""
        return await self._read(_vocabulary)

    async def product(self, product_id: str) -> ProductResult:
        """The product with that id.

        Raises:
            NotFoundError: There is no such product, or its feed is hidden.
        """
        return await self._read(lambda snapshot: _product(snapshot, product_id))

    async def feeds(self) -> list[Feed]:
        """Every feed, by name."""
        return await self._read(lambda snapshot: snapshot.feeds)

    async def holdings(self) -> Holdings:
        """How many products shoppers see, in which generation of the catalogue."""
        return await self._read(
            lambda snapshot: Holdings(
                sum(feed.products for feed in snapshot.visible_feeds), snapshot.generation
            )
        )

    async def _read(self, work: Callable[[Snapshot], T]) -> T:
        def run() -> T:
            with self._repository.snapshot() as snapshot:
                return work(snapshot)

        return await asyncio.get_running_loop().run_in_executor(self._executor, run)

    def _facets(self, snapshot: Snapshot, spec: RequirementSpec) -> Facets:
        if not _asks_store(spec):
            return Facets()
        spec = self._speller.spell(snapshot, spec).spec
        selection = select(snapshot, spec, self._synonyms)
        return count_facets(snapshot, selection.all_fits)

    def _search(self, snapshot: Snapshot, request: SearchRequest) -> SearchResults:
        started = time.perf_counter()
        spec = request.requirement_spec
        results = SearchResults(
            products=[],
            total_count=0,
            requirement_spec=spec,
            marketplaces_searched=[Marketplace.STORE] if _asks_store(spec) else [],
            criteria=request.criteria,
        )
        if _asks_store(spec):
            self._fill(results, snapshot, request)
        results.search_duration_ms = round((time.perf_counter() - started) * 1000, 2)
        results.sources = _sources(spec, results.total_count, results.search_duration_ms)
        return results

    def _fill(self, results: SearchResults, snapshot: Snapshot, request: SearchRequest) -> None:
        spec, results.corrections = self._speller.spell(snapshot, request.requirement_spec)
        results.requirement_spec = spec
        asked = Asked(spec.product_type, self._synonyms)
        selection = select(snapshot, spec, self._synonyms)
        end = request.offset + request.limit
        fits = find_fits(snapshot, spec, selection, asked, needed=end)
        criteria = Criteria.of(spec)
        weights = self._weights.adjusted(request.criteria)
        usual = usual_price(snapshot, selection, criteria.currency)
        ranked = rank(fits.judged, criteria, spec.sort, weights, usual=usual)
        ranked += rank(fits.others, criteria, spec.sort, weights, usual=usual)
        page = ranked[request.offset : end]
        near = IndexedNearMisses(snapshot, selection, fits=fits.total)
        counts = near.counts()
        rivals = Rivals.of(ranked, total=fits.total, usual=usual)
        results.products = _present(snapshot, spec, criteria, rivals, page)
        results.total_count = fits.total
        results.excluded = list_excluded(counts)
        results.relaxations = propose_relaxations(
            spec, counts, near, any_of_kind=self._any_of_kind(snapshot, spec, selection, fits.total)
        )

    def _any_of_kind(
        self, snapshot: Snapshot, spec: RequirementSpec, selection: Selection, fits: int
    ) -> Relaxation | None:
        asked = Asked(spec.product_type, self._synonyms)
        if not asked.is_variety or fits >= _FEW_FITS:
            return None
        wider = of_wider_kind(spec, selection, asked.kind, self._synonyms)
        return propose_any_of_kind(asked.kind, snapshot.count(wider))


def _asks_store(spec: RequirementSpec) -> bool:
    return not spec.marketplaces or Marketplace.STORE in spec.marketplaces


def _sources(spec: RequirementSpec, count: int, took_ms: float) -> list[SourceReport]:
    own = SourceReport(
        marketplace=Marketplace.STORE, status=SourceStatus.OK, count=count, took_ms=took_ms
    )
    others = [
        SourceReport(
            marketplace=marketplace,
            status=SourceStatus.NOT_CONFIGURED,
            message=f"{marketplace} is not connected to this installation.",
        )
        for marketplace in spec.marketplaces
        if marketplace is not Marketplace.STORE
    ]
    return [own, *others] if _asks_store(spec) else others


def _present(
    snapshot: Snapshot,
    spec: RequirementSpec,
    criteria: Criteria,
    rivals: Rivals,
    page: list[Ranked],
) -> list[ProductResult]:
    stored = snapshot.products([one.product.key for one in page])
    return [
        to_result(
            stored[one.product.key],
            score=one.score,
            why_ranked=explain(one, stored[one.product.key].attributes, spec, criteria, rivals),
        )
        for one in page
    ]


def _vocabulary(snapshot: Snapshot) -> Vocabulary:
    types = snapshot.product_types(most=_MOST_WORDS, fewest_guessed=_FEWEST_GUESSED)
    brands = snapshot.brands(most=_MOST_WORDS)
    return Vocabulary(
        generation=str(snapshot.generation),
        brands=[brand.name for brand in brands],
        product_types=[one.name for one in types],
    )


def _product(snapshot: Snapshot, product_id: str) -> ProductResult:
    parts = from_wire_id(product_id)
    feed = snapshot.feed(parts[0]) if parts else None
    stored = snapshot.product(feed, parts[1]) if parts and feed and feed.visible else None
    if stored is None:
        raise NotFoundError(
            "There is no such product; it may have been removed from the shop. Search again.",
            details={"product_id": product_id},
        )
    return to_result(stored)
