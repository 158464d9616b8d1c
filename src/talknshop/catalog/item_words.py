"""What the words of titles tell about an item (``item_words.toml``)."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


class Phrases:
    """Finds phrases of a list in folded texts, and looks only at texts with a word of theirs."""

    def __init__(self, pattern: str, telling: Iterable[str]) -> None:
        """Takes the pattern, and words of which every text has one that the pattern matches."""
        self._pattern = re.compile(pattern)
        self._telling = frozenset(telling)

    def sub(self, replace: Callable[[re.Match[str]], str], text: str, said: Collection[str]) -> str:
        """Replaces what is found in a text of which ``said`` are the words."""
        return text if self._telling.isdisjoint(said) else self._pattern.sub(replace, text)


@dataclass(frozen=True, slots=True)
class ItemWords:
    """The lists, made ready."""

    plain: frozenset[str]
    """Words that tell no item from another: descriptions and kinds of things."""
    silent: frozenset[str]
    """Those of them that do not even describe: conditions and kinds of things."""
    things: Mapping[str, str]
    """Kinds of things, by every name the one that stands for all."""
    variants: frozenset[str]
    leaning: frozenset[str]
    """Those of them that are also said in praise, so that one alone does not decide."""
    accessories: frozenset[str]
    accessory_spellings: Mapping[str, str]
    spelling: Phrases
    spellings: Mapping[str, str]
    plain_phrases: Phrases
    units: Mapping[str, tuple[str, float]]
    """By spelling: the dimension, and how much of its base unit one is."""
    measure: re.Pattern[str]
    traits: Phrases
    """Finds values of traits, of which an item has one value each; the group names the trait."""
    strict: frozenset[str]
    """Traits that tell items apart even when only one record says them."""
    color: Phrases
    """A base colour (group 2) with the words that modify it (group 1)."""
    colors: frozenset[str]
    """The base colours."""


@cache
def load_item_words() -> ItemWords:
    """Reads the lists that ship with the product."""
    text = resources.files("talknshop.catalog").joinpath("item_words.toml").read_text("utf-8")
    data: Mapping[str, Any] = tomllib.loads(text)
    units = {name: (str(given[0]), float(given[1])) for name, given in data["units"].items()}
    traits: Mapping[str, Mapping[str, Any]] = data["traits"]
    spellings: dict[str, str] = data["spellings"]
    things = {
        word: data["thing_spellings"].get(word, word)
        for word in (*_words(data["things"]), *data["thing_spellings"])
    }
    return ItemWords(
        plain=frozenset([*_words(data["described"]), *things]),
        silent=frozenset([*_words(data["conditions"]), *things]),
        things=things,
        variants=frozenset(_words(data["variants"])),
        leaning=frozenset(_words(data["leaning"])),
        accessories=frozenset(_words(data["accessories"])),
        accessory_spellings=data["accessory_spellings"],
        spelling=_any_of(spellings),
        spellings=spellings,
        plain_phrases=_any_of(data["plain_phrases"]),
        units=units,
        measure=_measure(units),
        traits=_traits({name: _words(given["values"]) for name, given in traits.items()}),
        strict=frozenset(name for name, given in traits.items() if given.get("strict")),
        colors=frozenset(_words(data["colors"]["bases"])),
        color=_color(_words(data["colors"]["bases"]), _words(data["colors"]["modifiers"])),
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", " ").split(",") if word.strip()]


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _any_of(words: Iterable[str]) -> Phrases:
    words = list(words)
    return Phrases(rf"(?<![\w-])(?:{_alternatives(words)})(?:s|'s)?(?![\w-])", _first(words))


def _first(phrases: Iterable[str]) -> list[str]:
    """The first word of each phrase, also in the plural."""
    first = [phrase.split()[0] for phrase in phrases]
    return [*first, *(f"{word}s" for word in first)]


def _traits(values: Mapping[str, Iterable[str]]) -> Phrases:
    groups = "|".join(f"(?P<{name}>{_alternatives(words)})" for name, words in values.items())
    every = [word for words in values.values() for word in words]
    return Phrases(rf"(?<![\w-])(?:{groups})(?:s|'s)?(?![\w-])", _first(every))


def _measure(units: Iterable[str]) -> re.Pattern[str]:
    # "in" is a unit only where no further figure follows: "7-in-1" measures nothing.
    number = r"(?<![\w.,/])(\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?)"
    unit = _alternatives(unit for unit in units if unit != "in")
    return re.compile(rf"{number}[ -]*({unit}|in(?![ -]*\d))(?:s|es)?(?![\w/])")


def _color(bases: list[str], modifiers: Iterable[str]) -> Phrases:
    words = rf"(?:(?:{_alternatives(modifiers)})[ -])*"
    return Phrases(rf"(?<![\w-])({words})({_alternatives(bases)})(?![\w-])", bases)
