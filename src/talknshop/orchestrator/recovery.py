"""Keeps the leases of the runs here, and takes over what dead processes left."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog

from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.core.process import ProcessId
from talknshop.orchestrator.run_repository import Run, RunRepository
from talknshop.orchestrator.runs import RunService

# A lease is renewed this many times before it would end.
_RENEWALS_PER_LEASE = 3

_log = structlog.stdlib.get_logger(__name__)


class Recovery:
    """Watches over the runs of all processes that share a store."""

    def __init__(
        self, runs: RunRepository, service: RunService, clock: Clock, process: ProcessId
    ) -> None:
        """Takes runs over on behalf of ``process``."""
        self._runs = runs
        self._service = service
        self._clock = clock
        self._process = process

    async def take_over(self) -> int:
        """Adopts every open run whose owner is dead or has let its lease end; returns how many."""
        abandoned = [run for run in await self._runs.open_runs() if self._is_abandoned(run)]
        return sum([await self._service.adopt(run) for run in abandoned])

    @asynccontextmanager
    async def watching(self, lease_seconds: float) -> AsyncGenerator[None]:
        """Takes over at once, then watches for as long as the block runs."""
        await self.take_over()
        async with beside(self._watch(lease_seconds / _RENEWALS_PER_LEASE)):
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

    def _is_abandoned(self, run: Run) -> bool:
        if run.lease_until is None or run.lease_until <= self._clock.now():
            return True
        return self._process.is_known_dead(ProcessId.parse(run.owner))
