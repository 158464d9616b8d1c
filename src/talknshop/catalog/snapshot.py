"""Reading the catalogue: one consistent view, inside the transaction of the repository.

Statements are put together from our own names of tables and columns, and every value is bound:
that is why S608 is silenced here.
"""

import heapq
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from talknshop.catalog.price_observations import Observation, observations
from talknshop.catalog.records import Candidate, Feed, ProductKey, StoredProduct
from talknshop.catalog.tables import index_of, products_table
from talknshop.schemas.enums import Availability, Condition
from talknshop.schemas.search import NamedCount
from talknshop.search.index import Query

_CANDIDATE = (
    "row, title, product_type, type_stated, brand, price_minor, currency, condition, availability, "
    "rating, review_count"
)
_STORED = (
    "source_id, title, product_type, brand, price_minor, list_price_minor, currency, condition, "
    "availability, rating, review_count, link, image_link, gtin, description, attributes"
)
_AVAILABILITY = {str(value): value for value in Availability}
_CONDITION: dict[str | None, Condition | None] = {str(value): value for value in Condition}


class Snapshot:
    """What the catalogue holds at one moment."""

    def __init__(self, connection: sqlite3.Connection, *, demo_feed: str) -> None:
        """Reads which feeds there are.

        Args:
            connection: A connection in a transaction, which fixes the moment.
            demo_feed: Name of the feed that hides once there is another.
        """
        self._connection = connection
        self.generation: int = connection.execute("SELECT generation FROM catalogue").fetchone()[0]
        """Changes whenever the catalogue does."""
        rows = connection.execute("SELECT * FROM feeds ORDER BY name").fetchall()
        only_demo = all(row["name"] == demo_feed for row in rows)
        self.feeds = [
            Feed(
                name=row["name"],
                generation=row["generation"],
                products=row["products"],
                imported_at=datetime.fromisoformat(row["imported_at"]),
                simulated=bool(row["simulated"]),
                visible=only_demo or row["name"] != demo_feed,
            )
            for row in rows
        ]
        """Every feed, also hidden ones, by name."""

    @property
    def visible_feeds(self) -> list[Feed]:
        """The feeds that shoppers see."""
        return [feed for feed in self.feeds if feed.visible]

    def feed(self, name: str) -> Feed | None:
        """The feed of that name, also a hidden one."""
        return next((feed for feed in self.feeds if feed.name == name), None)

    def search(self, query: Query, *, limit: int) -> list[Candidate]:
        """The best ``limit`` products for a query, best first.

        Each feed has an index of its own; scores of different feeds are compared as they are.
        """
        found = (
            self._candidates(feed.generation, query, limit=limit) for feed in self.visible_feeds
        )
        return heapq.nlargest(limit, (one for many in found for one in many), key=_by_score)

    def _candidates(self, generation: int, query: Query, *, limit: int) -> list[Candidate]:
        hits = index_of(self._connection, generation).search(query, limit=limit)
        scores = {int(hit.document_id): hit.score for hit in hits}
        rows = self._rows(_CANDIDATE, generation, list(scores))
        return [
            Candidate(
                ProductKey(generation, row[0]),
                scores[row[0]],
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
            )
            for row in rows
        ]

    def products(self, keys: Sequence[ProductKey]) -> dict[ProductKey, StoredProduct]:
        """The products with everything that is known of them."""
        found: dict[ProductKey, StoredProduct] = {}
        for feed in self.visible_feeds:
            numbers = [key.row for key in keys if key.generation == feed.generation]
            for row in self._rows(f"{_STORED}, row", feed.generation, numbers):
                found[ProductKey(feed.generation, row["row"])] = _stored(feed, row)
        return found

    def product(self, feed: Feed, source_id: str) -> StoredProduct | None:
        """The product that a feed calls ``source_id``."""
        row = self._connection.execute(
            f"SELECT {_STORED} FROM {products_table(feed.generation)} WHERE source_id = ?",  # noqa: S608
            (source_id,),
        ).fetchone()
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
        return self._counts("brand AS name, 1 AS certain", most=most, fewest=1)

    def product_types(self, *, most: int, fewest_guessed: int) -> list[NamedCount]:
        """The commonest product types of the visible feeds.

        Args:
            most: How many at most.
            fewest_guessed: How many products must share a type that no feed states: what a few
                titles alone suggest may be a misreading.
        """
        columns = "product_type AS name, type_stated AS certain"
        return self._counts(columns, most=most, fewest=fewest_guessed)

    def _counts(self, columns: str, *, most: int, fewest: int) -> list[NamedCount]:
        if not self.visible_feeds:
            return []
        values = " UNION ALL ".join(
            f"SELECT {columns} FROM {products_table(feed.generation)}"  # noqa: S608
            for feed in self.visible_feeds
        )
        rows = self._connection.execute(
            f"SELECT name, count(*) AS number FROM ({values}) WHERE name IS NOT NULL "  # noqa: S608
            "GROUP BY name HAVING max(certain) OR number >= ? ORDER BY number DESC, name LIMIT ?",
            (fewest, most),
        )
        return [NamedCount(name=row["name"], count=row["number"]) for row in rows]

    def _rows(self, columns: str, generation: int, numbers: list[int]) -> list[sqlite3.Row]:
        if not numbers:
            return []
        return self._connection.execute(
            f"SELECT {columns} FROM {products_table(generation)} "  # noqa: S608
            "WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps(numbers),),
        ).fetchall()


def _by_score(candidate: Candidate) -> float:
    return candidate.score


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
        attributes=json.loads(row["attributes"]),
    )
