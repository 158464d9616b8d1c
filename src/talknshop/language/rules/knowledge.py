"""What the rules engine knows, as types: product types, lines, word classes, the lexicon."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from talknshop.language.rules.glossary import Glossary
from talknshop.language.rules.intent_features import WordClasses
from talknshop.language.rules.phrases import PhraseTable, Singular, split_words
from talknshop.language.rules.spelling import Spelling
from talknshop.schemas.search import NamedCount, Vocabulary


class Need(StrEnum):
    """What a product type needs before a search makes sense."""

    CONSIDERED = "considered"
    """More than its bare name."""
    FITTED = "fitted"
    """What it must fit."""
    SIMPLE = "simple"
    """Nothing."""


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of product: its canonical name and how it is bought."""

    name: str
    department: str
    need: Need
    asks: tuple[str, ...] = ()
    """Useful slots to ask for, best first."""
    sized: bool = False
    """Whether it is worn, so that bare numbers after a gender are sizes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A product line, such as a console or a phone family."""

    type: ProductType
    maker: str | None


@dataclass(frozen=True, slots=True)
class Grammar:
    """Closed word classes."""

    stopwords: frozenset[str]
    desire: frozenset[str]
    governors: frozenset[str]
    introducers: frozenset[str]
    owners: frozenset[str]
    verb_before: frozenset[str]
    parts: frozenset[str]
    fitted_heads: frozenset[str]
    simple_heads: frozenset[str]
    screens: frozenset[str]
    weighed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the stages look up; immutable, so that learning makes a new one."""

    products: PhraseTable[ProductType]
    named_types: tuple[tuple[str, ProductType], ...]
    """Every name and alias of a product type."""
    brand_names: tuple[str, ...]
    lines: PhraseTable[Line]
    brands: PhraseTable[str]
    type_names: PhraseTable[str]
    """Names and aliases of product types as they are written, to call a thing as it was called."""
    product_words: frozenset[str]
    """Words that occur in names of product types."""
    ambiguous: frozenset[str]
    implied: PhraseTable[str]
    makes: PhraseTable[str]
    vehicle_models: PhraseTable[str]
    attributes: PhraseTable[tuple[str, str | None]]
    """Attribute name and, where the wording does not matter, its value."""
    places: frozenset[str]
    """Words of the names of places."""
    phrases: dict[str, PhraseTable[str]]
    """Fixed phrases by what they tell: condition, rating, marketplace, negation, …"""
    line_list: tuple[Line, ...]
    genders: dict[str, str]
    """The gender of clothes by the recipient."""
    grammar: Grammar
    spelling: Spelling
    singular: Singular
    patterns: dict[str, Any]
    word_classes: WordClasses
    intent_weights: dict[str, str]
    """The learned weights of each feature (``intent_model``)."""
    messages: dict[str, dict[str, Any]]
    """What replies and questions say, by language."""
    glossaries: dict[str, Glossary]
    """The other languages that can be read, by their code."""
    strangers: dict[str, frozenset[str]]
    """Function words of languages that are only recognised."""
    home_words: frozenset[str]
    """English words, without names that are the same in any language."""
    currencies: tuple[NamedCount, ...] = ()
    """How many products of the catalogue are priced in which currency."""

    def say(self, language: str, section: str, key: str) -> Any:  # noqa: ANN401 - as in the file
        """What one message says in a language, in English where it has none; None without."""
        for name in (language, "en"):
            found = self.messages.get(name, {}).get(section, {}).get(key)
            if found is not None:
                return found
        return None

    def product(self, name: str | None) -> ProductType | None:
        """The product type with this name or alias."""
        return self.products.get(name) if name else None

    def extended(self, vocabulary: Vocabulary) -> "Lexicon":
        """This lexicon with the brands and product types of a catalogue."""
        types = [
            (name.lower(), ProductType(name.lower(), "catalogue", Need.SIMPLE, ("price", "brand")))
            for name in vocabulary.product_types
            if 0 < len(split_words(name)) <= _LONGEST_TYPE
        ]
        brands = [(name.lower(), name) for name in vocabulary.brands if _is_name(name)]
        known = [word for name, _ in (*types, *brands) for word in split_words(name)]
        return replace(
            self,
            products=self.products.extended(types),
            brands=self.brands.extended(brands),
            spelling=self.spelling.extended(known),
            currencies=tuple(vocabulary.currencies),
            ambiguous=self.ambiguous | {n for n, _ in brands if n in self.spelling.common},
        )


_LONGEST_TYPE = 6


def _is_name(name: str) -> bool:
    return (
        any(character.isalpha() for character in name) and len(split_words(name)) <= _LONGEST_TYPE
    )
