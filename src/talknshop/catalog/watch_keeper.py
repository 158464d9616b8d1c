"""Looking after watches: what has changed since the last look is told to their owners."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from talknshop.catalog.watch_news import News, Sighting, find_news, sentence, sightings
from talknshop.catalog.watch_repository import StoredWatch, WatchRepository
from talknshop.catalog.watch_schedule import Due
from talknshop.catalog.watched_products import Shelves, matches
from talknshop.clients.notices import Notices
from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError, TalknShopError
from talknshop.schemas.notice import NoticeData, NoticeKind
from talknshop.schemas.product import ProductResult
from talknshop.schemas.watch import Watch

_LOOK_SECONDS = 5.0
_MOST_REMEMBERED = 1_000
_PRODUCTS_IN_NOTICE = 5

_log = structlog.stdlib.get_logger(__name__)


class WatchKeeper:
    """Looks after every watch: again when the products have changed, and now and then.

    What is not due is not read, and what cannot be looked at costs nobody else a look.
    """

    def __init__(
        self,
        repository: WatchRepository,
        shelves: Shelves,
        notices: Notices,
        clock: Clock,
        *,
        every: timedelta,
        pause: float = _LOOK_SECONDS,
    ) -> None:
        """Hands news to ``notices``; looks at each watch at least ``every`` so often.

        Args:
            repository: The watches.
            shelves: Where they are looked up.
            notices: Where news are handed in.
            clock: The time.
            every: How often each watch is looked at when nothing changes.
            pause: Seconds between rounds.
        """
        self._repository = repository
        self._shelves = shelves
        self._notices = notices
        self._clock = clock
        self._every = every
        self._pause = pause
        self._generation = ""
        """The last one of which every watch was told."""

    async def look(self) -> int:
        """Looks at the watches that are due and hands their news on; returns how many had news.

        News that cannot be handed on are kept and handed on at the next look.
        """
        generation = await self._shelves.generation()
        if generation != self._generation:
            await self._repository.expect_changes(generation, self._clock.now())
            self._generation = generation
        told = 0
        async for due in self._repository.due(self._clock.now()):
            try:
                told += await self._look_at(due, generation)
            except ConflictError:
                # Somebody else looks at it, or its owner changes it: the next round sees.
                continue
            except TalknShopError as error:
                _log.warning("watch failed", watch=due.watch_id, reason=error.message)
            except Exception:  # noqa: BLE001  # what is wrong with one costs nobody else a look
                _log.exception("watch failed", watch=due.watch_id)
                await self._repository.put_off(due, self._clock.now() + self._every)
        return told

    async def _look_at(self, due: Due, generation: str) -> bool:
        stored = await self._repository.get(due.user_id, due.watch_id)
        if stored is None:
            # It may only be being made; what is not there the next time either, is gone.
            if due.generation:
                await self._repository.put_off(due, self._clock.now() + self._every)
            else:
                await self._repository.give_up(due)
            return False
        if not stored.watch.paused and self._next_look(stored, generation) <= self._clock.now():
            stored = await self._find(stored, generation)
        news = stored.undelivered
        for notice in news:
            await self._notices.deliver(stored.user_id, notice)
        next_look = self._next_look(stored, generation)
        if news:
            await self._repository.put(replace(stored, undelivered=()), due_at=next_look)
        else:
            await self._repository.postpone(stored, next_look)
        return bool(news)

    def _next_look(self, stored: StoredWatch, generation: str) -> datetime:
        checked_at = stored.watch.checked_at
        if stored.generation != generation or checked_at is None:
            return self._clock.now()
        return checked_at + self._every

    async def _find(self, stored: StoredWatch, generation: str) -> StoredWatch:
        """Looks, and stores what was seen together with the news, before anybody is told."""
        watch = stored.watch
        products = await self._matches(watch)
        before = stored.seen or {}
        news = find_news(before, products, target_price=watch.target_price)
        now = self._clock.now()
        looks = stored.looks + 1
        notices = [_notice(watch, one, f"{watch.watch_id}-{looks}", now) for one in news]
        update = {"checked_at": now, "matches": len(products)}
        update |= {"told_at": now} if notices else {}
        return await self._repository.put(
            replace(
                stored,
                watch=watch.model_copy(update=update),
                seen=_remember(before, sightings(products)),
                generation=generation,
                looks=looks,
                undelivered=(*stored.undelivered, *notices),
            ),
            # Until its news are handed on it stays due.
            due_at=now,
        )

    async def _matches(self, watch: Watch) -> list[ProductResult]:
        try:
            found, _ = await matches(self._shelves, watch.requirement_spec, watch.product_id)
        except NotFoundError:
            # The product is gone from the shop; it may come back.
            return []
        return found

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Looks for as long as the block runs; what a shop imports is noticed within seconds."""
        async with beside(self._look_for_ever()):
            yield

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            try:
                await self.look()
            except TalknShopError as error:
                _log.warning("watches not looked at", reason=error.message)
            except Exception:  # noqa: BLE001  # the next round may fare better
                _log.exception("watches not looked at")


def _remember(before: Mapping[str, Sighting], now: Mapping[str, Sighting]) -> dict[str, Sighting]:
    # What is gone for the moment is not new when it comes back.
    gone = {offer_id: seen for offer_id, seen in before.items() if offer_id not in now}
    kept = list(gone.items())[-max(_MOST_REMEMBERED - len(now), 0) :] if gone else []
    return {**dict(kept), **now}


def _notice(watch: Watch, news: News, notice_id: str, now: datetime) -> NoticeData:
    return NoticeData(
        notice_id=f"{notice_id}-{news.reason}",
        kind=NoticeKind.WATCH,
        message=sentence(watch.label, news),
        created_at=now,
        watch_id=watch.watch_id,
        reason=news.reason,
        products=news.products[:_PRODUCTS_IN_NOTICE],
    )
