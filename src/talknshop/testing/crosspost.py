"""A crosspost service in memory, which keeps its jobs and fails when told to."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import orjson

from talknshop.core.errors import ConflictError, NotFoundError
from talknshop.schemas.connection import (
    MarketplaceConnection,
    MarketplaceConnections,
    PostingMode,
)
from talknshop.schemas.enums import JobStatus, MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.job import Job, Jobs, MarketplaceJob
from talknshop.schemas.listing import (
    ListingForm,
    ListingProblem,
    ListingSpec,
    MarketplacePreview,
    PostingPreview,
    ProblemLevel,
)

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def _never(_: str) -> None:
    pass


class InMemoryCrosspost:
    """Implements ``clients.crosspost.Crosspost``; nothing goes on by itself.

    ``fault`` is called with the name of a method before it does anything, and with ``post:after``
    once a job is kept; what it raises is what the caller gets.
    """

    def __init__(
        self,
        places: Sequence[PostingMarketplace] = tuple(PostingMarketplace),
        *,
        fault: Callable[[str], None] = _never,
    ) -> None:
        """Begins without jobs; ``places`` are the marketplaces there are."""
        self.places = list(places)
        self.fault = fault
        self.refused: str | None = None
        """Why every listing is refused; None where none is."""
        self.posts = 0
        """How often something was to be posted, whatever came of it."""
        self._jobs: dict[str, Job] = {}
        self._by_key: dict[tuple[str, str], str] = {}

    async def preview(self, form: ListingForm, *, user_id: str) -> PostingPreview:
        """The title as each marketplace would get it; eBay wants a photo."""
        del user_id
        self.fault("preview")
        targets = form.target_marketplaces or self.places
        refusal = ListingProblem(
            code="not_allowed", level=ProblemLevel.REFUSED, message=self.refused or ""
        )
        return PostingPreview(
            marketplaces=[_preview(place, form) for place in targets],
            warnings=[refusal] if self.refused else [],
        )

    async def post(
        self, spec: ListingSpec, *, user_id: str, session_id: str | None, key: str
    ) -> Job:
        """Keeps a job; the same key of the same seller is the same job."""
        self.fault("post")
        self.posts += 1
        known = self._by_key.get((user_id, key))
        if known is not None:
            return self._jobs[known]
        job_id = f"job_{len(self._jobs) + 1}"
        parts = [_part(job_id, place) for place in spec.target_marketplaces]
        job = Job(
            job_id=job_id,
            user_id=user_id,
            session_id=session_id,
            status=JobStatus.CREATED,
            listing_spec=spec,
            marketplace_jobs=parts,
            created_at=_EPOCH,
            updated_at=_EPOCH,
        )
        self._by_key[user_id, key] = job_id
        self._jobs[job_id] = job
        self.fault("post:after")
        return job

    async def jobs(self, user_id: str) -> Jobs:
        """A seller's jobs, the last one first."""
        self.fault("jobs")
        return Jobs(jobs=[j for j in reversed(self._jobs.values()) if j.user_id == user_id])

    async def revise(self, job_id: str, spec: ListingSpec, *, user_id: str) -> Job:
        """Keeps the new listing."""
        self.fault("revise")
        return self._keep(self._of(job_id, user_id), listing_spec=spec)

    async def withdraw(
        self, job_id: str, *, user_id: str, marketplaces: Sequence[PostingMarketplace] = ()
    ) -> Job:
        """Takes parts of a job down."""
        self.fault("withdraw")
        job = self._of(job_id, user_id)
        places = marketplaces or [part.marketplace for part in job.marketplace_jobs]
        return self._with(job, dict.fromkeys(places, MarketplaceJobStatus.REMOVED))

    async def sold(self, job_id: str, marketplace: PostingMarketplace, *, user_id: str) -> Job:
        """Notes the sale, and takes the other parts down."""
        self.fault("sold")
        job = self._of(job_id, user_id)
        if job.sold_on is not None:
            raise ConflictError(f"This item was sold on {job.sold_on} already.")
        others = [p.marketplace for p in job.marketplace_jobs if p.marketplace is not marketplace]
        job = self._keep(job, sold_at=_EPOCH, sold_on=marketplace)
        return self._with(job, dict.fromkeys(others, MarketplaceJobStatus.REMOVED))

    async def connections(self, user_id: str) -> MarketplaceConnections:
        """Every marketplace is connected."""
        del user_id
        return MarketplaceConnections(
            connections=[
                MarketplaceConnection(
                    marketplace=place, name=place.value, mode=PostingMode.OWN, connected=True
                )
                for place in self.places
            ]
        )

    async def healthy(self) -> bool:
        """Always."""
        return True

    def settle(self, job_id: str, **states: MarketplaceJobStatus) -> None:
        """Lets marketplaces, by their names, answer; what is live gets a link."""
        named = {PostingMarketplace(name): status for name, status in states.items()}
        self._with(self._jobs[job_id], named)

    def kept(self) -> bytes:
        """Its jobs, for another one to ``restore``."""
        keys = [[user_id, key, job_id] for (user_id, key), job_id in self._by_key.items()]
        jobs = [job.model_dump(mode="json") for job in self._jobs.values()]
        return orjson.dumps({"keys": keys, "jobs": jobs})

    def restore(self, kept: bytes) -> None:
        """Takes up the jobs that another one has kept."""
        stored = orjson.loads(kept)
        jobs = [Job.model_validate(job) for job in stored["jobs"]]
        self._jobs = {job.job_id: job for job in jobs}
        self._by_key = {(user_id, key): job_id for user_id, key, job_id in stored["keys"]}

    def _of(self, job_id: str, user_id: str) -> Job:
        job = self._jobs.get(job_id)
        if job is None or job.user_id != user_id:
            raise NotFoundError("There is no job of this id.")
        return job

    def _with(self, job: Job, states: dict[PostingMarketplace, MarketplaceJobStatus]) -> Job:
        parts = [
            _settled(part, states[part.marketplace]) if part.marketplace in states else part
            for part in job.marketplace_jobs
        ]
        return self._keep(job, marketplace_jobs=parts)

    def _keep(self, job: Job, **changes: object) -> Job:
        self._jobs[job.job_id] = job.model_copy(update=changes)
        return self._jobs[job.job_id]


def _preview(place: PostingMarketplace, form: ListingForm) -> MarketplacePreview:
    photo = ListingProblem(
        code="photo_required", level=ProblemLevel.BLOCKING, message="eBay needs a photo."
    )
    lacks_photo = place is PostingMarketplace.EBAY and not form.media_s3_keys
    return MarketplacePreview(marketplace=place, fields=[], problems=[photo] if lacks_photo else [])


def _part(job_id: str, place: PostingMarketplace) -> MarketplaceJob:
    return MarketplaceJob(
        marketplace=place,
        job_id=f"{job_id}_{place}",
        status=MarketplaceJobStatus.QUEUED,
        updated_at=_EPOCH,
    )


def _settled(part: MarketplaceJob, status: MarketplaceJobStatus) -> MarketplaceJob:
    live = status is MarketplaceJobStatus.LIVE
    link = f"https://{part.marketplace}.example/{part.job_id}" if live else None
    return part.model_copy(update={"status": status, "confirmation_link": link})
