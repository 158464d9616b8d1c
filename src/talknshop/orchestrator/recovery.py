"""Keeps the leases of the runs here, and takes over what dead processes left."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.core.process import ProcessId
from talknshop.orchestrator.run_repository import Run, RunRepository
from talknshop.orchestrator.runs import RunService

# A lease is renewed this many times before it would end.
_RENEWALS_PER_LEASE = 3

# Clocks of servers differ by less. A lease that ended so long ago has ended by any of them.
_MOST_SKEW = timedelta(minutes=5)

_log = structlog.stdlib.get_logger(__name__)


class Recovery:
    """Watches over the runs of all processes that share a store."""

    def __init__(
        self,
        runs: RunRepository,
        service: RunService,
        clock: Clock,
        process: ProcessId,
        *,
        lease_seconds: float,
    ) -> None:
        """Takes runs over on behalf of ``process``."""
        self._lease_seconds = lease_seconds
        self._watched: dict[str, _Watched] = {}
        self._runs = runs
        self._service = service
        self._clock = clock
        self._process = process

    async def take_over(self) -> int:
        """Adopts every open run whose owner is dead or has let its lease end; returns how many."""
        open_runs = await self._runs.open_runs()
        self._watched = {run.run_id: self._watch_lease(run) for run in open_runs}
        abandoned = [run for run in open_runs if self._is_abandoned(run)]
        return sum([await self._service.adopt(run) for run in abandoned])

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        """Takes over at once, then watches for as long as the block runs."""
        await self.take_over()
        async with beside(self._watch(self._lease_seconds / _RENEWALS_PER_LEASE)):
            yield

    async def _watch(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await self._service.renew_leases()
                await self.take_over()
            except Exception:  # noqa: BLE001  # the watch must outlive whatever it meets
                # The store may be back at the next round; the leases outlast two missed ones.
                _log.exception("leases could not be renewed")

    def _watch_lease(self, run: Run) -> "_Watched":
        """Since when the run has the lease that it has, by the clock of this server."""
        known = self._watched.get(run.run_id)
        if known is not None and known.lease_until == run.lease_until:
            return known
        return _Watched(run.lease_until, self._clock.monotonic())

    def _is_abandoned(self, run: Run) -> bool:
        if run.lease_until is None or run.lease_until + _MOST_SKEW <= self._clock.now():
            return True
        # The end of a lease is written by the clock of its owner, which may not agree with ours:
        # what counts is for how long we have seen it without being renewed.
        unrenewed = self._clock.monotonic() - self._watched[run.run_id].since
        if unrenewed >= self._lease_seconds:
            return True
        return self._process.is_known_dead(ProcessId.parse(run.owner))


class _Watched(NamedTuple):
    """A lease, and when it was first seen."""

    lease_until: datetime | None
    since: float
