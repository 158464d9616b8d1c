"""What a product's record says about which item it is, apart from who sells it and how."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from talknshop.catalog.item_identifiers import (
    normal_brand,
    normal_gtin,
    read_codes,
    without_brand,
    without_codes,
)
from talknshop.catalog.item_measures import Numbers, read_figures
from talknshop.catalog.item_text import (
    GONE,
    WORD,
    fold,
    fold_signs,
    name_words,
    plainly,
    title_parts,
)
from talknshop.catalog.item_words import ItemWords, load_item_words
from talknshop.search.text import singular

T = TypeVar("T", str, float)

_TELLING_ATTRIBUTES = frozenset(
    [
        "color", "colour", "size", "storage", "capacity", "memory", "ram", "storage capacity",
        "internal storage", "hard drive size", "screen size", "display size", "volume", "quantity",
        "pack size", "count", "material", "scent", "flavor", "flavour", "format", "platform",
        "edition", "gender", "age group",
    ]
)  # fmt: skip
_LETTER_SIZE = re.compile(r"(?:(?<=size )|(?<=[,(;] )|(?<=- ))([sml])(?= *(?:$|[,;)]))")
_BARE_SIZE = re.compile(r"\s*\d{1,2}(?:\.\d+)?\s*(?:[bdemw]{1,2}\s*)?|\s*[a-z]\s*", re.IGNORECASE)
_LETTER_SIZES = {"s": "small", "m": "medium", "l": "large"}
_NEGATED = re.compile(
    r"\b(?:non[ -]|not |without )\w+|\bages? \d+(?: ?-? ?\d+)?(?: ?\+| plus| and up)?"
)
"""What it is not, and for whom."""
_PACKAGING = frozenset(["box"])
_PLATFORM_MAKERS = frozenset(["nintendo", "playstation", "xbox"])
_RESOLD = re.compile(r"^\s*(?:amazon )?(?:renewed|refurbished)\s*$", re.IGNORECASE)
"""Stands where the brand belongs, and is none."""
_FUNCTION_WORDS = frozenset(["a", "an", "and", "at", "of", "on", "or", "the", "to"])


class ItemRecord(NamedTuple):
    """What is read of a product, whatever source it comes from."""

    source: str
    """Who numbers it: barcodes for use inside a shop mean something only there."""
    title: str
    brand: str | None
    gtin: str | None
    attributes: Mapping[str, str]
    """By name, in lower case."""
    sold_by: str | None = None
    """Who sells it; a maker's own shop names the brand nowhere else."""


@dataclass(frozen=True, slots=True)
class Item:
    """What tells one item from another; plain JSON beside the source, so that it can be kept."""

    source: str
    gtin: str | None
    """14 digits, with the source before one that is for use inside a shop."""
    brand: str
    brand_words: list[str]
    """The brand as words are compared, in order."""
    codes: list[str]
    """Model numbers, without punctuation."""
    name: str
    """The words of the title that are neither description nor kind, without blanks."""
    words: list[str]
    """The same one by one with those behind the name, in alphabetical order."""
    marks: list[str]
    """Words of the name with figures in them: ``15`` of a phone, ``40`` of a shoe."""
    more_marks: list[str]
    """Such words behind the name."""
    lead: list[str]
    """Brand and words of the title's first part that are no description, figures too, in order."""
    own: list[str]
    """The words of the title's first part, whatever they say, in order."""
    said: list[str]
    """Every word of brand and title."""
    described: list[str]
    """Words of description."""
    tail: list[str]
    """Words behind the name that are neither."""
    target: list[str]
    """What it is for: the words that a title has behind ``for``."""
    variants: list[str]
    things: list[str]
    """The kinds of things that it names."""
    accessories: list[str]
    """Such as go with something else."""
    numbers: Numbers
    numbered: list[str]
    traits: dict[str, list[str]]
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Takes a hash once, because items are looked up pair by pair."""
        object.__setattr__(self, "_hash", hash((self.source, *self.said, *self.lead)))

    def __hash__(self) -> int:
        """Tells most items apart; none is changed once it is made."""
        return self._hash


def read_item(record: ItemRecord) -> Item:
    """Reads what tells the item from others; nothing is guessed that the record does not say."""
    words = load_item_words()
    plain = _NEGATED.sub(" ", plainly(record.title))
    codes = read_codes(plain, record.attributes)
    title = _read(without_brand(fold_signs(without_codes(plain, codes)), _maker(record)), words)
    stated = _read(_telling(record.attributes), words, plain_phrases=False)
    parts = title_parts(title.rest)
    own, behind = _pieces(parts.own), _pieces(parts.behind)
    name, others = _name([*own, *behind], words)
    if not name:
        name = [word for value in title.traits.get("platform", []) for word in value.split()]
    of_own = {word for piece in own for word in piece}
    said = of_own.union(*behind)
    mixed = {word for word in name_words(parts.extras) if not word.isdigit()}
    brand = name_words(fold(_RESOLD.sub("", record.brand or "")))
    return Item(
        source=record.source,
        gtin=normal_gtin(record.gtin, record.source),
        brand=normal_brand(record.brand) if brand else "",
        brand_words=brand,
        codes=codes,
        name="".join(filter(str.isalpha, name)),
        words=sorted(set(filter(str.isalpha, [*name, *others]))),
        marks=sorted({word for word in name if not word.isalpha()}),
        more_marks=sorted({w for w in mixed.union(others) if not w.isalpha()}.difference(name)),
        lead=_lead(brand, own, words),
        own=_own(own),
        said=_every_word(fold_signs(plain), record.brand, record.sold_by),
        described=sorted((said & words.plain) - words.silent - _FUNCTION_WORDS),
        tail=sorted(set(filter(str.isalpha, others)).difference(name)),
        target=sorted(set(name_words(parts.target)) - words.plain),
        variants=sorted(said & words.variants),
        things=sorted({words.things[one] for one in of_own & words.things.keys()} - {*brand}),
        accessories=_accessories(own, words),
        numbers=_joined(title.numbers, stated.numbers),
        numbered=sorted({*title.numbered, *stated.numbered}),
        traits=_joined(title.traits, _with_color(stated.traits, record.attributes)),
    )


def _maker(record: ItemRecord) -> str | None:
    """The brand, unless the console that a game is for stands where the maker belongs."""
    is_platform = fold(record.brand or "") in _PLATFORM_MAKERS
    return None if is_platform else record.brand


class _Said(NamedTuple):
    """What a text says in figures and words of a known meaning, and the rest of it."""

    numbers: Numbers
    numbered: list[str]
    traits: dict[str, list[str]]
    rest: str


_NOTHING = _Said({}, [], {}, "")
_GONE = GONE.strip()


def _read(text: str, words: ItemWords, *, plain_phrases: bool = True) -> _Said:
    if not text:
        return _NOTHING
    said = set(WORD.findall(text))
    spelt = words.spelling.sub(lambda match: _one_spelling(match[0], words), text, said)
    if spelt is not text:
        said = set(WORD.findall(spelt))
    if plain_phrases:
        spelt = words.plain_phrases.sub(lambda _: GONE, spelt, said)
    figures = read_figures(spelt, words)
    traits, rest = _traits(figures.rest, said, words)
    return _Said(figures.numbers, figures.numbered, traits, rest)


def _one_spelling(found: str, words: ItemWords) -> str:
    """The one spelling of a phrase that was found, also in the plural."""
    return words.spellings.get(found) or words.spellings.get(found.rstrip("'s"), found)


def _telling(attributes: Mapping[str, str]) -> str:
    # Of a product with many colours, a list of them tells nothing about which one this is.
    values = [
        f"size {value}" if name == "size" and _BARE_SIZE.fullmatch(value) else value
        for name, value in attributes.items()
        if name in _TELLING_ATTRIBUTES and "," not in value
    ]
    return " ; ".join(map(fold, values))


def _with_color(
    traits: dict[str, list[str]], attributes: Mapping[str, str]
) -> dict[str, list[str]]:
    """The traits, with a colour that has a name of its maker's: ``wheat nubuck``."""
    stated = attributes.get("color") or attributes.get("colour")
    if not stated or "color" in traits or "," in stated or "/" in stated:
        return traits
    named = WORD.findall(fold(stated))
    return {**traits, "color": [" ".join(named)]} if named else traits


