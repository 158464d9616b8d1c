"""Answering why a product is not among the results, or not higher."""

from collections.abc import Sequence

from talknshop.catalog.cards import Card
from talknshop.catalog.matching import BESIDE, Criteria
from talknshop.catalog.query import build_query
from talknshop.catalog.rank import Weights
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.results import from_wire_id, to_breakdown, to_result, wire_id
from talknshop.catalog.service import CatalogService, Judged, find_product
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.why import (
    Standing,
    describe_failure,
    meant_by,
    score_parts,
    sentence_of_failures,
    sentence_of_place,
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
from talknshop.schemas.enums import Sort
from talknshop.schemas.product import CatalogProduct
from talknshop.schemas.requirement import LONGEST_PRODUCT_TYPE, RequirementSpec
from talknshop.search.synonyms import Synonyms

_MOST_CANDIDATES = 100


def answer_why(snapshot: Snapshot, catalog: CatalogService, request: WhyRequest) -> WhyAnswer:
    """Finds the product that is meant, and says what became of it in the search.

    Args:
        snapshot: The catalogue.
        catalog: Judges and ranks as a search does.
        request: The search, and the product by id or by words of its title.
    """
    spec = request.requirement_spec
    judged, cards = catalog.ranked_cards(snapshot, spec, request.criteria)
    key = _key_meant(snapshot, request.product, judged, cards)
    if key is None:
        return WhyAnswer(
            outcome=WhyOutcome.NOT_FOUND,
            total_count=len(cards),
            sentence="No product of the catalogue has such an id or title.",
        )
    place = next((place for place, card in enumerate(cards) if _has(card, key)), None)
    if place is None:
        return _left_out(snapshot, key, judged, spec, len(cards))
    weights = catalog.weights.adjusted(request.criteria)
    return _ranked(snapshot, Standing(place, cards), judged.criteria, weights, spec.sort)


def _key_meant(
    snapshot: Snapshot, product: str, judged: Judged, cards: Sequence[Card]
) -> ProductKey | None:
    if from_wire_id(product) is not None:
        try:
            return snapshot.key_of(find_product(snapshot, product))
        except NotFoundError:
            return None
    # The best ranked comes first: of several that are called so, it is the likeliest.
    candidates = [member.product for card in cards for member in card.members]
    candidates += [one.product for one in judged.left_out]
    meant = meant_by(product, candidates) or meant_by(product, _titled(snapshot, product))
    return None if meant is None else meant.key


def _titled(snapshot: Snapshot, title: str) -> list[Candidate]:
    spec = RequirementSpec(product_type=title[:LONGEST_PRODUCT_TYPE])
    return snapshot.search(build_query(spec, Synonyms(())), limit=_MOST_CANDIDATES)


def _has(card: Card, key: ProductKey) -> bool:
    return any(member.product.key == key for member in card.members)


def _left_out(
    snapshot: Snapshot, key: ProductKey, judged: Judged, spec: RequirementSpec, count: int
) -> WhyAnswer:
    left = next((one for one in judged.left_out if one.product.key == key), None)
    stored = snapshot.products([key])[key]
    if left is None or left.failures == [BESIDE]:
        failures = [
            WhyFailure(
                reason=BESIDE.reason,
                slot=BESIDE.slot,
                wanted=spec.product_type,
                found=stored.product_type,
            )
        ]
    else:
        failures = [describe_failure(failure, left.product, spec) for failure in left.failures]
    beside = failures[0].reason == BESIDE.reason
    return WhyAnswer(
        outcome=WhyOutcome.NOT_OF_THIS_KIND if beside else WhyOutcome.LEFT_OUT,
        product=CatalogProduct.of(to_result(stored)),
        failures=failures,
        total_count=count,
        sentence=sentence_of_failures(stored.title, failures),
    )


def _ranked(
    snapshot: Snapshot, standing: Standing, criteria: Criteria, weights: Weights, sort: Sort
) -> WhyAnswer:
    cards = standing.cards
    rated = any(card.best.product.rating is not None for card in cards)
    places = [standing.place, *standing.places_above]
    stored = snapshot.products([cards[place].best.product.key for place in places])

    def parts(place: int) -> list[ScorePart]:
        other = cards[place].best.score
        return score_parts(standing.score, other, weights, criteria, rated=rated)

    def above(place: int) -> Above:
        product = stored[cards[place].best.product.key]
        return Above(
            place=place + 1,
            product_id=wire_id(product.feed.name, product.source_id),
            title=product.title,
            score=to_breakdown(cards[place].best.score),
            parts=parts(place),
        )

    own = stored[cards[standing.place].best.product.key]
    return WhyAnswer(
        outcome=WhyOutcome.RANKED,
        product=CatalogProduct.of(to_result(own)),
        place=standing.place + 1,
        total_count=len(cards),
        score=to_breakdown(standing.score),
        above=[above(place) for place in standing.places_above],
        sentence=sentence_of_place(standing, parts(0), sort),
    )
