"""What is to be looked at again: postings that wait for their seller, and sellers' sales."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.records import Record, RecordStore

# Partitions that no job can have: their ids hold no "#".
_WAITING, _SELLERS = "#waiting", "#sellers"


@dataclass(frozen=True, slots=True)
class WaitingPart:
    """A posting that waits for its seller."""

    job_id: str
    marketplace: PostingMarketplace
    since: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody whose sales at a marketplace are asked for."""

    user_id: str
    marketplace: PostingMarketplace
    since: datetime
    """Sales before were told already."""
    due_at: datetime
    version: int


class FollowUps:
    """Keeps what is due when; written before what it is about, so that nothing is missed."""

    def __init__(self, records: RecordStore, clock: Clock) -> None:
        """Keeps it in ``records``."""
        self._records = records
        self._clock = clock

    async def expect_seller(
        self, job_id: str, marketplace: PostingMarketplace, due_at: datetime
    ) -> None:
        """Looks again at a posting that begins to wait for its seller."""
        now = self._clock.now()
        await self.put_waiting(WaitingPart(job_id, marketplace, now, due_at))

    async def put_waiting(self, part: WaitingPart) -> None:
        """Looks again when ``part`` says."""
        value = {"since": part.since.isoformat(), "due_at": part.due_at.isoformat()}
        await self._records.put(_WAITING, f"{part.job_id}#{part.marketplace}", value)

    async def waiting(self) -> AsyncIterator[WaitingPart]:
        """The postings that are due."""
        async for record in self._due(_WAITING):
            job_id, _, marketplace = record.sort.partition("#")
            yield WaitingPart(
                job_id,
                PostingMarketplace(marketplace),
                _time(record.value, "since"),
                _time(record.value, "due_at"),
            )

    async def forget_waiting(self, part: WaitingPart) -> None:
        """Looks no more."""
        await self._records.delete(_WAITING, f"{part.job_id}#{part.marketplace}")

    async def expect_sales(self, user_id: str, marketplace: PostingMarketplace) -> None:
        """Asks from now on what a seller sells at a marketplace."""
        now = self._clock.now().isoformat()
        try:
            await self._records.put(
                _SELLERS,
                f"{marketplace}#{user_id}",
                {"since": now, "due_at": now},
                expected_version=0,
            )
        except ConflictError:
            return

    async def sellers(self) -> AsyncIterator[Seller]:
        """The sellers whose sales are due to be asked for."""
        async for record in self._due(_SELLERS):
            marketplace, _, user_id = record.sort.partition("#")
            yield Seller(
                user_id,
                PostingMarketplace(marketplace),
                _time(record.value, "since"),
                _time(record.value, "due_at"),
                record.version,
            )

    async def put_seller(self, seller: Seller) -> int:
        """Asks again when ``seller`` says; returns the new version.

        Raises:
            ConflictError: Another worker is about it.
        """
        value = {"since": seller.since.isoformat(), "due_at": seller.due_at.isoformat()}
        sort = f"{seller.marketplace}#{seller.user_id}"
        record = await self._records.put(_SELLERS, sort, value, expected_version=seller.version)
        return record.version

    async def forget_seller(self, user_id: str, marketplace: PostingMarketplace) -> None:
        """Asks no more."""
        await self._records.delete(_SELLERS, f"{marketplace}#{user_id}")

    async def _due(self, partition: str) -> AsyncIterator[Record]:
        after, now = "", self._clock.now()
        while page := await self._records.query(partition, "", after=after):
            after = page[-1].sort
            for record in page:
                if _time(record.value, "due_at") <= now:
                    yield record


def _time(value: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(value[name])
