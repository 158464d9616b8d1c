"""Places that items are sent from, as eBay keeps them; pure (Inventory 1.18.4)."""

import hashlib
import re

from talknshop.schemas.listing import ListingLocation

_INSIGNIFICANT = re.compile(r"[^A-Z0-9]+")
_DIGEST = 12
_LONGEST_CODE = 16


def location_key(place: ListingLocation) -> str:
    """The key of a place: the same for the same place, within eBay's 36 characters."""
    code = _INSIGNIFICANT.sub("", (place.zip or "").upper())[:_LONGEST_CODE]
    if code:
        return f"tns-{place.country}-{code}"
    named = f"{place.city}|{place.state}".casefold()
    return f"tns-{place.country}-{hashlib.sha256(named.encode()).hexdigest()[:_DIGEST]}"


def location_body(place: ListingLocation | None) -> dict[str, object] | None:
    """The body of ``createInventoryLocation``; None for a place that is not told well enough.

    A warehouse, as eBay calls it, needs a postal code or a city with its state.
    """
    if place is None or not (place.zip or (place.city and place.state)):
        return None
    address = {
        "postalCode": place.zip,
        "city": place.city,
        "stateOrProvince": place.state,
        "country": place.country,
    }
    return {
        "location": {"address": {name: value for name, value in address.items() if value}},
        "locationTypes": ["WAREHOUSE"],
        "merchantLocationStatus": "ENABLED",
        "name": "TalknShop",
    }
