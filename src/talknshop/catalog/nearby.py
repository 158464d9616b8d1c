"""Products that come near what was asked for, though they lack something of it.

They are listed only for who asks for them, only while less fits than is worth a page or two, behind
all that fits, and never where the catalogue has no such thing. They meet every limit that was set:
what they lack is a word of the thing, or the kind.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from talknshop.catalog.conditions import meets
from talknshop.catalog.index_fields import GUESSED, TEXT_FIELDS
from talknshop.catalog.matching import Criteria
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.retrieval import Fits, Found, Selection, beside
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked, Kinship
from talknshop.search.index import AllOf, Is, Matches, Not, Query

_MOST = 100
"""Products that are looked at; the best of them are listed."""

_ALIKE = 0.5
"""From this cosine on, a product that no word finds comes near."""

_KIND_OR_EVERY_WORD = 2.0
"""What being of the kind or having all of the words counts, against having some of the words."""

_ENOUGH_OF_A_MATCH = 0.4
"""Less than this share of the best score among what fits is too little to come near: a word that
half of the catalogue has."""


class Nearby(NamedTuple):
    """What comes near."""

    found: list[Found]
    named: frozenset[ProductKey]
    """Those that have the name of the thing, and would else count as left out."""


NOTHING_NEAR = Nearby([], frozenset())


def find_near(
    snapshot: Snapshot,
    selection: Selection,
    asked: Asked,
    fits: Fits,
    similar: Mapping[ProductKey, float],
) -> Nearby:
    """What comes near, best first by words, then by meaning.

    Args:
        snapshot: The catalogue.
        selection: What was selected.
        asked: The thing that is asked for.
        fits: What fits; where nothing does, there must be such things beyond the limits.
        similar: Products that are alike in meaning, and how much; empty where nobody knows.
    """
    best = fits.best_score or _best_beyond_limits(snapshot, selection)
    if not best or fits.total >= _MOST:
        return NOTHING_NEAR
    named = snapshot.find(beside(selection), limit=_MOST).scores
    by_words = _by_words(snapshot, selection, best)
    known = {*by_words, *(one.product.key for one in fits.judged)}
    alike = {key: 0.0 for key, cosine in similar.items() if cosine >= _ALIKE and key not in known}
    near = [Found(one, asked.kinship(one), near=True) for one in snapshot.candidates(by_words)]
    near += _by_meaning(snapshot.candidates(alike), asked, selection.criteria)
    return Nearby(near, frozenset(named))


def _best_beyond_limits(snapshot: Snapshot, selection: Selection) -> float:
    found = snapshot.find(selection.wide.also(selection.shown), limit=1).scores
    return max(found.values(), default=0.0)


def _by_words(snapshot: Snapshot, selection: Selection, best: float) -> dict[ProductKey, float]:
    """What is of the kind, or has words that tell enough, on the scale of what fits.

    Where the feed states kinds, only what is of the kind comes near, whatever it is called.
    """
    terms = selection.wide.terms or ()
    fitting = AllOf((Matches(terms, TEXT_FIELDS), selection.shown))
    near = Query(terms, every=False).also(Not(fitting), meets(selection.ways))
    guessed = Is("facts", (GUESSED,))
    found: dict[ProductKey, float] = {}
    for query, factor, least in (
        (near.also(Not(guessed), selection.kinds.of_head), _KIND_OR_EVERY_WORD, 0.0),
        (near.also(guessed, Matches(terms, TEXT_FIELDS)), _KIND_OR_EVERY_WORD, _ENOUGH_OF_A_MATCH),
        (near.also(guessed), 1.0, _ENOUGH_OF_A_MATCH),
    ):
        for key, score in snapshot.find(query, limit=_MOST).scores.items():
            share = factor * min(score / best, 1.0)
            if share >= least:
                found.setdefault(key, share)
    return {key: found[key] for key in sorted(found, key=lambda key: -found[key])[:_MOST]}


def _by_meaning(candidates: Sequence[Candidate], asked: Asked, criteria: Criteria) -> list[Found]:
    found = [Found(one, asked.kinship(one), near=True) for one in candidates]
    return [
        one
        for one in found
        if one.kinship is not Kinship.ACCESSORY and not criteria.failures(one.product)
    ]
