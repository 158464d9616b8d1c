"""What a simulated shop has on its shelves: a part of a feed, at prices of its own.

Everything is derived from the feed and the shop's name, so that a shop has the same on every
machine and after every start.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from talknshop.catalog.feeds.formats import choose_format
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.schemas.enums import Availability, Condition

_WHOLE = 2**32
_CENT = 100
_SELLERS = (
    "harbor_outlet", "second_round", "northside_deals", "attic_finds", "blue_crate", "old_mill_shop"
)  # fmt: skip
_USED = frozenset(
    {Condition.LIKE_NEW, Condition.GOOD, Condition.FAIR, Condition.POOR, Condition.FOR_PARTS}
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """How a shop differs from the feed that it is made of.

    Attributes:
        share: How much of the feed it has, 0 to 1.
        cheaper: Its lowest price, as a share of the feed's.
        dearer: Its highest.
        sells_used: Whether it has used things; others have what is new or refurbished.
        shipping_minor: What it asks for shipping below ``free_from_minor``.
        free_from_minor: From which price on it ships for nothing.
    """

    share: float
    cheaper: float
    dearer: float
    sells_used: bool = False
    shipping_minor: int = 0
    free_from_minor: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """Something that a shop has; prices in US cents."""

    number: int
    """Its number in this shop, of ten digits."""
    title: str
    description: str
    brand: str | None
    gtin: str | None
    price_minor: int | None
    list_price_minor: int | None
    shipping_minor: int
    condition: Condition
    available: bool
    rating: float | None
    review_count: int | None
    category: tuple[str, ...]
    details: dict[str, str]
    image: str | None
    seller: str
    seller_ratings: int

    @property
    def is_used(self) -> bool:
        """Whether somebody has owned it before."""
        return self.condition in _USED


def read_feed(path: Path) -> list[FeedRow]:
    """The rows of a feed that can be used.

    Raises:
        ValidationError: The file is no feed that can be read.
    """
    reading = Reading(datetime(2026, 1, 1, tzinfo=UTC))
    with open_source(path) as source:
        feed_format = choose_format(source, None)
        rows = feed_format.read(source, reading)
        return [row for row in rows if isinstance(row, FeedRow)]


def stock(shop: str, shelf: Shelf, rows: Iterable[FeedRow]) -> list[Article]:
    """Fills the shelves of a shop.

    Args:
        shop: Its name; another name gets other prices and another part of the feed.
        shelf: How it differs from the feed.
        rows: The feed, of which what is priced in US dollars, or not at all, is taken.
    """
    return [
        _article(shop, shelf, row)
        for row in rows
        if row.currency in {None, "USD"}
        and _chance(shop, row.source_id, "kept") < shelf.share
        and (shelf.sells_used or row.condition not in _USED)
    ]


def _article(shop: str, shelf: Shelf, row: FeedRow) -> Article:
    price = _price(shop, shelf, row)
    listed = row.list_price_minor
    free = price is None or price >= shelf.free_from_minor
    article = Article(
        number=1_000_000_000 + _number(shop, row.source_id, "number"),
        title=row.title,
        description=row.description or "",
        brand=row.brand,
        gtin=row.gtin,
        price_minor=price,
        list_price_minor=listed if listed and price and listed > price else None,
        shipping_minor=0 if free else shelf.shipping_minor,
        condition=row.condition or Condition.NEW,
        available=row.availability is not Availability.OUT_OF_STOCK,
        rating=row.rating,
        review_count=row.review_count,
        category=tuple(part.strip() for part in (row.product_type or "").split(">") if part),
        details=dict(row.attributes),
        image=row.image_link,
        seller=_SELLERS[_number(shop, row.source_id, "seller") % len(_SELLERS)],
        seller_ratings=_number(shop, row.source_id, "ratings") % 5_000,
    )
    return _as_sold_here(shop, article)


def _price(shop: str, shelf: Shelf, row: FeedRow) -> int | None:
    if row.price_minor is None:
        return None
    spread = shelf.dearer - shelf.cheaper
    factor = shelf.cheaper + spread * _chance(shop, row.source_id, "price")
    # Shops like prices that end in 99.
    return max(_CENT, round(row.price_minor * factor / _CENT) * _CENT) - 1


def _as_sold_here(shop: str, article: Article) -> Article:
    """Ratings are of the shop's own customers."""
    if article.review_count is None:
        return article
    share = 0.2 + 0.8 * _chance(shop, article.title, "reviews")
    return replace(article, review_count=max(1, int(article.review_count * share)))


def _number(*parts: str) -> int:
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return int.from_bytes(digest[:4], "big")


def _chance(*parts: str) -> float:
    return _number(*parts) / _WHOLE


def by_number(articles: Sequence[Article]) -> dict[int, Article]:
    """The articles by their number in the shop."""
    return {article.number: article for article in articles}
