"""Which language a text is in, and its words without their endings."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from pydantic import BaseModel, ConfigDict, field_validator
from Stemmer import Stemmer  # pyright: ignore[reportUnknownVariableType]  # has no stubs

DEFAULT_LANGUAGE = "en"

_WORD = re.compile(r"[\w\u0900-\u0963]+")
_LOOKED_AT = 4000


class _Stems(Protocol):
    def stemWords(self, words: list[str]) -> list[str]: ...  # noqa: N802  # the package's name


class _Language(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    telling: frozenset[str]
    common: frozenset[str]
    stemmer: str | None = None

    @field_validator("telling", "common", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return value.split() if isinstance(value, str) else value


@cache
def _languages() -> dict[str, _Language]:
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return {name: _Language.model_validate(entry) for name, entry in tomllib.loads(text).items()}


def language_of(text: str) -> str | None:
    """The language of a text, ISO 639-1; None where nothing tells."""
    found = _WORD.findall(text[:_LOOKED_AT].lower())
    counts = {
        name: sum(word in language.telling for word in found)
        for name, language in _languages().items()
    }
    best = max(counts, key=counts.__getitem__)
    most_of_others = max(count for name, count in counts.items() if name != best)
    return best if counts[best] > most_of_others else None


def common_words(language: str | None) -> frozenset[str]:
    """Words of a language that say nothing of what a text is about."""
    known = _languages().get(language or DEFAULT_LANGUAGE)
    return known.telling | known.common if known else frozenset()


def stems(text: str, language: str | None) -> list[str]:
    """The words of a text in order: in lower case, without accents and endings.

    Args:
        text: Any text.
        language: ISO 639-1; None or one whose endings are unknown has them cut as in English.
    """
    known = _languages().get(language or DEFAULT_LANGUAGE)
    stemmer = _stemmer((known.stemmer if known else None) or "english")
    return [_folded(word) for word in stemmer.stemWords(_WORD.findall(text.lower()))]


@cache
def _stemmer(name: str) -> _Stems:
    return cast("_Stems", Stemmer(name))


def _folded(word: str) -> str:
    """A Latin word without accents; marks of other scripts are letters and stay."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    if not any(part.isascii() for part in parts):
        return word
    return "".join(part for part in parts if not unicodedata.combining(part))
