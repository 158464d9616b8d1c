"""The port of what products cost over time."""

from collections.abc import Sequence
from typing import Protocol

from talknshop.catalog.price_observations import Observation
from talknshop.catalog.records import StoredProduct
from talknshop.catalog.service import CatalogService
from talknshop.catalog.tables import SELLERS_FEED
from talknshop.storage.opening import Kept, StateEngines


class KeptPrices(Protocol):
    """Gives the prices of a product as they were found."""

    async def observations(self, product: StoredProduct) -> Sequence[Observation]:
        """Those of a product, oldest first; ``MOST_KEPT`` at most.

        Raises:
            DatabaseError: They cannot be read.
        """
        ...


class PriceRecorder(Protocol):
    """Takes prices of what people sell here, whose changes no import finds."""

    async def add(self, feed: str, source_id: str, one: Observation) -> None:
        """Keeps a price.

        Raises:
            DatabaseError: It may not have been kept.
        """
        ...

    async def forget(self, feed: str, source_id: str) -> None:
        """Forgets what a product has cost; fine where nothing is known.

        Raises:
            DatabaseError: Something may be left.
        """
        ...


class CataloguePrices:
    """Implements ``KeptPrices`` with what the imports of the open catalogue wrote into it."""

    def __init__(self, catalog: CatalogService) -> None:
        """Reads ``catalog``."""
        self._catalog = catalog

    async def observations(self, product: StoredProduct) -> Sequence[Observation]:
        """See ``KeptPrices``."""
        return await self._catalog.read(lambda snapshot: list(snapshot.price_observations(product)))


class PublishedPrices:
    """Implements ``KeptPrices`` with what all servers keep, and with our own where that is nothing.

    A catalogue that was imported and not published yet tells its prices itself. Those of sellers
    are what all servers keep, and no others: each server finds a seller's change at its own time.
    """

    def __init__(self, published: KeptPrices, own: KeptPrices) -> None:
        """Asks ``published`` first."""
        self._published = published
        self._own = own

    async def observations(self, product: StoredProduct) -> Sequence[Observation]:
        """See ``KeptPrices``."""
        found = await self._published.observations(product)
        if found or product.feed.name == SELLERS_FEED:
            return found
        return await self._own.observations(product)


def open_prices(
    engines: StateEngines, catalog: CatalogService
) -> tuple[KeptPrices, PriceRecorder | None]:
    """Where prices are kept, and who takes those of sellers; None where the catalogue does."""
    own = CataloguePrices(catalog)
    if not engines.in_tables:
        return own, None
    # Imported where it is chosen: botocore comes with it.
    from talknshop.catalog.dynamodb_prices import DynamoDbPrices  # noqa: PLC0415

    prices = DynamoDbPrices(engines.table(Kept.LISTINGS))
    return PublishedPrices(prices, own), prices
