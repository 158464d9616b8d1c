"""Asks every target what it would get, and what such items cost; shows the listing."""

from typing import Any

from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    book_of,
    currency_of,
    draft_of,
    emitter,
)
from talknshop.orchestrator.graphs.selling.forms import (
    details_of,
    form_of,
    missing_of,
    preview_id_of,
    spec_of,
)
from talknshop.orchestrator.graphs.selling.previews import Validation, refusal_of, validate
from talknshop.orchestrator.graphs.selling.replies import began_anew, preview_sentences, say
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome, WorkflowStage
from talknshop.schemas.listing import ListingDraft, ListingForm, ListingPreview

_NOTHING_ASKED = Validation(None, None, [])


async def validate_listing_inputs(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Shows the listing as far as it is; once nothing is missing, what each marketplace gets.

    A preview or a price that cannot be had costs only itself, and the listing says so. What could
    not be asked about at all, or may not be posted, waits for no yes.
    """
    draft = draft_of(state) or ListingDraft()
    details, currency = details_of(state), currency_of(state)
    form = form_of(draft, details, book_of(state), currency=currency)
    missing = missing_of(draft)
    found = _NOTHING_ASKED
    if not missing:
        found = await validate(draft, form, runtime.context, state["user_id"])
        places = [one.marketplace for one in found.preview.marketplaces] if found.preview else []
        form = form_of(draft, details, book_of(state), currency=currency, every_place=places)
    listing = _listing(state, draft, form, missing, found)
    emitter(runtime)(listing)
    problem = None if missing else _problem(form, found, state)
    changes: dict[str, Any] = {
        "stage": WorkflowStage.REQUIREMENT_BUILDING.value,
        "listing_preview": listing.model_dump(mode="json"),
        "preview_waits": not missing and problem is None,
        "listing_asked_slot": None,
        "outcome": Outcome.LISTING.value,
        "node_trace": ["validate_listing_inputs"],
    }
    if missing:
        return changes
    said = _opening(state)
    said += [problem] if problem is not None else preview_sentences(listing, book_of(state))
    changes["final_response"] = await say(said, state, runtime)
    changes["stage"] = WorkflowStage.COMPLETED.value
    changes["to_post"] = {
        "preview_id": listing.preview_id,
        "form": listing.form.model_dump(mode="json"),
    }
    return changes


def _listing(
    state: ConversationState,
    draft: ListingDraft,
    form: ListingForm,
    missing: list[str],
    found: Validation,
) -> ListingPreview:
    number = state.get("listing_number") or 0
    return ListingPreview(
        preview_id=preview_id_of(form, state["session_id"], number),
        draft=draft,
        form=form,
        missing=missing,
        preview=found.preview.marketplaces if found.preview else [],
        price_advice=found.advice,
        warnings=found.warnings,
    )


def _opening(state: ConversationState) -> list[str]:
    """What is said before the preview: of which listing this is not."""
    says, book = state.get("listing_says"), book_of(state)
    if says == "older":
        return [book.say("selling", "older")]
    return began_anew(state)


def _problem(form: ListingForm, found: Validation, state: ConversationState) -> str | None:
    """Why this listing cannot be posted as it is; None where it can."""
    book = book_of(state)
    if found.preview is None:
        return book.say("selling", "unavailable")
    refusal = refusal_of(found.warnings)
    if refusal is not None:
        return book.say("selling", "not_like_this", reason=refusal)
    if not form.price:
        return book.say("selling", "not_like_this", reason=book.say("selling", "no_price"))
    if spec_of(form) is None:
        return book.say("selling", "not_like_this", reason=book.say("selling", "no_places"))
    return None
