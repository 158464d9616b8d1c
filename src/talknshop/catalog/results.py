"""Products as the wire shows them."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from talknshop.catalog.pictures import shown_picture
from talknshop.catalog.rank import Score
from talknshop.catalog.reasons import sentence_of
from talknshop.catalog.records import StoredProduct
from talknshop.core.money import from_minor
from talknshop.schemas.enums import Availability, Condition, Marketplace
from talknshop.schemas.product import Offer, ProductResult, RankReason, ScoreBreakdown

_ID_PREFIX = "store_"
_DEFAULT_CURRENCY = "USD"
_DEMO_SELLER = "Demo store"
_DIGITS = 4


def wire_id(feed_name: str, source_id: str) -> str:
    """The id of a product on the wire; stays the same over imports."""
    return f"{_ID_PREFIX}{feed_name}_{source_id}"


def from_wire_id(product_id: str) -> tuple[str, str] | None:
    """The feed's name and the feed's own id; None when the id is none of ours."""
    if not product_id.startswith(_ID_PREFIX):
        return None
    feed_name, _, source_id = product_id.removeprefix(_ID_PREFIX).partition("_")
    return (feed_name, source_id) if feed_name and source_id else None


def to_result(
    product: StoredProduct,
    *,
    score: Score | None = None,
    reasons: Sequence[RankReason] = (),
    others: Sequence[StoredProduct] = (),
) -> ProductResult:
    """A stored product as a shopper sees it; ``others`` are further offers of the same item."""
    offer = to_offer(product)
    return ProductResult(
        product_id=offer.product_id,
        marketplace=offer.marketplace,
        title=product.title,
        description=product.description,
        brand=product.brand,
        price=offer.price,
        currency=offer.currency,
        list_price=_amount(product.list_price_minor, offer.currency),
        rating=product.rating,
        review_count=product.review_count,
        condition=offer.condition,
        availability=offer.availability,
        image_url=shown_picture(product.image_link, simulated=product.feed.simulated),
        deep_link=offer.deep_link,
        marketplace_url=_front_door(product.link),
        seller_name=offer.seller_name,
        attributes=product.attributes,
        gtin=product.gtin,
        offers=in_order([offer, *map(to_offer, others)], offer.currency),
        score=None if score is None else to_breakdown(score),
        why_ranked=sentence_of(reasons),
        reasons=list(reasons),
        as_of=product.feed.imported_at,
        simulated=product.feed.simulated,
    )


def in_order(offers: Sequence[Offer], currency: str) -> list[Offer]:
    """New ones first, then used and refurbished ones; the cheapest of each that can be had first.

    Args:
        offers: Of one item.
        currency: The currency whose prices come first; others are not compared with them.
    """
    return sorted(
        offers,
        key=lambda offer: (
            offer.condition not in {None, Condition.NEW},
            offer.availability is Availability.OUT_OF_STOCK,
            offer.price is None,
            offer.currency != currency,
            offer.price or 0,
        ),
    )


def to_offer(product: StoredProduct) -> Offer:
    """One way to buy a product."""
    currency = product.currency or _DEFAULT_CURRENCY
    return Offer(
        product_id=wire_id(product.feed.name, product.source_id),
        marketplace=Marketplace.STORE,
        price=_amount(product.price_minor, currency),
        currency=currency,
        condition=product.condition,
        availability=product.availability,
        deep_link=product.link,
        seller_name=_DEMO_SELLER if product.feed.simulated else None,
        as_of=product.feed.imported_at,
    )


def _amount(minor: int | None, currency: str) -> float | None:
    return None if minor is None else float(from_minor(minor, currency))


def _front_door(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


def to_breakdown(score: Score) -> ScoreBreakdown:
    """A score as the wire shows it, rounded."""
    rounded = {
        name: None if value is None else round(value, _DIGITS)
        for name, value in score._asdict().items()
    }
    return ScoreBreakdown.model_validate(rounded)
