"""Searching the catalogue: the query, the judgement, the order, the account."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from talknshop.catalog.facets import count_facets
from talknshop.catalog.given import rank_given
from talknshop.catalog.ledger import (
    LeftOut,
    count_excluded,
    propose_any_of_kind,
    propose_relaxations,
)
from talknshop.catalog.matching import BESIDE, Criteria
from talknshop.catalog.rank import Ranked, Weights, rank
from talknshop.catalog.reasons import Rivals, explain
from talknshop.catalog.records import Feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.results import from_wire_id, to_result
from talknshop.catalog.retrieval import Found, find_candidates, focus
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked, Kinship
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

_MOST_CANDIDATES = 2_000
"""Products of a search that are judged; a vague query counts no more than these."""

_MOST_WORDS = 5_000
_FEWEST_GUESSED = 3
_FEW_FITS = 5
"""With fewer, giving up the variety that was asked for is worth proposing."""


class _Judged(NamedTuple):
    criteria: Criteria
    fits: list[Found]
    left_out: list[LeftOut]


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
        executor: ThreadPoolExecutor,
        weights: Weights,
    ) -> None:
        """Takes its collaborators.

        Args:
            repository: The products.
            synonyms: Other wordings of things.
            executor: The threads that read the database.
            weights: How much each part of the score counts.
        """
        self._repository = repository
        self._synonyms = synonyms
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
        return await self._read(
            lambda snapshot: count_facets([fit.product for fit in self._judge(snapshot, spec).fits])
        )

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

    async def generation(self) -> str:
        """Changes whenever the catalogue does."""
        return str((await self.holdings()).generation)

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

    def _search(self, snapshot: Snapshot, request: SearchRequest) -> SearchResults:
        started = time.perf_counter()
        spec = request.requirement_spec
        judged = self._judge(snapshot, spec)
        weights = self._weights.adjusted(request.criteria)
        ranked = rank(judged.fits, judged.criteria, spec.sort, weights)
        page = ranked[request.offset : request.offset + request.limit]
        products = _present(snapshot, spec, judged.criteria, ranked, page)
        took_ms = round((time.perf_counter() - started) * 1000, 2)
        return SearchResults(
            products=products,
            total_count=len(ranked),
            requirement_spec=spec,
            sources=_sources(spec, len(ranked), took_ms),
            excluded=count_excluded(judged.left_out),
            relaxations=propose_relaxations(
                spec, judged.left_out, any_of_kind=self._any_of_kind(snapshot, spec, judged.fits)
            ),
            marketplaces_searched=[Marketplace.STORE] if _asks_store(spec) else [],
            search_duration_ms=took_ms,
            criteria=request.criteria,
        )

    def _any_of_kind(
        self, snapshot: Snapshot, spec: RequirementSpec, fits: list[Found]
    ) -> Relaxation | None:
        asked = Asked(spec.product_type, self._synonyms)
        if not asked.is_variety or len(fits) >= _FEW_FITS:
            return None
        wider = self._judge(snapshot, spec.model_copy(update={"product_type": asked.kind}))
        known = {fit.product.key for fit in fits}
        more = [fit for fit in wider.fits if fit.kinship is Kinship.THING]
        return propose_any_of_kind(asked.kind, sum(fit.product.key not in known for fit in more))

    def _judge(self, snapshot: Snapshot, spec: RequirementSpec) -> _Judged:
        criteria = Criteria.of(spec)
        asked = Asked(spec.product_type, self._synonyms)
        candidates = (
            find_candidates(
                spec, self._synonyms, lambda query: snapshot.search(query, limit=_MOST_CANDIDATES)
            )
            if _asks_store(spec)
            else []
        )
        focused = focus(candidates, asked)
        fits: list[Found] = []
        left_out: list[LeftOut] = []
        for one in focused.kept:
            failures = criteria.failures(one.product)
            if failures:
                left_out.append(LeftOut(one.product, failures))
            else:
                fits.append(one)
        left_out += [
            LeftOut(one.product, [BESIDE])
            for one in focused.beside
            if not criteria.failures(one.product)
        ]
        return _Judged(criteria, fits, left_out)


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
    ranked: list[Ranked],
    page: list[Ranked],
) -> list[ProductResult]:
    stored = snapshot.products([one.product.key for one in page])
    rivals = Rivals.of(ranked)
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
