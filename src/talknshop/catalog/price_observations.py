"""Prices as imports found them, kept over the generations of a feed.

An import records the price of a product that is new or that it finds changed; nothing is written
for a price that stayed. Of each product the latest ``MOST_KEPT`` are kept, and what has left its
feed is forgotten after ``KEPT_DAYS``.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

MOST_KEPT = 200
"""Observations of a product; the next one takes the place of the oldest."""

KEPT_DAYS = 400


class Observation(NamedTuple):
    """A price that an import found; without an amount where it was taken off."""

    at: datetime
    price_minor: int | None
    currency: str | None


class FoundPrice(NamedTuple):
    """A price that an import found, and what it is the price of."""

    feed: str
    source_id: str
    observation: Observation


def record_prices(connection: sqlite3.Connection, feed: str, products: str, at: datetime) -> None:
    """Records the prices of a new generation that are new or changed.

    Args:
        connection: In the transaction of the import.
        feed: The feed's name.
        products: The table of its new generation.
        at: The time of the import.
    """
    connection.execute(
        f"""
        INSERT OR REPLACE INTO price_observations
        SELECT ?1, product.source_id,
               CASE WHEN latest.observed_at = ?2 THEN latest.slot
                    ELSE coalesce((latest.slot + 1) % ?3, 0) END,
               ?2, product.price_minor, product.currency
        FROM {products} AS product
        LEFT JOIN price_observations AS latest
            ON latest.feed = ?1 AND latest.source_id = product.source_id
            AND latest.observed_at = (
                SELECT max(observed_at) FROM price_observations
                WHERE feed = ?1 AND source_id = product.source_id
            )
        WHERE CASE WHEN latest.slot IS NULL THEN product.price_minor IS NOT NULL
              ELSE latest.price_minor IS NOT product.price_minor
                   OR latest.currency IS NOT product.currency END
        """,  # noqa: S608
        (feed, at.isoformat(), MOST_KEPT),
    )
    connection.execute(
        f"""
        DELETE FROM price_observations WHERE feed = ? AND observed_at < ?
        AND source_id NOT IN (SELECT source_id FROM {products})
        """,  # noqa: S608
        (feed, (at - timedelta(days=KEPT_DAYS)).isoformat()),
    )


def observations(
    connection: sqlite3.Connection, feed: str, source_id: str
) -> Iterator[Observation]:
    """Every observation of a product that is kept, oldest first."""
    rows = connection.execute(
        "SELECT observed_at, price_minor, currency FROM price_observations "
        "WHERE feed = ? AND source_id = ? ORDER BY observed_at",
        (feed, source_id),
    )
    for row in rows:
        yield Observation(datetime.fromisoformat(row[0]), row[1], row[2])


def found_after(
    connection: sqlite3.Connection, moment: datetime | None, *, without: str
) -> Iterator[FoundPrice]:
    """What imports found later than ``moment``, or ever, in order of time.

    Args:
        connection: To a catalogue.
        moment: A time; None for all of it.
        without: A feed that is left out.
    """
    rows = connection.execute(
        "SELECT feed, source_id, observed_at, price_minor, currency FROM price_observations "
        "WHERE feed != ? AND observed_at > ? ORDER BY observed_at",
        (without, "" if moment is None else moment.isoformat()),
    )
    for feed, source_id, at, price_minor, currency in rows:
        found = Observation(datetime.fromisoformat(at), price_minor, currency)
        yield FoundPrice(feed, source_id, found)
