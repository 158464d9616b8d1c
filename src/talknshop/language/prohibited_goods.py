"""What may not be offered for sale; for whoever reads listings without the language engine."""

import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from talknshop.language.rules.phrases import PhraseTable, Token, tokenise

_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "_": " "})


class ProhibitedGoods(NamedTuple):
    """A kind of goods that may not be sold, and the words that name it."""

    reason: str
    """``weapons``, ``drugs``, ``medicine``, ``tobacco``, ``counterfeit``, ``people``, ``animals``
    or ``fireworks``."""
    words: str


def find_prohibited_goods(text: str) -> ProhibitedGoods | None:
    """What a listing's text offers that may not be sold; None when it may be.

    Words in harmless company ("glue gun", "gun safe") do not count.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).lower()
    return prohibited_among(tokenise(plain))


def prohibited_among(tokens: Sequence[Token]) -> ProhibitedGoods | None:
    """The same for words in lower case."""
    prohibited, harmless = _tables()
    company = [(match.first, match.last) for match in harmless.find(tokens)]
    for match in prohibited.find(tokens):
        if not any(low < match.last and match.first < high for low, high in company):
            words = " ".join(token.text for token in tokens[match.first : match.last])
            return ProhibitedGoods(match.value, words)
    return None


@cache
def _tables() -> tuple[PhraseTable[str], PhraseTable[str]]:
    source = files("talknshop.language.rules") / "lexicon" / "prohibited.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    prohibited = [(p, reason) for reason, text in data["prohibited"].items() for p in _split(text)]
    return PhraseTable(prohibited), PhraseTable((p, p) for p in _split(data["harmless"]["values"]))


def _split(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split(",")]
