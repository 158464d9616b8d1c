"""Writing one generation of a feed, inside the transaction of the repository.

Statements are put together from our own names of tables and columns, and every value is bound:
that is why S608 is silenced here.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import orjson

from talknshop.catalog.feeds.rows import FeedRow
from talknshop.catalog.index_fields import IndexedProduct, document_of
from talknshop.catalog.price_observations import record_prices
from talknshop.catalog.product_type import ProductType, derive_product_type
from talknshop.catalog.records import Feed
from talknshop.catalog.stored_items import ITEM_RULES, drop_items_table, make_items_table
from talknshop.catalog.tables import PRODUCT_COLUMNS, ids_index, products_table
from talknshop.catalog.text_indexes import IndexFilling, TextIndexes
from talknshop.search.index import Document

_COLUMNS = tuple(column.split()[0] for column in PRODUCT_COLUMNS)
_INDEXED = ", ".join(IndexedProduct._fields)
_BATCH = 500


class WrittenFeed(NamedTuple):
    """What was written."""

    generation: int
    products: int


class FeedWriter:
    """Fills the tables of a new generation; what it does becomes visible with the commit."""

    def __init__(
        self, connection: sqlite3.Connection, indexes: TextIndexes, name: str, *, simulated: bool
    ) -> None:
        """Makes the empty tables of the feed's next generation."""
        self._connection = connection
        self._indexes = indexes
        self._name = name
        self._simulated = simulated
        self.generation = _next_generation(connection)
        self.duplicates = 0
        """Products whose id came again later; known when the feed is finished."""
        self._rows = 0
        self._batch: list[tuple[object, ...]] = []
        self._table = products_table(self.generation)
        connection.execute(
            f"CREATE TABLE {self._table} (row INTEGER PRIMARY KEY, {', '.join(PRODUCT_COLUMNS)})"
        )
        make_items_table(connection, self.generation)
        self._index: IndexFilling = indexes.begin(self.generation)
        marks = ", ".join("?" for _ in ("row", *_COLUMNS))
        self._insert = f"INSERT INTO {self._table} VALUES ({marks})"  # noqa: S608

    def add(self, row: FeedRow) -> None:
        """Adds a product; of those with the same id, the last will count."""
        kind = derive_product_type(
            row.title,
            brand=row.brand,
            category=row.product_type,
            attributes=row.attributes,
            description=row.description,
        )
        self._rows += 1
        self._batch.append((self._rows, *_values(row, kind)))
        if len(self._batch) == _BATCH:
            self._insert_batch()
        self._index.add(document_of(_indexed(self._rows, row, kind)))

    def finish(self, at: datetime) -> WrittenFeed:
        """Completes the index and puts the generation in the place of the feed's old one.

        Raises:
            DatabaseError: The index cannot be written.
        """
        self._insert_batch()
        self.duplicates = self._keep_last_of_each_id()
        if self.duplicates:
            # What was replaced is in the index already.
            build_index(self._connection, self._indexes, self.generation)
        else:
            self._index.finish()
        products = self._connection.execute(f"SELECT count(*) FROM {self._table}").fetchone()[0]  # noqa: S608
        self._connection.execute(
            f"CREATE INDEX {self._table}_gtin ON {self._table} (gtin) WHERE gtin IS NOT NULL"
        )
        record_prices(self._connection, self._name, self._table, at)
        old = self._connection.execute(
            "SELECT generation FROM feeds WHERE name = ?", (self._name,)
        ).fetchone()
        if old is not None:
            _drop(self._connection, old["generation"])
        self._connection.execute(
            "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)",
            (self._name, self.generation, products, at.isoformat(), self._simulated, ITEM_RULES),
        )
        return WrittenFeed(self.generation, products)

    def _insert_batch(self) -> None:
        self._connection.executemany(self._insert, self._batch)
        self._batch.clear()

    def _keep_last_of_each_id(self) -> int:
        """Lets products be found by their id; returns how many had to go for that."""
        # One index of everything is made several times faster than one that grows with each row.
        name = ids_index(self.generation)
        make_index = f"CREATE UNIQUE INDEX {name} ON {self._table} (source_id)"
        try:
            self._connection.execute(make_index)
        except sqlite3.IntegrityError:
            last = f"SELECT max(row) FROM {self._table} GROUP BY source_id"  # noqa: S608
            gone = self._connection.execute(f"DELETE FROM {self._table} WHERE row NOT IN ({last})")  # noqa: S608
            self._connection.execute(make_index)
            return gone.rowcount
        return 0

    @staticmethod
    def remove(connection: sqlite3.Connection, feed: Feed) -> None:
        """Removes a feed; the catalogue counts that as a new generation."""
        _next_generation(connection)
        FeedWriter.drop(connection, feed.name, feed.generation)

    @staticmethod
    def drop(connection: sqlite3.Connection, name: str, generation: int) -> None:
        """Removes a feed from a file that nobody else reads; nothing else of it changes."""
        _drop(connection, generation)
        connection.execute("DELETE FROM feeds WHERE name = ?", (name,))


def _next_generation(connection: sqlite3.Connection) -> int:
    connection.execute("UPDATE catalogue SET generation = generation + 1")
    generation: int = connection.execute("SELECT generation FROM catalogue").fetchone()[0]
    return generation


def build_index(connection: sqlite3.Connection, indexes: TextIndexes, generation: int) -> None:
    """Indexes a generation's products from its table.

    Raises:
        DatabaseError: The index cannot be written.
    """
    filling = indexes.begin(generation)
    for document in _documents(connection, generation):
        filling.add(document)
    filling.finish()


def _documents(connection: sqlite3.Connection, generation: int) -> Iterator[Document]:
    table = products_table(generation)
    rows = connection.execute(f"SELECT {_INDEXED} FROM {table} ORDER BY row")  # noqa: S608
    for *values, attributes in rows:
        yield document_of(IndexedProduct(*values, attributes=orjson.loads(attributes)))


def _drop(connection: sqlite3.Connection, generation: int) -> None:
    connection.execute(f"DROP TABLE {products_table(generation)}")
    drop_items_table(connection, generation)


def _indexed(number: int, row: FeedRow, kind: ProductType) -> IndexedProduct:
    return IndexedProduct(
        number,
        row.title,
        kind.phrase,
        kind.stated,
        row.brand,
        row.price_minor,
        row.currency,
        row.condition and str(row.condition),
        str(row.availability),
        row.rating,
        row.description,
        row.attributes,
    )


def _values(row: FeedRow, kind: ProductType) -> tuple[object, ...]:
    return (
        row.source_id,
        row.title,
        kind.phrase,
        kind.stated,
        row.brand,
        row.price_minor,
        row.list_price_minor,
        row.currency,
        row.condition and str(row.condition),
        str(row.availability),
        row.rating,
        row.review_count,
        row.link,
        row.image_link,
        row.gtin,
        row.description,
        orjson.dumps(row.attributes).decode(),
    )
