"""Wishes of one message that exclude each other, of which only one can be searched for."""

import re

_OLD = r"(?:used|refurbished|second[- ]?hand|pre-?owned|for parts)"
_NEW = r"(?:brand[- ])?new(?: only)?"
_JOINED = r"\b(?: \w+){0,3}(?:,? (?:but|yet|and at the same time)|,)(?: \w+){0,2} "
_CONDITION = re.compile(rf"\b{_NEW}{_JOINED}{_OLD}\b|\b{_OLD}{_JOINED}{_NEW}\b")
_BEFORE = re.compile(r"\b(?:no|not|never|without|any|either) (?:\w+ )?$")
_LEAST = r"\b(?:over|above|at least|from|more than|minimum|min|no less than|starting at)\b"
_MOST = r"\b(?:under|below|at most|up to|less than|maximum|max|no more than)\b"
_FIGURE = r"\D{0,12}?(\d[\d,]*(?:\.\d+)?)\b"
_INVERTED = (
    re.compile(rf"{_LEAST}{_FIGURE}[^.;\d]{{0,30}}{_MOST}{_FIGURE}"),
    re.compile(rf"{_MOST}{_FIGURE}[^.;\d]{{0,30}}{_LEAST}{_FIGURE}"),
)


def find_conflicts(text: str, changed: frozenset[str | None]) -> tuple[str, ...]:
    """Slots a normalised text states in two ways that no product can meet together.

    Args:
        text: What was said.
        changed: The slots that were read out of it: ``price_min``, ``condition`` …
    """
    found: list[str] = []
    if {"price_min", "price_max"} <= changed and _is_inverted(text):
        found.append("price")
    condition = _CONDITION.search(text)
    # "not used but new" says one thing, and says it twice.
    twice = condition is not None and not _BEFORE.search(text[: condition.start()])
    if twice and "condition" in changed:
        found.append("condition")
    return tuple(found)


def _is_inverted(text: str) -> bool:
    for pattern, least_first in zip(_INVERTED, (True, False), strict=True):
        match = pattern.search(text)
        if match is not None:
            first, second = (float(match[n].replace(",", "")) for n in (1, 2))
            if (first > second) is least_first and first != second:
                return True
    return False
