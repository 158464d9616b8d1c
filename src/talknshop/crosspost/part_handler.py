"""Does what is left to do at one marketplace: the handler of that marketplace's queue."""

from collections.abc import Awaitable, Callable
from functools import partial

import orjson
import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from talknshop.core.clock import Clock
from talknshop.core.errors import (
    CredentialsRefusedError,
    NotConfiguredError,
    TalknShopError,
)
from talknshop.core.errors import ValidationError as InvalidError
from talknshop.crosspost.changes import (
    after_publishing,
    after_withdrawing,
    begun,
    dropped,
    failed,
    with_part,
    with_sold,
)
from talknshop.crosspost.job_record import StoredJob, StoredPart
from talknshop.crosspost.next_step import TAKE_DOWN, Step, next_step
from talknshop.crosspost.pacing import Pace
from talknshop.crosspost.part_lease import LeaseLostError, PartLeases
from talknshop.crosspost.photos import PartPhotos
from talknshop.crosspost.repository import InventoryRepository, JobRepository
from talknshop.crosspost.states import UP
from talknshop.marketplaces.publishing import ListingPublisher, Posting, PostingOutcome
from talknshop.messaging.message_queue import Message
from talknshop.schemas.enums import MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.job import JobAction

_log = structlog.stdlib.get_logger(__name__)

Expect = Callable[[StoredJob, StoredPart, PostingOutcome], Awaitable[None]]
"""Has an outcome looked at again later, where that is needed; called before it is stored."""


async def _nothing_further(job: StoredJob, part: StoredPart, outcome: PostingOutcome) -> None:
    del job, part, outcome


