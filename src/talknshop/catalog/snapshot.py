"""Reading the catalogue: one consistent view, inside the transaction of the repository."""

# Statements are made of our own names of tables and columns, every value is bound: hence no S608.

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import orjson

from talknshop.catalog.index_fields import STATED
from talknshop.catalog.item import Item
from talknshop.catalog.item_json import item_of_json
from talknshop.catalog.price_observations import Observation, observations
from talknshop.catalog.records import Candidate, Feed, Places, ProductKey, StoredProduct
from talknshop.catalog.stored_items import ITEM_RULES
from talknshop.catalog.tables import SELLERS_FEED, items_table, products_table
from talknshop.catalog.text_indexes import TextIndexes
from talknshop.schemas.enums import Availability, Condition
from talknshop.schemas.search import NamedCount
from talknshop.search.index import Is, Order, Query

_CANDIDATE = (
    "product.row, title, product_type, type_stated, brand, price_minor, currency, condition, "
    "availability, rating, review_count"
)
_STORED = (
    "source_id, title, product_type, brand, price_minor, list_price_minor, currency, condition, "
    "availability, rating, review_count, link, image_link, gtin, description, attributes"
)
_AVAILABILITY = {str(value): value for value in Availability}
_CONDITION: dict[str | None, Condition | None] = {str(value): value for value in Condition}


