"""Answering why a product is not among the results, or not higher."""

from collections.abc import Sequence

from talknshop.catalog.card_search import Judged, asks_store
from talknshop.catalog.cards import Card
from talknshop.catalog.matching import BESIDE, Failure, Reason
from talknshop.catalog.rank import Weights
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.results import from_wire_id, to_breakdown, to_result
from talknshop.catalog.service import CatalogService, find_product
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.why import (
    Standing,
    describe_failure,
    meant_by,
    score_parts,
    sentence_of_failures,
    sentence_of_place,
    sentence_of_rest,
    words_of_title,
)
from talknshop.core.errors import NotFoundError
from talknshop.schemas.catalog import (
    Above,
    ScorePart,
    WhyAnswer,
    WhyFailure,
    WhyOutcome,
    WhyRequest,
)
from talknshop.schemas.product import CatalogProduct, ProductResult
from talknshop.search.index import Between, Condition, Is, Query, Says, Term
from talknshop.search.text import noun_phrase

_MOST_CANDIDATES = 100

_MOST_NAMESAKES = 1_000
"""Products of the same title, kind, brand and price, among which one is looked for."""

_ELSEWHERE = Failure(Reason.MARKETPLACE, "marketplaces")


def answer_why(
    snapshot: Snapshot,
    catalog: CatalogService,
    request: WhyRequest,
    elsewhere: Sequence[Sequence[ProductResult]] = (),
) -> WhyAnswer:
    """Finds the product that is meant, and says what became of it in the search.

    Args:
        snapshot: The catalogue.
        catalog: Judges and ranks as a search does.
        request: The search, and the product by id or by words of its title.
        elsewhere: What marketplaces answered to that search, each in its own order.
    """
    judged, cards = catalog.ranked_cards(
        snapshot, request.requirement_spec, request.criteria, elsewhere=elsewhere
    )
    key = _key_meant(snapshot, request.product, judged, cards)
    if key is None:
        return WhyAnswer(
            outcome=WhyOutcome.NOT_FOUND,
            total_count=judged.total_count,
            sentence="No product at hand has such an id or title.",
        )
    place = next((place for place, card in enumerate(cards) if _has(card, key)), None)
    if place is None:
        return _not_ranked(snapshot, key, judged, len(cards))
    weights = catalog.weights.adjusted(request.criteria)
    return _ranked(snapshot, Standing(place, cards, judged.total_count), judged, weights)


def _key_meant(
    snapshot: Snapshot, product: str, judged: Judged, cards: Sequence[Card]
) -> ProductKey | None:
    for key, known in judged.elsewhere.products.items():
        if known.product_id == product:
            return key
    if from_wire_id(product) is not None:
        try:
            return snapshot.key_of(find_product(snapshot, product))
        except NotFoundError:
            return None
    # The best ranked comes first: of several that are called so, it is the likeliest.
    candidates = [member.product for card in cards for member in card.members]
    failing = [one for some in judged.elsewhere.failing.values() for one in some]
    meant = meant_by(product, [*candidates, *failing, *_titled(snapshot, product)])
    return None if meant is None else meant.key


def _titled(snapshot: Snapshot, title: str) -> list[Candidate]:
    terms = tuple(Term((word,)) for word in words_of_title(title))
    return snapshot.search(Query(terms), limit=_MOST_CANDIDATES)


def _has(card: Card, key: ProductKey) -> bool:
    return any(member.product.key == key for member in card.members)


def _not_ranked(snapshot: Snapshot, key: ProductKey, judged: Judged, ranked: int) -> WhyAnswer:
    product = _products(snapshot, judged, [key])[key]
    failures = _failures_described(snapshot, key, judged)
    if not failures:
        outcome = WhyOutcome.RANKED
        sentence = sentence_of_rest(product.title, ranked, judged.total_count)
    else:
        beside = failures[0].reason == BESIDE.reason
        outcome = WhyOutcome.NOT_OF_THIS_KIND if beside else WhyOutcome.LEFT_OUT
        sentence = sentence_of_failures(product.title, failures)
    return WhyAnswer(
        outcome=outcome,
        product=CatalogProduct.of(product),
        failures=failures,
        total_count=judged.total_count,
        sentence=sentence,
    )


def _products(
    snapshot: Snapshot, judged: Judged, keys: Sequence[ProductKey]
) -> dict[ProductKey, ProductResult]:
    """The products behind the keys, whoever offers them."""
    elsewhere = judged.elsewhere.products
    stored = snapshot.products([key for key in keys if key not in elsewhere])
    own = {key: to_result(product) for key, product in stored.items()}
    return own | {key: elsewhere[key] for key in keys if key in elsewhere}


def _failures_described(snapshot: Snapshot, key: ProductKey, judged: Judged) -> list[WhyFailure]:
    for failure, products in judged.elsewhere.failing.items():
        for candidate in products:
            if candidate.key == key:
                beside = failure == BESIDE
                every = [BESIDE] if beside else judged.criteria.failures(candidate)
                return [describe_failure(one, candidate, judged.spec) for one in every]
    (candidate,) = snapshot.candidates({key: 0.0})
    return [
        describe_failure(failure, candidate, judged.spec)
        for failure in _failures(snapshot, candidate, judged)
    ]


def _failures(snapshot: Snapshot, product: Candidate, judged: Judged) -> list[Failure]:
    """Why a product is not shown; none means that it fits and stands behind what is ranked."""
    if not asks_store(judged.spec):
        return [_ELSEWHERE]
    if not _is_worth_showing(snapshot, product, judged):
        return [BESIDE]
    return judged.criteria.failures(product)


def _is_worth_showing(snapshot: Snapshot, product: Candidate, judged: Judged) -> bool:
    shown = judged.selection.wide.also(judged.selection.shown, *_namesakes(product))
    return product.key in snapshot.find(shown, limit=_MOST_NAMESAKES).scores


def _namesakes(product: Candidate) -> list[Condition]:
    """What is so like the product that it is found among few."""
    alike: list[Condition] = []
    if title := noun_phrase(product.title):
        alike.append(Says("title_words", title))
    if product.product_type:
        alike.append(Is("type_name", (product.product_type,)))
    if product.brand:
        alike.append(Is("brand_name", (product.brand,)))
    if product.price_minor is not None:
        alike.append(Between("price", low=product.price_minor, high=product.price_minor))
    return alike


def _ranked(snapshot: Snapshot, standing: Standing, judged: Judged, weights: Weights) -> WhyAnswer:
    cards = standing.cards
    rated = any(card.best.product.rating is not None for card in cards)
    places = [standing.place, *standing.places_above]
    keys = [cards[place].best.product.key for place in places]
    known = _products(snapshot, judged, keys)

    def parts(place: int) -> list[ScorePart]:
        other = cards[place].best.score
        return score_parts(standing.score, other, weights, judged.criteria, rated=rated)

    def above(place: int) -> Above:
        product = known[cards[place].best.product.key]
        return Above(
            place=place + 1,
            product_id=product.product_id,
            title=product.title,
            score=to_breakdown(cards[place].best.score),
            parts=parts(place),
        )

    own = known[cards[standing.place].best.product.key]
    return WhyAnswer(
        outcome=WhyOutcome.RANKED,
        product=CatalogProduct.of(own),
        place=standing.place + 1,
        total_count=standing.total_count,
        score=to_breakdown(standing.score),
        above=[above(place) for place in standing.places_above],
        sentence=sentence_of_place(standing, parts(0), judged.spec.sort),
    )
