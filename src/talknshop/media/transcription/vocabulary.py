"""Phrases that a grammar draws from: what the language lexicon and the catalogue name."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence

from talknshop.language.rules.knowledge import Lexicon
from talknshop.media.transcription import spoken
from talknshop.media.transcription.grammar import Source

_LONGEST = 4
"""Words of a phrase at most; longer ones are titles, which nobody says."""


def phrase_sources(
    lexicon: Lexicon, brands: Iterable[str] = (), products: Iterable[str] = ()
) -> dict[str, Source]:
    """What ``shopping.jsgf`` refers to, from the lexicon and from the catalogue.

    Args:
        lexicon: The knowledge of the rules engine.
        brands: Makers that the catalogue names.
        products: Kinds of products that it names.
    """
    attributes: dict[str, list[str]] = {}
    named = [*(name for name, _ in lexicon.named_types), *products]
    for phrase, (name, _) in _attributes(lexicon):
        attributes.setdefault(name, []).append(phrase)
    listed: Mapping[str, Iterable[str]] = {
        "product": [one for name in named for one in (name, _plural(name))],
        "brand": [*lexicon.brand_names, *brands],
        "line": [*lexicon.lines.phrases(), *lexicon.implied.phrases()],
        "vehicle": [*lexicon.vehicle_models.phrases(), *lexicon.makes.phrases()],
        "place": sorted(lexicon.places),
        **attributes,
    }
    sources: dict[str, Source] = {name: _one_of(phrases) for name, phrases in listed.items()}
    return {**sources, **_NUMBERS}


def _attributes(lexicon: Lexicon) -> Iterable[tuple[str, tuple[str, str | None]]]:
    for phrase in lexicon.attributes.phrases():
        found = lexicon.attributes.get(phrase)
        if found is not None:
            yield phrase, found


def _plural(name: str) -> str:
    """How more than one is called; names that are plurals stay as they are."""
    if name.endswith(("s", "x", "z", "ing", "wear", "ware")):
        return name
    if name.endswith(("sh", "ch")):
        return name + "es"
    if name.endswith("y") and name[-2:-1] not in set("aeiou"):
        return name[:-1] + "ies"
    return name + "s"


def _one_of(phrases: Iterable[str]) -> Source:
    said = [spoken.say_name(phrase) for phrase in dict.fromkeys(phrases)]
    kept: Sequence[str] = [one for one in said if one and len(one.split()) <= _LONGEST]

    def draw_one(draw: random.Random) -> str:
        return draw.choice(kept)

    return draw_one


_NUMBERS: Mapping[str, Callable[[random.Random], str]] = {
    "amount": spoken.draw_price,
    "cents": spoken.draw_cents,
    "count": spoken.draw_count,
    "year": spoken.draw_year,
    "decimal": spoken.draw_decimal,
    "worn_size": spoken.draw_size,
}
