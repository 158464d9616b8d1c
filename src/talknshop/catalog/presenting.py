"""From ranked cards to what a shopper sees of them."""

from collections.abc import Sequence
from dataclasses import replace

from talknshop.catalog.aggregate.trust import find_doubts
from talknshop.catalog.card_search import Judged
from talknshop.catalog.cards import Card
from talknshop.catalog.offers import all_offers
from talknshop.catalog.pictures import shown_picture
from talknshop.catalog.rank import Ranked
from talknshop.catalog.reasons import Rivals, reasons_of, sentence_of
from talknshop.catalog.records import ProductKey
from talknshop.catalog.results import to_breakdown, without_offers
from talknshop.catalog.snapshot import Snapshot
from talknshop.schemas.product import ProductResult


def present(
    snapshot: Snapshot, judged: Judged, cards: Sequence[Card], page: Sequence[Card]
) -> list[ProductResult]:
    """The cards of a page, each with its score, the reason for its place and its offers.

    Args:
        snapshot: The catalogue.
        judged: What was decided of the requirement.
        cards: All cards at hand, which are compared with each other.
        page: Those that are shown.
    """
    members = [member for card in page for member in card.members]
    known = _products(snapshot, judged, members)
    ranked = [member for card in cards for member in card.members if not member.near]
    alone = _rivals(judged, ranked, [])
    shown: list[ProductResult] = []
    for card in page:
        best, *others = card.members
        own = known[best.product.key]
        fitting = [other for other in others if not other.near]
        rivals = _rivals(judged, ranked, fitting) if fitting else alone
        reasons = reasons_of(best, own.attributes, judged.spec, judged.criteria, rivals)
        told = {
            "offers": all_offers(own, [known[other.product.key] for other in others]),
            "score": to_breakdown(best.score),
            "reasons": reasons,
            "why_ranked": sentence_of(reasons),
        }
        shown.append(own.model_copy(update=told))
    return shown


def _products(
    snapshot: Snapshot, judged: Judged, members: Sequence[Ranked]
) -> dict[ProductKey, ProductResult]:
    elsewhere = judged.elsewhere.products
    keys = [member.product.key for member in members]
    stored = snapshot.products([key for key in keys if key not in elsewhere])
    known = {key: without_offers(product) for key, product in stored.items()}
    for member in members:
        key = member.product.key
        if key in elsewhere:
            product = elsewhere[key]
            picture = shown_picture(product.image_url, simulated=product.simulated)
            doubts = find_doubts(product, member.product, judged.usual)
            known[key] = product.model_copy(update={"image_url": picture, "doubts": doubts})
    return known


def _rivals(judged: Judged, ranked: list[Ranked], others: list[Ranked]) -> Rivals:
    """What a product is compared with: offers of one item are no rivals of each other."""
    total = judged.all_products - len(others)
    if total <= len(ranked):
        same_item = {other.product.key for other in others}
        ranked = [one for one in ranked if one.product.key not in same_item]
    return replace(Rivals.of(ranked, total=total, usual=judged.usual), count=judged.total_count)
