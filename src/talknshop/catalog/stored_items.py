"""What was read of the products of a generation that tells which items they are.

Reading a title takes about as long as importing it, so that it is done once, behind the import: the
products can be found already, and a search reads for itself what is not kept yet. Rows are read in
batches, each a transaction of its own, in another process where there are many.

Statements are put together from our own names of tables and columns, and every value is bound:
that is why S608 is silenced here.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from talknshop.catalog.cluster import block_keys
from talknshop.catalog.item import ItemRecord, read_item
from talknshop.catalog.item_json import to_json
from talknshop.catalog.tables import items_table, products_table

ITEM_RULES = 4
"""Version of the rules by which items are told apart; what was read by others is read anew.

Whoever changes what ``read_item`` or ``block_keys`` makes of a product counts it up.
"""


class UnreadRow(NamedTuple):
    """What is stored of a product that was not read yet; attributes are JSON."""

    row: int
    title: str
    brand: str | None
    gtin: str | None
    attributes: str


class ReadRow(NamedTuple):
    """What was read of a product, ready to be stored."""

    row: int
    keys: str
    item: str


class Unread(NamedTuple):
    """A generation of which products are left to be read."""

    feed: str
    generation: int
    after: int
    """The last row that was read."""
    products: int
    """How many are left, about."""


def make_items_table(connection: sqlite3.Connection, generation: int) -> None:
    """Makes the generation's empty table, in the place of one by other rules."""
    drop_items_table(connection, generation)
    connection.execute(
        f"CREATE TABLE {items_table(generation)} "
        "(row INTEGER PRIMARY KEY, keys TEXT NOT NULL, item TEXT NOT NULL)"
    )


def drop_items_table(connection: sqlite3.Connection, generation: int) -> None:
    """Removes the generation's table, if there is one."""
    connection.execute(f"DROP TABLE IF EXISTS {items_table(generation)}")


def find_unread(connection: sqlite3.Connection) -> list[Unread]:
    """The generations that are not read to the end."""
    feeds = connection.execute("SELECT name, generation, item_rules FROM feeds ORDER BY name")
    found: list[Unread] = []
    for name, generation, rules in feeds.fetchall():
        after = _last(connection, items_table(generation)) if rules == ITEM_RULES else 0
        left = _last(connection, products_table(generation)) - after
        if left > 0:
            found.append(Unread(name, generation, after, left))
    return found


def _last(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT coalesce(max(row), 0) FROM {table}").fetchone()  # noqa: S608
    return int(last)


def next_rows(connection: sqlite3.Connection, unread: Unread, *, most: int) -> list[UnreadRow]:
    """The next rows that are to be read."""
    rows = connection.execute(
        f"SELECT row, title, brand, gtin, attributes FROM {products_table(unread.generation)} "  # noqa: S608
        "WHERE row > ? ORDER BY row LIMIT ?",
        (unread.after, most),
    )
    return [UnreadRow(*row) for row in rows]


def read_rows(feed: str, rows: Sequence[UnreadRow]) -> list[ReadRow]:
    """Reads which items the products are; for any process."""
    return [_read(feed, row) for row in rows]


def _read(feed: str, row: UnreadRow) -> ReadRow:
    record = ItemRecord(feed, row.title, row.brand, row.gtin, orjson.loads(row.attributes))
    item = read_item(record)
    return ReadRow(row.row, " ".join(block_keys(item)), to_json(item))


def keep_rows(connection: sqlite3.Connection, unread: Unread, rows: Sequence[ReadRow]) -> bool:
    """Stores what was read, inside a transaction; False where the generation is gone."""
    current = connection.execute(
        "SELECT item_rules FROM feeds WHERE generation = ?", (unread.generation,)
    ).fetchone()
    if current is None:
        return False
    if current[0] != ITEM_RULES:
        make_items_table(connection, unread.generation)
        connection.execute(
            "UPDATE feeds SET item_rules = ? WHERE generation = ?", (ITEM_RULES, unread.generation)
        )
    connection.executemany(
        f"INSERT OR REPLACE INTO {items_table(unread.generation)} VALUES (?, ?, ?)",  # noqa: S608
        rows,
    )
    return True