def _traits(text: str, said: set[str], words: ItemWords) -> tuple[dict[str, list[str]], str]:
    found: dict[str, set[str]] = {}

    def value(match: re.Match[str]) -> str:
        name = str(match.lastgroup)
        found.setdefault(name, set()).add(singular(match[name]))
        return GONE

    def color(match: re.Match[str]) -> str:
        spoken = " ".join([match[2], *sorted(WORD.findall(match[1]))])
        found.setdefault("color", set()).add(spoken)
        return GONE

    if not said.isdisjoint(_LETTER_SIZES):
        text = _LETTER_SIZE.sub(lambda match: f" {_LETTER_SIZES[match[1]]} ; ", text)
        said = said.union(_LETTER_SIZES.values())
    text = words.color.sub(color, words.traits.sub(value, text, said), said)
    return {name: sorted(values) for name, values in found.items()}, text


def _name(pieces: list[list[str]], words: ItemWords) -> tuple[list[str], list[str]]:
    """The first words in a row that are no description, and such words behind them."""
    runs: list[list[str]] = []
    for piece in pieces:
        fresh = True
        for word in piece:
            if word in _FUNCTION_WORDS:
                continue
            if word in words.plain:
                fresh = True
            elif fresh:
                runs.append([word])
                fresh = False
            else:
                runs[-1].append(word)
    name, *others = runs or [[]]
    return name, [word for run in others for word in run]


def _accessories(own: list[list[str]], words: ItemWords) -> list[str]:
    """Those in the title's first part, unless it goes on with what they belong to."""
    # Behind a weight, a bag is what it is sold in.
    told = [word for piece in own for at, word in enumerate(piece) if at or word != "bag"]
    last = max((at for at, word in enumerate(told) if word in words.accessories), default=-1)
    behind = words.things.keys() - words.accessories - _PACKAGING
    if not behind.isdisjoint(told[last + 1 :]):
        return []
    of_own = words.accessories.intersection(told)
    return sorted({words.accessory_spellings.get(word, word) for word in of_own})


def _pieces(text: str) -> list[list[str]]:
    return [name_words(piece) for piece in text.split(_GONE)]


def _every_word(title: str, *others: str | None) -> list[str]:
    return sorted(
        {*name_words(title), *(word for one in others for word in name_words(fold(one or "")))}
    )


def _lead(brand: list[str], own: list[list[str]], words: ItemWords) -> list[str]:
    # Between two measures.
    told = [word for piece in own if piece != ["x"] for word in piece]
    named = [word for word in told if word not in words.plain and word not in _FUNCTION_WORDS]
    return list(dict.fromkeys([*brand, *named]))


def _own(own: list[list[str]]) -> list[str]:
    told = (word for piece in own for word in piece if word not in _FUNCTION_WORDS)
    return list(dict.fromkeys(told))


def _joined(some: Mapping[str, list[T]], others: Mapping[str, list[T]]) -> dict[str, list[T]]:
    if not others:
        return dict(some)
    return {name: sorted({*some.get(name, []), *others.get(name, [])}) for name in (*some, *others)}
