"""Plain full-text search in SQLite, beside which the catalogue's text index is measured.

Usage: python -m benchmarks.fts5 FEED --queries QUERIES.tsv [--with-kind] > RUN

prints what it finds for any word of each query, as `talknshop eval search` does; RUN can then be
the baseline of that command. Plain means what the feed has: title, brand, description and details.
With --with-kind it also has the kind that the catalogue read for each product.
"""

import argparse
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from talknshop.catalog.container import DATABASE_NAME, build_container
from talknshop.catalog.importer import import_feed
from talknshop.catalog.records import ProductKey
from talknshop.core.settings import EmbeddingProvider, Settings
from talknshop.evaluation.search import DEPTH, load_queries
from talknshop.search.text import words

_WEIGHTS = (10.0, 4.0, 6.0, 2.0, 1.0)
_WITHOUT_KIND = (10.0, 4.0, 0.0, 2.0, 1.0)
_COLUMNS = "title, brand, type, description, details"
_FILE_NAME = "fts5.db"


class Match(NamedTuple):
    """A product that matches; a higher score is better."""

    row: int
    score: float


class Fts5Baseline:
    """FTS5 over the products of a catalogue's only feed, bm25 with the weights of our index."""

    def __init__(self, folder: Path, *, with_kind: bool = True) -> None:
        """Indexes the catalogue in the data folder ``folder``, in a file beside it.

        Args:
            folder: The data folder.
            with_kind: Whether the kind that we read for each product is a column of it.
        """
        self._weights = _WEIGHTS if with_kind else _WITHOUT_KIND
        kind = "coalesce(product_type, '')" if with_kind else "''"
        products = sqlite3.connect(folder / DATABASE_NAME)
        (generation,) = products.execute("SELECT generation FROM feeds").fetchone()
        texts = f"title, coalesce(brand, ''), {kind}, coalesce(description, '')"
        rows = products.execute(f"SELECT row, {texts}, attributes FROM products_{generation:d}")  # noqa: S608
        self._database = sqlite3.connect(folder / _FILE_NAME)
        self._database.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5({_COLUMNS}, content='', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        self._database.executemany(
            f"INSERT INTO texts (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
            rows,
        )
        self._database.commit()
        products.close()

    def search(self, words: list[str], *, every: bool, limit: int) -> list[Match]:
        """The best products that have every word, or any, best first."""
        text = (" AND " if every else " OR ").join(f'"{word}"' for word in words)
        rank = f"bm25({', '.join(map(str, self._weights))})"
        rows = self._database.execute(
            "SELECT rowid, rank FROM texts WHERE texts MATCH ? AND rank MATCH ? "
            "ORDER BY rank LIMIT ?",
            (text, rank, limit),
        )
        return [Match(row, -score) for row, score in rows]

    def close(self) -> None:
        """Closes the file."""
        self._database.close()


def main() -> None:
    """Prints the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--with-kind", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), embedding_provider=EmbeddingProvider.NONE)
        with closing(build_container(settings)) as container:
            import_feed(arguments.feed, "benchmark", container.repository, clock=container.clock)
            baseline = Fts5Baseline(Path(folder), with_kind=arguments.with_kind)
            with container.repository.snapshot() as snapshot:
                (feed,) = snapshot.feeds
                for query in load_queries(arguments.queries):
                    found = baseline.search(words(query.text), every=False, limit=DEPTH)
                    keys = [ProductKey(feed.generation, match.row) for match in found]
                    stored = snapshot.products(keys)
                    for rank, key in enumerate(keys, start=1):
                        print(query.query_id, stored[key].source_id, rank, sep="\t")
            baseline.close()


if __name__ == "__main__":
    main()
