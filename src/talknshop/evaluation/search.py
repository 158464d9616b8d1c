"""Rankings of the catalogue for a set of queries, in the form that scorers of such files read."""

import asyncio
import csv
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from talknshop.catalog.container import build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.results import from_wire_id
from talknshop.catalog.service import CatalogService
from talknshop.core.errors import ValidationError
from talknshop.core.settings import EmbeddingProvider, Settings
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.search.encoder import Encoder

DEPTH = 100
"""Cards of a query that are written."""

_FEED = "evaluation"
_COLUMNS = ("query_id", "query")


class AskedQuery(NamedTuple):
    """A query of the set."""

    query_id: str
    text: str


class Answer(NamedTuple):
    """What the catalogue answered to a query."""

    query: AskedQuery
    product_ids: list[str]
    """The feed's own ids, best first; behind each card's own, those of its further offers."""
    results: SearchResults
    milliseconds: float


def load_queries(path: Path) -> list[AskedQuery]:
    """Reads a file of tab-separated columns, ``query_id`` and ``query`` among them.

    Raises:
        ValidationError: The file cannot be read, or a column is missing.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(
            f"{path.name} could not be read. Give the path of a tab-separated file of queries."
        ) from error
    if not rows or any(row.get(name) is None for row in rows for name in _COLUMNS):
        raise ValidationError(
            f"{path.name} is no file of queries. Its first line must name the columns query_id and "
            "query, divided by tabs, and every line must have both."
        )
    return [AskedQuery(row["query_id"], row["query"]) for row in rows]


async def answer_queries(
    feed: Path,
    queries: list[AskedQuery],
    *,
    encoder: Callable[[], Encoder] | None = None,
    vectors_folder: Path | None = None,
) -> AsyncIterator[Answer]:
    """Imports a feed into a catalogue of its own and asks it every query, one after the other.

    What only comes near is asked for, too: a scorer that looks for rated products finds more.

    Args:
        feed: The products.
        queries: What is asked.
        encoder: Opens an encoder, for search by meaning; the vectors of all products come first.
        vectors_folder: Where these vectors are kept for the next time.

    Raises:
        ValidationError: The feed cannot be used.
        TalknShopError: The encoder cannot be opened.
    """
    with tempfile.TemporaryDirectory() as folder:
        container = build_container(
            Settings(data_dir=Path(folder), embedding_provider=EmbeddingProvider.NONE),
            encoder=encoder,
            vectors_folder=vectors_folder,
        )
        with closing(container):
            import_feed(feed, _FEED, container.repository, clock=container.clock)
            if container.vectors is not None:
                await asyncio.to_thread(container.vectors.catch_up)
            for query in queries:
                yield await _answer(container.service, query)


async def _answer(service: CatalogService, query: AskedQuery) -> Answer:
    spec = RequirementSpec(product_type=query.text)
    started = time.perf_counter()
    results = await service.search(SearchRequest(requirement_spec=spec, limit=DEPTH, near=True))
    took = (time.perf_counter() - started) * 1000
    ids = [
        product_id
        for card in results.products
        for product_id in (card.product_id, *(offer.product_id for offer in card.offers))
    ]
    parts = [from_wire_id(product_id) for product_id in dict.fromkeys(ids)]
    return Answer(query, [part[1] for part in parts if part], results, took)


def run_lines(answer: Answer) -> list[str]:
    """The answer as lines of a run: query id, product id and rank, divided by tabs."""
    return [
        f"{answer.query.query_id}\t{product_id}\t{rank}"
        for rank, product_id in enumerate(answer.product_ids, start=1)
    ]


class Figures:
    """What is said of a whole run."""

    def __init__(self) -> None:
        """Begins with no answers."""
        self._times: list[float] = []
        self._empty = 0
        self._corrected = 0

    def take(self, answer: Answer) -> None:
        """Counts an answer."""
        self._times.append(answer.milliseconds)
        self._empty += not answer.product_ids
        self._corrected += bool(answer.results.corrections)

    def sentence(self) -> str:
        """The figures as one line."""
        if not self._times:
            return "no queries"
        p95 = _quantile(self._times, 0.95)
        return (
            f"{len(self._times)} queries, {self._corrected} corrected, "
            f"{self._empty} without results, "
            f"p50 {statistics.median(self._times):.1f} ms, p95 {p95:.1f} ms"
        )


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
