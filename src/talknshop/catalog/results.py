"""Products as the wire shows them."""

import re

from talknshop.catalog.offers import offer_of
from talknshop.catalog.pictures import shown_picture
from talknshop.catalog.rank import Score
from talknshop.catalog.records import StoredProduct
from talknshop.catalog.seller_listings import SELLER_ATTRIBUTE
from talknshop.catalog.tables import SELLERS_FEED
from talknshop.core.money import from_minor
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult, ScoreBreakdown

_ID_PREFIX = "store_"
_DEFAULT_CURRENCY = "USD"
_DEMO_SELLER = "Demo store"
_DIGITS = 4
_OWN_FRONT_DOOR = "/"
_HOST = re.compile(r"[^/?#]*")


def wire_id(feed_name: str, source_id: str) -> str:
    """The id of a product on the wire; stays the same over imports."""
    return f"{_ID_PREFIX}{feed_name}_{source_id}"


def from_wire_id(product_id: str) -> tuple[str, str] | None:
    """The feed's name and the feed's own id; None when the id is none of ours."""
    if not product_id.startswith(_ID_PREFIX):
        return None
    feed_name, _, source_id = product_id.removeprefix(_ID_PREFIX).partition("_")
    return (feed_name, source_id) if feed_name and source_id else None


def to_result(product: StoredProduct) -> ProductResult:
    """A stored product as a shopper sees it, with itself as the only offer."""
    result = without_offers(product)
    return result.model_copy(update={"offers": [offer_of(result)]})


def without_offers(product: StoredProduct) -> ProductResult:
    """A stored product as a shopper sees it, for who finds its offers elsewhere."""
    currency = product.currency or _DEFAULT_CURRENCY
    simulated = product.feed.simulated
    seller = seller_of(product)
    return ProductResult(
        product_id=wire_id(product.feed.name, product.source_id),
        marketplace=Marketplace.STORE,
        title=product.title,
        description=product.description,
        brand=product.brand,
        price=_amount(product.price_minor, currency),
        currency=currency,
        list_price=_amount(product.list_price_minor, currency),
        rating=product.rating,
        review_count=product.review_count,
        condition=product.condition,
        availability=product.availability,
        image_url=shown_picture(product.image_link, simulated=simulated),
        deep_link=product.link,
        marketplace_url=_front_door(product.link) if seller is None else _OWN_FRONT_DOOR,
        seller_name=_DEMO_SELLER if simulated else seller,
        attributes=product.attributes,
        gtin=product.gtin,
        as_of=product.feed.imported_at,
        simulated=simulated,
    )


def seller_of(product: StoredProduct) -> str | None:
    """Who sells it here, by the name they sell under; None where a feed brought it."""
    if product.feed.name != SELLERS_FEED:
        return None
    return product.attributes.get(SELLER_ATTRIBUTE)


def _amount(minor: int | None, currency: str) -> float | None:
    return None if minor is None else float(from_minor(minor, currency))


def _front_door(link: str) -> str:
    # A link that a feed brought has a scheme and a host (``feeds.fields.parse_link``).
    scheme, _, rest = link.partition("://")
    host = _HOST.match(rest)
    return f"{scheme.lower()}://{host[0] if host else ''}"


def to_breakdown(score: Score) -> ScoreBreakdown:
    """A score as the wire shows it, rounded."""
    rounded = {
        name: None if value is None else round(value, _DIGITS)
        for name, value in score._asdict().items()
    }
    return ScoreBreakdown.model_validate(rounded)
