"""Cutting prompts into the byte pairs that CLIP was trained on (Radford et al. 2021, section 2.4).

Text is folded to lower case and cut into words; a word is the signs of its bytes, of which the
pair that was learned first is merged again and again. Vocabulary and merges are files of the model.
"""

import json
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

LENGTH = 77
"""Numbers of a text, those of its start and end included; behind the end there are zeros."""
_START, _END = "<|startoftext|>", "<|endoftext|>"
_END_OF_WORD = "</w>"
_WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_+")
_BLANKS = re.compile(r"\s+")
_FIRST_SIGN = 256
"""From this sign on stand the bytes that have none of their own."""


class ClipTokenizer:
    """Turns texts into the numbers that the text part of a CLIP model takes."""

    def __init__(self, vocabulary: Path, merges: Path) -> None:
        """Reads the files of a model.

        Raises:
            ValueError: They are not of that kind.
        """
        self._numbers: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))
        missing = [mark for mark in (_START, _END) if mark not in self._numbers]
        if missing:
            raise ValueError(f"{vocabulary.name} lacks {', '.join(missing)}")
        rows = merges.read_text(encoding="utf-8").splitlines()
        pairs = [tuple(row.split()) for row in rows if not row.startswith("#version")]
        self._order = {pair: place for place, pair in enumerate(pairs) if len(pair) == 2}  # noqa: PLR2004
        self._signs = _byte_signs()
        self._pieces = lru_cache(10_000)(self._cut)

    def encode(self, text: str) -> list[int]:
        """``LENGTH`` numbers; what a text has too much is left out before its end."""
        plain = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip().lower()
        numbers = [
            self._numbers.get(piece, self._numbers[_END])
            for word in _WORD.findall(plain)
            for piece in self._pieces(word)
        ]
        whole = [self._numbers[_START], *numbers[: LENGTH - 2], self._numbers[_END]]
        return whole + [0] * (LENGTH - len(whole))

    def _cut(self, word: str) -> tuple[str, ...]:
        signs = [self._signs[byte] for byte in word.encode()]
        pieces = [*signs[:-1], signs[-1] + _END_OF_WORD]
        while len(pieces) > 1:
            first = min(pairwise(pieces), key=lambda pair: self._order.get(pair, len(self._order)))
            if first not in self._order:
                break
            pieces = _merged(pieces, first)
        return tuple(pieces)


def _merged(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    merged: list[str] = []
    place = 0
    while place < len(pieces):
        if tuple(pieces[place : place + 2]) == pair:
            merged.append(pair[0] + pair[1])
            place += 2
        else:
            merged.append(pieces[place])
            place += 1
    return merged


def _byte_signs() -> dict[int, str]:
    """A sign for each byte: its own where that can be seen, else one from further on."""
    visible = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1)}
    visible |= set(range(ord("®"), ord("ÿ") + 1))
    hidden = [byte for byte in range(256) if byte not in visible]
    signs = {byte: chr(byte) for byte in visible}
    return signs | {byte: chr(_FIRST_SIGN + place) for place, byte in enumerate(hidden)}
