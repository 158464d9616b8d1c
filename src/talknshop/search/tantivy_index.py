"""The text index on tantivy: a folder of its own, BM25 over fields of different weight.

The analysis is ours (``search.text``) up to the words; tantivy folds accents and stems them.

What is found is put in order by one field that holds all texts, each as often as its weight says.
A word then counts by how often it occurs in the whole document, weighted, and by how rare it is in
whole documents (Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to multiple weighted
fields"). Adding up scores of single fields instead rewards whoever repeats a word in each of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import orjson
import tantivy
from tantivy import TextAnalyzerBuilder, Tokenizer

from talknshop.search.index import Counted, Document, Hit, Hits, Known, Order, Query
from talknshop.search.tantivy_query import WEIGHTED_TEXT, QueryCompiler, make_analyser

_WRITER_BYTES = 96_000_000
_BATCH = 200
"""Documents that are handed over one after the other, so that the other thread wakes up once."""
_ID = "document_id"
_ANALYSED, _PLAIN = "analysed", "plain"


@dataclass(frozen=True, slots=True)
class IndexFields:
    """Which fields an index has, by kind."""

    texts: Mapping[str, int]
    """How much a word counts by field; where 0, it is found and does not count."""
    plain: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def _open(fields: IndexFields, path: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ID, fast=True)
    for name in fields.texts:
        builder.add_text_field(name, tokenizer_name=_ANALYSED)
    builder.add_text_field(WEIGHTED_TEXT, tokenizer_name=_ANALYSED, index_option="freq")
    for name in fields.plain:
        builder.add_text_field(name, tokenizer_name=_PLAIN)
    for name in fields.keywords:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in fields.numbers:
        builder.add_float_field(name, indexed=True, fast=True)
    index = tantivy.Index(builder.build(), str(path))
    index.register_tokenizer(_ANALYSED, make_analyser())
    index.register_tokenizer(_PLAIN, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.register_fast_field_tokenizer("raw", TextAnalyzerBuilder(Tokenizer.raw()).build())
    return index


class TantivyBuilder:
    """Fills an index; implements ``IndexBuilder``."""

    def __init__(self, path: Path, fields: IndexFields) -> None:
        """Makes an empty index in the folder ``path``, which must exist and be empty."""
        self._index = _open(fields, path)
        self._weights = fields.texts
        # One thread keeps the memory down; it works beside the one that reads the feed.
        self._writer = self._index.writer(_WRITER_BYTES, 1)
        self._batch: list[str] = []

    def add(self, document: Document) -> None:
        """Adds a document with an id of its own."""
        self._batch.append(_record(document, self._weights))
        if len(self._batch) == _BATCH:
            self._hand_over()

    def finish(self) -> None:
        """Writes everything to disk; only then can the index be opened."""
        self._hand_over()
        self._writer.commit()
        self._writer.wait_merging_threads()

    def _hand_over(self) -> None:
        for record in self._batch:
            self._writer.add_json(record)
        self._batch.clear()


def _record(document: Document, weights: Mapping[str, int]) -> str:
    """The document as JSON: handed over at once, not value by value."""
    texts = {name: text for name, text in document.texts.items() if text}
    record: dict[str, Any] = {
        _ID: document.document_id,
        WEIGHTED_TEXT: " ".join(text for name, text in texts.items() for _ in range(weights[name])),
        **texts,
        **{name: " ".join(found) for name, found in document.plain.items()},
        **document.keywords,
        **document.numbers,
    }
    return orjson.dumps(record).decode()


class _Result(Protocol):
    hits: list[tuple[Any, tantivy.DocAddress]]
    count: int | None


class _Searcher(Protocol):
    """What we use of tantivy's searcher, whose own types leave out counts and aggregations."""

    def search(
        self,
        query: tantivy.Query,
        limit: int = 10,
        *,
        order_by_field: str | None = None,
        order: tantivy.Order = tantivy.Order.Desc,
    ) -> _Result: ...

    def aggregate(self, query: tantivy.Query, agg: dict[str, Any]) -> dict[str, Any]: ...

    def fast_field_values(
        self, field_name: str, doc_addresses: list[tantivy.DocAddress]
    ) -> list[int | float | bool | None]: ...

    def terms_with_prefix(self, field_name: str, prefix: str) -> list[tuple[str, int]]: ...


class TantivyIndex:
    """A finished index; implements ``SearchIndex``, safe to use from several threads."""

    def __init__(self, path: Path, fields: IndexFields) -> None:
        """Opens the index in the folder ``path``.

        Raises:
            ValueError: There is no index, or it has other fields.
        """
        if not tantivy.Index.exists(str(path)):
            raise ValueError(f"there is no text index in {path.name}")
        index = _open(fields, path)
        self._searcher = cast("_Searcher", index.searcher())
        self._queries = QueryCompiler(index.schema, fields.texts)

    def search(self, query: Query, *, limit: int, order: Order | None = None) -> Hits:
        """Finds the best documents."""
        if order is not None:
            query = query.also(Known(order.field))
        if limit < 1:
            return Hits([], self.count(query))
        found = self._searcher.search(
            self._queries.compile(query),
            limit,
            order_by_field=order.field if order else None,
            order=tantivy.Order.Asc if order and order.ascending else tantivy.Order.Desc,
        )
        rows = self._searcher.fast_field_values(_ID, [address for _, address in found.hits])
        pairs = zip(rows, found.hits, strict=True)
        return Hits([Hit(int(row or 0), score) for row, (score, _) in pairs], found.count or 0)

    def count(self, query: Query) -> int:
        """How many documents match."""
        return self._searcher.search(self._queries.compile(query), 1).count or 0

    def values(self, query: Query, field: str, *, most: int) -> list[Counted]:
        """The commonest keywords of the documents that match."""
        asked = {"counts": {"terms": {"field": field, "size": most}}}
        found = self._searcher.aggregate(self._queries.compile(query), asked)
        return [
            Counted(str(bucket["key"]), int(bucket["doc_count"]))
            for bucket in found["counts"]["buckets"]
        ]

    def quantiles(self, query: Query, field: str, percents: Sequence[float]) -> list[float]:
        """How the values of a number field are spread, within about one percent."""
        asked = {"spread": {"percentiles": {"field": field, "percents": list(percents)}}}
        found = self._searcher.aggregate(self._queries.compile(query), asked)
        values: dict[str, float | None] = found["spread"]["values"]
        asked_for = (values[str(float(percent))] for percent in percents)
        return [value for value in asked_for if value is not None and not math.isnan(value)]

    def vocabulary(self, field: str) -> list[tuple[str, int]]:
        """Every word of a field of plain words, and in how many documents it occurs."""
        return self._searcher.terms_with_prefix(field, "")
