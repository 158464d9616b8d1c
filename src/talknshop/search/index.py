"""The port of a text index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a query asks for, in every wording that counts as the same.

    ``variants`` are words or phrases ("laptop", "notebook", "notebook computer"); any of them
    matches. A term that is ``required`` must match; others only lift the score.
    """

    variants: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: terms, each with its wordings."""

    terms: tuple[Term, ...]


class Hit(NamedTuple):
    """A document that matches; a higher score is better and only comparable within one search."""

    document_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Document:
    """Text by field name; the engine knows the weight of each field."""

    document_id: str
    fields: dict[str, str]


class SearchIndex(Protocol):
    """Finds documents by their text."""

    def add(self, documents: Iterable[Document]) -> None:
        """Adds documents; ids must be new to the index."""
        ...

    def search(self, query: Query, *, limit: int) -> Sequence[Hit]:
        """Finds the best ``limit`` documents, best first; an empty query finds nothing."""
        ...
