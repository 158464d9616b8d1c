"""Finding the candidates of a search: everything that names the thing, closest wording first."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from talknshop.catalog.query import build_query
from talknshop.catalog.records import Candidate
from talknshop.catalog.thing import Asked, Kinship
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.index import Query
from talknshop.search.synonyms import Synonyms

SYNONYM_FACTOR = 0.7
"""What is left of the score of a product that only a synonym finds."""

_ENOUGH_THINGS = 20
"""With so many of the thing itself, what is not known to be one is left out."""

Find = Callable[[Query], list[Candidate]]
"""Searches the text index, best first."""


class Found(NamedTuple):
    """A candidate and how it relates to what was asked."""

    product: Candidate
    kinship: Kinship


class Focused(NamedTuple):
    """Candidates, divided by whether they are worth showing to who asked for the thing."""

    kept: list[Found]
    beside: list[Found]
    """They only go with it, or name it in passing."""


def find_candidates(spec: RequirementSpec, synonyms: Synonyms, find: Find) -> list[Candidate]:
    """Finds what matches the requirement in its own words, then what matches by synonyms."""
    plain = build_query(spec, Synonyms(()))
    wide = build_query(spec, synonyms)
    found = {candidate.key: candidate for candidate in find(plain)}
    if wide != plain:
        for candidate in find(wide):
            by_synonym = candidate._replace(score=candidate.score * SYNONYM_FACTOR)
            found.setdefault(candidate.key, by_synonym)
    return list(found.values())


def focus(candidates: list[Candidate], asked: Asked) -> Focused:
    """Leaves accessories and passing mentions out.

    Accessories stay while there is nothing of the thing itself. What its feed states to be of
    another kind stays when its title says otherwise, or at least names the thing while there is
    nothing better; a mention in the description alone makes no air fryer a dishwasher. A kind that
    was only guessed leaves a product out solely when there is plenty to choose from.
    """
    found = [Found(product, asked.kinship(product)) for product in candidates]
    counts = Counter(one.kinship for one in found)
    things = counts[Kinship.THING] or counts[Kinship.SAME_KIND]
    kept: list[Found] = []
    beside: list[Found] = []
    for one in found:
        (kept if _stays(one, things, asked) else beside).append(one)
    return Focused(kept, beside)


def _stays(one: Found, things: int, asked: Asked) -> bool:
    if one.kinship >= Kinship.SAME_KIND:
        return True
    if one.kinship is Kinship.ACCESSORY:
        return not things
    if one.product.type_stated and not things:
        return asked.is_in_title_of(one.product)
    if one.product.type_stated:
        return things < _ENOUGH_THINGS and asked.is_name_of(one.product)
    return things < _ENOUGH_THINGS
