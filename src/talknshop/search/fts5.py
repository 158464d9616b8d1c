"""The text index on SQLite FTS5: Porter stemming, bm25 with a weight for each field.

Statements are put together from names that were checked, and every value is bound: that is why
S608 is silenced here.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from talknshop.search.index import Document, Hit, Query, Term
from talknshop.search.text import normalise, words

_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_MOST_TERMS = 32
_MOST_VARIANTS = 16
_MOST_WORDS = 12


class Fts5Index:
    """An index in two tables of an SQLite database; implements ``SearchIndex``.

    The index keeps no text, only postings. It takes part in the transaction of its connection and
    neither begins nor commits one.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, weights: Mapping[str, float]
    ) -> None:
        """Names the tables; ``create`` makes them.

        Args:
            connection: The database.
            name: Name of the index: lower-case letters, digits and underscores.
            weights: How much a word counts by field, fields in a fixed order.

        Raises:
            ValueError: A name cannot be used as the name of a table or column.
        """
        for given in (name, *weights):
            if not _NAME.fullmatch(given):
                raise ValueError(f"not a name for an index or a field: {given!r}")
        self._connection = connection
        self._name = name
        self._fields = tuple(weights)
        self._rank = f"bm25({', '.join(str(float(weight)) for weight in weights.values())})"

    def create(self) -> None:
        """Makes the empty tables."""
        self._connection.execute(
            f"CREATE VIRTUAL TABLE {self._name} USING fts5({', '.join(self._fields)}, "
            "content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
        self._connection.execute(
            f"CREATE TABLE {self._name}_ids "
            "(row INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE)"
        )

    def drop(self) -> None:
        """Removes the tables and all that is in them."""
        self._connection.execute(f"DROP TABLE IF EXISTS {self._name}")
        self._connection.execute(f"DROP TABLE IF EXISTS {self._name}_ids")

    def add(self, documents: Iterable[Document]) -> None:
        """Adds documents; fields that the index does not know are left out.

        Raises:
            ValueError: A document id is in the index already.
        """
        columns = ", ".join(self._fields)
        marks = ", ".join("?" for _ in self._fields)
        insert = f"INSERT INTO {self._name} (rowid, {columns}) VALUES (?, {marks})"  # noqa: S608
        self._connection.executemany(insert, self._rows(documents))

    def _rows(self, documents: Iterable[Document]) -> Iterator[tuple[object, ...]]:
        insert = f"INSERT INTO {self._name}_ids (document_id) VALUES (?)"  # noqa: S608
        for document in documents:
            try:
                row = self._connection.execute(insert, (document.document_id,)).lastrowid
            except sqlite3.IntegrityError as error:
                raise ValueError(f"document {document.document_id!r} is indexed twice") from error
            yield (row, *(normalise(document.fields.get(name, "")) for name in self._fields))

    def search(self, query: Query, *, limit: int) -> Sequence[Hit]:
        """Finds the best ``limit`` documents, best first; an empty query finds nothing."""
        expression = match_expression(query)
        if not expression or limit < 1:
            return []
        rows = self._connection.execute(
            f"SELECT document_id, -rank FROM {self._name} "  # noqa: S608
            f"JOIN {self._name}_ids ON row = {self._name}.rowid "
            f"WHERE {self._name} MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?",
            (expression, self._rank, limit),
        )
        return [Hit(document_id, score) for document_id, score in rows.fetchall()]


def match_expression(query: Query) -> str:
    """Writes a query in the language of FTS5; whatever was typed becomes quoted words.

    A query beyond 32 terms, 16 wordings of a term or 12 words of a wording is cut there.
    """
    required = [text for term in query.terms if term.required and (text := _alternatives(term))]
    optional = [text for term in query.terms if not term.required and (text := _alternatives(term))]
    required, optional = required[:_MOST_TERMS], optional[:_MOST_TERMS]
    if not required or not optional:
        return (" AND " if required else " OR ").join(required or optional)
    # FTS5 has no "should match". Offering the required terms again beside the others makes every
    # match true, and counts the others at half their weight.
    return " AND ".join([*required, f"({' OR '.join([*required, *optional])})"])


def _alternatives(term: Term) -> str:
    quoted = dict.fromkeys(
        f'"{" ".join(found[:_MOST_WORDS])}"'
        for variant in term.variants[:_MOST_VARIANTS]
        if (found := words(variant))
    )
    return f"({' OR '.join(quoted)})" if quoted else ""
