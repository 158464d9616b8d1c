"""What a seller is told of a job: pure functions from one state of it to the next."""

from collections.abc import Sequence
from datetime import datetime

from talknshop.crosspost.job_record import StoredJob, StoredNews, StoredPart
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.job import JobData, JobNews, MarketplaceJob

_MOST_KEPT = 100
_TITLE_CHARACTERS = 80
_NOTABLE = {
    Status.LIVE: "“{title}” is live on {name}.",
    Status.PENDING_REVIEW: "{name} looks at “{title}” before it is shown.",
    Status.NEEDS_ACTION: "“{title}” is ready for you to finish on {name}.",
    Status.NEEDS_CONNECTION: "Connect your {name} account to list “{title}” there.",
    Status.NEEDS_INPUT: "{name} needs something more to list “{title}”.",
    Status.REJECTED: "{name} did not take “{title}”.",
    Status.FAILED: "“{title}” could not be listed on {name}.",
    Status.EXPIRED: "“{title}” was not finished on {name} in time, so it is not listed there.",
}
_SOLD = "“{title}” was sold on {name}. It is being taken down everywhere else."
_SOLD_AGAIN = (
    "“{title}” was sold on {name} although it had been sold on {first} already. "
    "Cancel the order on {name}."
)
_STILL_WAITING = "“{title}” still waits for you on {name}."
_TAKE_DOWN = "Take “{title}” down on {name} yourself, then say so here."
_PASSING = frozenset({Status.QUEUED, Status.PROCESSING})


def with_news(
    before: StoredJob, after: StoredJob, now: datetime, listeners: Sequence[str]
) -> StoredJob:
    """A changed job together with what is to be told of the change; nothing where nothing shows.

    Args:
        before: The job as it was.
        after: The job as it is.
        now: When that happened.
        listeners: Who is to be told.
    """
    told = tell(before, after)
    if not told and _seen(before) == _seen(after):
        return after
    number = after.news_count + 1
    news = StoredNews(
        number=number,
        data=job_data(after, " ".join(told) or None),
        notable=bool(told),
        happened_at=now,
        left_to=tuple(listeners),
    )
    return after.model_copy(
        update={"news": (*after.news, news)[-_MOST_KEPT:], "news_count": number}
    )


def without_told(job: StoredJob, numbers: Sequence[int], listener: str) -> StoredJob:
    """A job whose news of these numbers a listener was told."""
    left = [
        one.model_copy(update={"left_to": tuple(name for name in one.left_to if name != listener)})
        if one.number in numbers
        else one
        for one in job.news
    ]
    return job.model_copy(update={"news": tuple(one for one in left if one.left_to)})


def job_news(job: StoredJob, news: StoredNews) -> JobNews:
    """News as they are handed on; the same news have the same id."""
    return JobNews(
        user_id=job.user_id,
        session_id=job.session_id,
        news_id=f"{job.job_id}.{news.number}",
        job=news.data,
        notable=news.notable,
        happened_at=news.happened_at,
    )


def job_data(job: StoredJob, message: str | None) -> JobData:
    """A job as the event ``job`` shows it."""
    told = job.told()
    return JobData(
        job_id=told.job_id,
        status=told.status,
        marketplace_results=told.marketplace_jobs,
        message=message,
    )


def tell(before: StoredJob, after: StoredJob) -> list[str]:
    """The sentences that a seller who is away should read later; none for passing states."""
    sentences: list[str] = []
    if after.sold_on is not None and before.sold_on is None:
        sentences.append(_sentence(_SOLD, after, after.sold_on))
    for again in after.oversold_on[len(before.oversold_on) :]:
        first = limits_of(after.sold_on).name if after.sold_on else "another marketplace"
        sentences.append(_sentence(_SOLD_AGAIN, after, again, first=first))
    for part in after.parts:
        known = before.part(part.marketplace)
        sentence = _of_part(known, part)
        if sentence is not None:
            sentences.append(_sentence(sentence, after, part.marketplace))
    return sentences


def _of_part(before: StoredPart | None, part: StoredPart) -> str | None:
    if before is None:
        return None
    if part.action is not None and part.action.kind == "take_down" and part.action != before.action:
        return _TAKE_DOWN
    if part.reminded_at != before.reminded_at and part.reminded_at is not None:
        return _STILL_WAITING
    if part.status is before.status or part.status in _PASSING:
        return None
    if part.status is Status.REMOVED:
        # What was never up, or ended with a sale or a wish of the seller, is no surprise.
        return None
    return _NOTABLE[part.status]


def _sentence(
    pattern: str, job: StoredJob, marketplace: PostingMarketplace, *, first: str = ""
) -> str:
    title = job.spec.title
    if len(title) > _TITLE_CHARACTERS:
        title = title[: _TITLE_CHARACTERS - 1].rstrip() + "…"
    return pattern.format(title=title, name=limits_of(marketplace).name, first=first)


def _seen(job: StoredJob) -> tuple[object, ...]:
    """What a seller sees of a job, without when it last changed."""
    parts = [_shown(part) for part in job.parts]
    return (job.status, job.sold_on, job.oversold_on, job.spec, parts)


def _shown(part: StoredPart) -> dict[str, object]:
    return part.model_dump(include=_SHOWN)


_SHOWN = set(MarketplaceJob.model_fields) - {"updated_at"}
