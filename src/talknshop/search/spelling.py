"""Words that somebody may have meant, among the words that a catalogue has."""

from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from talknshop.search.text import singular

_SHORTEST = 4
_TWO_SLIPS_FROM = 8
_MOST_SUGGESTIONS = 4
_HISSING = ("ch", "sh", "s", "x", "z")


class Suggestion(NamedTuple):
    """A word that may have been meant."""

    word: str
    slips: int
    """Letters that are wrong, missing, too many or swapped with their neighbour."""


class WordList:
    """The words of a catalogue, to look up what a word that is none of them may have meant.

    A slip is one letter too many, missing or wrong, or two neighbours swapped: one in a short word,
    two from 8 letters on. Words with figures and words of 3 letters are left alone.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Takes the words in the singular, and in how many products each occurs."""
        self._counts = {
            word: count
            for word, count in counts.items()
            if len(word) >= _SHORTEST - 1 and _is_plain(word)
        }
        self._by_length: dict[int, list[str]] = {}
        for word in self._counts:
            self._by_length.setdefault(len(word), []).append(word)

    def has(self, word: str) -> bool:
        """Whether it is a word of the catalogue, in either number."""
        return singular(word) in self._counts or word in self._counts

    def suggest(self, word: str) -> list[Suggestion]:
        """Words that may have been meant, fewest slips first, then the commonest."""
        asked = singular(word)
        if len(asked) < _SHORTEST or not _is_plain(asked):
            return []
        slips = 2 if len(asked) >= _TWO_SLIPS_FROM else 1
        near = [
            found
            for length in range(len(asked) - slips, len(asked) + slips + 1)
            for found in process.extract(
                asked,
                self._by_length.get(length, []),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=slips,
                limit=None,
            )
        ]
        near.sort(key=lambda found: (found[1], -self._counts[found[0]], found[0]))
        return [Suggestion(found[0], int(found[1])) for found in near[:_MOST_SUGGESTIONS]]


def in_number_of(word: str, asked: str) -> str:
    """The singular ``word`` in the plural, where ``asked`` is written in the plural."""
    if singular(asked) == asked or not asked.endswith("s"):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(_HISSING) else f"{word}s"


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha()
