"""From named cells to a product: what every format has in common.

The names are those of Google Merchant (support.google.com/merchants), because most shops have
their feed in them; each reader brings what its format says under these names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from talknshop.catalog.feeds.fields import (
    detail_name,
    parse_availability,
    parse_condition,
    parse_count,
    parse_details,
    parse_link,
    parse_rating,
    sale_is_on,
)
from talknshop.catalog.feeds.prices import Price, parse_price
from talknshop.catalog.feeds.rows import FeedRow, FieldError, RefusedRow
from talknshop.core.html_text import is_html, to_plain_text
from talknshop.core.money import is_currency
from talknshop.schemas.enums import Availability
from talknshop.schemas.gtin import is_gtin

REQUIRED_FIELDS = ("id", "title", "link")
# Fields that describe the variant; they join the attributes under their own name.
ATTRIBUTE_FIELDS = ("color", "size", "material", "pattern", "gender", "age_group")
FIELDS = (
    *REQUIRED_FIELDS,
    "description",
    "image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "currency",
    "brand",
    "gtin",
    "condition",
    "product_type",
    "google_product_category",
    "product_detail",
    "product_rating",
    "average_rating",
    "product_review_count",
    "rating_count",
    *ATTRIBUTE_FIELDS,
)
"""Every name that means something."""

_NEXT_LINK = re.compile(r"[|,;\s]+(?=https?:)")
_LONGEST_ID = 200
_LONGEST_TITLE = 1_000
_LONGEST_DESCRIPTION = 20_000
_LONGEST_BRAND = 200
_MOST_ATTRIBUTES = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """How a feed is to be read."""

    at: datetime
    """The time for which sale prices are judged, timezone-aware."""
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    """Which column or key, or which text with ``{column}`` in it, holds a field."""
    currency: str | None = None
    """The currency of prices that state none."""


def to_row(
    line: int,
    cells: Mapping[str, str],
    reading: Reading,
    *,
    decimal_mark: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> FeedRow | RefusedRow:
    """Judges the cells of one product.

    Args:
        line: Where it stands.
        cells: Its cells, cleaned, by the names of ``FIELDS``; others are ignored.
        reading: How the feed is to be read.
        decimal_mark: The decimal mark of its prices, where the format fixes it.
        attributes: What the feed says besides, cleaned.
    """
    try:
        return _product(line, cells, reading, decimal_mark, attributes)
    except FieldError as error:
        return RefusedRow(line, *error.refusal)


def _product(
    line: int,
    cells: Mapping[str, str],
    reading: Reading,
    decimal_mark: str | None,
    attributes: Mapping[str, str] | None,
) -> FeedRow:
    get = cells.get
    source_id = _required(cells, "id", _LONGEST_ID)
    title = _required(cells, "title", _LONGEST_TITLE)
    link = parse_link("link", _required(cells, "link", None))
    price, list_price = _prices(cells, reading, decimal_mark)
    warnings: list[str] = []
    return FeedRow(
        line=line,
        source_id=source_id,
        title=title,
        link=link,
        description=_description(get("description", "")),
        image_link=_image(get("image_link", ""), warnings),
        availability=_availability(get("availability", ""), warnings),
        price_minor=price.minor if price else None,
        list_price_minor=list_price.minor if list_price else None,
        currency=price.currency if price else None,
        brand=_brand(get("brand", ""), warnings),
        gtin=_gtin(get("gtin", ""), warnings),
        condition=parse_condition(get("condition", "")),
        rating=parse_rating(get("product_rating") or get("average_rating", "")),
        review_count=parse_count(get("product_review_count") or get("rating_count", "")),
        product_type=_category(get("product_type") or get("google_product_category", "")),
        attributes=_attributes(cells, attributes),
        warnings=tuple(warnings),
    )


def _required(cells: Mapping[str, str], name: str, longest: int | None) -> str:
    value = cells.get(name, "")
    if not value:
        raise FieldError(name, "missing")
    if longest is not None and len(value) > longest:
        raise FieldError(name, f"longer than {longest:,} characters")
    return value


def _prices(
    cells: Mapping[str, str], reading: Reading, decimal_mark: str | None
) -> tuple[Price | None, Price | None]:
    """The price to pay now and, when that is a sale price, the regular one."""
    currency = cells.get("currency", "").upper() or reading.currency
    if currency and not is_currency(currency):
        raise FieldError("currency", "unknown")
    regular = parse_price(
        "price", cells.get("price", ""), currency=currency, decimal_mark=decimal_mark
    )
    stated = cells.get("sale_price")
    if not stated:
        return regular, None
    sale = parse_price("sale_price", stated, currency=currency, decimal_mark=decimal_mark)
    if sale is None or not sale_is_on(cells.get("sale_price_effective_date", ""), reading.at):
        return regular, None
    if regular is None or sale.currency != regular.currency or sale.minor >= regular.minor:
        return regular or sale, None
    return sale, regular


def _description(value: str) -> str | None:
    if "<" in value and is_html(value):
        value = to_plain_text(value)
    return value[:_LONGEST_DESCRIPTION] or None


def _image(value: str, warnings: list[str]) -> str | None:
    if not value:
        return None
    if value.find("http", 1) > 0:
        # Some feeds list several; the first is the one to show.
        value = _NEXT_LINK.split(value, maxsplit=1)[0]
    try:
        return parse_link("image_link", value)
    except FieldError:
        warnings.append("image_link")
        return None


def _availability(value: str, warnings: list[str]) -> Availability:
    found = parse_availability(value)
    if value and found is Availability.UNKNOWN:
        warnings.append("availability")
    return found


def _brand(value: str, warnings: list[str]) -> str | None:
    if len(value) > _LONGEST_BRAND:
        warnings.append("brand")
        return None
    return value or None


def _gtin(value: str, warnings: list[str]) -> str | None:
    if not value or is_gtin(value):
        return value or None
    # A feed may repeat the field, divided by commas; the first that holds identifies the product.
    numbers = value.replace(" ", "").replace("-", "").split(",")
    found = next(filter(is_gtin, numbers), None)
    if found is None:
        warnings.append("gtin")
    return found


def _category(category: str) -> str | None:
    # Google's categories may be given by number, which says nothing without Google's list.
    return None if not category or category.isdigit() else category


def _attributes(cells: Mapping[str, str], stated: Mapping[str, str] | None) -> dict[str, str]:
    attributes = parse_details(cells.get("product_detail", ""))
    for name in ATTRIBUTE_FIELDS:
        if value := cells.get(name):
            attributes.setdefault(name, value)
    for name, value in (stated or {}).items():
        if value and (known := detail_name(name)):
            attributes.setdefault(known, value)
    if len(attributes) > _MOST_ATTRIBUTES:
        return dict(list(attributes.items())[:_MOST_ATTRIBUTES])
    return attributes
