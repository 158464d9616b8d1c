"""What the words of titles tell about an item (``item_words.toml``)."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class ItemWords:
    """The lists, made ready."""

    plain: frozenset[str]
    """Words that tell no item from another: descriptions and kinds of things."""
    conditions: frozenset[str]
    things: Mapping[str, str]
    """Kinds of things, by every name the one that stands for all."""
    variants: frozenset[str]
    accessories: frozenset[str]
    accessory_spellings: Mapping[str, str]
    spelling: re.Pattern[str]
    spellings: Mapping[str, str]
    plain_phrases: re.Pattern[str]
    units: Mapping[str, tuple[str, float]]
    """By spelling: the dimension, and how much of its base unit one is."""
    measure: re.Pattern[str]
    traits: re.Pattern[str]
    """Finds values of traits, of which an item has one value each; the group names the trait."""
    strict: frozenset[str]
    """Traits that tell items apart even when only one record says them."""
    color: re.Pattern[str]
    """A base colour (group 2) with the words that modify it (group 1)."""


@cache
def load_item_words() -> ItemWords:
    """Reads the lists that ship with the product."""
    text = resources.files("talknshop.catalog").joinpath("item_words.toml").read_text("utf-8")
    data: Mapping[str, Any] = tomllib.loads(text)
    units = {name: (str(given[0]), float(given[1])) for name, given in data["units"].items()}
    traits: Mapping[str, Mapping[str, Any]] = data["traits"]
    spellings: dict[str, str] = data["spellings"]
    return ItemWords(
        plain=frozenset(_words(data["described"]))
        | frozenset(_words(data["things"]))
        | frozenset(data["thing_spellings"]),
        conditions=frozenset(_words(data["conditions"])),
        things={
            word: data["thing_spellings"].get(word, word)
            for word in (*_words(data["things"]), *data["thing_spellings"])
        },
        variants=frozenset(_words(data["variants"])),
        accessories=frozenset(_words(data["accessories"])),
        accessory_spellings=data["accessory_spellings"],
        spelling=_any_of(spellings),
        spellings=spellings,
        plain_phrases=_any_of(data["plain_phrases"]),
        units=units,
        measure=_measure(units),
        traits=_traits({name: _words(given["values"]) for name, given in traits.items()}),
        strict=frozenset(name for name, given in traits.items() if given.get("strict")),
        color=_color(_words(data["colors"]["bases"]), _words(data["colors"]["modifiers"])),
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", " ").split(",") if word.strip()]


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_alternatives(words)})(?:s|'s)?(?![\w-])")


def _traits(values: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name}>{_alternatives(words)})" for name, words in values.items())
    return re.compile(rf"(?<![\w-])(?:{groups})(?:s|'s)?(?![\w-])")


def _measure(units: Iterable[str]) -> re.Pattern[str]:
    # "in" is a unit only where no further figure follows: "7-in-1" measures nothing.
    number = r"(?<![\w.,/])(\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?)"
    unit = _alternatives(unit for unit in units if unit != "in")
    return re.compile(rf"{number}[ -]*({unit}|in(?![ -]*\d))(?:s|es)?(?![\w/])")


def _color(bases: Iterable[str], modifiers: Iterable[str]) -> re.Pattern[str]:
    words = rf"(?:(?:{_alternatives(modifiers)})[ -])*"
    return re.compile(rf"(?<![\w-])({words})({_alternatives(bases)})(?![\w-])")
