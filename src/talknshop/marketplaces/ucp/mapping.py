"""From products of the catalogue capability to ours; prices come in minor units."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from talknshop.marketplaces.ucp.minor_units import from_minor_units
from talknshop.marketplaces.wire_values import (
    address,
    count,
    currency,
    entries,
    gtin,
    identifier,
    line,
    member,
    named,
    number,
    pairs,
    rating,
    text,
)
from talknshop.schemas.enums import Availability, Marketplace
from talknshop.schemas.product import ProductResult

_AVAILABILITY: Mapping[str, Availability] = MappingProxyType(
    {
        "in_stock": Availability.IN_STOCK,
        "limited_stock": Availability.IN_STOCK,
        "out_of_stock": Availability.OUT_OF_STOCK,
        "discontinued": Availability.OUT_OF_STOCK,
        "preorder": Availability.PREORDER,
        "backorder": Availability.BACKORDER,
    }
)
# Ids of shops are addresses of their own; ours stand in paths.
_UNSAFE = re.compile(r"[^A-Za-z0-9.:-]")
_ESCAPED = re.compile(r"~([0-9A-F]{2})")


def prefix_of(host: str) -> str:
    """What the ids of a shop's products begin with."""
    return f"{Marketplace.UCP}_{_escape(host)}_"


def product_id_of(host: str, shop_id: str) -> str:
    """Our id of a shop's product; ``shop_id_of`` turns it back."""
    return prefix_of(host) + _escape(shop_id)


def shop_id_of(host: str, product_id: str) -> str:
    """The shop's own id of a product."""
    raw = _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)), product_id.removeprefix(prefix_of(host))
    )
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")


def _escape(value: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"~{byte:02X}" for byte in found[0].encode()), value)


def to_product(
    item: object, host: str, base_url: str, fetched_at: datetime, *, simulated: bool
) -> ProductResult | None:
    """One product, by its featured variant; None without id, title or link."""
    shop_id = identifier(member(item, "id"))
    title = line(member(item, "title"))
    variant = member(item, "variants", 0)
    link = address(member(variant, "url")) or address(member(item, "url"))
    if shop_id is None or not shop_id.isprintable() or title is None or link is None:
        return None
    stated = member(variant, "price") or member(item, "price_range", "min")
    code = currency(member(stated, "currency"))
    listed = member(variant, "list_price") or member(item, "list_price_range", "min")
    same = currency(member(listed, "currency")) == code
    stars = member(item, "rating") or member(variant, "rating")
    return ProductResult(
        product_id=product_id_of(host, shop_id),
        marketplace=Marketplace.UCP,
        title=title,
        description=_description(item) or _description(variant),
        price=from_minor_units(member(stated, "amount"), code),
        currency=code or "USD",
        list_price=from_minor_units(member(listed, "amount"), code) if same else None,
        rating=_rating(stars),
        review_count=count(member(stars, "count")),
        availability=_availability(variant),
        image_url=_image(item) or _image(variant),
        deep_link=link,
        marketplace_url=base_url,
        seller_name=line(member(variant, "seller", "name")) or host,
        attributes=_attributes(item, variant),
        gtin=_gtin(variant),
        as_of=fetched_at,
        simulated=simulated,
    )


def _description(holder: object) -> str | None:
    told = member(holder, "description")
    kinds = ("plain", "html", "markdown")
    return next((found for kind in kinds if (found := text(member(told, kind)))), None)


def _rating(stars: object) -> float | None:
    best = number(member(stars, "scale_max"))
    return rating(member(stars, "value"), best=best) if best else None


def _availability(variant: object) -> Availability:
    stated = line(member(variant, "availability", "status"))
    if stated is not None and stated in _AVAILABILITY:
        return _AVAILABILITY[stated]
    available = member(variant, "availability", "available")
    if isinstance(available, bool):
        return Availability.IN_STOCK if available else Availability.OUT_OF_STOCK
    return Availability.UNKNOWN


def _image(holder: object) -> str | None:
    for media in entries(holder, "media"):
        if member(media, "type") == "image" and (url := address(member(media, "url"))):
            return url
    return None


def _gtin(variant: object) -> str | None:
    codes = (member(barcode, "value") for barcode in entries(variant, "barcodes"))
    return next((known for code in codes if (known := gtin(code))), None)


def _attributes(item: object, variant: object) -> dict[str, str]:
    options = pairs(variant, "options", key="name", told="label")
    return options | named(
        category=member(item, "categories", 0, "value"),
        tags=entries(item, "tags"),
        sku=member(variant, "sku"),
        variants=str(len(variants)) if len(variants := entries(item, "variants")) > 1 else None,
    )
