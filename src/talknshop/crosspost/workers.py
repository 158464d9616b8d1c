"""The workers of the queues, and what is looked at now and then beside them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog

from talknshop.core.background import beside
from talknshop.core.errors import TalknShopError
from talknshop.core.resilience import RetryPolicy
from talknshop.core.settings import Settings
from talknshop.crosspost.job_changes import JobChanges
from talknshop.crosspost.reminders import Reminders
from talknshop.crosspost.sale_polls import SalePolls
from talknshop.messaging.message_queue import MessageQueue
from talknshop.messaging.worker import Handler, Worker, WorkerPolicy
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.records import RecordStore

_LONGEST_PAUSE_SECONDS = 60.0
_GRACE_SECONDS = 10.0
_SWEEP_SECONDS = 600.0

_log = structlog.stdlib.get_logger(__name__)


class Workers:
    """Works on the queues of some marketplaces until it is stopped."""

    def __init__(
        self,
        settings: Settings,
        *,
        queues: dict[PostingMarketplace, MessageQueue],
        handler_at: Callable[[PostingMarketplace], Handler],
        changes: JobChanges,
        reminders: Reminders,
        polls: SalePolls,
        records: RecordStore,
    ) -> None:
        """Works on ``queues``.

        Args:
            settings: Concurrency, pauses and intervals.
            queues: One a marketplace.
            handler_at: What handles the messages of a marketplace.
            changes: Tell workers again of what was lost.
            reminders: Look after postings that wait for their seller.
            polls: Ask for sales.
            records: Where expired records are removed from.
        """
        self._settings = settings
        self._queues = queues
        self._handler_at = handler_at
        self._changes = changes
        self._reminders = reminders
        self._polls = polls
        self._records = records

    @asynccontextmanager
    async def at_work(self, only: Collection[PostingMarketplace] = ()) -> AsyncGenerator[None]:
        """Works for as long as the block runs; then lets what is under way end.

        Args:
            only: The marketplaces; empty for all.
        """
        workers = [
            Worker(queue, self._handler_at(marketplace), self._policy(marketplace))
            for marketplace, queue in self._queues.items()
            if not only or marketplace in only
        ]
        running = [
            asyncio.create_task(worker.run(grace_seconds=_GRACE_SECONDS)) for worker in workers
        ]
        try:
            async with AsyncExitStack() as stack:
                for look, seconds in self._rounds():
                    await stack.enter_async_context(beside(_again_and_again(look, seconds)))
                yield
        finally:
            for worker in workers:
                worker.stop()
            await asyncio.gather(*running)

    def _policy(self, marketplace: PostingMarketplace) -> WorkerPolicy:
        return WorkerPolicy(
            concurrency=self._settings.concurrency_at(marketplace),
            visibility_seconds=self._settings.crosspost_visibility_seconds,
            pauses=RetryPolicy(
                base_seconds=self._settings.crosspost_retry_seconds,
                max_seconds=max(_LONGEST_PAUSE_SECONDS, self._settings.crosspost_retry_seconds),
            ),
        )

    def _rounds(self) -> list[tuple[Callable[[], Awaitable[object]], float]]:
        resend = self._settings.crosspost_resend_seconds
        late = timedelta(seconds=resend)
        return [
            (lambda: self._changes.resend(older_than=late), resend),
            (self._reminders.look, min(60.0, self._settings.crosspost_reminder_hours * 3600)),
            (self._polls.look, min(60.0, self._settings.crosspost_sale_poll_seconds)),
            (self._sweep, _SWEEP_SECONDS),
        ]

    async def _sweep(self) -> None:
        while expired := await self._records.expired(""):
            for record in expired:
                await self._records.delete(record.partition, record.sort)


async def _again_and_again(look: Callable[[], Awaitable[object]], seconds: float) -> None:
    while True:
        try:
            await look()
        except TalknShopError as error:
            _log.warning("round failed", reason=error.message)
        except Exception:  # noqa: BLE001  # the next round may fare better
            _log.exception("round failed")
        await asyncio.sleep(seconds)