class PartMessage(BaseModel):
    """Which part of which job has work waiting; what work, its state says."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    marketplace: PostingMarketplace


class PartHandler:
    """Brings the parts of jobs at one marketplace to where they are wanted."""

    def __init__(
        self,
        publisher: ListingPublisher,
        jobs: JobRepository,
        items: InventoryRepository,
        *,
        photos: PartPhotos,
        leases: PartLeases,
        clock: Clock,
        most_attempts: int,
        expect: Expect = _nothing_further,
        pace: Pace | None = None,
    ) -> None:
        """Works with ``publisher``.

        Args:
            publisher: The marketplace.
            jobs: Where jobs are kept.
            items: Where items are kept.
            photos: Shows the photos of a listing to whoever must fetch them, and hides them again.
            leases: Keep others from the part that is worked on.
            clock: The time.
            most_attempts: The attempt with which a failure that might pass becomes final; the
                queue gives a message up after as many.
            expect: Has what comes of an attempt looked at again.
            pace: How many listings may be worked on in a while; None without a limit.
        """
        self._publisher = publisher
        self._jobs = jobs
        self._items = items
        self._photos = photos
        self._leases = leases
        self._clock = clock
        self._most_attempts = most_attempts
        self._expect = expect
        self._pace = pace

    async def handle(self, message: Message) -> None:
        """Does what is left to do.

        Raises:
            TalknShopError: It failed in a way that may pass; the message should come again.
        """
        try:
            wanted = PartMessage.model_validate(orjson.loads(message.body))
        except (ValidationError, orjson.JSONDecodeError):
            _log.exception("message cannot be read", message_id=message.message_id)
            raise
        job = await self._jobs.get(wanted.job_id)
        part = job.part(wanted.marketplace) if job is not None else None
        if job is None or part is None:
            _log.warning("message about nothing", job_id=wanted.job_id)
            return
        job, step = await self._next(job, part)
        if step is Step.NOTHING:
            return
        with structlog.contextvars.bound_contextvars(
            job_id=job.job_id, marketplace=wanted.marketplace
        ):
            if self._pace is not None:
                await self._pace.wait()
            last = message.receive_count >= self._most_attempts
            bring = partial(self._bring, marketplace=wanted.marketplace, last=last)
            await self._leases.while_held(job.job_id, wanted.marketplace, bring)

    async def _bring(self, job: StoredJob, *, marketplace: PostingMarketplace, last: bool) -> None:
        """Takes one step after the other until nothing is left to do."""
        held = job.part(marketplace)
        part = held
        while part is not None and held is not None and part.fence == held.fence:
            job, step = await self._next(job, part)
            if step is Step.NOTHING:
                return
            job = await self._take(step, job, part, last=last)
            part = job.part(marketplace)

    async def _next(self, job: StoredJob, part: StoredPart) -> tuple[StoredJob, Step]:
        item = await self._items.get(job.inventory_id)
        sold = item.sold if item else None
        if sold is not None and job.sold_at is None:
            # Whoever noted the sale died before the job was told.
            job = await self._jobs.change(job.job_id, partial(with_sold, sale=sold))
        return job, next_step(job, part, sold=sold is not None)

    async def _take(self, step: Step, job: StoredJob, part: StoredPart, *, last: bool) -> StoredJob:
        match step:
            case Step.PUBLISH:
                return await self._publish(job, part, last=last)
            case Step.REVISE:
                return await self._revise(job, part)
            case Step.WITHDRAW:
                return await self._withdraw(job, part)
            case _:
                return await self._store(job, part, dropped)

    async def _publish(self, job: StoredJob, part: StoredPart, *, last: bool) -> StoredJob:
        # Persisted before the marketplace is asked: from here on it may be up.
        job = await self._store(job, part, begun)
        started = self._clock.monotonic()
        try:
            outcome = await self._publisher.publish(await self._posting(job, part))
        except TalknShopError as error:
            if error.retryable and not last:
                raise
            _log.warning("posting given up", exc_info=error)
            action = _connect(self._publisher, error)
            give_up = partial(failed, error=error, action=action, doubted=part.unsure)
            return await self._store(job, part, give_up)
        # Whoever operates this counts it against those that were given up.
        seconds = round(self._clock.monotonic() - started, 3)
        _log.info("posting done", status=outcome.status, seconds=seconds)
        if outcome.status not in UP:
            await self._photos.hide(job, part)
        await self._expect(job, part, outcome)
        done = partial(after_publishing, outcome=outcome, revision=job.revision)
        return await self._store(job, part, done)

    async def _revise(self, job: StoredJob, part: StoredPart) -> StoredJob:
        revision = job.revision
        try:
            _require_ours(part)
            outcome = await self._publisher.revise(await self._posting(job, part))
        except TalknShopError as error:
            if error.retryable:
                raise
            outcome = PostingOutcome(
                part.status,
                message=error.message,
                action=JobAction(kind="fix", message=error.message),
            )
            revision = part.posted_revision
        done = partial(after_publishing, outcome=outcome, revision=revision)
        return await self._store(job, part, done)

    async def _withdraw(self, job: StoredJob, part: StoredPart) -> StoredJob:
        try:
            _require_ours(part)
            outcome = await self._publisher.withdraw(await self._posting(job, part))
        except TalknShopError as error:
            if error.retryable:
                raise
            outcome = _by_hand(self._publisher, part, error)
        if outcome.status is MarketplaceJobStatus.REMOVED:
            await self._photos.hide(job, part)
        return await self._store(job, part, partial(after_withdrawing, outcome=outcome))

    async def _posting(self, job: StoredJob, part: StoredPart) -> Posting:
        return Posting(
            job_id=part.job_id,
            user_id=job.user_id,
            inventory_id=job.inventory_id,
            spec=job.spec,
            photos=await self._photos.show(job, part),
            listing_id=part.listing_id,
            link=part.confirmation_link,
            posted=part.posted_spec,
        )

    async def _store(
        self, job: StoredJob, part: StoredPart, to: Callable[[StoredPart], StoredPart]
    ) -> StoredJob:
        """Changes the part on top of whatever was asked for meanwhile."""

        def change(present: StoredJob) -> StoredJob:
            now = present.part(part.marketplace)
            if now is None:
                return present
            if now.fence != part.fence:
                raise LeaseLostError("Another worker goes on with this listing.")
            return with_part(present, to(now), self._clock.now())

        return await self._jobs.change(job.job_id, change)


def _require_ours(part: StoredPart) -> None:
    """Leaves alone what a publisher did not put up: it would not find it, and call it gone."""
    if part.imported:
        raise InvalidError(
            "This listing was put up outside of TalknShop. Change it there yourself, please."
        )


def _connect(publisher: ListingPublisher, error: TalknShopError) -> JobAction | None:
    """What the seller has to do where an account is not, or not any more, connected."""
    if not isinstance(error, CredentialsRefusedError | NotConfiguredError):
        return None
    return JobAction(kind="connect", message=f"Connect your {publisher.name} account again.")


def _by_hand(
    publisher: ListingPublisher, part: StoredPart, error: TalknShopError
) -> PostingOutcome:
    sentence = (
        f"We could not take your listing down at {publisher.name}. Please end it there yourself, "
        "then say so here."
    )
    action = JobAction(kind=TAKE_DOWN, message=sentence, form_url=part.confirmation_link)
    return PostingOutcome(
        part.status, message=sentence, error_code=error.error_type.value, action=action
    )
