"""What a turn wants of listings that were put up before."""

from dataclasses import dataclass
from enum import StrEnum


class ListingAction(StrEnum):
    """What a seller wants done with a listing."""

    STATUS = "status"
    """Tell how it stands: "how is my listing doing?"."""
    WITHDRAW = "withdraw"
    """Take it down: "take the bike off craigslist"."""
    SOLD = "sold"
    """It was sold, so that it is taken down everywhere else: "I sold the couch on facebook"."""
    REPRICE = "reprice"
    """Ask another price: "change the price of my bike to 550". Which one, ``update_listing`` tells
    of the same turn, given the listing: "knock 10 off" depends on it."""


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """What a turn wants of listings.

    Attributes:
        action: What is to be done.
        names: Words of products and brands that tell which listing is meant; empty for "it".
        hints: Other words that may tell it.
        marketplaces: The marketplaces that are named.
    """

    action: ListingAction
    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    marketplaces: tuple[str, ...] = ()
