"""Cleaning of text that people and shops send us; the text stays data, its meaning is untouched."""

import re
import unicodedata

_SPACES = re.compile(r"[^\S\n]+")


_KEPT_BELOW = 0x3000
"""Characters behind are looked up anew, so that no text fills the memory."""


class _Removed(dict[int, int | None]):
    """What ``str.translate`` makes of a character: itself, or nothing."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        # Cc are control characters, Cf formatting ones: zero-width, bidi overrides, tags.
        unwanted = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}
        made = None if unwanted and character not in "\n\t" else code
        if code < _KEPT_BELOW:
            self[code] = made
        return made


_REMOVED = _Removed()


def sanitise(text: str) -> str:
    """Removes control, zero-width and bidi characters and folds runs of blanks.

    Emoji joined by zero-width joiners fall apart into their parts; nothing readable is lost.
    """
    if text.isprintable():
        # Then a space is the only blank, and nothing is to be removed.
        return (_SPACES.sub(" ", text) if "  " in text else text).strip()
    return _SPACES.sub(" ", text.translate(_REMOVED)).strip()
