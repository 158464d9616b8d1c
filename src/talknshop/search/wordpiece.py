"""Cutting text into word pieces, the way uncased BERT models were trained on.

The rules are those of the reference tokenizer (Devlin et al. 2018, "BERT", the uncased vocabulary):
clean, split ideographs, strip accents, fold case, split at blanks and punctuation, then take the
longest piece of the vocabulary from the left.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
"""Tokens of the vocabulary that stand for no text; written out in a text, they are read as such."""

_LONGEST_WORD = 100
_CACHED_WORDS = 50_000
_CONTINUED = "##"
_MARK = re.compile(f"({'|'.join(map(re.escape, MARKS))})")
_DROPPED = frozenset({"Cc", "Cf", "Co"})
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPieceTokenizer:
    """Turns texts into the numbers of their word pieces; safe to use from several threads."""

    def __init__(self, vocabulary: Sequence[str], *, longest: int) -> None:
        """Takes the vocabulary.

        Args:
            vocabulary: The pieces in the order of their numbers; ``##`` marks those that continue
                a word.
            longest: Pieces of a text at most, the two marks around it included; the rest of the
                text is left out.

        Raises:
            ValueError: The vocabulary lacks one of the marks.
        """
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        missing = [mark for mark in MARKS if mark not in self._numbers]
        if missing:
            raise ValueError(f"the vocabulary lacks {', '.join(missing)}")
        self._unknown = self._numbers["[UNK]"]
        self._most = longest - 2
        self._longest_piece = max(map(len, vocabulary))
        self._word = lru_cache(_CACHED_WORDS)(self._cut)

    def encode(self, text: str) -> list[int]:
        """The numbers of the pieces of ``text``, between those of ``[CLS]`` and ``[SEP]``."""
        numbers: list[int] = []
        for part in self._parts(text):
            numbers += part
            if len(numbers) >= self._most:
                break
        return [self._numbers["[CLS]"], *numbers[: self._most], self._numbers["[SEP]"]]

    def _parts(self, text: str) -> Iterator[Sequence[int]]:
        for part in _MARK.split(text) if "[" in text else (text,):
            if part in MARKS:
                yield (self._numbers[part],)
            else:
                for word in _words(part):
                    yield self._word(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        numbers: list[int] = []
        start = 0
        while start < len(word):
            number, start = self._longest(word, start)
            if number is None:
                return (self._unknown,)
            numbers.append(number)
        return tuple(numbers)

    def _longest(self, word: str, start: int) -> tuple[int | None, int]:
        prefix = _CONTINUED if start else ""
        for end in range(min(len(word), start + self._longest_piece), start, -1):
            number = self._numbers.get(prefix + word[start:end])
            if number is not None:
                return number, end
        return None, len(word)


def _words(text: str) -> Iterator[str]:
    for chunk in _folded(text).split():
        yield from _split_punctuation(chunk)


def _folded(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.lower()
    spaced = "".join(map(_cleaned, text))
    decomposed = unicodedata.normalize("NFD", spaced)
    # Folded one by one: the reference knows no final sigma.
    return "".join(c.lower() for c in decomposed if unicodedata.category(c) != "Mn")


@lru_cache(4_096)
def _cleaned(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character == "\ufffd" or unicodedata.category(character) in _DROPPED:
        return ""
    if character.isspace():
        return " "
    number = ord(character)
    if any(first <= number <= last for first, last in _IDEOGRAPHS):
        return f" {character} "
    return character


def _split_punctuation(chunk: str) -> Iterator[str]:
    if chunk.isalnum():
        yield chunk
        return
    start = 0
    for place, character in enumerate(chunk):
        if _is_punctuation(character):
            if place > start:
                yield chunk[start:place]
            yield character
            start = place + 1
    if start < len(chunk):
        yield chunk[start:]


@lru_cache(4_096)
def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return character.isprintable() and not character.isalnum() and character != " "
    return unicodedata.category(character).startswith("P")
