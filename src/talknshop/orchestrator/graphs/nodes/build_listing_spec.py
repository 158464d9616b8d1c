"""Folds the turn into the listing draft, and reads a yes or a no to its preview."""

from dataclasses import dataclass, field, replace
from typing import Any

from talknshop.language.base import Flow
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    dialogue_of,
    draft_of,
    turn_of,
)
from talknshop.orchestrator.graphs.selling.forms import (
    details_of,
    missing_of,
    with_photos,
    with_turn,
)
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import WorkflowStage
from talknshop.schemas.frames import Decision
from talknshop.schemas.listing import ListingDetails, ListingDraft
from talknshop.schemas.listing_operations import apply_listing_operations
from talknshop.schemas.requirement import Operation


@dataclass(frozen=True, slots=True)
class _Built:
    """What a turn makes of the listing."""

    draft: ListingDraft
    details: ListingDetails
    consent: bool | None = None
    prohibited: str | None = None
    replaced: ListingDraft | None = None
    """The draft that a new one took the place of."""
    changes: dict[str, Any] = field(default_factory=dict[str, Any])


async def build_listing_spec(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Applies what was changed by hand, or what the language engine reads in the words.

    Only a plain yes to the very preview that waits goes on to post; whatever changes the listing
    leads to a new preview, also when a yes comes with it.

    Raises:
        ValidationError: A change by hand does not fit; the draft stays as it was.
    """
    built = _by_hand(state) if state.get("by_hand") else await _by_words(state, runtime)
    return {
        "stage": WorkflowStage.REQUIREMENT_BUILDING.value,
        "listing_draft": built.draft.model_dump(mode="json"),
        "listing_details": built.details.model_dump(mode="json"),
        "prohibited": built.prohibited,
        "node_trace": ["build_listing_spec"],
        **_next_step(built, state),
    }


def _by_hand(state: ConversationState) -> _Built:
    operations = [Operation.model_validate(item) for item in state.get("operations", [])]
    before = draft_of(state) or ListingDraft()
    draft, details = apply_listing_operations(before, details_of(state), operations)
    decision = state.get("decision")
    return _Built(draft, details, None if decision is None else decision == Decision.YES)


async def _by_words(state: ConversationState, runtime: NodeRuntime) -> _Built:
    dialogue = replace(dialogue_of(state), flow=Flow.SELL)
    waits = bool(state.get("preview_waits"))
    update = await runtime.context.language.update_listing(
        turn_of(state), replace(dialogue, preview_shown=waits)
    )
    if update.prohibited is not None:
        draft = update.draft if draft_of(state) is not None else ListingDraft()
        return _Built(draft, details_of(state), prohibited=update.prohibited)
    before = draft_of(state)
    details = ListingDetails() if update.starts_over else details_of(state)
    return _Built(
        with_photos(update.draft, state.get("image_attributes")),
        with_turn(details, update, state),
        update.consent,
        replaced=before if update.starts_over else None,
    )


def _next_step(built: _Built, state: ConversationState) -> dict[str, Any]:
    if built.prohibited is not None:
        kept = state.get("listing_draft")
        return {"listing_step": "say", "listing_says": "prohibited", "listing_draft": kept}
    if built.consent is not None:
        return _answered(built, state)
    if built.replaced is not None:
        return {"listing_step": "validate", "listing_says": "began_anew"}
    return {"listing_step": "validate"}


def _answered(built: _Built, state: ConversationState) -> dict[str, Any]:
    """What a yes or a no leads to."""
    named, posted = state.get("named_preview_id"), state.get("posted") or {}
    if built.consent and named is not None and named == posted.get("preview_id"):
        # A second yes to what was posted is the same job once more.
        kept = {"listing_draft": state.get("listing_draft")}
        return kept | _agreed(named, posted["form"])
    preview = state.get("listing_preview")
    if preview is None or state.get("listing_draft") is None:
        kept = state.get("listing_draft")
        return {"listing_step": "say", "listing_says": "nothing_waits", "listing_draft": kept}
    if not built.consent:
        return {"listing_step": "say", "listing_says": "kept", "preview_waits": False}
    if named not in {None, preview["preview_id"]}:
        return {"listing_step": "validate", "listing_says": "older"}
    changed = built.draft != draft_of(state) or built.details != details_of(state)
    if changed or missing_of(built.draft) or not state.get("preview_waits"):
        return {"listing_step": "validate"}
    return _agreed(preview["preview_id"], preview["form"])


def _agreed(preview_id: str, form: dict[str, Any]) -> dict[str, Any]:
    return {
        "listing_step": "post",
        "agreed_preview_id": preview_id,
        "to_post": {"preview_id": preview_id, "form": form},
        "irrevocable": True,
    }
