"""How each word of a language model is said, for a decoder's dictionary."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from talknshop.media.transcription.letters_to_sounds import LettersToSounds, Sounds

_VARIANT = re.compile(r"\(\d+\)$")
_LETTERS = {
    "a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY",
    "h": "EY CH", "i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N",
    "o": "OW", "p": "P IY", "q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW",
    "v": "V IY", "w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY",
}  # fmt: skip
_SHORTEST_PART = 3
_LONGEST_SPELLED = 5
_HISSING = frozenset({"S", "Z", "SH", "CH", "ZH", "JH"})
_VOICELESS = frozenset({"P", "T", "K", "F", "TH"})
_VOWELS = re.compile(r"[aeiouy]")


class Pronunciations:
    """A dictionary of sounds, and what is said where it has none."""

    def __init__(self, path: Path, usual: Iterable[str] = ()) -> None:
        """Reads a dictionary in the format of CMU.

        Args:
            path: The file.
            usual: Words that may be parts of compounds; rare ones make wrong parts.
        """
        self._known = dict(_read(path.read_text(encoding="utf-8").splitlines()))
        names = files("talknshop.media.transcription") / "said_names.txt"
        listed = dict(_read(names.read_text(encoding="utf-8").splitlines()))
        self._names = frozenset(listed) - set(self._known)
        self._known.update(listed)
        self._usual = frozenset(usual)

    def __contains__(self, word: str) -> bool:
        """Whether the dictionary has the word."""
        return word in self._known

    def of(self, word: str) -> list[Sounds]:
        """The ways a word is said, likeliest first; empty where it has no letters that are said."""
        known = self._known.get(word)
        if known:
            return [*known, *self._as_read(word, known)] if word in self._names else known
        letters = re.sub(r"[^a-z']", "", word)
        if not letters.strip("'"):
            return []
        guessed = self._inflected(letters) or self._compound(letters)
        if guessed is None and self._is_spelled(letters):
            guessed = _spelled(letters)
        return [guessed or self._by_letters.say(letters.replace("'", ""))]

    @cached_property
    def _by_letters(self) -> LettersToSounds:
        words = sorted(self._known)[::2]
        return LettersToSounds({word: self._known[word] for word in words}, sample=5)

    def _as_read(self, word: str, known: list[Sounds]) -> Iterator[Sounds]:
        """A name as somebody says it who has only read it."""
        letters = re.sub(r"[^a-z]", "", word)
        if self._is_spelled(letters):
            return
        read = self._by_letters.say(letters)
        if read not in known:
            yield read

    def _inflected(self, word: str) -> Sounds | None:
        for ending in ("'s", "s", "'"):
            stem = word.removesuffix(ending)
            if stem != word and stem in self._known and len(stem) >= _SHORTEST_PART:
                said = self._known[stem][0]
                return said if ending == "'" else (*said, *_s_after(said[-1]))
        return None

    def _compound(self, word: str) -> Sounds | None:
        cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        fitting = [
            (word[:at], word[at:])
            for at in cuts
            if word[:at] in self._usual and word[at:] in self._usual
        ]
        if not fitting:
            return None
        first, second = max(fitting, key=lambda parts: min(map(len, parts)))
        return (*self._known[first][0], *self._known[second][0])

    @staticmethod
    def _is_spelled(word: str) -> bool:
        return len(word) <= _LONGEST_SPELLED and (len(word) <= 2 or not _VOWELS.search(word))  # noqa: PLR2004


def _read(lines: Iterable[str]) -> Iterator[tuple[str, list[Sounds]]]:
    found: dict[str, list[Sounds]] = {}
    for line in lines:
        word, *sounds = line.split()
        found.setdefault(_VARIANT.sub("", word), []).append(tuple(sounds))
    yield from found.items()


def _s_after(sound: str) -> Sounds:
    if sound in _HISSING:
        return ("AH", "Z")
    return ("S",) if sound in _VOICELESS else ("Z",)


def _spelled(word: str) -> Sounds:
    return tuple(
        sound for letter in word if letter in _LETTERS for sound in _LETTERS[letter].split()
    )
