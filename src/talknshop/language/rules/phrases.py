"""Words and phrases: splitting text into tokens and looking up runs of them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[^\W_]*|[^\W_]+(?:'[^\W_]+)*|[^\s\w-]")
_SHORTEST_PLURAL = 4

T = TypeVar("T")


class Token(NamedTuple):
    """A word, number or sign with its place in the text."""

    text: str
    start: int
    end: int


def tokenise(text: str) -> tuple[Token, ...]:
    """Splits text into tokens; hyphens separate like blanks."""
    return tuple(Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text))


def split_words(text: str) -> tuple[str, ...]:
    """The texts of the tokens of ``text``."""
    return tuple(_TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class Singular:
    """Folds plural and possessive forms of a word into one key."""

    irregular: Mapping[str, str]

    def __call__(self, word: str) -> str:
        """The key of one word in lower case."""
        if "'" in word:
            word = word.removesuffix("'s").replace("'", "")
        if word in self.irregular:
            return self.irregular[word]
        if len(word) < _SHORTEST_PLURAL or word.endswith(("ss", "us", "is")):
            return word
        if word.endswith("ies"):
            return word[:-3] + "y" if len(word) > _SHORTEST_PLURAL else word
        if word.endswith(("xes", "ches", "shes", "sses")):
            return word[:-2]
        return word.removesuffix("s")


class Match(NamedTuple, Generic[T]):
    """A phrase found: tokens ``first`` up to but without ``last``, and what it stands for."""

    first: int
    last: int
    value: T


class PhraseTable(Generic[T]):
    """Phrases of one or more tokens and what they stand for."""

    def __init__(self, entries: Iterable[tuple[str, T]], key: Singular | None = None) -> None:
        """Indexes ``entries``; with ``key``, plural and singular count as the same."""
        self._key = key
        self._phrases: dict[tuple[str, ...], T] = {}
        self._longest: dict[str, int] = {}
        for phrase, value in entries:
            self._insert(phrase, value)

    @property
    def key(self) -> Singular | None:
        """How plural and singular are told to be the same."""
        return self._key

    def _insert(self, phrase: str, value: T) -> None:
        words = self._keys(split_words(phrase))
        if not words:
            return
        self._phrases.setdefault(words, value)
        self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def _keys(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self._key, words)) if self._key else tuple(words)

    def extended(self, entries: Iterable[tuple[str, T]]) -> "PhraseTable[T]":
        """A table with further phrases; the present ones keep their meaning."""
        table = PhraseTable[T]((), self._key)
        table._phrases = dict(self._phrases)
        table._longest = dict(self._longest)
        for phrase, value in entries:
            table._insert(phrase, value)
        return table

    def get(self, phrase: str) -> T | None:
        """What a whole phrase stands for."""
        return self._phrases.get(self._keys(split_words(phrase)))

    def words(self) -> Iterator[str]:
        """Every word that occurs in a phrase, as its key."""
        for phrase in self._phrases:
            yield from phrase

    def phrases(self) -> Iterator[str]:
        """Every phrase of the table, as its keys."""
        return map(" ".join, self._phrases)

    def find(self, tokens: Sequence[Token]) -> list[Match[T]]:
        """The phrases in ``tokens``, leftmost and longest first, without overlaps."""
        keys = self._keys([token.text for token in tokens])
        found: list[Match[T]] = []
        first = 0
        while first < len(keys):
            match = self._at(keys, first)
            if match is None:
                first += 1
            else:
                found.append(match)
                first = match.last
        return found

    def _at(self, keys: tuple[str, ...], first: int) -> Match[T] | None:
        longest = self._longest.get(keys[first], 0)
        for length in range(min(longest, len(keys) - first), 0, -1):
            phrase = keys[first : first + length]
            if phrase in self._phrases:
                return Match(first, first + length, self._phrases[phrase])
        return None
