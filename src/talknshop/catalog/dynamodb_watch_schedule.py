"""When each watch is to be looked at next, in a table of DynamoDB with an index by time."""

import asyncio
import zlib
from collections.abc import Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from heapq import merge
from itertools import islice

from talknshop.catalog.watch_schedule import Appointment, Due
from talknshop.storage.dynamodb.calls import ConditionFailedError
from talknshop.storage.dynamodb.items import Item, key_of, number, text
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.dynamodb.tables import BY_DUE, DUE_SHARDS

_SORT = "APPOINTMENT"
_WRITES_AT_ONCE = 16


class DynamoDbWatchSchedule:
    """One item for each watch; those with an appointment are in the index, in a few parts.

    The index is behind the table by moments: what is looked at twice, or a round later, is so
    because of that.
    """

    def __init__(self, table: DynamoDbTable) -> None:
        """Keeps appointments in ``table``, whose owner closes the client."""
        self._table = table

    async def put(self, appointment: Appointment) -> None:
        """See ``WatchSchedule``."""
        watch_id, user_id, due_at, generation = appointment
        item = key_of(_partition(watch_id), _SORT) | {
            "watch_id": text(watch_id),
            "owner": text(user_id),
            "generation": text(generation),
        }
        if due_at is not None:
            item |= _due_at(watch_id, due_at.timestamp())
        await self._table.put(item)

    async def remove(self, watch_id: str) -> None:
        """See ``WatchSchedule``."""
        await self._table.delete(_partition(watch_id), _SORT)

    async def bring_forward(self, generation: str, at: datetime) -> None:
        """See ``WatchSchedule``; writes every one of them, a few at once."""
        gate = asyncio.Semaphore(_WRITES_AT_ONCE)

        async def bring(item: Item) -> None:
            async with gate:
                await self._bring(item, at.timestamp())

        for shard in range(DUE_SHARDS):
            values = {
                ":shard": text(str(shard)),
                ":low": text(_due_key(at.timestamp(), "\U0010ffff")),
            }
            later = self._table.query(
                "due_shard = :shard AND due_key > :low", values, index=BY_DUE.name
            )
            await asyncio.gather(
                *[bring(item) async for item in later if item["generation"]["S"] != generation]
            )

    async def due(self, at: datetime, *, after: Due | None, most: int) -> Sequence[Due]:
        """See ``WatchSchedule``."""
        low = _due_key(after.due_at, after.watch_id) if after else ""
        high = _due_key(at.timestamp(), "\U0010ffff")
        if low > high:
            return []
        found = await asyncio.gather(
            *(self._due_in(shard, low, high, most) for shard in range(DUE_SHARDS))
        )
        return [_due(item) for item in islice(merge(*found, key=_place), most)]

    async def _due_in(self, shard: int, low: str, high: str, most: int) -> list[Item]:
        values = {":shard": text(str(shard)), ":high": text(high)}
        condition = "due_shard = :shard AND due_key <= :high"
        if low:
            condition = "due_shard = :shard AND due_key BETWEEN :low AND :high"
            values[":low"] = text(low)
        found: list[Item] = []
        items = self._table.query(condition, values, index=BY_DUE.name, page=most + 1)
        async with aclosing(items):
            async for item in items:
                if _place(item) != low:
                    found.append(item)
                if len(found) == most:
                    break
        return found

    async def _bring(self, item: Item, moment: float) -> None:
        watch_id = item["watch_id"]["S"]
        due = _due_at(watch_id, moment)
        with suppress(ConditionFailedError):
            # Unless it was looked at, or removed, since the index was read.
            await self._table.update(
                key_of(_partition(watch_id), _SORT),
                "SET due_key = :due_key, due_at = :due_at",
                "due_key = :seen",
                values={
                    ":due_key": due["due_key"], ":due_at": due["due_at"], ":seen": item["due_key"]
                },
            )  # fmt: skip


def _partition(watch_id: str) -> str:
    return f"#due#{watch_id}"


def _due_at(watch_id: str, moment: float) -> Item:
    return {
        "due_shard": text(str(zlib.crc32(watch_id.encode()) % DUE_SHARDS)),
        "due_key": text(_due_key(moment, watch_id)),
        "due_at": number(moment),
    }


def _due_key(moment: float, watch_id: str) -> str:
    """In the order of times, then of names; microseconds are as exact as our times are."""
    return f"{moment:020.6f}#{watch_id}"


def _place(item: Item) -> str:
    return item["due_key"]["S"]


def _due(item: Item) -> Due:
    return Due(
        float(item["due_at"]["N"]),
        item["watch_id"]["S"],
        item["owner"]["S"],
        item["generation"]["S"],
    )
