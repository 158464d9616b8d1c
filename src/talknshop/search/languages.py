"""Which language a text is in, and its words without their endings."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from pydantic import BaseModel, ConfigDict
from Stemmer import Stemmer  # pyright: ignore[reportUnknownVariableType]  # has no stubs

DEFAULT_LANGUAGE = "en"

_WORD = re.compile(r"[\w\u0900-\u0963]+")
_LOOKED_AT = 4000


class _Stems(Protocol):
    def stemWords(self, words: list[str]) -> list[str]: ...  # noqa: N802  # the package's name


class _Language(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    telling: str
    stemmer: str | None = None

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.telling.split())


@cache
def _languages() -> dict[str, tuple[frozenset[str], str | None]]:
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    read = {name: _Language.model_validate(entry) for name, entry in tomllib.loads(text).items()}
    return {name: (language.words, language.stemmer) for name, language in read.items()}


def language_of(text: str) -> str | None:
    """The language of a text, ISO 639-1; None where nothing tells."""
    found = _WORD.findall(text[:_LOOKED_AT].lower())
    counts = {
        name: sum(word in telling for word in found) for name, (telling, _) in _languages().items()
    }
    best = max(counts, key=counts.__getitem__)
    most_of_others = max(count for name, count in counts.items() if name != best)
    return best if counts[best] > most_of_others else None


def telling_words(language: str | None) -> frozenset[str]:
    """Words that nearly every longer text in a language has, so that they say little of it."""
    return _languages().get(language or DEFAULT_LANGUAGE, (frozenset[str](), None))[0]


def stems(text: str, language: str | None) -> list[str]:
    """The words of a text in order: in lower case, without accents and endings.

    Args:
        text: Any text.
        language: ISO 639-1; None or one whose endings are unknown has them cut as in English.
    """
    name = _languages().get(language or DEFAULT_LANGUAGE, (None, None))[1] or "english"
    return [_folded(word) for word in _stemmer(name).stemWords(_WORD.findall(text.lower()))]


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
