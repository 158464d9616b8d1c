"""What eBay would get of a listing; pure."""

from talknshop.marketplaces.ebay.selling.request import LIMITS, description_of, title_of
from talknshop.marketplaces.ebay.selling.sites import Site
from talknshop.marketplaces.posting.fitting import plain_line, plain_text
from talknshop.marketplaces.posting.preview import (
    blocking,
    field_value,
    marketplace_preview,
    told_price,
)
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingField, ListingProblem, ListingSpec, MarketplacePreview


def ebay_preview(spec: ListingSpec, site: Site) -> MarketplacePreview:
    """What eBay would get; its category and what that asks for are known when it is listed."""
    title, description = title_of(spec), description_of(spec)
    photos = min(len(spec.media_s3_keys), LIMITS.photos_max)
    fields = [
        _field("title", "Title", title, LIMITS.title, cut=title != plain_line(spec.title)),
        _field(
            "description", "Description", description, LIMITS.description,
            cut=len(description) < len(plain_text(spec.description)),
        ),
        _field("price", "Price", told_price(spec.price, spec.currency, LIMITS)),
        _field("condition", "Condition", LIMITS.condition(spec.condition) or ""),
        _field("category", "Category", field_value(spec, "category")),
        _field("media_s3_keys", "Photos", str(photos)),
    ]  # fmt: skip
    fields += [
        _field(f"attributes.{name}", name, field_value(spec, f"attributes.{name}"))
        for name in spec.attributes
    ]
    return marketplace_preview(
        PostingMarketplace.EBAY, spec, fields, problems=_currency(spec, site)
    )


def _field(
    name: str, label: str, value: str, limit: int | None = None, *, cut: bool = False
) -> ListingField:
    return ListingField(name=name, label=label, value=value, max_length=limit, truncated=cut)


def _currency(spec: ListingSpec, site: Site) -> list[ListingProblem]:
    if spec.currency == site.currency or spec.currency not in LIMITS.currencies:
        return []
    text = f"{site.host} takes prices in {site.currency}. Say the price in it."
    return [blocking("currency_not_taken", text, "currency")]
