"""Phrases that a grammar draws from: what the language lexicon and the catalogue name."""

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import accumulate

from talknshop.language.rules.knowledge import Lexicon
from talknshop.media.transcription import spoken
from talknshop.media.transcription.grammar import Source

_LONGEST = 4
"""Words of a phrase at most; longer ones are titles, which nobody says."""


Commonness = Callable[[str], float]
"""How often a phrase is said, against others; never 0."""


def phrase_sources(
    lexicon: Lexicon,
    brands: Collection[str] = (),
    products: Collection[str] = (),
    commonness: Commonness = lambda _: 1.0,
) -> dict[str, Source]:
    """What the grammars refer to, from the lexicon and from the catalogue.

    Args:
        lexicon: The knowledge of the rules engine.
        brands: Makers that the catalogue names.
        products: Kinds of products that it names.
        commonness: Of each phrase; what is said more often is drawn more often.
    """
    attributes: dict[str, list[str]] = {}
    named = [*(name for name, _ in lexicon.named_types), *products]
    many = [one if _is_plural(one) else _plural(one) for one in named]
    for phrase, (name, _) in _attributes(lexicon):
        attributes.setdefault(name, []).append(phrase)
    listed: Mapping[str, Iterable[str]] = {
        "product": [*named, *many],
        "item": [name for name in named if not _is_plural(name)],
        "items": many,
        "brand": [*lexicon.brand_names, *brands],
        "line": [*lexicon.lines.phrases(), *lexicon.implied.phrases()],
        "vehicle": [*lexicon.vehicle_models.phrases(), *lexicon.makes.phrases()],
        "place": sorted(lexicon.places),
        **attributes,
    }
    here = {spoken.say_name(phrase) for phrase in (*brands, *products)}
    sources = {name: _one_of(phrases, commonness, here) for name, phrases in listed.items()}
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


def _is_plural(name: str) -> bool:
    return name.endswith("s") and not name.endswith(("ss", "us", "is"))


def _one_of(phrases: Iterable[str], commonness: Commonness, here: Collection[str]) -> Source:
    """Draws by commonness; what the catalogue has is asked for as often as names on average."""
    said = dict.fromkeys(spoken.say_name(phrase) for phrase in phrases)
    kept = [one for one in said if one and len(one.split()) <= _LONGEST]
    weights = [commonness(one) for one in kept]
    average = sum(weights) / max(1, len(weights))
    asked = (max(w, average) if one in here else w for one, w in zip(kept, weights, strict=True))
    summed = list(accumulate(asked))

    def draw_one(draw: random.Random) -> str:
        return draw.choices(kept, cum_weights=summed)[0]

    return draw_one


_NUMBERS: Mapping[str, Callable[[random.Random], str]] = {
    "amount": spoken.draw_price,
    "cents": spoken.draw_cents,
    "count": spoken.draw_count,
    "year": spoken.draw_year,
    "decimal": spoken.draw_decimal,
    "worn_size": spoken.draw_size,
}
