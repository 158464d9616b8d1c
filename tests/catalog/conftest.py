"""Feeds, candidates and catalogues for the tests of the catalogue."""

import csv
import gzip
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from talknshop.catalog.corrections import Speller
from talknshop.catalog.feeds.formats import choose_format
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.catalog.importer import ImportReport, import_feed
from talknshop.catalog.rank import Weights
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.schemas.enums import Availability, Condition
from talknshop.search.synonyms import Synonyms

MakeCandidate = Callable[..., Candidate]
WriteFeed = Callable[..., Path]
ImportRows = Callable[..., ImportReport]
ReadFeed = Callable[..., list[FeedRow | RefusedRow]]

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class StoppedClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return AT

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def candidate() -> MakeCandidate:
    def make(row: int = 1, **changes: object) -> Candidate:
        plain = Candidate(
            key=ProductKey(1, row),
            score=1.0,
            title="Plain lamp",
            product_type="lamp",
            type_stated=True,
            brand="Lumo",
            price_minor=5_000,
            currency="USD",
            condition=Condition.NEW,
            availability=Availability.IN_STOCK,
            rating=None,
            review_count=None,
        )
        return plain._replace(**cast("dict[str, Any]", changes))

    return make


@pytest.fixture
def synonyms() -> Synonyms:
    return Synonyms([["sofa", "couch"], ["laptop", "notebook"]], alone=["notebook"])


@pytest.fixture
def write_feed(tmp_path: Path) -> WriteFeed:
    """Writes rows as a feed; id, title and link are filled in where a row leaves them out."""

    def write(
        rows: Iterable[Mapping[str, str]], *, name: str = "feed.tsv", zipped: bool = False
    ) -> Path:
        complete = [
            {
                "id": f"p{number}",
                "title": f"Product {number}",
                "link": f"https://shop.example/p/{number}",
                **row,
            }
            for number, row in enumerate(rows, start=1)
        ]
        columns = list(dict.fromkeys(name for row in complete for name in row))
        path = tmp_path / name
        opener = gzip.open if zipped else open
        with opener(path, "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, columns or ["id", "title", "link"], delimiter="\t", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(complete)
        return path

    return write


@pytest.fixture
def read_feed(tmp_path: Path) -> ReadFeed:
    """Reads bytes as a feed of whatever format recognises them, or of one that is named."""

    def read(
        content: bytes,
        format_name: str | None = None,
        *,
        mapping: Mapping[str, str] | None = None,
        currency: str | None = None,
    ) -> list[FeedRow | RefusedRow]:
        path = tmp_path / "feed"
        path.write_bytes(content)
        with open_source(path) as source:
            reader = choose_format(source, format_name).read
            return list(reader(source, Reading(AT, mapping or {}, currency)))

    return read


@pytest.fixture
def repository(tmp_path: Path) -> Generator[CatalogRepository]:
    repository = CatalogRepository(tmp_path / "data" / "catalog.db")
    yield repository
    repository.close()


@pytest.fixture
def import_rows(
    repository: CatalogRepository, write_feed: WriteFeed, clock: StoppedClock
) -> ImportRows:
    """Imports rows as the feed ``shop`` or another."""

    def run(rows: Iterable[Mapping[str, str]], feed: str = "shop") -> ImportReport:
        return import_feed(write_feed(rows), feed, repository, clock=clock)

    return run


@pytest.fixture
async def service(
    repository: CatalogRepository, synonyms: Synonyms
) -> AsyncGenerator[CatalogService]:
    executor = ThreadPoolExecutor(2)
    speller = Speller(synonyms, {"trombone"}.__contains__)
    yield CatalogService(repository, synonyms, speller, executor, Weights())
    executor.shutdown()
