"""Other languages, told in the words the rules are written in.

A gloss is not a translation: it brings the words that carry a wish (products, properties, money,
negation, answers) into one vocabulary, and leaves every other word as it was typed.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, Protocol, cast

import text_to_num  # pyright: ignore[reportMissingTypeStubs]
from Stemmer import Stemmer  # pyright: ignore[reportUnknownVariableType]  # has no stubs

_TOKEN = re.compile(r"\d[\d.,]*(?:[^\W\d_]+)?|[^\W\d_]+(?:[-'][^\W\d_]+)*\.?|[^\w\s]|\s+")
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:\.\d{3})+)(?:,(\d{1,2}))?(?![\d.,]?\d)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d,])")
_DIGRAPH = re.compile(r"([ao](?=e)|(?<![aeq])u(?=e))e")
_OPENING = str.maketrans("", "", "¿¡")
_SOME = re.compile(r"\b(un[oa]s)\b", re.IGNORECASE)
_LEAST_PART = 3
_LEAST_STEM = 4
_LEAST_COMPOUND = 7
_JOINTS = ("", "s", "n", "en", "e", "er", "es")
_STEMMERS = {"es": "spanish", "de": "german"}
_OF = frozenset({"es"})
"""Languages that put what a thing is for behind it: "lámpara de escritorio"."""
_as_digits = cast("Callable[[str, str], str]", text_to_num.alpha2digit)  # pyright: ignore[reportUnknownMemberType]


class _Stemmer(Protocol):
    def stemWord(self, word: str, /) -> str: ...  # noqa: N802


def folded(text: str) -> str:
    """Lower case without accents; umlauts count the same spelled with or without e."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _DIGRAPH.sub(r"\1", plain)


Key = tuple[str, ...]


class Piece(NamedTuple):
    """A stretch of a glossed text."""

    text: str
    spaced: bool
    """Whether a blank stood before it."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of one language and what they stand for."""

    language: str
    evidence: frozenset[str]
    """Function words, folded, that tell the language."""
    exact: Mapping[Key, str] = field(repr=False)
    stemmed: Mapping[Key, str] = field(repr=False)
    longest: Mapping[str, int] = field(repr=False)
    """The most words of a phrase that begins with the stem."""
    stems: Mapping[str, str] = field(repr=False)
    """Stems of the words of the glossary itself."""
    ordinals: re.Pattern[str] = field(repr=False)
    """Words that are places in an order, not figures."""
    known_stems: frozenset[str] = field(repr=False)
    """Those of them that are long enough to tell a word."""

    def knows(self, word: str) -> bool:
        """Whether a folded word, or another form of it, stands in the glossary."""
        return word in self.stems or self._stem(word) in self.known_stems

    def gloss(self, text: str, is_product: Callable[[str], bool]) -> str:
        """The text with every known phrase told in the words of the rules.

        Args:
            text: What was typed.
            is_product: Whether a name is that of a product type; "N de N" is turned round when it
                makes one.
        """
        pieces = _TOKEN.findall(self._numbers(text.translate(_OPENING)))
        tokens = [piece for piece in pieces if not piece.isspace()]
        spaced = [
            before.isspace() for before, piece in pairwise(["", *pieces]) if not piece.isspace()
        ]
        keys = [folded(token.rstrip(".")) or token for token in tokens]
        words = [self._stem(key) if key.isalpha() or "-" in key else key for key in keys]
        out: list[Piece] = []
        index = 0
        while index < len(tokens):
            size, meaning = self._match(keys, words, index)
            told = meaning if size else self._compound(keys[index]) or tokens[index]
            out.append(Piece(told, spaced[index]))
            index += max(size, 1)
        if self.language in _OF:
            out = _turned_round(out, is_product)
        return "".join(f" {piece.text}" if piece.spaced else piece.text for piece in out).strip()

    def _numbers(self, text: str) -> str:
        """Figures as the rules expect them: "1.299,00" becomes 1299.00."""

        def grouped(match: re.Match[str]) -> str:
            whole = match[1] + match[2].replace(".", "")
            return f"{whole}.{match[3]}" if match[3] else whole

        plain = _DECIMAL.sub(r"\1.\2", _GROUPED.sub(grouped, text))
        if len(plain) >= _LONGEST_WORDED:
            return plain
        # The library takes "unos cincuenta" (about fifty) for a one and a fifty.
        parts = self.ordinals.split(_SOME.sub("alrededor de", plain))
        parts[::2] = [_as_digits(part, self.language) if part else "" for part in parts[::2]]
        return "".join(parts)

    def _match(self, keys: Sequence[str], words: Sequence[str], index: int) -> tuple[int, str]:
        most = min(self.longest.get(words[index], 0), len(keys) - index)
        for size in range(most, 0, -1):
            meaning = self.exact.get(tuple(keys[index : index + size]))
            meaning = meaning or self.stemmed.get(tuple(words[index : index + size]))
            if meaning is not None:
                return size, meaning
        return 0, ""

    def _stem(self, word: str) -> str:
        known = self.stems.get(word)
        return known if known is not None else _stemmer(self.language).stemWord(word)

    def _single(self, word: str) -> str | None:
        return self.exact.get((word,)) or self.stemmed.get((self._stem(word),))

    def _compound(self, word: str) -> str | None:
        """Reads "Holzregal" as "wood shelf": the longest known head and what stands before it."""
        if self.language != "de" or len(word) < _LEAST_COMPOUND or not word.isalpha():
            return None
        for cut in range(_LEAST_PART, len(word) - _LEAST_PART + 1):
            head = self._single(word[cut:])
            if head is None:
                continue
            for joint in _JOINTS:
                if word[:cut].endswith(joint):
                    before = self._single(word[: cut - len(joint)] if joint else word[:cut])
                    if before is not None:
                        return f"{before} {head}"
        return None


