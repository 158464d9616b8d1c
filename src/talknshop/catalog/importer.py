"""Importing a feed: all of it or nothing."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from talknshop.catalog.feeds.google_merchant import read_google_merchant
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.repository import DEMO_FEED, CatalogRepository
from talknshop.catalog.writer import FeedWriter
from talknshop.core.clock import Clock
from talknshop.core.errors import ValidationError

FEED_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""Names of feeds; without an underscore, so that product ids can be taken apart again."""

_SHOWN_ROWS = 20
_PROGRESS_EVERY = 1_000

OnProgress = Callable[[int], None]
"""Is told how many rows have been read so far."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    feed_name: str
    rows: int
    """Rows read, refused ones included."""
    imported: int
    """Products that the feed has now."""
    duplicates: int
    """Rows whose id came again later; the last one counts."""
    refused: dict[tuple[str, str], int]
    """Refused rows by column and reason."""
    refused_rows: tuple[RefusedRow, ...]
    """The first 20 of them."""
    warnings: dict[str, int]
    """Products that are in without a field that was wrong, by column."""
    seconds: float
    generation: int


class _Tally:
    def __init__(self) -> None:
        self.rows = 0
        self.duplicates = 0
        self.refused: Counter[tuple[str, str]] = Counter()
        self.refused_rows: list[RefusedRow] = []
        self.warnings: Counter[str] = Counter()

    @property
    def imported(self) -> int:
        return self.rows - self.refused.total() - self.duplicates

    def take(self, row: FeedRow | RefusedRow, writer: FeedWriter) -> None:
        self.rows += 1
        if isinstance(row, FeedRow):
            self.duplicates += not writer.add(row)
            self.warnings.update(row.warnings)
        else:
            self.refuse(row)

    def report(self, feed_name: str, seconds: float, generation: int) -> ImportReport:
        return ImportReport(
            feed_name=feed_name,
            rows=self.rows,
            imported=self.imported,
            duplicates=self.duplicates,
            refused=dict(self.refused),
            refused_rows=tuple(self.refused_rows),
            warnings=dict(self.warnings),
            seconds=seconds,
            generation=generation,
        )

    def refuse(self, row: RefusedRow) -> None:
        self.refused[row.field, row.reason] += 1
        if len(self.refused_rows) < _SHOWN_ROWS:
            self.refused_rows.append(row)


def import_feed(
    path: Path,
    feed_name: str,
    repository: CatalogRepository,
    *,
    clock: Clock,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Imports a Google Merchant feed in the place of the feed of the same name.

    Everything happens in one transaction: a fault in the file, a full disk or a killed process
    leaves the catalogue as it was. The feed ``demo`` is marked as simulated.

    Args:
        path: The file, gzipped or not.
        feed_name: Lower-case letters, digits and hyphens, at most 40.
        repository: The catalogue.
        clock: Tells the time of the import.
        on_progress: Is called with the number of rows read, once every 1,000 and at the end.

    Raises:
        ValidationError: The name cannot be used, the file is unusable, or none of its rows is a
            product.
        DatabaseError: Another import is running, or the database refused.
    """
    _require_name(feed_name)
    started = time.monotonic()
    at = clock.now()
    tally = _Tally()
    simulated = feed_name == DEMO_FEED
    with repository.replace_feed(feed_name, simulated=simulated, at=at) as writer:
        for row in read_google_merchant(path, at=at):
            tally.take(row, writer)
            if on_progress and tally.rows % _PROGRESS_EVERY == 0:
                on_progress(tally.rows)
        _refuse_empty(path, tally)
    if on_progress:
        on_progress(tally.rows)
    return tally.report(feed_name, time.monotonic() - started, writer.generation)


def _require_name(feed_name: str) -> None:
    if not FEED_NAME.fullmatch(feed_name):
        raise ValidationError(
            f"{feed_name!r} cannot be the name of a feed. Use up to 40 lower-case letters, "
            "digits and hyphens."
        )


def _refuse_empty(path: Path, tally: _Tally) -> None:
    if tally.imported:
        return
    if not tally.refused:
        raise ValidationError(f"The feed {path.name} has no products; nothing was changed.")
    (column, reason), count = tally.refused.most_common(1)[0]
    raise ValidationError(
        f"No row of the feed {path.name} is a product; nothing was changed. "
        f"The commonest fault, in {count:,} rows: {column}: {reason}.",
        details={"rows": tally.rows},
    )
