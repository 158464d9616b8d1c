"""Listings of sellers over HTTP: a page for people, the rest for the crosspost service."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from talknshop.catalog.routes import container_of
from talknshop.catalog.seller_listings import KeptListing
from talknshop.catalog.seller_shelf import SellerShelf
from talknshop.core.errors import NotFoundError
from talknshop.core.money import from_minor, to_minor
from talknshop.schemas.error import error_responses
from talknshop.schemas.store_listing import RemovedListing, ShelvedListing, StoreListing

_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}


def _shelf(request: Request) -> SellerShelf:
    return container_of(request).shelf


Shelf = Annotated[SellerShelf, Depends(_shelf)]
ListingId = Annotated[str, Path(max_length=128)]

router = APIRouter(tags=["listings"], responses=error_responses(400))


@router.post("/internal/listings", include_in_schema=False)
async def put_listing(listing: StoreListing, shelf: Shelf) -> ShelvedListing:
    """Puts a seller's listing up, or in the place of what it said before."""
    return await shelf.put(listing)


@router.delete("/internal/listings/{listing_id}", include_in_schema=False)
async def remove_listing(listing_id: ListingId, shelf: Shelf) -> RemovedListing:
    """Takes a seller's listing down."""
    return await shelf.remove(listing_id)


@router.get("/listings/{listing_id}", response_class=HTMLResponse, responses=error_responses(404))
async def show_listing(listing_id: ListingId, shelf: Shelf) -> HTMLResponse:
    """The page of something that somebody sells here."""
    kept = await shelf.get(listing_id)
    if kept is None:
        raise NotFoundError("This is not for sale any more.")
    return HTMLResponse(listing_page(kept), headers=_HEADERS)


def listing_page(kept: KeptListing) -> str:
    """A listing as a page; whatever the seller wrote stands in it as text."""
    listing = kept.listing
    price = from_minor(to_minor(listing.price, listing.currency), listing.currency)
    facts = {
        "Price": f"{price} {listing.currency}",
        "Condition": listing.condition.replace("_", " "),
        "Sold by": listing.seller_name,
        "Delivery": ", ".join(way.replace("_", " ") for way in listing.shipping_options),
        "Where": _where(listing),
        **listing.attributes,
        "Listed on": kept.listed_at.date().isoformat(),
    }
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value
    )
    photos = "".join(
        f'<img src="{escape(url, quote=True)}" alt="Photo {number}" width="480">'
        for number, url in enumerate(listing.photo_urls, start=1)
    )
    words = "".join(
        f"<p>{escape(line)}</p>" for line in listing.description.splitlines() if line.strip()
    )
    title = escape(listing.title)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><main><h1>{title}</h1>{photos}<dl>{rows}</dl>{words}"
        "<p>TalknShop has no checkout: the item goes from its seller to its buyer directly.</p>"
        "</main></html>"
    )


def _where(listing: StoreListing) -> str:
    place = listing.location
    return "" if place is None else ", ".join(part for part in (place.city, place.state) if part)