_LONGEST_WORDED = 2000
"""Longer texts keep their number words: nobody writes out a price in a page of text."""


class _OfThread(threading.local):
    """The stemmers of one thread: a stemmer must not be used by two."""

    def __init__(self) -> None:
        self.made: dict[str, _Stemmer] = {}


_of_thread = _OfThread()


def _stemmer(language: str) -> _Stemmer:
    found = _of_thread.made.get(language)
    if found is None:
        found = _of_thread.made[language] = cast("_Stemmer", Stemmer(_STEMMERS[language]))
    return found


def _turned_round(pieces: list[Piece], is_product: Callable[[str], bool]) -> list[Piece]:
    """Of "lamp of desk" makes "desk lamp" where that is a product."""
    out: list[Piece] = []
    for piece in pieces:
        if len(out) > 1 and out[-1].text in {"of", "for"}:
            name = f"{piece.text} {out[-2].text}"
            if is_product(name):
                out[-2:] = [Piece(name, out[-2].spaced)]
                continue
        out.append(piece)
    return out


def build_glossary(language: str, data: Mapping[str, Any]) -> Glossary:
    """Builds the glossary of one language from its lexicon file."""
    stemmer = _stemmer(language)
    exact: dict[Key, str] = {}
    stemmed: dict[Key, str] = {}
    longest: dict[str, int] = {}
    stems: dict[str, str] = {}
    for meaning, phrase in _entries(data["gloss"].values()):
        key = tuple(
            folded(token.rstrip(".")) for token in _TOKEN.findall(phrase) if not token.isspace()
        )
        for word in key:
            stems.setdefault(word, stemmer.stemWord(word))
        stem = tuple(stems[word] for word in key)
        exact.setdefault(key, meaning)
        stemmed.setdefault(stem, meaning)
        longest[stem[0]] = max(longest.get(stem[0], 0), len(key))
    evidence = frozenset(folded(word) for word in str(data["evidence"]).split())
    known = frozenset(stem for stem in stems.values() if len(stem) >= _LEAST_STEM)
    ordinals = re.compile(rf"\b({data['ordinals']})\b", re.IGNORECASE)
    return Glossary(language, evidence, exact, stemmed, longest, stems, ordinals, known)


def _entries(groups: Iterable[str]) -> Iterable[tuple[str, str]]:
    for group in groups:
        for line in group.strip().splitlines():
            meaning, _, phrases = line.partition(":")
            for phrase in phrases.split(","):
                if phrase.strip():
                    yield meaning.strip(), phrase.strip()
