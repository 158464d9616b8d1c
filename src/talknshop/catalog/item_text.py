"""Titles made ready for reading: one spelling of signs and letters, parts, and words."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from talknshop.search.text import singular

GONE = " ; "
"""Stands where something was read and taken out: a name does not go on across it."""

WORD = re.compile(r"[^\W_]+")

_SIGNS = str.maketrans(
    {"’": "'", "”": '"', "″": '"', "“": '"', "™": "", "®": "", "×": "x", "№": "no "}
)
_POSSESSIVE = re.compile(r"'s\b")
_FEET = re.compile(r"(?<=\d)'(?!\w)")
_APERTURE = re.compile(r"\bf/(?=\d)")
_PLUS = re.compile(r"(?<=\w)\+(?!\w)")
_SOMEBODY = re.compile(r"(?<=[a-z])-(?=(?:wo)?man\b)")
"""A spider-man is no man: the word stays one."""
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_GLUED = re.compile(r"(?<=[a-z]{4})(?=\d)")
_CUT = re.compile(r"[,|(\[]|\s[-–—]\s|\s(?:by|in|from)\s")
_WITH = re.compile(r"\s(?:with|w/|including|featuring)\s")
_TARGET = re.compile(r"\s(?:for|compatible with|fits|suitable for|designed for)\s")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}


class TitleParts(NamedTuple):
    """A title by what its parts are about."""

    own: str
    """The name of the thing."""
    behind: str
    """What is said behind the name."""
    extras: str
    """What comes with it."""
    target: str
    """What it is for."""


def plainly(text: str) -> str:
    """Small letters without possessives, quotation marks and signs in one spelling."""
    plain = text.casefold()
    if not plain.isascii():
        plain = _without_accents(plain.replace("nº", "no").translate(_SIGNS))
    if "'" in plain:
        plain = _POSSESSIVE.sub("", plain)
        plain = _FEET.sub(" ft ", plain)
    if "f/" in plain:
        plain = _APERTURE.sub("f", plain)
    return plain.replace('"', " inch ") if '"' in plain else plain


def _without_accents(text: str) -> str:
    """The same in plain letters, as other shops write it: ragnarok, pate."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def fold_signs(plain: str) -> str:
    """A plain text with hyphens within words and plus signs behind them as words are compared."""
    if "+" in plain:
        plain = _PLUS.sub(" plus", plain)
    return _HYPHEN.sub(" ", _SOMEBODY.sub("", plain)) if "-" in plain else plain


def fold(text: str) -> str:
    """Both at once."""
    return fold_signs(plainly(text))


def before_target(title: str) -> str:
    """A title up to where it says what the thing is for."""
    return _TARGET.split(title, maxsplit=1)[0]


def title_parts(title: str) -> TitleParts:
    """Divides a folded title."""
    own, *targets = _TARGET.split(title, maxsplit=1)
    target, *after = _CUT.split(targets[0], maxsplit=1) if targets else [""]
    own, *extras = _WITH.split(own, maxsplit=1)
    pieces = [piece for piece in _CUT.split(own) if piece.strip(" ;")] or [""]
    return TitleParts(pieces[0], GONE.join([*pieces[1:], *after]), " ".join(extras), target)


def name_words(text: str) -> list[str]:
    """The words of a folded text as names are compared: singular, Roman figures as figures."""
    if not text:
        return []
    return list(map(_name_word, WORD.findall(_GLUED.sub(" ", text))))


@lru_cache(maxsize=65_536)
def _name_word(word: str) -> str:
    # A 300s is not several of a 300.
    return _ROMAN.get(word) or (singular(word) if word.isalpha() else word)
