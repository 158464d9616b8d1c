"""What sellers are told, in their language; every figure comes from the listing or its job."""

from collections.abc import AsyncIterator, Iterable, Sequence

from talknshop.language.phrasebook import Phrasebook
from talknshop.orchestrator.compose import stream_reply
from talknshop.orchestrator.graphs.context import NodeRuntime, all_told, book_of, emitter
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MarketplaceJobStatus, PostingMarketplace
from talknshop.schemas.job import Job, MarketplaceJob
from talknshop.schemas.listing import ListingForm, ListingPreview, PriceAdvice

_NAMES = {
    PostingMarketplace.EBAY: "eBay",
    PostingMarketplace.CRAIGSLIST: "Craigslist",
    PostingMarketplace.FACEBOOK: "Facebook Marketplace",
    PostingMarketplace.POSHMARK: "Poshmark",
}


async def say(
    sentences: Sequence[str], state: ConversationState, runtime: NodeRuntime, *, part: str = ""
) -> str:
    """Streams sentences as a message of the turn and returns it whole, once it is stored.

    Args:
        sentences: What is said, in order.
        state: The conversation.
        runtime: That of the node that speaks.
        part: Tells messages of one turn apart.
    """
    message_id = f"msg_{state['request_id']}{part}"
    slots = {"sentences": " ".join([*preface(state), *sentences])}
    text = await stream_reply(_whole(), slots, message_id, emitter(runtime))
    await all_told(runtime)
    return text


def preface(state: ConversationState) -> list[str]:
    """What is said before anything else: which attachments were no use, what was not undone."""
    stands = [book_of(state).say("selling", "stands")] if state.get("stands") else []
    return [*(state.get("media_problems") or []), *stands]


async def _whole() -> AsyncIterator[str]:
    # As a slot: a title may hold braces of its own.
    yield "{sentences}"


def place_name(place: PostingMarketplace, book: Phrasebook) -> str:
    """What a marketplace is called."""
    return _NAMES.get(place) or book.say("selling", "store")


def places_named(places: Iterable[PostingMarketplace], book: Phrasebook) -> str:
    """Marketplaces within a sentence."""
    return book.listed([place_name(place, book) for place in places])


def price_named(price: float | None, currency: str, book: Phrasebook) -> str:
    """What is asked."""
    return book.price(price or 0.0, currency)


def preview_sentences(listing: ListingPreview, book: Phrasebook) -> list[str]:
    """What a preview comes to: what would be posted where, what to look at, what others ask."""
    form = listing.form
    said = [
        book.say(
            "selling",
            "preview",
            title=form.title or "",
            price=price_named(form.price, form.currency, book),
            places=places_named(form.target_marketplaces, book),
        )
    ]
    noted = [one.marketplace for one in listing.preview if one.problems]
    if noted:
        said.append(book.say("selling", "look", places=places_named(noted, book)))
    return said + advice_sentences(listing.price_advice, book)


def began_anew(state: ConversationState) -> list[str]:
    """That a draft gave way to another one, where the turn began it."""
    before = (state.get("before") or {}).get("listing_draft")
    if state.get("listing_says") != "began_anew" or not before or not before.get("product"):
        return []
    book = book_of(state)
    return [book.say("selling", "began_anew", name=book.name(before["product"]))]


def advice_sentences(advice: PriceAdvice | None, book: Phrasebook) -> list[str]:
    """What comparable items cost, where enough of them are known."""
    if advice is None or advice.low is None or advice.high is None:
        return []
    low, high = (book.price(each, advice.currency) for each in (advice.low, advice.high))
    count = book.number(advice.sample_size)
    return [book.say("selling", "advice", count=count, low=low, high=high)]


def states_named(parts: Iterable[MarketplaceJob], book: Phrasebook) -> str:
    """How a listing stands at each marketplace."""
    return "; ".join(_state(part, book) for part in parts)


def _state(part: MarketplaceJob, book: Phrasebook) -> str:
    place = place_name(part.marketplace, book)
    if part.status is MarketplaceJobStatus.LIVE and part.confirmation_link:
        return book.say("job_state", "live_at", place=place, link=part.confirmation_link)
    return book.say("job_state", part.status, place=place)


def status_sentence(job: Job, book: Phrasebook) -> str:
    """How a job stands."""
    form, states = job.listing_spec, states_named(job.marketplace_jobs, book)
    if job.sold_on is not None:
        place = place_name(job.sold_on, book)
        return book.say("listings", "sold", title=form.title, place=place, states=states)
    price = price_named(form.price, form.currency, book)
    return book.say("listings", "status", title=form.title, price=price, states=states)


def posted_sentences(job: Job, form: ListingForm, book: Phrasebook) -> list[str]:
    """What happens next with a listing that was posted."""
    begun = book.say("selling", "posted", title=form.title or "")
    return [begun, f"{states_named(job.marketplace_jobs, book)}."]
