"""Forgets what has had its time: conversations whole, with events and checkpoints, and news."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

from talknshop.core.background import beside
from talknshop.core.errors import TalknShopError
from talknshop.storage.event_log import EventLog
from talknshop.storage.records import RecordStore

_SWEEP_SECONDS = 600.0
_SESSIONS_AT_ONCE = 100

_log = structlog.stdlib.get_logger(__name__)


class ThreadDeleter(Protocol):
    """Removes the checkpoints of a conversation."""

    async def adelete_thread(self, thread_id: str) -> None:
        """Removes everything of a thread."""
        ...


class Sweepable(Protocol):
    """A store that removes what has expired in it."""

    async def sweep(self) -> None:
        """Removes it."""
        ...


class Housekeeper:
    """Removes what has expired."""

    def __init__(
        self,
        records: RecordStore,
        log: EventLog,
        checkpoints: ThreadDeleter,
        *others: Sweepable,
    ) -> None:
        """Works on the stores of sessions, and on ``others`` that keep house themselves."""
        self._others = others
        self._records = records
        self._log = log
        self._checkpoints = checkpoints

    async def forget(self, session_id: str) -> None:
        """Removes everything of a session; its record last, so that a half-done job is repeated."""
        await self._checkpoints.adelete_thread(session_id)
        await self._log.delete(session_id)
        await self._records.delete_partition(session_id)
        # What a run has said since finds no record of it any more, and nothing follows.
        await self._log.delete(session_id)

    async def sweep(self) -> int:
        """Forgets the sessions that have expired; returns how many."""
        count = 0
        while expired := await self._records.expired("SESSION#", limit=_SESSIONS_AT_ONCE):
            for record in expired:
                await self.forget(record.partition)
            count += len(expired)
        for other in self._others:
            await other.sweep()
        return count

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Sweeps every ten minutes for as long as the block runs."""
        async with beside(self._sweep_for_ever()):
            yield

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                if forgotten := await self.sweep():
                    _log.info("expired sessions forgotten", count=forgotten)
            except TalknShopError as error:
                _log.warning("sweep failed", reason=error.message)
            await asyncio.sleep(_SWEEP_SECONDS)
