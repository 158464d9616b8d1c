"""What nodes work with, handed to them by the runtime of each run."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from babel.numbers import get_territory_currencies
from langgraph.runtime import Runtime

from talknshop.clients.catalog import Catalog
from talknshop.clients.crosspost import Crosspost
from talknshop.clients.documents import Documents
from talknshop.clients.media import Media
from talknshop.clients.price_advice import PriceAdvisers
from talknshop.clients.watches import WatchStore
from talknshop.core.telemetry import Tracer
from talknshop.language.base import Dialogue, Flow, LanguageEngine, Turn
from talknshop.language.phrasebook import Phrasebook, phrasebook_of
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.repository import ResultsRepository
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.event_types import RunEventData
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import RankingCriteria

DEFAULT_LOCALE = "en"


@dataclass(frozen=True, slots=True)
class ConversationContext:
    """The collaborators of a run."""

    language: LanguageEngine
    catalog: Catalog
    results: ResultsRepository
    media: Media | None
    """None where no media service is configured."""
    max_clarification_loops: int
    tracer: Tracer
    watches: WatchStore | None = None
    """None where nobody looks after watches."""
    crosspost: Crosspost | None = None
    """None where there is no crosspost service."""
    prices: PriceAdvisers | None = None
    """None where nobody knows what comparable items cost."""
    documents: Documents | None = None
    """None where there is no documents service."""


NodeRuntime = Runtime[ConversationContext]


def emitter(runtime: NodeRuntime) -> Callable[[RunEventData], None]:
    """The function with which a node tells the person something."""
    return runtime.stream_writer


class Barrier:
    """Stands in the stream behind what a node has said; whoever stores that lifts it."""

    def __init__(self) -> None:
        """Begins closed."""
        self._lifted = asyncio.Event()

    def lift(self) -> None:
        """Lets the node go on."""
        self._lifted.set()

    async def wait(self) -> None:
        """Returns once everything said before is stored."""
        await self._lifted.wait()


async def all_told(runtime: NodeRuntime) -> None:
    """Waits until what the node has said is stored; one that speaks awaits this before it ends.

    A node whose end is stored does not run again: whatever it had said but nobody had stored by
    then would be lost with the server.
    """
    barrier = Barrier()
    runtime.stream_writer(barrier)
    await barrier.wait()


def requirement_of(state: ConversationState) -> Requirement | None:
    """The requirement so far, as a model."""
    stored = state.get("requirement_spec")
    return Requirement.model_validate(stored) if stored is not None else None


def weights_of(state: ConversationState) -> RankingCriteria | None:
    """How much each part of the ranking counts; None where all is as usual."""
    stored = state.get("weights")
    return RankingCriteria.model_validate(stored) if stored else None


def book_of(state: ConversationState) -> Phrasebook:
    """The words of the language that the reply is in."""
    return phrasebook_of(state.get("locale") or DEFAULT_LOCALE)


def problem_of(state: ConversationState, key: str, **values: str) -> str:
    """A sentence about the attachments, in the language the person is believed to read."""
    return phrasebook_of(locale_of(state)).say("attachments", key, **values)


def turn_of(state: ConversationState) -> Turn:
    """What the person said and attached, as the language engine takes it."""
    return Turn(
        text=state.get("user_message", ""),
        media=tuple(MediaType(ref["media_type"]) for ref in state.get("media_refs", [])),
        transcript=state.get("audio_transcript"),
        image_attributes=state.get("image_attributes"),
    )


def locale_of(state: ConversationState) -> str:
    """The language of words that tell none.

    It is that of the last message that told one; a page that speaks another language than before
    counts as one.
    """
    page = state.get("page_locale")
    if page is not None and page != state.get("page_locale_before"):
        return re.split("[-_]", page)[0].lower()
    return state.get("locale") or DEFAULT_LOCALE


def currency_of(state: ConversationState) -> str | None:
    """The currency of the region that the client says it is in; None where it says none."""
    page = state.get("page_locale") or state.get("page_locale_before") or ""
    region = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})", page)
    if region is None:
        return None
    return next(iter(get_territory_currencies(region[1].upper())), None)


def flow_of(state: ConversationState) -> Flow:
    """What the conversation is in the middle of."""
    selling = state.get("listing_draft") is not None or state.get("intent") == Intent.SELL
    if state.get("flow") == Flow.SELL and selling:
        return Flow.SELL
    return Flow.NONE if state.get("requirement_spec") is None else Flow.BUY


def is_selling(state: ConversationState) -> bool:
    """Whether the turn is a seller's."""
    return state.get("intent") == Intent.SELL


def draft_of(state: ConversationState) -> ListingDraft | None:
    """The listing so far, as a model."""
    stored = state.get("listing_draft")
    return ListingDraft.model_validate(stored) if stored is not None else None


def dialogue_of(state: ConversationState) -> Dialogue:
    """What was said before, as the language engine takes it."""
    flow = flow_of(state)
    selling = flow is Flow.SELL
    return Dialogue(
        flow=flow,
        requirement=requirement_of(state),
        listing=draft_of(state),
        asked_slot=state.get("listing_asked_slot" if selling else "asked_slot"),
        clarification_count=state.get("clarification_count", 0),
        has_results=state.get("results_ref") is not None,
        preview_shown=selling and bool(state.get("preview_waits")),
        turn_number=state.get("turn_number", 0),
        locale=locale_of(state),
        currency=currency_of(state),
        declined=tuple(state.get("declined") or ()),
        focus=state.get("focus"),
    )
