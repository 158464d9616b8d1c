"""What products cost over time, in a table of DynamoDB that every server reads.

    #prices#{feed}#{source_id}   {when}     a price, as an import or a seller's change found it
    #prices                      recorded   the newest import that was taken over

A price is named by its moment, so that whoever writes it twice has written it once. What has left
its feed stays: some hundred bytes of a product, which nobody reads.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import aclosing, closing
from datetime import datetime
from itertools import islice
from pathlib import Path

from talknshop.catalog.price_observations import (
    MOST_KEPT,
    FoundPrice,
    Observation,
    found_after,
)
from talknshop.catalog.records import StoredProduct
from talknshop.catalog.tables import SELLERS_FEED
from talknshop.core.sqlite import connect, translate
from talknshop.storage.dynamodb.items import Item, bare_key, int_of, key_of, number, text, text_of
from talknshop.storage.dynamodb.table import DynamoDbTable

_RECORDED = key_of("#prices", "recorded")
_WRITERS = 8
_ITEMS_AT_ONCE = 500


class DynamoDbPrices:
    """Implements ``KeptPrices`` and ``PriceRecorder``, and takes over what imports found."""

    def __init__(self, table: DynamoDbTable) -> None:
        """Keeps prices in ``table``, whose owner closes the client."""
        self._table = table

    async def observations(self, product: StoredProduct) -> Sequence[Observation]:
        """See ``KeptPrices``."""
        return await self.observations_of(product.feed.name, product.source_id)

    async def observations_of(self, feed: str, source_id: str) -> list[Observation]:
        """As ``observations``, of a product that no catalogue has to know."""
        found = await self._newest(_partition(feed, source_id))
        return [_observation(item) for item in reversed(found)]

    async def add(self, feed: str, source_id: str, one: Observation) -> None:
        """See ``PriceRecorder``; a price that stayed is not kept again."""
        newest = await self._newest(_partition(feed, source_id), most=1)
        if not newest or _observation(newest[0])[1:] != one[1:]:
            await self._table.put(_item(FoundPrice(feed, source_id, one)))

    async def forget(self, feed: str, source_id: str) -> None:
        """See ``PriceRecorder``."""
        all_of_them = self._table.query(
            "pk = :pk", {":pk": text(_partition(feed, source_id))}, names=("pk", "sk")
        )
        await self._table.delete_all([bare_key(item) async for item in all_of_them])

    async def recorded_until(self) -> datetime | None:
        """The moment of the newest import that was taken over; None before the first.

        Raises:
            DatabaseError: It cannot be read.
        """
        item = await self._table.get("#prices", "recorded")
        until = None if item is None else text_of(item, "until")
        return None if until is None else datetime.fromisoformat(until)

    async def take_over(self, found: Iterable[FoundPrice]) -> int:
        """Keeps what imports found, and then notes up to when; returns how many prices.

        Args:
            found: The prices, in order of time; read as they are written.

        Raises:
            DatabaseError: Some may be missing; whoever takes over again repeats what is there.
        """
        written = 0
        until: datetime | None = None
        left = iter(found)

        async def write() -> None:
            nonlocal written, until
            while some := list(islice(left, _ITEMS_AT_ONCE)):
                until = some[-1].observation.at
                await self._table.put_all(map(_item, some))
                written += len(some)

        await asyncio.gather(*(write() for _ in range(_WRITERS)))
        if until is not None:
            await self._table.put(_RECORDED | {"until": text(until.isoformat())})
        return written

    async def _newest(self, partition: str, most: int = MOST_KEPT) -> list[Item]:
        found: list[Item] = []
        async with aclosing(
            self._table.query("pk = :pk", {":pk": text(partition)}, backward=True, page=most)
        ) as items:
            async for item in items:
                found.append(item)
                if len(found) == most:
                    break
        return found


async def record_imports(catalogue: Path, table: DynamoDbTable) -> int:
    """Takes over what imports found since the last time; returns how many prices.

    Args:
        catalogue: Its file. What people sell here is left out: their prices come as they change.
        table: Where prices are kept.

    Raises:
        DatabaseError: The file cannot be read, or some could not be kept.
    """
    prices = DynamoDbPrices(table)
    since = await prices.recorded_until()
    try:
        with closing(connect(catalogue)) as connection:
            found = found_after(connection, since, without=SELLERS_FEED)
            return await prices.take_over(found)
    except sqlite3.Error as error:
        raise translate(error, catalogue) from error


def _partition(feed: str, source_id: str) -> str:
    return f"#prices#{feed}#{source_id}"


def _item(found: FoundPrice) -> Item:
    at, price_minor, currency = found.observation
    item = key_of(_partition(found.feed, found.source_id), at.isoformat())
    if price_minor is not None:
        item["price_minor"] = number(price_minor)
    if currency is not None:
        item["currency"] = text(currency)
    return item


def _observation(item: Item) -> Observation:
    return Observation(
        datetime.fromisoformat(item["sk"]["S"]),
        int_of(item, "price_minor") if "price_minor" in item else None,
        text_of(item, "currency"),
    )
