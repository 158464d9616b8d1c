"""Type-ahead: kinds, brands and products whose words begin as what was typed."""

import threading
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from talknshop.catalog.snapshot import Snapshot
from talknshop.schemas.catalog import Suggestion, SuggestionKind, Suggestions
from talknshop.search.text import words

_MOST_KINDS = 5_000
_MOST_BRANDS = 5_000
_MOST_TITLES = 2_000
_FEWEST_GUESSED = 3

_ORDER = (SuggestionKind.PRODUCT_TYPE, SuggestionKind.BRAND, SuggestionKind.PRODUCT)


class _Entry(NamedTuple):
    suggestion: Suggestion
    words: tuple[str, ...]
    place: tuple[int, int]
    """Kinds before brands before products, each by how common it is."""


class SuggestionIndex:
    """What can be suggested from one state of the catalogue."""

    def __init__(self, suggestions: Iterable[Suggestion]) -> None:
        """Takes what can be suggested, commonest first within each kind."""
        self._entries = [
            _Entry(one, tuple(words(one.text)), (_ORDER.index(one.kind), place))
            for place, one in enumerate(suggestions)
        ]
        self._words = sorted(
            (word, number) for number, entry in enumerate(self._entries) for word in entry.words
        )

    @classmethod
    def of(cls, snapshot: Snapshot) -> "SuggestionIndex":
        """Reads the vocabulary and the best known titles."""
        kinds = snapshot.product_types(most=_MOST_KINDS, fewest_guessed=_FEWEST_GUESSED)
        brands = snapshot.brands(most=_MOST_BRANDS)
        titles = dict.fromkeys(snapshot.popular_titles(most=_MOST_TITLES))
        named = ((SuggestionKind.PRODUCT_TYPE, kinds), (SuggestionKind.BRAND, brands))
        return cls(
            [
                *(
                    Suggestion(text=one.name, kind=kind, count=one.count)
                    for kind, counted in named
                    for one in counted
                ),
                *(Suggestion(text=title, kind=SuggestionKind.PRODUCT) for title in titles),
            ]
        )

    def find(self, query: str, *, limit: int) -> list[Suggestion]:
        """Finds what has every word of the query, the last of which may be unfinished.

        What begins with the query comes first, then kinds before brands before products.
        """
        *whole, begun = words(query) or [""]
        if not begun:
            return []
        numbers = self._beginning(begun)
        for word in whole:
            numbers &= self._beginning(word)
        typed = (*whole, begun)
        entries = [self._entries[number] for number in numbers]
        entries.sort(key=lambda entry: (not _begins(entry.words, typed), entry.place))
        return [entry.suggestion for entry in entries[:limit]]

    def _beginning(self, prefix: str) -> set[int]:
        start = bisect_left(self._words, (prefix, -1))
        end = bisect_left(self._words, (prefix + "\U0010ffff", -1))
        return {number for _, number in self._words[start:end]}


def _begins(own: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    begun = own[: len(typed)]
    return begun[:-1] == typed[:-1] and bool(begun) and begun[-1].startswith(typed[-1])


class SuggestionCache:
    """Makes the index anew whenever the catalogue changes; safe to use from several threads."""

    def __init__(self) -> None:
        """Starts without an index."""
        self._lock = threading.Lock()
        self._made: tuple[int, SuggestionIndex] | None = None

    def find(self, snapshot: Snapshot, query: str, *, limit: int) -> Suggestions:
        """Ways to go on typing ``query``, likeliest first."""
        with self._lock:
            if self._made is None or self._made[0] != snapshot.generation:
                self._made = (snapshot.generation, SuggestionIndex.of(snapshot))
            index = self._made[1]
        return Suggestions(query=query, suggestions=index.find(query, limit=limit))
