"""Whether a sentence says no more than the quotes it names: pure, and strict in doubt.

Figures with their units and signs, names, and the words that turn a claim round (negations, limits,
conditions) must stand in the quote; so must most of what else the sentence says. A sentence in
another language than its quote cannot be held against it, and counts as unsupported.

Known limits: two facts of one quote can be joined wrongly in words that it has, and a few words of
a long sentence may be new.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from talknshop.schemas.answer import Citation
from talknshop.search.languages import common_words, language_of, stems

_REFERENCE = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_SIGN = re.compile(r"[%$€£¥°]")
_SEPARATOR = re.compile(r"[.,](?=\d{3}(?:\D|\Z))")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_AFTER_FIGURE = re.compile(r"\d\W{0,2}([^\W\d_]+)")
_OTHER_THAN_TEXT = re.compile(r"https?:|www\.|\S@\S|[<>{}`|*#]|\]\(", re.IGNORECASE)
_CITED_END = re.compile(r"[.!?][\"”»“')]*(?:\s*\[\d+\][.!?]?)*(?=\s+[^\s\[])|\n+")
_FEWEST_WORDS = 3
_LONGEST = 600
_LEAST_COVERAGE = 0.6


class _Claims(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    equal: frozenset[str]
    kinds: dict[str, frozenset[str]]
    numbers: dict[str, frozenset[str]]

    @field_validator("kinds", "numbers", mode="before")
    @classmethod
    def _words(cls, value: dict[str, str]) -> dict[str, frozenset[str]]:
        return {name: frozenset(words.split()) for name, words in value.items()}


@cache
def _claims() -> _Claims:
    text = (Path(__file__).parent / "claim_words.toml").read_text("utf-8")
    return _Claims.model_validate(tomllib.loads(text))


@cache
def _number_words() -> dict[str, str]:
    return {word: figure for figure, words in _claims().numbers.items() for word in words}


def references_of(text: str) -> frozenset[int]:
    """The numbers of the quotes that a text names."""
    return frozenset(int(number) for number in _REFERENCE.findall(text))


def first_end(text: str) -> int | None:
    """Where the first sentence ends that names a quote, with the next one begun; None before that.

    A sentence that names none goes with the next, whose reference counts for both.
    """
    for found in _CITED_END.finditer(text):
        if references_of(text[: found.end()]):
            return found.end()
    return None


def cited_sentences(text: str) -> list[str]:
    """The sentences of a text, each with its reference."""
    found: list[str] = []
    while (cut := first_end(text)) is not None:
        found.append(text[:cut].strip())
        text = text[cut:]
    return [*found, text.strip()] if text.strip() else found


def is_supported(sentence: str, citations: Sequence[Citation]) -> bool:
    """Whether each claim of a sentence stands in the quotes that it names.

    Args:
        sentence: With references, as in ``[1]``.
        citations: All that may be named.
    """
    named = references_of(sentence)
    cited = [one for one in citations if one.n in named]
    plain = _REFERENCE.sub(" ", sentence).strip()
    if not named or len(cited) != len(named) or len(plain) > _LONGEST:
        return False
    if _OTHER_THAN_TEXT.search(plain) or len(_WORD.findall(plain)) < _FEWEST_WORDS:
        return False
    quoted = "\n".join(part for one in cited for part in (one.quote, one.title, *one.heading_path))
    language = language_of(" ".join(one.quote for one in cited)) or language_of(plain)
    if (language_of(plain) or language) != language:
        return False
    return (
        _figures(plain) <= _figures(quoted)
        and _units(plain, language) <= frozenset(stems(quoted, language))
        and _names(plain, language) <= _folded_words(quoted)
        and _keeps_claims(plain, [one.quote for one in cited], quoted, language)
        and _coverage(plain, quoted, language) >= _LEAST_COVERAGE
    )


def _figures(text: str) -> frozenset[str]:
    """Figures as written with a point, numbers in words, and the signs beside them."""
    digits = (_SEPARATOR.sub("", one).replace(",", ".") for one in _FIGURE.findall(text))
    words = (_number_words().get(word) for word in _folded_words(text))
    return frozenset([*digits, *filter(None, words), *_SIGN.findall(text)])


def _units(text: str, language: str | None) -> frozenset[str]:
    """What the figures are of."""
    common = _common_stems(language)
    return frozenset(stems(" ".join(_AFTER_FIGURE.findall(text)), language)) - common


def _names(text: str, language: str | None) -> frozenset[str]:
    """Words with a capital that no beginning of a sentence explains, or with one inside."""
    found: set[str] = set()
    for part in _SENTENCE.split(text):
        for place, word in enumerate(_WORD.findall(part)):
            inner = any(letter.isupper() for letter in word[1:])
            if inner or (word[0].isupper() and place):
                found.add(word)
    common = {_folded(word) for word in common_words(language)}
    return frozenset(_folded(word) for word in found) - common


def _keeps_claims(plain: str, quotes: Iterable[str], quoted: str, language: str | None) -> bool:
    said = _kinds(plain)
    content = frozenset(stems(plain, language)) - _common_stems(language)
    sentences = [one for quote in quotes for one in _SENTENCE.split(quote) if one.strip()]
    rests_on = max(
        sentences, key=lambda one: len(content & frozenset(stems(one, language))), default=""
    )
    equal = _claims().equal
    return said & equal == _kinds(rests_on) & equal and said <= _kinds(quoted)


def _kinds(text: str) -> frozenset[str]:
    words = _folded_words(re.sub(r"n['’]t\b", " not", text))
    return frozenset(name for name, known in _claims().kinds.items() if words & known)


def _coverage(plain: str, quoted: str, language: str | None) -> float:
    content = frozenset(stems(plain, language)) - _common_stems(language)
    if not content:
        return 0.0
    return len(content & frozenset(stems(quoted, language))) / len(content)


@cache
def _common_stems(language: str | None) -> frozenset[str]:
    return frozenset(stems(" ".join(sorted(common_words(language))), language))


def _folded_words(text: str) -> frozenset[str]:
    return frozenset(_folded(word) for word in _WORD.findall(text))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss"))
    return "".join(one for one in plain if not unicodedata.combining(one))
