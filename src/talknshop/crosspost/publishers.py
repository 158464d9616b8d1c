"""Which marketplaces can be posted to here: one entry each, as the settings allow."""

from talknshop.core.settings import Settings
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.places import Place, Places
from talknshop.crosspost.sellers import SellerNames
from talknshop.marketplaces.store.publisher import StorePublisher
from talknshop.schemas.connection import PostingMode


def open_places(settings: Settings, neighbours: Neighbours, sellers: SellerNames) -> Places:
    """The marketplaces, by name.

    Args:
        settings: Say which are set up.
        neighbours: Our own catalogue among them.
        sellers: The names under which people sell in it.
    """
    places: list[Place] = []
    if neighbours.shelf is not None:
        store = StorePublisher(
            neighbours.shelf, sellers.name_of, base_url=settings.public_url or ""
        )
        places.append(Place(store, PostingMode.OWN))
    return {place.publisher.marketplace: place for place in places}
