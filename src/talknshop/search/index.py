"""The port of a text index: documents, queries, and conditions that documents must meet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a query asks for, in every wording that counts as the same.

    ``variants`` are words or phrases ("laptop", "notebook", "notebook computer"); any of them
    matches. A term that is ``required`` must match; others only lift the score. ``loose`` is a
    wording whose words may also stand apart, each in any field. ``weight`` is what a required term
    counts beside others.
    """

    variants: tuple[str, ...]
    required: bool = False
    loose: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Is:
    """A keyword field holds one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Says:
    """A field of plain words holds these words, one after the other."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number field holds a value in a range, ends included; either may be open."""

    field: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A number field holds a value at all."""

    field: str


@dataclass(frozen=True, slots=True)
class Matches:
    """Every required term is found in the text fields named."""

    terms: tuple[Term, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; without parts, always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds; without parts, never."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Is | Says | Between | Known | Matches | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: terms, each with its wordings, and what else must hold.

    Terms make the score; ``where`` only lets through or keeps out. Without terms nothing is found;
    where they are None, every document that meets ``where``. Where not ``every`` required term must
    match, any word of them will do.
    """

    terms: tuple[Term, ...] | None
    where: Condition = AllOf(())
    every: bool = True

    def also(self, *conditions: Condition) -> "Query":
        """This query with further conditions."""
        return Query(self.terms, AllOf((self.where, *conditions)), self.every)


class Hit(NamedTuple):
    """A document that matches; a higher score is better and only comparable within one search."""

    document_id: int
    score: float
    """In another order than by score, the value that decides the order."""


class Hits(NamedTuple):
    """The best documents, best first, and how many match in all."""

    hits: list[Hit]
    total: int


class Order(NamedTuple):
    """An order by the values of a number field; documents without a value are left out."""

    field: str
    ascending: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of a document, each kind of field by name."""

    document_id: int
    texts: dict[str, str] = field(default_factory=dict[str, str])
    """What makes the score, in the form of ``text.normalise``; the engine stems the words."""
    plain: dict[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """Words as they are given, for conditions."""
    keywords: dict[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """Values that are compared as a whole."""
    numbers: dict[str, float] = field(default_factory=dict[str, float])
    """Values that are compared by size; an unknown one is left out."""


class Counted(NamedTuple):
    """A keyword and in how many documents it occurs."""

    value: str
    documents: int


class SearchIndex(Protocol):
    """Finds documents by their text."""

    def search(self, query: Query, *, limit: int, order: Order | None = None) -> Hits:
        """Finds the best documents.

        Args:
            query: What to look for.
            limit: How many hits to return at most.
            order: Another order than by score.
        """
        ...

    def count(self, query: Query) -> int:
        """How many documents match."""
        ...

    def values(self, query: Query, field: str, *, most: int) -> list[Counted]:
        """The commonest keywords of the documents that match."""
        ...

    def quantiles(self, query: Query, field: str, percents: Sequence[float]) -> list[float]:
        """How the values of a number field are spread, within about one percent.

        Args:
            query: Which documents count.
            field: The field; documents without a value do not count.
            percents: For each, the value that so many percent of the documents stay below.

        Returns:
            The values in the order asked for; empty when no document has one.
        """
        ...


class IndexBuilder(Protocol):
    """Fills a new index."""

    def add(self, document: Document) -> None:
        """Adds a document with an id of its own."""
        ...

    def finish(self) -> None:
        """Writes everything to disk; only then can the index be opened."""
        ...
