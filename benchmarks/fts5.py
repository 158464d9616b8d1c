"""Plain full-text search in SQLite, beside which the catalogue's text index is measured."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from talknshop.catalog.container import DATABASE_NAME

_WEIGHTS = (10.0, 4.0, 6.0, 2.0, 1.0)
_COLUMNS = "title, brand, type, description, details"
_TEXTS = "title, coalesce(brand, ''), coalesce(product_type, ''), coalesce(description, '')"
_FILE_NAME = "fts5.db"


class Match(NamedTuple):
    """A product that matches; a higher score is better."""

    row: int
    score: float


class Fts5Baseline:
    """FTS5 over the products of a catalogue's only feed, bm25 with the weights of our index."""

    def __init__(self, folder: Path) -> None:
        """Indexes the catalogue in the data folder ``folder``, in a file beside it."""
        products = sqlite3.connect(folder / DATABASE_NAME)
        (generation,) = products.execute("SELECT generation FROM feeds").fetchone()
        rows = products.execute(f"SELECT row, {_TEXTS}, attributes FROM products_{generation:d}")  # noqa: S608
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
        rank = f"bm25({', '.join(map(str, _WEIGHTS))})"
        rows = self._database.execute(
            "SELECT rowid, rank FROM texts WHERE texts MATCH ? AND rank MATCH ? "
            "ORDER BY rank LIMIT ?",
            (text, rank, limit),
        )
        return [Match(row, -score) for row, score in rows]

    def close(self) -> None:
        """Closes the file."""
        self._database.close()
