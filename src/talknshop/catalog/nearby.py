"""Products that come near what was asked for, though they lack something of it.

They are listed only for who asks for them, only while less fits than is worth a page, and never
where nothing fits. They meet every limit that was set: what they lack is a word of the thing, or
the kind.
"""

from collections.abc import Mapping, Sequence

from talknshop.catalog.conditions import meets
from talknshop.catalog.index_fields import TEXT_FIELDS
from talknshop.catalog.matching import Criteria
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.retrieval import Fits, Found, Selection
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked, Kinship
from talknshop.search.index import AllOf, Matches, Not, Query

ENOUGH = 100
"""With so many that fit, nothing is added to them."""

_ALIKE = 0.5
"""From this cosine on, a product that no word finds comes near."""


def find_near(
    snapshot: Snapshot,
    selection: Selection,
    asked: Asked,
    fits: Fits,
    similar: Mapping[ProductKey, float],
) -> list[Found]:
    """What comes near, best first by words, then by meaning.

    Args:
        snapshot: The catalogue.
        selection: What was selected.
        asked: The thing that is asked for.
        fits: What fits.
        similar: Products that are alike in meaning, and how much; empty where nobody knows.
    """
    room = ENOUGH - fits.total
    if not fits.total or room <= 0:
        return []
    by_words = _by_words(snapshot, selection, room, best=fits.best_score)
    known = {*by_words, *(one.product.key for one in fits.judged)}
    alike = {key: 0.0 for key, cosine in similar.items() if cosine >= _ALIKE and key not in known}
    near = [Found(one, asked.kinship(one), near=True) for one in snapshot.candidates(by_words)]
    near += _by_meaning(snapshot.candidates(alike), asked, selection.criteria)
    return near


def _by_words(
    snapshot: Snapshot, selection: Selection, most: int, *, best: float
) -> dict[ProductKey, float]:
    """What has any of the words, on the scale of what fits."""
    terms = selection.wide.terms or ()
    fitting = AllOf((Matches(terms, TEXT_FIELDS), selection.shown))
    query = Query(terms, every=False).also(Not(fitting), meets(selection.ways))
    found = snapshot.find(query, limit=most).scores
    return {key: min(score / best, 1.0) if best else 0.0 for key, score in found.items()}


def _by_meaning(candidates: Sequence[Candidate], asked: Asked, criteria: Criteria) -> list[Found]:
    found = [Found(one, asked.kinship(one), near=True) for one in candidates]
    return [
        one
        for one in found
        if one.kinship is not Kinship.ACCESSORY and not criteria.failures(one.product)
    ]
