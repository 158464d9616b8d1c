"""Which listing a wish is about, and what comes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from talknshop.clients.crosspost import Crosspost
from talknshop.language.base import Dialogue, Flow
from talknshop.language.listing_requests import ListingAction, ListingRequest
from talknshop.orchestrator.graphs.context import (
    ConversationContext,
    book_of,
    dialogue_of,
    turn_of,
)
from talknshop.orchestrator.graphs.selling.replies import (
    place_name,
    places_named,
    price_named,
    status_sentence,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import JobStatus, MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.job import Job
from talknshop.schemas.listing import ListingDraft

LISTING_REQUEST: TypeAdapter[ListingRequest] = TypeAdapter(ListingRequest)
"""Wishes about listings as the state holds them."""

_MOST_TOLD = 5
_OVER = frozenset(
    {
        MarketplaceJobStatus.REMOVED,
        MarketplaceJobStatus.REJECTED,
        MarketplaceJobStatus.FAILED,
        MarketplaceJobStatus.EXPIRED,
    }
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class About:
    """What a wish about listings comes to.

    Attributes:
        said: What the seller is told, where nothing is asked.
        jobs: The jobs that it was about, as they stand now.
        question: What is asked instead, and the answers to choose from.
        pending: What is to be remembered until the answer.
    """

    said: list[str] = field(default_factory=list[str])
    jobs: list[Job] = field(default_factory=list[Job])
    question: tuple[str, str, list[str]] | None = None
    pending: dict[str, Any] | None = None


def answered_question(state: ConversationState) -> dict[str, Any] | None:
    """The wish that was left open, with what the turn answers to it; None where it answers not."""
    open_question = state.get("listing_question")
    if not open_question or state.get("by_hand"):
        return None
    said = _words(turn_of(state).words)
    scores = {key: len(said & _words(name)) for key, name in open_question["options"].items()}
    best = max(scores.values(), default=0)
    fitting = [key for key, score in scores.items() if score == best]
    if best == 0 or len(fitting) > 1:
        return None
    return {**open_question["request"], open_question["slot"]: fitting[0]}


async def answer_about(
    state: ConversationState, context: ConversationContext, crosspost: Crosspost
) -> About:
    """Tells how listings stand, or changes the one that is meant.

    A change that is told in plain words is made at once: none of them puts anything up, and each
    can be made good again. Where two listings fit, or nobody said where it was sold, it asks.

    Raises:
        TalknShopError: The crosspost service failed, or refuses the change.
    """
    stored = state.get("listing_request") or {}
    request, book = LISTING_REQUEST.validate_python(stored), book_of(state)
    jobs = (await crosspost.jobs(state["user_id"])).jobs
    jobs = [job for job in jobs if job.status is not JobStatus.CANCELLED]
    if not jobs:
        return About([book.say("listings", "none")])
    meant = _meant(request, jobs, stored.get("job_id"))
    if not meant:
        name = " ".join(request.names)
        return About([book.say("listings", "unknown", name=name)])
    if request.action is ListingAction.STATUS:
        told = ([job for job in meant if is_up(job)] or meant[:1])[:_MOST_TOLD]
        return About([status_sentence(job, book) for job in told], told)
    standing = [job for job in meant if is_up(job)]
    if not standing:
        over = book.say("listings", "over", title=meant[0].listing_spec.title)
        return About([over], meant[:1])
    if len(standing) > 1:
        options = {job.job_id: job.listing_spec.title for job in standing[:_MOST_TOLD]}
        question = (book.say("listings", "which"), "listing", list(options.values()))
        pending = _pending(stored, state, "job_id", options)
        return About(question=question, pending=pending)
    return await _change(standing[0], stored, state, context, crosspost)


def is_up(job: Job) -> bool:
    """Whether a job has a listing that is up, or on its way."""
    return job.sold_at is None and any(part.status not in _OVER for part in job.marketplace_jobs)


def _meant(request: ListingRequest, jobs: Sequence[Job], job_id: str | None) -> list[Job]:
    """The jobs that a wish may mean, those that fit its words best."""
    if job_id is not None:
        return [job for job in jobs if job.job_id == job_id]
    told = {*request.names, *request.hints}
    scores = {job.job_id: len(told & _words(job.listing_spec.title)) for job in jobs}
    best = max(scores.values())
    if best == 0:
        return [] if request.names else list(jobs)
    return [job for job in jobs if scores[job.job_id] == best]


async def _change(
    job: Job,
    stored: dict[str, Any],
    state: ConversationState,
    context: ConversationContext,
    crosspost: Crosspost,
) -> About:
    request, book, user_id = (
        LISTING_REQUEST.validate_python(stored),
        book_of(state),
        state["user_id"],
    )
    title = job.listing_spec.title
    named = [PostingMarketplace(name) for name in request.marketplaces if name in _PLACES]
    match request.action:
        case ListingAction.WITHDRAW:
            at = [p.marketplace for p in job.marketplace_jobs if p.status not in _OVER]
            places = [place for place in at if not named or place in named]
            if not places:
                return About([status_sentence(job, book)], [job])
            job = await crosspost.withdraw(job.job_id, user_id=user_id, marketplaces=places)
            names = places_named(places, book)
            return About([book.say("listings", "withdrawn", title=title, places=names)], [job])
        case ListingAction.SOLD:
            place = _sold_at(job, named, stored.get("marketplace"))
            if place is None:
                return _ask_where(job, stored, state)
            job = await crosspost.sold(job.job_id, place, user_id=user_id)
            name = place_name(place, book)
            return About([book.say("listings", "marked_sold", title=title, place=name)], [job])
        case _:
            return await _reprice(job, stored, state, context, crosspost)


_PLACES = frozenset(place.value for place in PostingMarketplace)


def _sold_at(
    job: Job, named: Sequence[PostingMarketplace], answered: str | None
) -> PostingMarketplace | None:
    """Where an item was sold; None where nothing tells."""
    if answered is not None:
        return PostingMarketplace(answered)
    if named:
        return named[0]
    places = [part.marketplace for part in job.marketplace_jobs]
    return places[0] if len(places) == 1 else None


def _ask_where(job: Job, stored: dict[str, Any], state: ConversationState) -> About:
    book = book_of(state)
    options = {
        part.marketplace.value: place_name(part.marketplace, book) for part in job.marketplace_jobs
    }
    question = (book.say("listings", "where"), "marketplace", list(options.values()))
    known = {**stored, "job_id": job.job_id}
    return About(question=question, pending=_pending(known, state, "marketplace", options))


async def _reprice(
    job: Job,
    stored: dict[str, Any],
    state: ConversationState,
    context: ConversationContext,
    crosspost: Crosspost,
) -> About:
    """Asks another price, read as a change of a draft is: "knock 10 off" depends on the present."""
    book, spec = book_of(state), job.listing_spec
    draft = ListingDraft(
        product=spec.title, price=spec.price, currency=spec.currency, condition=spec.condition
    )
    before = dialogue_of(state)
    dialogue = Dialogue(flow=Flow.SELL, listing=draft, preview_shown=True, locale=before.locale)
    turn = turn_of(state)
    said = stored.get("said")
    if said is not None:
        turn = type(turn)(said)
    update = await context.language.update_listing(turn, dialogue)
    price = update.draft.price
    if not price or price == spec.price:
        return About([status_sentence(job, book)], [job])
    job = await crosspost.revise(
        job.job_id, spec.model_copy(update={"price": price}), user_id=state["user_id"]
    )
    asked = price_named(price, spec.currency, book)
    return About([book.say("listings", "repriced", title=spec.title, price=asked)], [job])


def _pending(
    stored: dict[str, Any], state: ConversationState, slot: str, options: dict[str, str]
) -> dict[str, Any]:
    said = stored.get("said") or turn_of(state).words
    return {"request": {**stored, "said": said}, "slot": slot, "options": options}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
