"""Which product a text is about."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talknshop.language.rules.knowledge import Lexicon, Need, ProductType
from talknshop.language.rules.models import model_end
from talknshop.language.rules.phrases import Token
from talknshop.language.rules.reading import Finding, Reading

_CONTAINERS = re.compile(
    r"(?:bag|box|bin|crate|basket|tote|case|bucket|jar|pack|bundle|lot|carton)s?"
)
_MEASURES = frozenset({"cup", "cups", "pc", "pack", "piece", "yard", "foot"})
_NUMBER = re.compile(r" \d+\b")
_TOLD_OF = frozenset({"theme", "use_case", "occasion"})
"""Properties that are things too: what a toy shows, what a thing is used with."""
_LOOK_BACK = 5
_PROPERTY = re.compile(r"[ -](?:free|proof|resistant|friendly|safe|scented|flavored|shaped)\b")
_PROPERTIES = frozenset({"color", "material"})
_OBJECT = re.compile(r" (?:it|them|that at)\b")
"""What follows a verb that looks like a product: "cap it at 60"."""
_ARTICLE = re.compile(r"\b(?:a|an|some|another|new|to) $")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product named in a text, by offsets."""

    name: str
    type: ProductType | None
    start: int
    end: int
    line: str | None = None
    maker: str | None = None
    is_maker: bool = False
    """Whether the name is a brand that tells the product, such as Vitamix."""
    fits: str | None = None
    """The device named before a part, as in "kindle case"."""
    penalty: float = 0.0
    """How unlikely it is what the text is about."""


def find_candidates(reading: Reading, lexicon: Lexicon) -> list[Candidate]:
    """Product types, lines and telling brands in the text, in its order."""
    found = [
        Candidate(line.type.name, line.type, start, end, reading.text[start:end], line.maker)
        for line, start, line_end in reading.look_up(lexicon.lines)
        for end in [model_end(reading, line_end)]
    ]
    taken = reading.claim(Finding("line", c.name, c.start, c.end) for c in found)
    types = _unambiguous(
        [
            Candidate(product.name, product, start, end)
            for product, start, end in taken.look_up(lexicon.products)
            if not _is_verb(reading, start, end, lexicon)
        ],
        reading,
        lexicon,
    )
    taken = taken.claim(Finding("type", c.name, c.start, c.end) for c in types)
    implied = [
        Candidate(name, lexicon.product(name), start, end, is_maker=True)
        for name, start, end in taken.look_up(lexicon.implied)
    ]
    named = sorted((*found, *types, *implied), key=lambda c: c.start)
    ends = [0, *itertools.accumulate((c.end for c in named), max)]
    return [c for c, end in zip(named, ends, strict=False) if c.start >= end]


def _unambiguous(types: list[Candidate], reading: Reading, lexicon: Lexicon) -> list[Candidate]:
    """Words that may tell a property too ("olive") count only where nothing else does."""
    plain = [
        c
        for c in types
        if (told := lexicon.attributes.get(reading.text[c.start : c.end])) is None
        or told[0] in _TOLD_OF
    ]
    return plain or types


def _is_verb(reading: Reading, start: int, end: int, lexicon: Lexicon) -> bool:
    """Reads "to watch", "i saw": the word is no noun there."""
    if " " in reading.text[start:end]:
        return False
    index = reading.index_at(start)
    word = reading.text[start:end]
    if (_CONTAINERS.fullmatch(word) or word == "fan") and reading.text[end : end + 4] == " of ":
        return True
    if _PROPERTY.match(reading.text, end):
        return True
    if word in _MEASURES and index and reading.tokens[index - 1].text.isdigit():
        return True
    if index == 0 or word.endswith("s"):
        return False
    previous = reading.tokens[index - 1].text
    return previous in lexicon.grammar.verb_before and reading.text[end : end + 1] not in {",", "."}


def compound(
    candidates: Sequence[Candidate], reading: Reading, lexicon: Lexicon
) -> list[Candidate]:
    """Joins neighbours: of "kindle case" the case is the product and the Kindle what it fits."""
    merged: list[Candidate] = []
    for candidate in candidates:
        grown = _grown(candidate, reading, lexicon)
        previous = merged[-1] if merged else None
        gap = reading.text[previous.end : grown.start] if previous else ","
        if previous and gap.strip() == "" and not _plural_noun(previous, reading):
            merged[-1:] = _joined(previous, grown, reading, lexicon)
        else:
            merged.append(grown)
    return merged


def _plural_noun(candidate: Candidate, reading: Reading) -> bool:
    bare = candidate.line is None and not candidate.is_maker
    return bare and reading.text[candidate.start : candidate.end].endswith("s")


def _joined(
    first: Candidate, second: Candidate, reading: Reading, lexicon: Lexicon
) -> list[Candidate]:
    if first.type and second.type and first.line and _same_kind(first.type, second.type):
        return [replace(first, end=second.end)]
    if second.type is not None and second.type.need is Need.FITTED:
        return [replace(second, start=first.start, fits=reading.text[first.start : first.end])]
    if second.line is not None or first.line is not None:
        return [first, second] if second.line is not None else [second]
    if lexicon.brands.get(reading.text[first.start : first.end]) and second.type is not None:
        return [second]
    return _named_together(first, second, reading, lexicon)


