"""Watches as records, by user."""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from talknshop.catalog.watch_news import Sighting, Sightings
from talknshop.catalog.watch_schedule import Appointment, Due, WatchSchedule
from talknshop.core.errors import ConflictError
from talknshop.schemas.notice import NoticeData
from talknshop.schemas.watch import Watch, WatchDraft
from talknshop.storage.records import Record, RecordStore

_PREFIX = "WATCH#"
_NAME_PREFIX = "NAME#"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class StoredWatch:
    """A watch with what was seen at the last look."""

    user_id: str
    watch: Watch
    seen: Sightings | None = None
    """None until the first look."""
    generation: str = ""
    """Of the catalogue, at the last look."""
    looks: int = 0
    undelivered: tuple[NoticeData, ...] = ()
    """News that were found and not handed on yet."""
    version: int = 0
    """Of the record; 0 while it is not stored."""

    def appointment(self, due_at: datetime) -> Appointment:
        """The next look, where there is anything to look for or to tell."""
        idle = self.watch.paused and not self.undelivered
        return Appointment(
            self.watch.watch_id, self.user_id, None if idle else due_at, self.generation
        )


class WatchRepository:
    """Keeps watches until their owner deletes them."""

    def __init__(self, records: RecordStore, schedule: WatchSchedule) -> None:
        """Keeps them in ``records``, and in ``schedule`` when each is to be looked at."""
        self._records = records
        self._schedule = schedule

    async def put(self, stored: StoredWatch, *, due_at: datetime) -> StoredWatch:
        """Stores a watch as it is now, to be looked at next at ``due_at``.

        Raises:
            ConflictError: Somebody else has changed it since it was read.
        """
        if stored.version == 0:
            # A watch without an appointment would never be looked at.
            await self._schedule.put(stored.appointment(due_at))
        record = await self._records.put(
            _partition(stored.user_id),
            _PREFIX + stored.watch.watch_id,
            _value(stored),
            expected_version=stored.version,
            user_id=stored.user_id,
        )
        if stored.version:
            await self._schedule.put(stored.appointment(due_at))
        return replace(stored, version=record.version)

    async def postpone(self, stored: StoredWatch, due_at: datetime) -> None:
        """Looks at a watch at another time."""
        await self._schedule.put(stored.appointment(due_at))

    async def expect_changes(self, generation: str, at: datetime) -> None:
        """Makes due whatever was last looked at in another generation of the catalogue."""
        await self._schedule.bring_forward(generation, at)

    async def get(self, user_id: str, watch_id: str) -> StoredWatch | None:
        """A user's watch, or None."""
        record = await self._records.get(_partition(user_id), _PREFIX + watch_id)
        return _stored(user_id, record) if record else None

    async def of_user(self, user_id: str, *, most: int) -> list[StoredWatch]:
        """A user's watches, newest first."""
        records = await self._records.query(_partition(user_id), _PREFIX, limit=most)
        watches = [_stored(user_id, record) for record in records]
        return sorted(watches, key=lambda stored: stored.watch.created_at, reverse=True)

    async def due(self, at: datetime) -> AsyncIterator[Due]:
        """What is due at that time, each once, whatever becomes of it meanwhile."""
        after: Due | None = None
        while page := await self._schedule.due(at, after=after, most=_PAGE):
            after = page[-1]
            for due in page:
                yield due

    async def claim(self, stored: StoredWatch) -> str:
        """Makes a watch the one for what it watches; returns the id of whichever was first.

        A name whose watch is gone counts for nothing.
        """
        user_id, watch_id = stored.user_id, stored.watch.watch_id
        partition, sort = _partition(user_id), _NAME_PREFIX + fingerprint(stored.watch)
        version = 0
        while True:
            try:
                await self._records.put(
                    partition, sort, {"watch_id": watch_id}, expected_version=version
                )
            except ConflictError:
                record = await self._records.get(partition, sort)
                version = record.version if record else 0
                named: str = record.value["watch_id"] if record else ""
                if named and await self.get(user_id, named) is not None:
                    return named
                continue
            return watch_id

    async def delete(self, stored: StoredWatch) -> None:
        """Removes a watch."""
        watch_id = stored.watch.watch_id
        partition, name = _partition(stored.user_id), _NAME_PREFIX + fingerprint(stored.watch)
        named = await self._records.get(partition, name)
        if named is not None and named.value["watch_id"] == watch_id:
            await self._records.delete(partition, name)
        await self._records.delete(partition, _PREFIX + watch_id)
        await self._schedule.remove(watch_id)

    async def give_up(self, due: Due) -> None:
        """Never looks again at a watch that is gone."""
        await self._schedule.remove(due.watch_id)

    async def put_off(self, due: Due, until: datetime) -> None:
        """Looks later at a watch that is not there yet, or that cannot be looked at."""
        await self._schedule.put(Appointment(due.watch_id, due.user_id, until, ""))


def fingerprint(wanted: WatchDraft | Watch) -> str:
    """The same for whatever looks after the same products, whatever it is called."""
    fields: dict[str, Any] = wanted.model_dump(
        mode="json", include={"requirement_spec", "product_id", "target_price"}
    )
    # The order in which somebody looked at products is nothing to watch.
    spec = fields["requirement_spec"]
    if spec is not None:
        fields["requirement_spec"] = {
            name: sorted(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType]  # lists of strings
            for name, value in spec.items()
            if name != "sort"
        }
    written = json.dumps(fields, sort_keys=True).encode()
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def _partition(user_id: str) -> str:
    return f"WATCHES#{user_id}"


def _value(stored: StoredWatch) -> dict[str, Any]:
    return {
        "watch": stored.watch.model_dump(mode="json"),
        "seen": None if stored.seen is None else {k: list(v) for k, v in stored.seen.items()},
        "generation": stored.generation,
        "looks": stored.looks,
        "undelivered": [notice.model_dump(mode="json") for notice in stored.undelivered],
    }


def _stored(user_id: str, record: Record) -> StoredWatch:
    value = record.value
    seen: dict[str, list[Any]] | None = value["seen"]
    return StoredWatch(
        user_id=user_id,
        watch=Watch.model_validate(value["watch"]),
        seen=None if seen is None else {name: Sighting(*parts) for name, parts in seen.items()},
        generation=value["generation"],
        looks=value["looks"],
        undelivered=tuple(NoticeData.model_validate(notice) for notice in value["undelivered"]),
        version=record.version,
    )
