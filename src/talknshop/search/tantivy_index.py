"""The text index on tantivy: a folder of its own, BM25 with a weight for each field.

The analysis is ours (``search.text``) up to the words; tantivy folds accents and stems them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import tantivy
from tantivy import FieldType, Filter, Occur, TextAnalyzerBuilder, Tokenizer

from talknshop.search.index import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Counted,
    Document,
    Hit,
    Hits,
    Is,
    Known,
    Matches,
    Not,
    Order,
    Query,
    Says,
    Term,
)
from talknshop.search.text import words

_MOST_TERMS = 32
_MOST_VARIANTS = 16
_MOST_WORDS = 12
_LONGEST_WORD = 100
_MANY_VALUES = 64
_WRITER_BYTES = 96_000_000
_ID = "document_id"
_ANALYSED, _PLAIN = "analysed", "plain"
_NOTHING = tantivy.Query.empty_query()


@dataclass(frozen=True, slots=True)
class IndexFields:
    """Which fields an index has, by kind."""

    texts: Mapping[str, float]
    """How much a word counts by field."""
    plain: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def _analyser() -> tantivy.TextAnalyzer:
    # The same division into words as search.text, which conditions and queries rely on.
    builder = TextAnalyzerBuilder(Tokenizer.regex(r"[^\W_]+"))
    for one in (
        Filter.remove_long(_LONGEST_WORD),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.stemmer("english"),
    ):
        builder = builder.filter(one)
    return builder.build()


def _open(fields: IndexFields, path: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ID, fast=True)
    for name in fields.texts:
        builder.add_text_field(name, tokenizer_name=_ANALYSED)
    for name in fields.plain:
        builder.add_text_field(name, tokenizer_name=_PLAIN)
    for name in fields.keywords:
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in fields.numbers:
        builder.add_float_field(name, indexed=True, fast=True)
    index = tantivy.Index(builder.build(), str(path))
    index.register_tokenizer(_ANALYSED, _analyser())
    index.register_tokenizer(_PLAIN, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.register_fast_field_tokenizer("raw", TextAnalyzerBuilder(Tokenizer.raw()).build())
    return index


class TantivyBuilder:
    """Fills an index; implements ``IndexBuilder``."""

    def __init__(self, path: Path, fields: IndexFields) -> None:
        """Makes an empty index in the folder ``path``, which must exist and be empty."""
        self._index = _open(fields, path)
        # One thread keeps the memory down; it works beside the one that reads the feed.
        self._writer = self._index.writer(_WRITER_BYTES, 1)

    def add(self, documents: Iterable[Document]) -> None:
        """Adds documents, each with an id of its own."""
        for document in documents:
            self._writer.add_document(_record(document))

    def finish(self) -> None:
        """Writes everything to disk; only then can the index be opened."""
        self._writer.commit()
        self._writer.wait_merging_threads()


def _record(document: Document) -> tantivy.Document:
    record = tantivy.Document()
    record.add_unsigned(_ID, document.document_id)
    for name, text in document.texts.items():
        if text:
            record.add_text(name, text)
    for name, found in document.plain.items():
        record.add_text(name, " ".join(found))
    for name, values in document.keywords.items():
        for value in values:
            record.add_text(name, value)
    for name, number in document.numbers.items():
        record.add_float(name, number)
    return record


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
        self._schema = index.schema
        self._searcher = cast("_Searcher", index.searcher())
        self._weights = dict(fields.texts)
        self._analyser = _analyser()

    def search(self, query: Query, *, limit: int, order: Order | None = None) -> Hits:
        """Finds the best documents."""
        if order is not None:
            query = query.also(Known(order.field))
        if limit < 1:
            return Hits([], self.count(query))
        found = self._searcher.search(
            self._query(query),
            limit,
            order_by_field=order.field if order else None,
            order=tantivy.Order.Asc if order and order.ascending else tantivy.Order.Desc,
        )
        rows = self._searcher.fast_field_values(_ID, [address for _, address in found.hits])
        pairs = zip(rows, found.hits, strict=True)
        return Hits([Hit(int(row or 0), score) for row, (score, _) in pairs], found.count or 0)

    def count(self, query: Query) -> int:
        """How many documents match."""
        return self._searcher.search(self._query(query), 1).count or 0

    def values(self, query: Query, field: str, *, most: int) -> list[Counted]:
        """The commonest keywords of the documents that match."""
        asked = {"counts": {"terms": {"field": field, "size": most}}}
        found = self._searcher.aggregate(self._query(query), asked)
        return [
            Counted(str(bucket["key"]), int(bucket["doc_count"]))
            for bucket in found["counts"]["buckets"]
        ]

    def quantiles(self, query: Query, field: str, percents: Sequence[float]) -> list[float]:
        """How the values of a number field are spread, within about one percent."""
        asked = {"spread": {"percentiles": {"field": field, "percents": list(percents)}}}
        found = self._searcher.aggregate(self._query(query), asked)
        values: dict[str, float | None] = found["spread"]["values"]
        asked_for = (values[str(float(percent))] for percent in percents)
        return [value for value in asked_for if value is not None and not math.isnan(value)]

    def vocabulary(self, field: str) -> list[tuple[str, int]]:
        """Every word of a field of plain words, and in how many documents it occurs."""
        return self._searcher.terms_with_prefix(field, "")

    def _query(self, query: Query) -> tantivy.Query:
        if query.terms is None:
            return _silent(self._condition(query.where))
        asked = [
            (term.required, found)
            for term in query.terms[:_MOST_TERMS]
            if (found := self._wordings(term, self._weights))
        ]
        if not asked:
            return _NOTHING
        if any(required for required, _ in asked):
            parts = [(Occur.Must if required else Occur.Should, part) for required, part in asked]
        else:
            parts = [(Occur.Must, _any([part for _, part in asked]))]
        return tantivy.Query.boolean_query([*parts, *self._clauses(query.where)])

    def _clauses(self, condition: Condition) -> list[tuple[Occur, tantivy.Query]]:
        """The condition as clauses beside others, of which one says what must be.

        What must not be is then taken away from what was found, instead of from everything.
        """
        match condition:
            case AllOf(parts):
                return [clause for part in parts for clause in self._clauses(part)]
            case Not(part):
                return [(Occur.MustNot, self._condition(part))]
            case _:
                return [(Occur.Must, _silent(self._condition(condition)))]

    def _wordings(self, term: Term, weights: Mapping[str, float]) -> tantivy.Query | None:
        loose = self._stems(term.loose)
        wordings = dict.fromkeys(
            stems
            for variant in term.variants[:_MOST_VARIANTS]
            if (stems := self._stems(variant)) and stems != loose
        )
        parts = [
            _weighted(self._phrase(name, stems), weight)
            for stems in wordings
            if not any(other != stems and _holds(stems, other) for other in wordings)
            for name, weight in weights.items()
        ]
        if loose:
            parts.append(_all([self._word(stem, weights) for stem in loose]))
        return _any(parts) if parts else None

    def _stems(self, wording: str) -> tuple[str, ...]:
        found = words(wording)[:_MOST_WORDS]
        return tuple(stem for word in found for stem in self._analyser.analyze(word))

    def _word(self, stem: str, weights: Mapping[str, float]) -> tantivy.Query:
        return _any(
            [_weighted(self._phrase(name, (stem,)), weight) for name, weight in weights.items()]
        )

    def _phrase(self, name: str, found: Sequence[str]) -> tantivy.Query:
        if len(found) == 1:
            return tantivy.Query.term_query(self._schema, name, found[0])
        return tantivy.Query.phrase_query(self._schema, name, list(found))

    def _condition(self, condition: Condition) -> tantivy.Query:  # noqa: PLR0911  # one a kind
        match condition:
            case Is(name, values):
                return self._any_value(name, values)
            case Says(name, found):
                return self._phrase(name, found) if found else _NOTHING
            case Between(name, low, high):
                return tantivy.Query.range_query(self._schema, name, FieldType.Float, low, high)
            case Known(name):
                return tantivy.Query.exists_query(name)
            case Matches(terms, fields):
                return self._matches(terms, fields)
            case AllOf(parts):
                clauses = [clause for part in parts for clause in self._clauses(part)]
                if not any(occur is Occur.Must for occur, _ in clauses):
                    clauses.append((Occur.Must, tantivy.Query.all_query()))
                return tantivy.Query.boolean_query(clauses)
            case AnyOf(parts):
                return _any([self._condition(part) for part in parts])
            case Not(part):
                everything = (Occur.Must, tantivy.Query.all_query())
                refused = (Occur.MustNot, self._condition(part))
                return tantivy.Query.boolean_query([everything, refused])

    def _any_value(self, name: str, values: Sequence[str]) -> tantivy.Query:
        if len(values) > _MANY_VALUES:
            return tantivy.Query.term_set_query(self._schema, name, list(values))
        # A set of terms is looked up in the whole dictionary, which a few terms need not pay for.
        return _any([self._phrase(name, (value,)) for value in values])

    def _matches(self, terms: Sequence[Term], fields: Sequence[str]) -> tantivy.Query:
        weights = dict.fromkeys(fields, 1.0)
        found = [self._wordings(term, weights) for term in terms[:_MOST_TERMS] if term.required]
        parts = [part for part in found if part is not None]
        return _all(parts) if parts else _NOTHING


def _holds(stems: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether the words of ``part`` stand in ``stems`` in a row, so that it finds no less."""
    size = len(part)
    return any(stems[start : start + size] == part for start in range(len(stems) - size + 1))


def _all(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    if len(parts) == 1:
        return parts[0]
    return tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])


def _any(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    if len(parts) == 1:
        return parts[0]
    return tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])


def _weighted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1 else tantivy.Query.boost_query(query, weight)


def _silent(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
