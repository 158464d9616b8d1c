"""Searching the catalogue: the query, the judgement, the order, the account."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from heapq import nlargest
from typing import NamedTuple, TypeVar

from talknshop.catalog.cards import Card, Cards
from talknshop.catalog.contradictions import find_contradictions, refuse_unknown_currency
from talknshop.catalog.facets import count_facets
from talknshop.catalog.given import rank_given
from talknshop.catalog.ledger import (
    LeftOut,
    count_excluded,
    propose_any_of_kind,
    propose_relaxations,
)
from talknshop.catalog.matching import BESIDE, Criteria
from talknshop.catalog.rank import Weights, rank
from talknshop.catalog.reasons import Rivals, explain
from talknshop.catalog.records import Feed, StoredProduct
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

_MOST_CANDIDATES = 2_000
"""Products of a search that are judged; a vague query counts no more than these."""

_MOST_DESCRIBED = 300
"""Products whose attributes are counted."""

_MOST_WORDS = 5_000
_FEWEST_GUESSED = 3
_FEW_FITS = 5
"""With fewer, giving up the variety that was asked for is worth proposing."""


class Judged(NamedTuple):
    """Candidates of a search, judged."""

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
        self.weights = weights
        self._cards = Cards()

    async def search(self, request: SearchRequest) -> SearchResults:
        """Finds the products that fit a requirement, best first, and says what was left out."""
        return await self.read(lambda snapshot: self._search(snapshot, request))

    async def rank(self, request: RankRequest) -> RankedProducts:
        """Puts products that are given by value in order; reads nothing of the catalogue."""
        products = await asyncio.get_running_loop().run_in_executor(
            self._executor, rank_given, request, self._synonyms, self.weights
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

    def _search(self, snapshot: Snapshot, request: SearchRequest) -> SearchResults:
        started = time.perf_counter()
        spec = request.requirement_spec
        judged, cards = self.ranked_cards(snapshot, spec, request.criteria)
        page = cards[request.offset : request.offset + request.limit]
        products = _present(snapshot, spec, judged.criteria, cards, page)
        took_ms = round((time.perf_counter() - started) * 1000, 2)
        return SearchResults(
            products=products,
            total_count=len(cards),
            requirement_spec=spec,
            sources=_sources(spec, len(judged.fits), took_ms),
            excluded=count_excluded(judged.left_out),
            relaxations=propose_relaxations(
                spec, judged.left_out, any_of_kind=self._any_of_kind(snapshot, spec, judged.fits)
            ),
            marketplaces_searched=[Marketplace.STORE] if _asks_store(spec) else [],
            search_duration_ms=took_ms,
            criteria=request.criteria,
            contradictions=find_contradictions(spec),
        )

    def _facets(self, snapshot: Snapshot, spec: RequirementSpec) -> Facets:
        products = [fit.product for fit in self.judge(snapshot, spec).fits]
        best = nlargest(_MOST_DESCRIBED, products, key=lambda product: product.score)
        stored = snapshot.products([product.key for product in best])
        return count_facets(products, [product.attributes for product in stored.values()])

    def _any_of_kind(
        self, snapshot: Snapshot, spec: RequirementSpec, fits: list[Found]
    ) -> Relaxation | None:
        asked = Asked(spec.product_type, self._synonyms)
        if not asked.is_variety or len(fits) >= _FEW_FITS:
            return None
        wider = self.judge(snapshot, spec.model_copy(update={"product_type": asked.kind}))
        known = {fit.product.key for fit in fits}
        more = [fit for fit in wider.fits if fit.kinship is Kinship.THING]
        return propose_any_of_kind(asked.kind, sum(fit.product.key not in known for fit in more))

    def ranked_cards(
        self, snapshot: Snapshot, spec: RequirementSpec, asked: RankingCriteria | None
    ) -> tuple[Judged, list[Card]]:
        """What is judged in a search, and the cards of all its pages."""
        judged = self.judge(snapshot, spec)
        ranked = rank(judged.fits, judged.criteria, spec.sort, self.weights.adjusted(asked))
        return judged, self._cards.of(snapshot, ranked)

    def judge(self, snapshot: Snapshot, spec: RequirementSpec) -> Judged:
        """Finds candidates and judges each by the requirement.

        Raises:
            ValidationError: The requirement names a currency that does not exist.
        """
        refuse_unknown_currency(spec)
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
        return Judged(criteria, fits, left_out)


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
    cards: list[Card],
    page: list[Card],
) -> list[ProductResult]:
    keys = [member.product.key for card in page for member in card.members]
    stored = snapshot.products(keys)
    rivals = Rivals.of([member for card in cards for member in card.members])
    # Offers of one item are no rivals of each other.
    rivals = replace(rivals, count=len(cards))
    return [
        to_result(
            stored[best.product.key],
            score=best.score,
            why_ranked=explain(best, stored[best.product.key].attributes, spec, criteria, rivals),
            others=[stored[other.product.key] for other in others],
        )
        for best, *others in (card.members for card in page)
    ]


def _vocabulary(snapshot: Snapshot) -> Vocabulary:
    types = snapshot.product_types(most=_MOST_WORDS, fewest_guessed=_FEWEST_GUESSED)
    brands = snapshot.brands(most=_MOST_WORDS)
    return Vocabulary(
        generation=str(snapshot.generation),
        brands=[brand.name for brand in brands],
        product_types=[one.name for one in types],
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
