"""The event log in a table of DynamoDB: a chain of items, each put where nothing was.

An item holds the events of one append; its key is the place of the first of them. Whoever appends
knows the last item and puts the next one on the condition that nobody else has: of two writers one
finds the place taken, looks again and goes behind. So places have no gap, an append is one write
whole or not at all, and nothing else has to be true at the same time. Whatever a writer has checked
after it had looked at the end of the chain still holds when its item finds its place free; that is
how fences and names work (docs/decisions/0010-events-are-a-chain-of-conditional-puts.md).
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from math import ceil
from secrets import token_hex
from typing import Any

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, DatabaseError
from talknshop.storage.dynamodb.chain import (
    MARK_PREFIX,
    Chain,
    Link,
    link_of,
    place_key,
    place_of,
)
from talknshop.storage.dynamodb.items import Item, bare_key, key_of, number, text
from talknshop.storage.dynamodb.payloads import packed, part_keys, unpacked
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.event_log import Fence, LoggedEvent, NewEvent

_MOST_ATTEMPTS = 200
_MOST_CHAINS = 10_000
_READ_AT_ONCE = 200
_LOOKS_AT_ONCE = 16
# As long as the mark of a deleted log is kept, others may believe that they know its end.
_END_KEPT_SECONDS = 7 * 86_400


class DynamoDbEventLog:
    """Events as items of the partition of their session, beside its records."""

    def __init__(self, table: DynamoDbTable, clock: Clock, *, look_seconds: float = 1.0) -> None:
        """Uses ``table``, whose owner closes the client.

        Args:
            table: The one in which the records of fences lie.
            clock: Tells when events are added.
            look_seconds: How often ``written_elsewhere`` says that it may be so.
        """
        self._table = table
        self._clock = clock
        self._look_seconds = look_seconds
        self._looked_at: float | None = None
        self._chains: OrderedDict[str, Chain] = OrderedDict()

    async def append(
        self,
        session_id: str,
        events: Sequence[NewEvent],
        *,
        fence: Fence | None = None,
        once: str | None = None,
    ) -> list[LoggedEvent]:
        """See ``EventLog``.

        Raises:
            ContentTooLargeError: The events are larger than 16 MB.
        """
        if not events:
            return []
        chain = self._chain(session_id)
        async with chain.lock:
            for _ in range(_MOST_ATTEMPTS):
                end = await chain.end()
                await self._settle_name(chain, end)
                if once is not None and await self._was_told(session_id, end, once):
                    return []
                if fence is not None:
                    await self._require(chain, fence)
                now = self._clock.now()
                if await self._put(chain, end, events, now, once):
                    # Whoever appends next sees to it otherwise.
                    with suppress(DatabaseError):
                        await self._settle_name(chain, await chain.end())
                    return _logged(session_id, end.next_seq, events, now)
        raise _too_many_writers(session_id)

    async def raise_fence(self, session_id: str) -> None:
        """See ``EventLog``: takes the next place without an event, so that all look again."""
        chain = self._chain(session_id)
        async with chain.lock:
            chain.holding.clear()
            for _ in range(_MOST_ATTEMPTS):
                end = await chain.end()
                await self._settle_name(chain, end)
                if await chain.take(end, Link(end.next_place, 0, end.base, token_hex(8)), {}):
                    return
        raise _too_many_writers(session_id)

    async def read(self, session_id: str, *, after: int, limit: int) -> list[LoggedEvent]:
        """See ``EventLog``."""
        base = self._chain(session_id).known_base
        while True:
            found: list[LoggedEvent] = []
            moved_to: int | None = None
            async with aclosing(self._items(session_id, base + after + 1, limit)) as items:
                async for item in items:
                    link, wanted = link_of(item), after + len(found) + 1
                    if link.base != base:
                        moved_to = link.base
                        break
                    # A query is no snapshot: behind a place that it came too early for may stand
                    # an item that it found. What it tells ends there.
                    if link.seq > wanted or len(found) >= limit:
                        break
                    told = await self._events(session_id, item, link)
                    found += [event for event in told if event.seq >= wanted][: limit - len(found)]
            if moved_to is None:
                return found
            base = moved_to

    async def last_seq(self, session_id: str) -> int:
        """See ``EventLog``."""
        end = await self._chain(session_id).look()
        return end.next_seq - 1

    async def last_seqs(self, session_ids: Collection[str]) -> dict[str, int]:
        """See ``EventLog``; asks a hundred at once whether the place behind the last is taken."""
        known = {one: end for one in session_ids if (end := self._chain(one).known_end)}
        keys = [key_of(one, place_key(end.next_place)) for one, end in known.items() if end.count]
        taken = {item["pk"]["S"] for item in await self._table.get_all(keys, "pk")}
        unchanged = {one: end for one, end in known.items() if end.count and one not in taken}
        gate = asyncio.Semaphore(_LOOKS_AT_ONCE)

        async def looked(session_id: str) -> tuple[str, int]:
            async with gate:
                return session_id, await self.last_seq(session_id)

        others = [one for one in session_ids if one not in unchanged]
        newest = [(one, end.next_seq - 1) for one, end in unchanged.items()]
        newest += await asyncio.gather(*map(looked, others))
        return {session_id: seq for session_id, seq in newest if seq}

    async def written_elsewhere(self) -> bool:
        """See ``EventLog``: DynamoDB cannot tell, so it may be so once in a while."""
        now = time.monotonic()
        if self._looked_at is not None and now - self._looked_at < self._look_seconds:
            return False
        self._looked_at = now
        return True

    async def delete(self, session_id: str) -> None:
        """See ``EventLog``.

        A mark stays behind the last place for a week, so that whoever believes to know the end
        finds it taken; a session that begins again has its places behind it, its events from 1.
        """
        chain = self._chain(session_id)
        async with chain.lock:
            for _ in range(_MOST_ATTEMPTS):
                end = await chain.end(fresh=True)
                if end.is_first or end.is_mark:
                    break
                place = end.next_place
                ttl = ceil(self._clock.now().timestamp()) + _END_KEPT_SECONDS
                mark = Link(place, 1, place, token_hex(8))
                if await chain.take(end, mark, {"ttl": number(ttl)}):
                    end = mark
                    break
            else:
                raise _too_many_writers(session_id)
            await self._remove(session_id, before=end.place)

    async def _remove(self, session_id: str, *, before: int) -> None:
        """Removes items from the last to the first: whoever reads meanwhile finds no gap."""
        items = self._table.query(
            _BETWEEN,
            {":pk": text(session_id), ":low": text(place_key(1)), ":high": text(place_key(before))},
            names=("pk", "sk", "parts", "part_of"),
            backward=True,
        )
        keys: list[Item] = []
        async for item in items:
            if place_of(item) < before:
                keys += [bare_key(item), *part_keys(item)]
        await self._table.delete_all(keys)

    async def _put(
        self, chain: Chain, end: Link, events: Sequence[NewEvent], now: datetime, once: str | None
    ) -> bool:
        """Puts the next item of the chain; False where its place is taken."""
        write_id = token_hex(8)
        told = [[event.type, event.data, event.run_id] for event in events]
        payload = await packed(told, chain.session_id, write_id)
        await self._table.put_all(payload.parts)
        attributes = payload.attributes | {"at": text(now.isoformat())}
        link = Link(end.next_place, len(events), end.base, write_id, once)
        if await chain.take(end, link, attributes):
            return True
        await self._table.delete_all(bare_key(part) for part in payload.parts)
        return False

    async def _require(self, chain: Chain, fence: Fence) -> None:
        """Refuses whoever was overtaken, by what its record says since the end was looked at."""
        if fence in chain.holding:
            return
        item = await self._table.get(fence.partition, fence.sort)
        value = await unpacked(self._table, item) if item is not None else None
        if value is None or value.get("fence") != fence.number:
            raise ConflictError("This work was taken over by another process.")
        chain.holding.add(fence)

    async def _settle_name(self, chain: Chain, end: Link) -> None:
        """Sees to it that the name of the last item is known by itself before another follows."""
        if end.once is not None:
            name = key_of(chain.session_id, MARK_PREFIX + end.once)
            await self._table.put(name)
            chain.forget_name()

    async def _was_told(self, session_id: str, end: Link, once: str) -> bool:
        if end.once == once:
            return True
        return await self._table.get(session_id, MARK_PREFIX + once, "pk") is not None

    async def _items(self, session_id: str, place: int, limit: int) -> AsyncGenerator[Item]:
        """Items from the one that has a place on; it may begin before that."""
        values = {":pk": text(session_id), ":low": text(place_key(place)), ":high": _LAST_PLACE}
        is_covered = False
        page = min(limit + 1, _READ_AT_ONCE)
        async with aclosing(self._table.query(_BETWEEN, values, page=page)) as items:
            async for item in items:
                if not is_covered and place_of(item) != place:
                    covering = await self._covering(session_id, place)
                    if covering is not None:
                        yield covering
                is_covered = True
                yield item
        if not is_covered and (covering := await self._covering(session_id, place)) is not None:
            yield covering

    async def _covering(self, session_id: str, place: int) -> Item | None:
        """The item that begins before a place and goes on beyond it."""
        if place <= 1:
            return None
        low, high = text(place_key(1)), text(place_key(place - 1))
        values = {":pk": text(session_id), ":low": low, ":high": high}
        item = await self._table.first(_BETWEEN, values, backward=True)
        return item if item is not None and link_of(item).next_place > place else None

    async def _events(self, session_id: str, item: Item, link: Link) -> list[LoggedEvent]:
        if "at" not in item:
            return []
        told = await unpacked(self._table, item)
        if told is None:
            return []
        events = [NewEvent(*one) for one in told]
        return _logged(session_id, link.seq, events, datetime.fromisoformat(item["at"]["S"]))

    def _chain(self, session_id: str) -> Chain:
        chain = self._chains.get(session_id)
        if chain is None:
            chain = self._chains[session_id] = Chain(self._table, session_id)
            self._forget_idle()
        self._chains.move_to_end(session_id)
        return chain

    def _forget_idle(self) -> None:
        while len(self._chains) > _MOST_CHAINS:
            oldest = next(iter(self._chains))
            if self._chains[oldest].lock.locked():
                return
            del self._chains[oldest]


_BETWEEN = "pk = :pk AND sk BETWEEN :low AND :high"
_LAST_PLACE: dict[str, Any] = text(place_key(10**12 - 1))


def _logged(
    session_id: str, first: int, events: Sequence[NewEvent], at: datetime
) -> list[LoggedEvent]:
    return [
        LoggedEvent(session_id, seq, event.type, event.data, event.run_id, at)
        for seq, event in enumerate(events, start=first)
    ]


def _too_many_writers(session_id: str) -> DatabaseError:
    return DatabaseError(
        "Too many are writing to this conversation at once. Please try again in a moment.",
        service="DynamoDB",
        details={"session_id": session_id},
    )
