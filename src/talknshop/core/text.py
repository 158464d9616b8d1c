"""Cleaning of text that people and shops send us; the text stays data, its meaning is untouched."""

import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")


def _kept(character: str) -> bool:
    # Cc are control characters, Cf formatting ones: zero-width, bidi overrides, tags.
    return character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


def sanitise(text: str) -> str:
    """Removes control, zero-width and bidi characters and folds runs of blanks.

    Emoji joined by zero-width joiners fall apart into their parts; nothing readable is lost.
    """
    kept = "".join(c for c in text if _kept(c))
    return _SPACES.sub(" ", kept).strip()
