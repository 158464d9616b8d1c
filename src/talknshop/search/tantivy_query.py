"""From our queries and conditions to those of tantivy."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import tantivy
from tantivy import FieldType, Filter, Occur, TextAnalyzerBuilder, Tokenizer

from talknshop.search.index import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Is,
    Known,
    Matches,
    Not,
    Query,
    Says,
    Term,
)
from talknshop.search.text import words

WEIGHTED_TEXT = "weighted_text"
"""The field whose words make the score."""

_OTHER_WORDING = 0.3
"""What another wording of a term counts beside its own."""

_LEAST_LIFT = 0.5
"""The weight that a wish has in fields whose words make no score."""

_MOST_TERMS = 32
_MOST_VARIANTS = 16
_MOST_WORDS = 12
_LONGEST_WORD = 100
_MANY_VALUES = 64
_MOST_KEPT = 256
_NOTHING = tantivy.Query.empty_query()

_FieldWeights = tuple[tuple[str, float], ...]
"""Fields of text and how much a word counts in each."""


def make_analyser() -> tantivy.TextAnalyzer:
    """Divides texts into words, folds accents and stems."""
    # The same division into words as search.text, which conditions and queries rely on; as a
    # pattern it would take as long as everything else together.
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for one in (
        Filter.remove_long(_LONGEST_WORD),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.stemmer("english"),
    ):
        builder = builder.filter(one)
    return builder.build()


class QueryCompiler:
    """Compiles queries for an index; safe to use from several threads.

    A query beyond 32 terms, 16 wordings of a term or 12 words of a wording is cut there. A search
    asks for the same words and kinds several times over, and so does the next one of the same
    person: what was compiled of late is kept.
    """

    def __init__(self, schema: tantivy.Schema, weights: Mapping[str, int]) -> None:
        """Takes the index's schema, and how much a word counts by field of text."""
        self._schema = schema
        self._fields = _all_alike(weights)
        most = max(weights.values(), default=1)
        self._lifts = tuple(
            (name, max(weight, _LEAST_LIFT) / most) for name, weight in weights.items()
        )
        self._analyser = make_analyser()
        self._score = lru_cache(_MOST_KEPT)(self._compile_score)
        self._wordings = lru_cache(_MOST_KEPT)(self._compile_wordings)
        self._condition = lru_cache(_MOST_KEPT)(self._compile_condition)

    def compile(self, query: Query) -> tantivy.Query:
        """The query in the terms of tantivy."""
        if query.terms is None:
            return _silent(self._condition(query.where))
        terms = query.terms[:_MOST_TERMS]
        lifts = _present(self._wordings(term, self._lifts) for term in terms if not term.required)
        required = [term for term in terms if term.required]
        asked = _present(self._wordings(term, self._fields) for term in required)
        scores = _present(self._score(term) for term in required)
        if asked and query.every:
            parts = [(Occur.Must, _silent(part)) for part in asked]
            parts += [(Occur.Should, part) for part in (*scores, *lifts)]
        elif scores:
            parts = [(Occur.Must, _any(scores)), *((Occur.Should, part) for part in lifts)]
        elif lifts:
            parts = [(Occur.Must, _any(lifts))]
        else:
            return _NOTHING
        return tantivy.Query.boolean_query([*parts, *self._clauses(query.where)])

    def _compile_score(self, term: Term) -> tantivy.Query | None:
        """The words of the term, wherever they stand; of several wordings the best one counts."""
        own, *others = dict.fromkeys(
            stems for variant in term.variants[:_MOST_VARIANTS] if (stems := self._stems(variant))
        ) or ((),)
        if not own:
            return None
        score = self._words(own)
        if others:
            rest = [_weighted(self._words(stems), _OTHER_WORDING) for stems in others]
            score = tantivy.Query.disjunction_max_query([score, *rest])
        return _weighted(score, term.weight)

    def _words(self, stems: Sequence[str]) -> tantivy.Query:
        return _any([self._phrase(WEIGHTED_TEXT, (stem,)) for stem in stems])

    def _clauses(self, condition: Condition) -> list[tuple[Occur, tantivy.Query]]:
        """The condition as clauses beside others, of which one says what must be.

        What must not be is then taken away from what was found, instead of from everything.
        """
        match condition:
            case AllOf(parts):
                return [clause for part in parts for clause in self._clauses(part)]
            case Not(Not(part)):
                return self._clauses(part)
            case Not(part):
                return [(Occur.MustNot, self._condition(part))]
            case _:
                return [(Occur.Must, _silent(self._condition(condition)))]

    def _compile_wordings(self, term: Term, weights: _FieldWeights) -> tantivy.Query | None:
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
            for name, weight in weights
        ]
        if loose:
            parts.append(_all([self._word(stem, weights) for stem in loose]))
        return _any(parts) if parts else None

    def _stems(self, wording: str) -> tuple[str, ...]:
        found = words(wording)[:_MOST_WORDS]
        return tuple(stem for word in found for stem in self._analyser.analyze(word))

    def _word(self, stem: str, weights: _FieldWeights) -> tantivy.Query:
        return _any([_weighted(self._phrase(name, (stem,)), weight) for name, weight in weights])

    def _phrase(self, name: str, found: Sequence[str]) -> tantivy.Query:
        if len(found) == 1:
            return tantivy.Query.term_query(self._schema, name, found[0])
        return tantivy.Query.phrase_query(self._schema, name, list(found))

    def _compile_condition(self, condition: Condition) -> tantivy.Query:  # noqa: PLR0911  # one a kind
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

    def _any_value(self, name: str, values: tuple[str, ...]) -> tantivy.Query:
        if len(values) > _MANY_VALUES:
            return tantivy.Query.term_set_query(self._schema, name, list(values))
        # A set of terms is looked up in the whole dictionary, which a few terms need not pay for.
        return _any([self._phrase(name, (value,)) for value in values])

    def _matches(self, terms: Sequence[Term], fields: Sequence[str]) -> tantivy.Query:
        weights = _all_alike(fields)
        found = [self._wordings(term, weights) for term in terms[:_MOST_TERMS] if term.required]
        parts = [part for part in found if part is not None]
        return _all(parts) if parts else _NOTHING


def _all_alike(fields: Iterable[str]) -> _FieldWeights:
    return tuple((name, 1.0) for name in fields)


def _holds(stems: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether the words of ``part`` stand in ``stems`` in a row, so that it finds no less."""
    size = len(part)
    return any(stems[start : start + size] == part for start in range(len(stems) - size + 1))


def _present(parts: Iterable[tantivy.Query | None]) -> list[tantivy.Query]:
    return [part for part in parts if part is not None]


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
