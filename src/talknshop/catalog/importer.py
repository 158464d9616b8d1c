"""Importing a feed: all of it or nothing."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from talknshop.catalog.feeds.formats import choose_format
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import FeedSource, open_source
from talknshop.catalog.repository import DEMO_FEED, CatalogRepository
from talknshop.catalog.tables import SELLERS_FEED
from talknshop.catalog.writer import FeedWriter
from talknshop.core.clock import Clock
from talknshop.core.errors import ValidationError
from talknshop.core.money import is_currency

FEED_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""Names of feeds; without an underscore, so that product ids can be taken apart again."""

_SHOWN_ROWS = 20
_PROGRESS_EVERY = 1_000
_ADVICE = {
    "no currency": " Name the currency of the prices, such as --currency USD.",
    "may be thousands or a fraction": " Write prices with two decimals, such as 1299.00.",
}


class Progress(NamedTuple):
    """How far an import is."""

    rows: int
    """Rows read so far."""
    bytes_read: int
    size: int | None
    """Bytes of the file; None when that is not known, as of a pipe."""
    indexing: bool
    """Whether all rows are read, and what is left is to make them findable."""


OnProgress = Callable[[Progress], None]
OnRefused = Callable[[RefusedRow], None]


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """What a person says about a feed's file."""

    format_name: str | None = None
    """One of the formats; None recognises it."""
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    """Which column or text holds a field; see ``parse_mapping``."""
    currency: str | None = None
    """The currency of prices that state none."""


_PLAIN = FeedOptions()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    feed_name: str
    format_title: str
    """The format that the file was read in."""
    encoding: str
    """What its text was written in."""
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
    def __init__(self, on_progress: OnProgress | None, on_refused: OnRefused | None) -> None:
        self.rows = 0
        self.refused: Counter[tuple[str, str]] = Counter()
        self.refused_rows: list[RefusedRow] = []
        self.warnings: Counter[str] = Counter()
        self._started = time.monotonic()
        self._on_progress = on_progress
        self._on_refused = on_refused

    @property
    def products(self) -> int:
        """Rows that are products; of those with the same id, all."""
        return self.rows - self.refused.total()

    def take_all(
        self, rows: Iterable[FeedRow | RefusedRow], writer: FeedWriter, source: FeedSource
    ) -> None:
        for row in rows:
            self.take(row, writer, source)
        _refuse_empty(source.name, self)
        self.tell(source, indexing=True)

    def take(self, row: FeedRow | RefusedRow, writer: FeedWriter, source: FeedSource) -> None:
        self.rows += 1
        if isinstance(row, FeedRow):
            writer.add(row)
            if row.warnings:
                self.warnings.update(row.warnings)
        else:
            self.refuse(row)
        if self.rows % _PROGRESS_EVERY == 0:
            self.tell(source, indexing=False)

    def refuse(self, row: RefusedRow) -> None:
        self.refused[row.field, row.reason] += 1
        if len(self.refused_rows) < _SHOWN_ROWS:
            self.refused_rows.append(row)
        if self._on_refused:
            self._on_refused(row)

    def tell(self, source: FeedSource, *, indexing: bool) -> None:
        if self._on_progress:
            self._on_progress(Progress(self.rows, source.bytes_read, source.size, indexing))

    def report(
        self, feed_name: str, format_title: str, encoding: str, writer: FeedWriter
    ) -> ImportReport:
        return ImportReport(
            feed_name=feed_name,
            format_title=format_title,
            encoding=encoding,
            rows=self.rows,
            imported=self.products - writer.duplicates,
            duplicates=writer.duplicates,
            refused=dict(self.refused),
            refused_rows=tuple(self.refused_rows),
            warnings=dict(self.warnings),
            seconds=time.monotonic() - self._started,
            generation=writer.generation,
        )


def import_feed(
    path: Path,
    feed_name: str,
    repository: CatalogRepository,
    *,
    clock: Clock,
    options: FeedOptions = _PLAIN,
    replace: bool = True,
    on_progress: OnProgress | None = None,
    on_refused: OnRefused | None = None,
) -> ImportReport:
    """Imports a product feed, in the place of the feed of the same name.

    Everything happens in one transaction: a fault in the file, a full disk or a killed process
    leaves the catalogue as it was. The feed ``demo`` is marked as simulated.

    Args:
        path: The file, packed or not, or the folder of an ACP feed.
        feed_name: Lower-case letters, digits and hyphens, at most 40.
        repository: The catalogue.
        clock: Tells the time of the import.
        options: What is to be known about the file.
        replace: Whether a feed of the same name may be replaced.
        on_progress: Is told once every 1,000 rows, and when all rows are read.
        on_refused: Is given every row that is refused, as it is read.

    Raises:
        ValidationError: The name is wrong or taken, or nothing of the file is usable.
        DatabaseError: Another import is running, or the database refused.
    """
    _require_name(feed_name)
    reading = Reading(clock.now(), options.mapping, _currency(options.currency))
    tally = _Tally(on_progress, on_refused)
    with open_source(path) as source:
        feed_format = choose_format(source, options.format_name)
        with repository.replace_feed(
            feed_name, simulated=feed_name == DEMO_FEED, at=reading.at, must_be_new=not replace
        ) as writer:
            tally.take_all(feed_format.read(source, reading), writer, source)
    return tally.report(feed_name, feed_format.title, source.encoding, writer)


def _require_name(feed_name: str) -> None:
    if feed_name == SELLERS_FEED:
        raise ValidationError(
            f"The name {SELLERS_FEED!r} stands for what people sell here. Choose another."
        )
    if not FEED_NAME.fullmatch(feed_name):
        raise ValidationError(
            f"{feed_name!r} cannot be the name of a feed. Use up to 40 lower-case letters, "
            "digits and hyphens."
        )


def _currency(currency: str | None) -> str | None:
    if currency is not None and not is_currency(currency.upper()):
        raise ValidationError(
            f"{currency!r} is no currency. Use its code of three letters, such as USD."
        )
    return currency and currency.upper()


def _refuse_empty(name: str, tally: _Tally) -> None:
    if tally.products:
        return
    if not tally.refused:
        raise ValidationError(f"The feed {name} has no products; nothing was changed.")
    (column, reason), count = tally.refused.most_common(1)[0]
    advice = _ADVICE.get(reason, "")
    raise ValidationError(
        f"No row of the feed {name} is a product; nothing was changed. "
        f"The commonest fault, in {count:,} rows: {column}: {reason}.{advice}",
        details={"rows": tally.rows},
    )
