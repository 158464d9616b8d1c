"""The characters and shapes that a model's reply may not have: figures, addresses, markup."""

import re
import unicodedata
from enum import StrEnum

MASK = "\x00"
"""Stands for a character of a slot."""

_GLUED = re.compile(r"[^\W_][-–]?\{|[-–+−]\{|\}(?!['’]s\b)[-–]?[^\W_]|\}['’](?!s\b)\w|\}\.[^\W_]")
_DOMAIN = re.compile(r"[^\W\d_]{2,}[.·][^\W\d_]{2,}")
_LIST = re.compile(r"(?m)^[ \t]*[-–—•·][ \t]")
_WWW = re.compile(r"(?i)\b(?:www|https?|ftp|mailto|tel|javascript)\b")
_PUNCTUATION = frozenset(" \n.,;:!?'’‘\"“”„«»()-–—…¿¡&")
_LETTERS_END = 0x250


class Violation(StrEnum):
    """Why a text is refused."""

    FIGURE = "figure"
    NAME = "name"
    LINK = "link"
    EMAIL = "email"
    MARKUP = "markup"
    CLAIM = "claim"
    LEAK = "leak"
    SLOT = "slot"
    LENGTH = "length"
    EMPTY = "empty"
    INCOMPLETE = "incomplete"
    """It lacks what such a reply has to say."""


class ReplyViolationError(Exception):
    """A text says what it may not; it carries no word of it."""

    def __init__(self, violation: Violation) -> None:
        """Keeps the kind."""
        super().__init__(violation.value)
        self.violation = violation


def check_characters(masked: str) -> None:
    """Refuses every character that is neither a letter of ours nor plain punctuation.

    Raises:
        ReplyViolationError: There is one.
    """
    for character in masked:
        if character in _PUNCTUATION or character == MASK:
            continue
        if character.isalpha() and ord(character) < _LETTERS_END and character not in "ªº":
            continue
        raise ReplyViolationError(_violation_of(character))


def _violation_of(character: str) -> Violation:
    if unicodedata.numeric(character, None) is not None or character in "%‰°+=×ªº":
        return Violation.FIGURE
    if unicodedata.category(character) == "Sc":
        return Violation.FIGURE
    if character == "@":
        return Violation.EMAIL
    if character in "/\\":
        return Violation.LINK
    # Letters of other scripts look like ours and would pass for them.
    return Violation.MARKUP


def check_shapes(window: str, masked: str, before: str) -> None:
    """Refuses what is glued to a slot, addresses and lists.

    Args:
        window: The text, its slots as they are written.
        masked: The same with ``MASK`` in place of slots.
        before: The whole text before it.

    Raises:
        ReplyViolationError: There is some of it.
    """
    if _GLUED.search(window):
        raise ReplyViolationError(Violation.FIGURE)
    if _DOMAIN.search(masked) or _WWW.search(masked):
        raise ReplyViolationError(Violation.LINK)
    begins_line = not before or before.endswith("\n")
    if (_LIST.search(masked) if begins_line else _LIST.search("x" + masked)) or "&#" in masked:
        raise ReplyViolationError(Violation.MARKUP)
