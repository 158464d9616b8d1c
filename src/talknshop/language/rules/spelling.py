"""Light spelling correction that never touches a word it knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, cast

from rapidfuzz import process
from rapidfuzz.distance import OSA
from Stemmer import Stemmer  # pyright: ignore[reportUnknownVariableType]  # has no stubs

_SHORTEST = 5
"""Shorter words have too many neighbours to be guessed at; in words just as long a letter may be
missing, doubled or swapped with its neighbour, but not another one."""
_TWO_ERRORS_FROM = 9

_SHORTEST_PART = 4
_ENDINGS = ("able", "ible", "ing", "ed", "er", "est", "ness", "less", "ful", "ish", "ly", "ment")

Bucket = tuple[str, int]


def _buckets(words: Iterable[str]) -> dict[Bucket, tuple[str, ...]]:
    sorted_words: dict[Bucket, list[str]] = {}
    for word in sorted(set(words)):
        if word.isalpha() and len(word) >= _SHORTEST:
            sorted_words.setdefault((word[0], len(word)), []).append(word)
    return {bucket: tuple(members) for bucket, members in sorted_words.items()}


class _Stemmer(Protocol):
    def stemWords(self, words: list[str], /) -> list[str]: ...  # noqa: N802


def _stems(words: Iterable[str]) -> list[str]:
    # A stemmer of its own for every call: one must not be used by two threads.
    stemmer = cast("_Stemmer", Stemmer("english"))
    return stemmer.stemWords(list(words))


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words that are known, words that may be meant, and abbreviations."""

    abbreviations: Mapping[str, str]
    common: frozenset[str]
    known: frozenset[str]
    stems: frozenset[str]
    buckets: Mapping[Bucket, tuple[str, ...]] = field(repr=False)
    """Words that may be meant, by first letter and length, so that a look-up stays short."""

    @classmethod
    def build(
        cls,
        *,
        abbreviations: Mapping[str, str],
        common: Iterable[str],
        correctable: Iterable[str],
        known: Iterable[str],
        names: Iterable[str] = (),
    ) -> "Spelling":
        """Prepares the look-up from word lists in lower case; ``names`` are only left alone."""
        frequent = frozenset(common)
        everything = frequent | frozenset(known) | frozenset(names)
        return cls(
            abbreviations=abbreviations,
            common=frequent,
            known=everything,
            stems=frozenset(_stems(everything)),
            buckets=_buckets(correctable),
        )

    @classmethod
    def empty(cls) -> "Spelling":
        """A spelling that knows no word and corrects none."""
        return cls.build(abbreviations={}, common=(), correctable=(), known=())

    def extended(self, words: Iterable[str]) -> "Spelling":
        """This spelling with further words it must not touch."""
        added = frozenset(words)
        return replace(self, known=self.known | added)

    def knows(self, word: str) -> bool:
        """Whether a word, or another form of it, is in a list."""
        return word in self.known or not self.stems.isdisjoint(_stems([word]))

    def is_plain(self, word: str) -> bool:
        """Whether a word is known or made of known ones, so that it is hardly a name."""
        return self.knows(word) or self._is_formed(word)

    def correct(self, word: str) -> str:
        """The word that is probably meant, or ``word`` itself when that is not clear."""
        if len(word) < _SHORTEST or not word.isalpha() or not word.isascii():
            return word
        if self.is_plain(word):
            return word
        return self._nearest(word) or word

    def _is_formed(self, word: str) -> bool:
        """Whether a word is made of known ones: "headcover", "breakable"."""
        for ending in _ENDINGS:
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _SHORTEST_PART:
                forms = (stem, stem + "e", stem[:-1] if stem[-1] == stem[-2] else stem)
                if any(form in self.known for form in forms):
                    return True
        return any(
            word[:cut] in self.known and word[cut:] in self.known
            for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        )

    def _nearest(self, word: str) -> str | None:
        errors = 2 if len(word) >= _TWO_ERRORS_FROM else 1
        candidates = [
            candidate
            for length in range(len(word) - errors, len(word) + errors + 1)
            for candidate in self.buckets.get((word[0], length), ())
        ]
        found = process.extractOne(
            word, candidates, scorer=OSA.distance, score_cutoff=errors, processor=None
        )
        if found is None:
            return None
        meant = found[0]
        replaced = len(meant) == len(word) and sorted(meant) != sorted(word)
        return None if replaced and len(word) <= _SHORTEST else meant
