"""Asking every marketplace at once, each within its time; none holds up the others."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

import structlog

from talknshop.catalog.aggregate.answers import AnswerCache, Question
from talknshop.catalog.aggregate.shared_answers import SharedAnswers
from talknshop.core.clock import Clock
from talknshop.core.errors import NotFoundError, TalknShopError
from talknshop.marketplaces.base import ProductSource, SourceAnswer
from talknshop.marketplaces.status import status_of, status_of_answer
from talknshop.schemas.enums import Marketplace, SourceStatus
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import AwaitedSource, SourceReport

_log = structlog.stdlib.get_logger(__name__)


class Landed(NamedTuple):
    """What became of asking one marketplace."""

    report: SourceReport
    products: Sequence[ProductResult]


class _Asked(NamedTuple):
    """Whom a requirement names: those that can be asked, and those that are not connected."""

    sources: Sequence[ProductSource]
    unconnected: Sequence[Marketplace]


class _Call(NamedTuple):
    """A call under way, and when it began."""

    task: asyncio.Task[SourceAnswer]
    began_at: float


class SourceSearch:
    """Asks marketplaces; identical questions in flight are one call. For one event loop."""

    def __init__(
        self,
        sources: Sequence[ProductSource],
        missing: Mapping[Marketplace, str],
        answers: AnswerCache,
        clock: Clock,
        *,
        deadline_seconds: float,
        fresh_seconds: float,
        shared: SharedAnswers | None = None,
        on_report: Callable[[SourceReport], None] = lambda _: None,
    ) -> None:
        """Takes its collaborators.

        Args:
            sources: The marketplaces that can be asked.
            missing: Why others cannot, a sentence each.
            answers: What they answered before.
            clock: Tells the age of answers.
            deadline_seconds: How long a search waits for each of them.
            fresh_seconds: How old an answer may be to be given again without asking, where the
                marketplace allows it to be kept so long.
            shared: What other servers were answered; None where there are none.
            on_report: Told what became of asking each, for metrics.
        """
        self._sources = list(sources)
        self._missing = missing
        self._answers = answers
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._fresh_seconds = fresh_seconds
        self._shared = shared
        self._on_report = on_report
        self._in_flight: dict[Question, _Call] = {}
        self._overdue: set[asyncio.Task[SourceAnswer]] = set()

    async def search(self, spec: RequirementSpec, *, limit: int) -> AsyncGenerator[Landed]:
        """Asks every marketplace that the requirement names, or all; yields each as it lands.

        Whatever goes wrong with one is told in its report. An answer that comes too late is kept
        for the next who asks.
        """
        asked = self._asked(spec)
        for marketplace in asked.unconnected:
            yield self._not_configured(marketplace)
        asking = [asyncio.create_task(self._ask(source, spec, limit)) for source in asked.sources]
        try:
            for landed in asyncio.as_completed(asking):
                yield await landed
        finally:
            for task in asking:
                task.cancel()

    def kept(self, spec: RequirementSpec, *, limit: int) -> list[Sequence[ProductResult]]:
        """What those that a search would ask answered to the same question; nobody is asked."""
        answers = [
            self._kept(Question.of(source.name, spec, limit), source.terms.keep_seconds)
            for source in self._asked(spec).sources
        ]
        return [answer.products for answer in answers if answer is not None]

    def kept_products(self) -> list[ProductResult]:
        """Every product of the answers that are still kept, newest first; nobody is asked."""
        now = self._clock.now()
        return [
            product
            for source in self._sources
            for product in self._answers.products_of(
                source.name, now=now, max_age=timedelta(seconds=source.terms.keep_seconds)
            )
        ]

    def awaited(self, spec: RequirementSpec) -> list[AwaitedSource]:
        """Whose answers a search will have, of whichever kind."""
        asked = self._asked(spec)
        return [
            *(AwaitedSource(marketplace=one) for one in asked.unconnected),
            *(AwaitedSource(marketplace=one.marketplace, name=one.name) for one in asked.sources),
        ]

    async def product(self, product_id: str) -> ProductResult:
        """A product of one of the marketplaces: as it is now, else as it was last seen.

        Raises:
            NotFoundError: No marketplace at hand has it.
        """
        kept = self._answers.product(product_id)
        for source in self._sources:
            if source.owns(product_id):
                try:
                    async with asyncio.timeout(self._deadline_seconds):
                        return await source.product(product_id)
                except (TalknShopError, TimeoutError) as error:
                    if kept is None and isinstance(error, TalknShopError):
                        raise
        if kept is None:
            raise NotFoundError(
                "No connected marketplace offers this product any more. Search again.",
                details={"product_id": product_id},
            )
        return kept

    async def aclose(self) -> None:
        """Ends the calls that are still under way."""
        calls = [*(call.task for call in self._in_flight.values()), *self._overdue]
        for task in calls:
            task.cancel()
        for task in calls:
            with suppress(asyncio.CancelledError, Exception):
                await task
        if self._shared is not None:
            await self._shared.aclose()

    async def _ask(self, source: ProductSource, spec: RequirementSpec, limit: int) -> Landed:
        started = self._clock.monotonic()
        question = Question.of(source.name, spec, limit)
        keep_seconds = source.terms.keep_seconds
        fresh_seconds = min(self._fresh_seconds, keep_seconds)
        answer = self._kept(question, fresh_seconds) or await self._told_others(
            question, fresh_seconds
        )
        cached = answer is not None
        failure: Exception | None = None
        if answer is None:
            try:
                async with asyncio.timeout(self._deadline_seconds):
                    answer = await asyncio.shield(self._call(source, question, spec))
            except Exception as error:  # noqa: BLE001
                # Whatever is wrong with one shop must not take the others' products away.
                if not isinstance(error, TalknShopError | TimeoutError):
                    _log.exception("marketplace failed", marketplace=source.name)
                failure = error
                answer = self._kept(question, keep_seconds)
                cached = answer is not None
        took_ms = round((self._clock.monotonic() - started) * 1000, 1)
        report = _report(source, answer, failure, took_ms=took_ms, cached=cached)
        self._on_report(report)
        return Landed(report, answer.products if answer else ())

    async def _told_others(self, question: Question, seconds: float) -> SourceAnswer | None:
        """What another server was answered, if it is not older than that; kept here from now on."""
        answer = await self._shared.find(question) if self._shared else None
        if answer is None:
            return None
        self._answers.keep(question, answer)
        return self._kept(question, seconds)

    def _asked(self, spec: RequirementSpec) -> _Asked:
        if not spec.marketplaces:
            return _Asked(self._sources, [])
        sources = [one for one in self._sources if one.marketplace in spec.marketplaces]
        answering = {Marketplace.STORE, *(one.marketplace for one in sources)}
        return _Asked(sources, [one for one in spec.marketplaces if one not in answering])

    def _call(
        self, source: ProductSource, question: Question, spec: RequirementSpec
    ) -> asyncio.Task[SourceAnswer]:
        call = self._in_flight.get(question)
        now = self._clock.monotonic()
        if call is not None and now - call.began_at >= self._deadline_seconds:
            # It has made somebody wait in vain already; a shop that is back answers a new one.
            self._overdue.add(call.task)
            call = None
        if call is None:
            call = _Call(asyncio.create_task(_search(source, spec, question.limit)), now)
            self._in_flight[question] = call
            seconds = source.terms.keep_seconds
            call.task.add_done_callback(lambda done: self._done(question, done, seconds))
        return call.task

    def _done(
        self, question: Question, task: asyncio.Task[SourceAnswer], keep_seconds: float
    ) -> None:
        self._overdue.discard(task)
        call = self._in_flight.get(question)
        if call is not None and call.task is task:
            del self._in_flight[question]
        # Asked for also when nobody waits any more, or asyncio would report the failure as lost.
        if not task.cancelled() and task.exception() is None:
            self._answers.keep(question, task.result())
            if self._shared is not None and keep_seconds > 0:
                self._shared.keep(question, task.result(), seconds=keep_seconds)

    def _kept(self, question: Question, seconds: float) -> SourceAnswer | None:
        max_age = timedelta(seconds=seconds)
        return self._answers.answer(question, now=self._clock.now(), max_age=max_age)

    def _not_configured(self, marketplace: Marketplace) -> Landed:
        message = self._missing.get(
            marketplace, f"{marketplace} is not connected to this installation."
        )
        report = SourceReport(
            marketplace=marketplace, status=SourceStatus.NOT_CONFIGURED, message=message
        )
        return Landed(report, ())


async def _search(source: ProductSource, spec: RequirementSpec, limit: int) -> SourceAnswer:
    return await source.search(spec, limit=limit)


def _report(
    source: ProductSource,
    answer: SourceAnswer | None,
    failure: Exception | None,
    *,
    took_ms: float,
    cached: bool,
) -> SourceReport:
    status, message = SourceStatus.OK, None
    if failure is not None:
        status, message = status_of(failure, source.name)
    elif answer is not None:
        status, message = status_of_answer(answer)
    return SourceReport(
        marketplace=source.marketplace,
        name=source.name,
        status=status,
        message=message,
        count=len(answer.products) if answer else 0,
        took_ms=took_ms,
        cached_at=answer.fetched_at if answer and cached else None,
        simulated=bool(answer and answer.simulated),
    )
