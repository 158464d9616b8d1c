"""The end of a session's chain of events, as this process knows it, and taking the next place."""

import asyncio
import time
from dataclasses import dataclass, replace

from talknshop.storage.dynamodb.calls import ConditionFailedError
from talknshop.storage.dynamodb.items import Item, int_of, key_of, number, text, text_of
from talknshop.storage.dynamodb.records import EVENT_PREFIX
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.event_log import Fence

MARK_PREFIX = "TOLD#"
"""What the keys of names begin with under which events were added once."""

_DIGITS = 12
# Far less than the mark of a deleted log is kept.
_KNOWN_FOR_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Link:
    """An item of the chain.

    Attributes:
        place: Its own; places count up without gaps, over deleted logs too.
        count: How many places it takes: its events; 1 for the mark of a deleted log, 0 for one that
            only makes everybody look again.
        base: The place of the mark that the log begins behind; 0 for the first.
        write_id: Tells it from whatever else was ever put at its place.
        once: The name under which it was added, as long as nothing else says that.
    """

    place: int
    count: int
    base: int
    write_id: str
    once: str | None = None

    @property
    def seq(self) -> int:
        """The place of its first event within the log."""
        return self.place - self.base

    @property
    def next_place(self) -> int:
        """Where the next item goes."""
        return self.place + self.count

    @property
    def next_seq(self) -> int:
        """What the next event counts as."""
        return self.next_place - self.base

    @property
    def is_first(self) -> bool:
        """Whether it stands for a chain that has no item yet."""
        return not self.write_id

    @property
    def is_mark(self) -> bool:
        """Whether it marks the end of a log that was deleted."""
        return self.base == self.place and self.count == 1


_NOTHING = Link(1, 0, 0, "")


class Chain:
    """What a process knows of the end of a chain; whoever appends holds ``lock``.

    What is known may be old: taking a place fails then, and the next look is a new one.
    """

    def __init__(self, table: DynamoDbTable, session_id: str) -> None:
        """Knows nothing yet of the chain of a session."""
        self.session_id = session_id
        self.lock = asyncio.Lock()
        self.holding: set[Fence] = set()
        """Fences whose records were looked at after the end that is known."""
        self._table = table
        self._end: Link | None = None
        self._looked_at = 0.0

    @property
    def known_base(self) -> int:
        """Where the log begins, as far as known."""
        return self._end.base if self._end else 0

    @property
    def known_end(self) -> Link | None:
        """The last item, unless that was found out too long ago."""
        young = time.monotonic() - self._looked_at < _KNOWN_FOR_SECONDS
        return self._end if young else None

    async def end(self, *, fresh: bool = False) -> Link:
        """The last item, as known or as it is now; the lock is held."""
        known = self.known_end
        if known is None or fresh:
            self._forget()
            started = time.monotonic()
            known = self._end = await self._last()
            self._looked_at = started
        return known

    async def look(self) -> Link:
        """The last item as it is now, for whoever only reads."""
        started = time.monotonic()
        last = await self._last()
        if not self.lock.locked() and _is_later(last, self._end):
            self._forget()
            self._end, self._looked_at = last, started
        return last

    async def take(self, end: Link, link: Link, attributes: Item) -> bool:
        """Puts an item behind the end that is known; False where somebody else was quicker.

        Raises:
            DatabaseError: Nobody knows whether it was put.
        """
        started = time.monotonic()
        self._end = None
        item = key_of(self.session_id, place_key(link.place)) | {
            "count": number(link.count),
            "base": number(link.base),
            "write_id": text(link.write_id),
        }
        if link.once is not None:
            item["once"] = text(link.once)
        condition, values = "attribute_not_exists(pk)", None
        if end.place == link.place and not end.is_first:
            # It takes no place itself: whoever follows stands where it stood.
            condition, values = "write_id = :seen", {":seen": text(end.write_id)}
        try:
            await self._table.put(item | attributes, condition, values=values)
        except ConditionFailedError:
            if not await self._is_own(link):
                self._forget()
                return False
        self._end, self._looked_at = link, started
        return True

    def forget_name(self) -> None:
        """The name of the last item is known by itself now."""
        if self._end is not None:
            self._end = replace(self._end, once=None)

    async def _is_own(self, link: Link) -> bool:
        """Tells a put of ours that was repeated, its answer lost, from another's."""
        there = await self._table.get(self.session_id, place_key(link.place), "write_id")
        return there is not None and text_of(there, "write_id") == link.write_id

    async def _last(self) -> Link:
        values = {":pk": text(self.session_id), ":prefix": text(EVENT_PREFIX)}
        names = ("pk", "sk", "count", "base", "write_id", "once")
        item = await self._table.first(
            "pk = :pk AND begins_with(sk, :prefix)", values, names=names, backward=True
        )
        return link_of(item) if item is not None else _NOTHING

    def _forget(self) -> None:
        self._end = None
        self.holding.clear()


def _is_later(last: Link, known: Link | None) -> bool:
    if known is None:
        return True
    return last.write_id != known.write_id and last.place >= known.place


def place_key(place: int) -> str:
    """The sort key of the item at a place."""
    return f"{EVENT_PREFIX}{place:0{_DIGITS}}"


def place_of(item: Item) -> int:
    """The place of an item."""
    return int(item["sk"]["S"].removeprefix(EVENT_PREFIX))


def link_of(item: Item) -> Link:
    """An item as what it is in the chain."""
    return Link(
        place=place_of(item),
        count=int_of(item, "count"),
        base=int_of(item, "base"),
        write_id=text_of(item, "write_id") or "",
        once=text_of(item, "once"),
    )
