"""Attributes made comparable: one name for each property, one unit for each measure."""

import re
from typing import NamedTuple

from talknshop.catalog.item_words import load_item_words
from talknshop.search.text import noun_phrase

_NAMES = {
    "colour": "color",
    "ram": "memory",
    "ram size": "memory",
    "memory size": "memory",
    "internal storage": "storage",
    "storage capacity": "storage",
    "hard drive size": "storage",
    "display size": "screen size",
    "item weight": "weight",
    "net weight": "weight",
    "battery": "battery life",
    "flavour": "flavor",
    "operating system": "os",
}
_MEASURE = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)[\s-]*([a-z%\"][a-z %\"]*?)s?\.?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_DIGITS = 6


class Measure(NamedTuple):
    """A figure and its dimension, or unit; an empty one for a bare figure."""

    dimension: str
    value: float


def attribute_key(name: str) -> str:
    """The name under which an attribute is compared."""
    plain = re.sub(r"[\s_-]+", " ", name.casefold()).strip()
    return _NAMES.get(plain, plain)


def attribute_value(value: str) -> Measure | tuple[str, ...]:
    """What is compared of a value: a measure, or its words in any order."""
    return measure_of(value) or tuple(sorted(noun_phrase(value.replace("grey", "gray"))))


def measure_of(value: str) -> Measure | None:
    """The measure that a value is; None when it is anything else."""
    written = written_measure(value)
    if written is None or not written.dimension:
        return written
    unit, factor = load_item_words().units[written.dimension]
    return Measure(unit, round(written.value * factor, _DIGITS))


def written_measure(value: str) -> Measure | None:
    """The same in the unit in which it is written."""
    text = value.strip().casefold()
    if _NUMBER.fullmatch(text):
        return Measure("", _number(text))
    match = _MEASURE.fullmatch(text)
    if match is None:
        return None
    unit = match[2].strip().replace('"', "inch")
    return Measure(unit, _number(match[1])) if unit in load_item_words().units else None


def _number(text: str) -> float:
    return float(text.replace(",", ""))
