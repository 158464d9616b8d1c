"""What a catalogue consists of, counted.

Statements are put together from our own names of tables and columns, and every value is bound:
that is why S608 is silenced here.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from talknshop.catalog.records import Feed
from talknshop.catalog.tables import products_table
from talknshop.schemas.search import NamedCount

_COLUMNS = "product_type, brand, price_minor, currency, rating, gtin, image_link"
_QUARTILES = (0, 1, 2, 3, 4)


class PriceSpread(NamedTuple):
    """How the prices in one currency are spread."""

    currency: str
    products: int
    quartiles: tuple[int, ...]
    """Smallest, first quartile, median, third quartile and largest, in minor units."""


class Statistics(NamedTuple):
    """What the products of some feeds have in common."""

    feeds: tuple[str, ...]
    products: int
    product_types: list[NamedCount]
    """The commonest, first."""
    brands: list[NamedCount]
    """The commonest, first."""
    prices: list[PriceSpread]
    """The commonest currency first."""
    known: dict[str, int]
    """How many products have a price, image, gtin, brand, rating."""


def count_statistics(
    connection: sqlite3.Connection, feeds: Sequence[Feed], *, most: int
) -> Statistics:
    """Counts the products of the feeds together.

    Args:
        connection: A connection in a transaction, which fixes the moment.
        feeds: The feeds; at least one.
        most: How many product types and brands are named.
    """
    products = " UNION ALL ".join(
        f"SELECT {_COLUMNS} FROM {products_table(feed.generation)}"  # noqa: S608
        for feed in feeds
    )
    row = connection.execute(
        "SELECT count(*) AS products, count(price_minor) AS price, count(image_link) AS image, "  # noqa: S608
        f"count(gtin) AS gtin, count(brand) AS brand, count(rating) AS rating FROM ({products})"
    ).fetchone()
    known = {name: row[name] for name in ("price", "image", "gtin", "brand", "rating")}
    return Statistics(
        feeds=tuple(feed.name for feed in feeds),
        products=row["products"],
        product_types=_commonest(connection, products, "product_type", most),
        brands=_commonest(connection, products, "brand", most),
        prices=_prices(connection, products),
        known=known,
    )


def _commonest(
    connection: sqlite3.Connection, products: str, column: str, most: int
) -> list[NamedCount]:
    rows = connection.execute(
        f"SELECT {column} AS name, count(*) AS number FROM ({products}) "  # noqa: S608
        f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY number DESC, name LIMIT ?",
        (most,),
    )
    return [NamedCount(name=row["name"], count=row["number"]) for row in rows]


def _prices(connection: sqlite3.Connection, products: str) -> list[PriceSpread]:
    rows = connection.execute(
        f"SELECT currency, count(*) AS number FROM ({products}) "  # noqa: S608
        "WHERE price_minor IS NOT NULL GROUP BY currency ORDER BY number DESC, currency"
    ).fetchall()
    return [
        PriceSpread(
            row["currency"],
            row["number"],
            tuple(
                _price_at(connection, products, row["currency"], (row["number"] - 1) * part // 4)
                for part in _QUARTILES
            ),
        )
        for row in rows
    ]


def _price_at(connection: sqlite3.Connection, products: str, currency: str, place: int) -> int:
    price: int = connection.execute(
        f"SELECT price_minor FROM ({products}) WHERE currency = ? AND price_minor IS NOT NULL "  # noqa: S608
        "ORDER BY price_minor LIMIT 1 OFFSET ?",
        (currency, place),
    ).fetchone()[0]
    return price
