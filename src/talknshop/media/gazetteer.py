"""Names of makers in printed words: found only when they are certain, and prominent."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_APOSTROPHES = re.compile(r"['’]")
_LONGEST_NAME = 4
"""Words of a name at most."""
_SURE = 0.6
"""Lines read with less confidence are not looked at."""
_SHORT = 4
"""Names of fewer letters are also parts of other words when a word is half read."""
_SHORT_SURE = 0.9
_FORGIVING = 6
"""From so many letters on, one may be misread."""
_SMALLEST = 0.3
"""Height of a name, as a part of the tallest words, below which it is a neighbour's."""
_LEAST_SCORE = 0.35
"""How certain, large and central a name must be, together; a neighbour's is small and aside."""
_LEAD = 1.25
"""By how much the likeliest name must lead before the next."""
_LEAST_HEIGHT_OF_SHORT = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line.

    Attributes:
        text: The words.
        confidence: Of the recogniser, 0 to 1.
        left: Upper left corner, across, as a part of the width of the picture.
        top: The same, down, of the height.
        right: Lower right corner, across.
        bottom: The same, down.
        height: Of the letters, in pixels, whichever way the line runs.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class FoundBrand:
    """A maker that is named in the picture; ``line`` is where."""

    name: str
    confidence: float
    line: Line


class Gazetteer:
    """The names that are looked for."""

    def __init__(
        self, names: Iterable[str], *, ambiguous: Collection[str], words: Collection[str]
    ) -> None:
        """Looks for ``names``.

        Args:
            names: Makers as they are shown to a person.
            ambiguous: Names, in lower case, that are also everyday words: not looked for.
            words: Words, in lower case, that a misread name is not mistaken for.
        """
        data = tomllib.loads(
            (files("talknshop.media") / "packaged_brands.toml").read_text(encoding="utf-8")
        )
        packaged = [name.strip() for name in data["names"].replace("\n", " ").split(",")]
        self._printed: dict[str, str] = data["printed"]
        self._names: dict[str, str] = {}
        for name in (*packaged, *names):
            key = _key(name)
            if name.lower() not in ambiguous and len(key) > 1 and not key.isdigit():
                self._names.setdefault(key, name)
        self._by_length: dict[int, list[str]] = {}
        for key in self._names:
            self._by_length.setdefault(len(key), []).append(key)
        self._words = words

    def brand_of(self, lines: Sequence[Line]) -> FoundBrand | None:
        """The maker of the thing in the middle of the picture; None where two might be it."""
        readable = [line for line in lines if line.confidence >= _SURE and len(_key(line.text)) > 1]
        tallest = max((line.height for line in readable if _has_word(line.text)), default=0.0)
        if not tallest:
            return None
        best: dict[str, tuple[float, FoundBrand]] = {}
        for line in (*readable, *_stacked(readable)):
            size = min(1.0, line.height / tallest)
            for name, certainty in self._named(line, size):
                score = certainty * size * _centrality(line)
                if size >= _SMALLEST and score > best.get(name, (0.0,))[0]:
                    found = FoundBrand(name, round(certainty * line.confidence, 3), line)
                    best[name] = (score, found)
        ranked = sorted(best.values(), key=lambda one: -one[0])
        if not ranked or ranked[0][0] < _LEAST_SCORE:
            return None
        if len(ranked) > 1 and ranked[0][0] < _LEAD * ranked[1][0]:
            return None
        return ranked[0][1]

    def _named(self, line: Line, size: float) -> Iterator[tuple[str, float]]:
        """The names in a line, each with how sure it is that they were meant."""
        whole = line.text.strip().lower().strip(".,:;-")
        if whole in self._printed:
            yield self._printed[whole], 0.85
        words = [_key(word) for word in _WORD.findall(line.text)]
        for first in range(len(words)):
            for last in range(first + 1, min(first + _LONGEST_NAME, len(words)) + 1):
                key = "".join(words[first:last])
                name = self._names.get(key)
                if name is None:
                    name = self._nearly(key) if last == first + 1 else None
                    certainty = 0.8
                elif len(key) < _SHORT:
                    alone = len(words) == last - first
                    big = size >= _LEAST_HEIGHT_OF_SHORT and line.confidence >= _SHORT_SURE
                    name, certainty = (name if alone and big else None), 0.8
                else:
                    certainty = 0.97
                if name is not None:
                    yield name, certainty

    def _nearly(self, key: str) -> str | None:
        """The one name that differs in one letter, where the word is none of its own."""
        if len(key) < _FORGIVING or key in self._words or not key.isalpha():
            return None
        near = {
            self._names[name]
            for length in (len(key) - 1, len(key), len(key) + 1)
            for name in self._by_length.get(length, ())
            if len(name) >= _FORGIVING and Levenshtein.distance(key, name, score_cutoff=1) <= 1
        }
        return near.pop() if len(near) == 1 else None


def _stacked(lines: Sequence[Line]) -> Iterator[Line]:
    """Names that stand on two or three lines, one below the other in letters of one size."""
    ordered = sorted(lines, key=lambda line: (line.top, line.left))
    for upper, middle in pairwise(ordered):
        if _belongs_below(upper, middle):
            yield _joined(upper, middle)
    for upper in ordered:
        second = next((line for line in ordered if _belongs_below(upper, line)), None)
        third = second and next((line for line in ordered if _belongs_below(second, line)), None)
        if second is not None and third is not None:
            yield _joined(_joined(upper, second), third)


def _belongs_below(upper: Line, lower: Line) -> bool:
    overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
    narrow = min(upper.right - upper.left, lower.right - lower.left)
    follows = (upper.top + upper.bottom) / 2 < lower.top + (lower.bottom - lower.top) / 4
    close = lower.top - upper.bottom < 0.6 * (lower.bottom - lower.top)
    alike = 0.6 < upper.height / lower.height < 1.7  # noqa: PLR2004
    return narrow > 0 and overlap > narrow / 2 and follows and close and alike


def _joined(upper: Line, lower: Line) -> Line:
    return Line(
        f"{upper.text.rstrip('-')} {lower.text.lstrip('-')}",
        min(upper.confidence, lower.confidence),
        min(upper.left, lower.left),
        upper.top,
        max(upper.right, lower.right),
        lower.bottom,
        min(upper.height, lower.height),
    )


def _centrality(line: Line) -> float:
    """1 in the middle of the picture, a half at its corners: the thing is what is aimed at."""
    across, down = (line.left + line.right) / 2 - 0.5, (line.top + line.bottom) / 2 - 0.5
    return 1 - min(1.0, (across**2 + down**2) ** 0.5 / 0.7071) / 2


def _has_word(text: str) -> bool:
    return len("".join(filter(str.isalpha, text))) > 1


def _key(name: str) -> str:
    """A name without signs, accents and capitals."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name).casefold())
    return "".join(c for c in plain if c.isalnum() and c.isascii())