class Snapshot:
    """What the catalogue holds at one moment."""

    def __init__(
        self, connection: sqlite3.Connection, indexes: TextIndexes, *, demo_feed: str
    ) -> None:
        """Reads which feeds there are.

        Args:
            connection: A connection in a transaction, which fixes the moment.
            indexes: The text indexes of the generations.
            demo_feed: Name of the feed that hides once there is another.
        """
        self._connection = connection
        self._indexes = indexes
        self.generation: int = connection.execute("SELECT generation FROM catalogue").fetchone()[0]
        """Changes whenever the catalogue does."""
        rows = connection.execute("SELECT * FROM feeds ORDER BY name").fetchall()
        only_demo = all(row["name"] in {demo_feed, SELLERS_FEED} for row in rows)
        self.feeds = [
            Feed(
                name=row["name"],
                generation=row["generation"],
                products=row["products"],
                imported_at=datetime.fromisoformat(row["imported_at"]),
                simulated=bool(row["simulated"]),
                visible=only_demo or row["name"] != demo_feed,
                has_items=row["item_rules"] == ITEM_RULES,
            )
            for row in rows
        ]
        """Every feed, also hidden ones, by name."""
        self.visible_feeds = [feed for feed in self.feeds if feed.visible]
        """The feeds that shoppers see."""
        indexes.forget({feed.generation for feed in self.feeds})

    def feed(self, name: str) -> Feed | None:
        """The feed of that name, also a hidden one."""
        return next((feed for feed in self.feeds if feed.name == name), None)

    def search(self, query: Query, *, limit: int) -> list[Candidate]:
        """The best ``limit`` products for a query, best first."""
        return self.candidates(self.find(query, limit=limit).scores)

    def find(self, query: Query, *, limit: int, order: Order | None = None) -> Places:
        """Looks in the text index of each visible feed.

        Each feed has an index of its own; scores of different feeds are compared as they are.

        Args:
            query: What to look for.
            limit: How many products to return at most.
            order: Another order than by score; the scores are then the values that decide it.
        """
        found: list[tuple[ProductKey, float]] = []
        total = 0
        for feed in self.visible_feeds:
            hits, matching = self._indexes.open(feed.generation).search(
                query, limit=limit, order=order
            )
            total += matching
            found += [(ProductKey(feed.generation, row), score) for row, score in hits]
        if len(self.visible_feeds) > 1:
            found.sort(key=_score, reverse=order is None or not order.ascending)
        return Places(dict(found[:limit]), total)

    def count(self, query: Query) -> int:
        """How many products match a query."""
        return sum(self._indexes.open(feed.generation).count(query) for feed in self.visible_feeds)

    def values(self, query: Query, field: str, *, most: int) -> list[NamedCount]:
        """The commonest values of a keyword field among the products that match."""
        counts: Counter[str] = Counter()
        for feed in self.visible_feeds:
            index = self._indexes.open(feed.generation)
            counts.update(dict(index.values(query, field, most=most)))
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
        return [NamedCount(name=name, count=count) for name, count in ordered]

    def quantiles(self, query: Query, field: str, percents: Sequence[float]) -> list[float]:
        """How a number field is spread among the products that match, about.

        Of several feeds, the one with the most of them speaks for all.
        """
        indexes = [self._indexes.open(feed.generation) for feed in self.visible_feeds]
        if not indexes:
            return []
        first, *others = indexes
        if others:
            first = max(indexes, key=lambda index: index.count(query))
        return first.quantiles(query, field, percents)

    def words(self, field: str) -> dict[str, int]:
        """Every word of a field of plain words, and in how many products it occurs."""
        counts: Counter[str] = Counter()
        for feed in self.visible_feeds:
            counts.update(dict(self._indexes.open(feed.generation).vocabulary(field)))
        return dict(counts)

    def candidates(self, scores: Mapping[ProductKey, float]) -> list[Candidate]:
        """What is needed to judge these products, in the order in which they are given."""
        found: dict[ProductKey, Candidate] = {}
        for feed in self.visible_feeds:
            rows = [key.row for key in scores if key.generation == feed.generation]
            for one in self._candidates(feed, rows, scores):
                found[one.key] = one
        return [found[key] for key in scores if key in found]

    def _candidates(
        self, feed: Feed, numbers: list[int], scores: Mapping[ProductKey, float]
    ) -> list[Candidate]:
        generation = feed.generation
        tables = f"{products_table(generation)} AS product"
        if feed.has_items:
            tables += f" LEFT JOIN {items_table(generation)} AS item ON item.row = product.row"
        keys = "item.keys" if feed.has_items else "NULL"
        rows = self._rows(f"{_CANDIDATE}, {keys}", tables, numbers, row="product.row")
        return [
            Candidate(
                key := ProductKey(generation, row[0]),
                scores[key],
                row[1],
                row[2],
                bool(row[3]),
                row[4],
                row[5],
                row[6],
                _CONDITION.get(row[7]),
                _AVAILABILITY[row[8]],
                row[9],
                row[10],
                row[11],
            )
            for row in rows
        ]

    def items(self, keys: Sequence[ProductKey]) -> dict[ProductKey, Item]:
        """Which items the products are; those that were not read yet are left out."""
        found: dict[ProductKey, Item] = {}
        for feed in self.visible_feeds:
            numbers = [key.row for key in keys if key.generation == feed.generation]
            if feed.has_items:
                for row, item in self._rows("row, item", items_table(feed.generation), numbers):
                    found[ProductKey(feed.generation, row)] = item_of_json(feed.name, item)
        return found

    def products(self, keys: Sequence[ProductKey]) -> dict[ProductKey, StoredProduct]:
        """The products with everything that is known of them."""
        found: dict[ProductKey, StoredProduct] = {}
        for feed in self.visible_feeds:
            numbers = [key.row for key in keys if key.generation == feed.generation]
            table = products_table(feed.generation)
            for row in self._rows(f"{_STORED}, row", table, numbers):
                found[ProductKey(feed.generation, row["row"])] = _stored(feed, row)
        return found

    def texts(self, feed: Feed, *, after: int, most: int) -> list[tuple[int, str]]:
        """What products say of themselves in plain words, by row, from behind ``after`` on."""
        rows = self._connection.execute(
            f"SELECT row, title, description FROM {products_table(feed.generation)} "  # noqa: S608
            "WHERE row > ? ORDER BY row LIMIT ?",
            (after, most),
        )
        return [(row["row"], f"{row['title']} {row['description'] or ''}") for row in rows]

    def product(self, feed: Feed, source_id: str) -> StoredProduct | None:
        """The product that a feed calls ``source_id``."""
        return self._first(feed, "source_id = ?", source_id)

    def with_gtin(self, feed: Feed, spellings: Sequence[str]) -> StoredProduct | None:
        """A product of a feed whose barcode is written in one of these ways."""
        return self._first(feed, f"gtin IN ({', '.join('?' * len(spellings))})", *spellings)

    def _first(self, feed: Feed, condition: str, *values: str) -> StoredProduct | None:
        select = f"SELECT {_STORED} FROM {products_table(feed.generation)} WHERE {condition}"  # noqa: S608
        row = self._connection.execute(select, values).fetchone()
        return None if row is None else _stored(feed, row)

    def key_of(self, product: StoredProduct) -> ProductKey:
        """Where a product of this snapshot is stored."""
        generation = product.feed.generation
        row = self._connection.execute(
            f"SELECT row FROM {products_table(generation)} WHERE source_id = ?",  # noqa: S608
            (product.source_id,),
        ).fetchone()
        return ProductKey(generation, row[0])

    def price_observations(self, product: StoredProduct) -> Iterator[Observation]:
        """The prices that imports found of a product, oldest first."""
        return observations(self._connection, product.feed.name, product.source_id)

    def popular_titles(self, *, most: int) -> list[str]:
        """Titles of the visible products that most people have rated."""
        if not self.visible_feeds:
            return []
        titles = " UNION ALL ".join(
            f"SELECT title, review_count FROM {products_table(feed.generation)}"  # noqa: S608
            for feed in self.visible_feeds
        )
        rows = self._connection.execute(
            f"SELECT title FROM ({titles}) ORDER BY review_count DESC LIMIT ?",  # noqa: S608
            (most,),
        )
        return [row["title"] for row in rows]

    def brands(self, *, most: int) -> list[NamedCount]:
        """The commonest brands of the visible feeds."""
        return self.values(Query(None), "brand_name", most=most)

    def currencies(self, *, most: int) -> list[NamedCount]:
        """The commonest currencies of the visible feeds."""
        return self.values(Query(None), "currency", most=most)

    def product_types(self, *, most: int, fewest_guessed: int) -> list[NamedCount]:
        """The commonest product types of the visible feeds.

        Args:
            most: How many at most.
            fewest_guessed: How many products must share a type that no feed states: what a few
                titles alone suggest may be a misreading.
        """
        stated = self.values(Query(None, Is("facts", (STATED,))), "type_name", most=most)
        certain = {one.name for one in stated}
        return [
            one
            for one in self.values(Query(None), "type_name", most=most)
            if one.count >= fewest_guessed or one.name in certain
        ]

    def _rows(
        self, columns: str, tables: str, numbers: list[int], *, row: str = "row"
    ) -> list[sqlite3.Row]:
        if not numbers:
            return []
        return self._connection.execute(
            f"SELECT {columns} FROM {tables} "  # noqa: S608
            f"WHERE {row} IN (SELECT value FROM json_each(?))",
            (orjson.dumps(numbers).decode(),),
        ).fetchall()


def _score(found: tuple[ProductKey, float]) -> float:
    return found[1]


def _stored(feed: Feed, row: sqlite3.Row) -> StoredProduct:
    return StoredProduct(
        feed=feed,
        source_id=row["source_id"],
        title=row["title"],
        product_type=row["product_type"],
        brand=row["brand"],
        price_minor=row["price_minor"],
        list_price_minor=row["list_price_minor"],
        currency=row["currency"],
        condition=_CONDITION.get(row["condition"]),
        availability=_AVAILABILITY[row["availability"]],
        rating=row["rating"],
        review_count=row["review_count"],
        link=row["link"],
        image_link=row["image_link"],
        gtin=row["gtin"],
        description=row["description"],
        attributes=orjson.loads(row["attributes"]),
    )
