"""What a turn makes of the listing that is talked about."""

from dataclasses import dataclass

from talknshop.schemas.enums import ShippingOption
from talknshop.schemas.listing import ListingDraft


@dataclass(frozen=True, slots=True)
class ListingUpdate:
    """The listing after a turn."""

    draft: ListingDraft
    missing: tuple[str, ...]
    """Required slots that are still unknown: product, price, condition."""
    prohibited: str | None = None
    """Why what was offered may not be sold (``weapons``, ``drugs`` …); the draft is as before."""
    consent: bool | None = None
    """What a plain yes or no says to the preview that waits; None where the turn says anything
    else. It is read by rules alone: no model decides that something is posted."""
    starts_over: bool = False
    """The turn offers another item: a new listing begins."""
    shipping: tuple[ShippingOption, ...] = ()
    """How the item gets to its buyer, where the turn says so."""
    told: tuple[str, ...] = ()
    """Sentences of the turn that describe the item, as they were typed."""