def _named_together(
    first: Candidate, second: Candidate, reading: Reading, lexicon: Lexicon
) -> list[Candidate]:
    """Of two plain nouns the second may be the head of one name: "queen bed frame"."""
    last = lexicon.singular(reading.text[second.start : second.end].split()[-1])
    if last in lexicon.grammar.simple_heads and not first.is_maker:
        known = lexicon.product(f"{first.name.split()[-1]} {last}")
        if known is not None:
            return [replace(second, name=known.name, type=known, start=first.start)]
        name = f"{reading.text[first.start : first.end]} {second.name}"
        return [replace(second, name=name, start=first.start)]
    return [second] if first.is_maker else [first, replace(second, penalty=1.0)]


def _same_kind(first: ProductType, second: ProductType) -> bool:
    return first.name == second.name or (
        first.department == second.department
        and second.need is not (Need.FITTED)
        and second.name in first.name
    )


def _grown(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> Candidate:
    """Lets a known noun take the head that follows it: "kayak paddle", "kindle case"."""
    index = reading.index_at(candidate.end)
    following = _adjacent(reading, index, candidate.end)
    if following is None or candidate.end <= candidate.start:
        return candidate
    key = lexicon.singular(following.text)
    grammar = lexicon.grammar
    phrase = reading.text[candidate.start : candidate.end]
    if lexicon.singular(phrase.split()[-1]) != phrase.split()[-1] or (
        following.text == "set" and (reading.text[following.end : following.end + 4] == " of ")
    ):
        return candidate
    is_tool = candidate.type is not None and candidate.type.department == "auto_tools_garden"
    if key in {"set", "kit", "combo"} and (candidate.line is not None or is_tool):
        return replace(candidate, end=following.end)
    if key in grammar.fitted_heads and _NUMBER.match(reading.text, following.end):
        # A "blade 98" behind a racket is its model.
        return candidate
    if key in grammar.fitted_heads:
        need = Need.FITTED
    elif key in grammar.simple_heads and lexicon.product(key) is None:
        need = Need.SIMPLE
    else:
        return candidate
    base = candidate.line or reading.text[candidate.start : candidate.end]
    known = lexicon.product(f"{candidate.name} {key}") or lexicon.product(f"{base} {key}")
    asks = ("compatibility", "size", "price") if need is Need.FITTED else ("price",)
    department = candidate.type.department if candidate.type else "catalogue"
    kind = known or ProductType(f"{base} {key}", department, need, asks)
    fits = phrase if kind.need is Need.FITTED else None
    return Candidate(kind.name, kind, candidate.start, following.end, fits=fits)


def _adjacent(reading: Reading, index: int, end: int) -> Token | None:
    if index >= len(reading.tokens):
        return None
    token = reading.tokens[index]
    return token if reading.text[end : token.start].strip(" -") == "" else None


def as_part(unknown: Candidate, device: Candidate, lexicon: Lexicon) -> Candidate:
    """Of "case for an iPad" the case is a part, and what kind the device tells."""
    word = unknown.name.split()[-1]
    if word not in lexicon.grammar.fitted_heads:
        return unknown
    kind = lexicon.product(f"{device.name} {word}") or ProductType(
        unknown.name, "catalogue", Need.FITTED, ("compatibility", "size", "price")
    )
    return replace(unknown, name=kind.name, type=kind)


def judge(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> Candidate:
    """Adds to the penalty what its place in a shopper's sentence tells against it."""
    grammar = lexicon.grammar
    index = reading.index_at(candidate.start)
    penalty = candidate.penalty
    for step in range(1, _LOOK_BACK + 1):
        if index - step < 0:
            break
        token = reading.tokens[index - step]
        if token.text in {",", ".", "!", "?", ";", ":", "(", ")", "+"}:
            break
        before = reading.tokens[index - step - 1].text if index - step > 0 else ""
        if token.text in grammar.owners:
            penalty += 1.0
        elif token.text in grammar.governors and reading.is_free(token.start, token.end):
            introduced = before in grammar.introducers or before.replace(",", "").isdigit()
            penalty += 0.0 if introduced or index - step == 0 else 2.0
            break
        elif token.text in grammar.desire:
            penalty -= 0.75
            break
    return replace(candidate, penalty=penalty)


def belongs(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the candidate may be no product of its own beside another: "oak top", "cap it"."""
    name = reading.text[candidate.start : candidate.end]
    known = lexicon.attributes.get(name)
    if known is not None and known[0] in _PROPERTIES:
        return True
    if _OBJECT.match(reading.text, candidate.end):
        return True
    named = " " in name and lexicon.products.get(name) is not None
    part = name.split()[-1] in lexicon.grammar.parts and not named
    return part and not _ARTICLE.search(reading.text[: candidate.start])
