"""What a conversation's graph knows: plain JSON only, large things by reference.

Keys of the conversation stay from turn to turn; keys of the turn are cleared by ``new_turn``,
because a checkpointed graph keeps whatever the last turn left.
"""

from typing import Annotated, Any, Required, TypedDict, cast

from talknshop.schemas.enums import WorkflowStage


def add_or_clear(present: list[str] | None, update: list[str] | None) -> list[str]:
    """Reducer of lists that parallel nodes add to; None empties the list."""
    return [] if update is None else [*(present or []), *update]


class ConversationState(TypedDict, total=False):
    """The state of a conversation and of its present turn."""

    # The conversation
    session_id: Required[str]
    user_id: Required[str]
    turn_number: int
    requirement_spec: dict[str, Any] | None
    """The requirement so far; may still lack its product."""
    clarification_count: int
    """Questions asked for this requirement."""
    asked_slot: str | None
    """The slot of the question that is still open."""
    results_ref: str | None
    """The run whose results the shopper has in view."""
    locale: str
    """The language that the person last wrote in."""
    page_locale_before: str | None
    """What the page spoke at the last turn that said so."""
    declined: list[str]
    """Slots of this requirement that the person has no preference for."""
    focus: int | None
    """The place of the product on show that was last talked about."""
    weights: dict[str, Any] | None
    """How much each part of the ranking counts, where the shopper has said so."""
    open_question: str | None
    """The words of the question about ``asked_slot``."""
    questions: list[str] | None
    """The last questions that were put to documents, oldest first."""
    answered_turn: int | None
    """The number of the turn that was last answered from documents."""
    unconfirmed: dict[str, Any] | None
    """What a turn said whose spoken words wait to be confirmed: its typed words, what its picture
    shows, and the slot of the question that was open before."""

    flow: str | None
    """What the person is in the middle of: ``buy`` or ``sell``; the other one waits unchanged."""
    listing_draft: dict[str, Any] | None
    """What is being sold, as far as it is known."""
    listing_details: dict[str, Any] | None
    """Its photos, and what of its listing was written by hand."""
    listing_asked_slot: str | None
    """The slot of the question about it that is still open."""
    listing_preview: dict[str, Any] | None
    """The preview that was shown last."""
    preview_waits: bool
    """Whether it waits for a yes."""
    listing_number: int
    """How many listings this conversation has put up."""
    posted: dict[str, Any] | None
    """The last of them: its ``preview_id``, ``job_id`` and ``form``."""
    listing_question: dict[str, Any] | None
    """A wish about a listing that is up, while it is not known which one is meant."""

    before: dict[str, Any]
    """The conversation as it stood when the turn began, to be put back when the turn is undone."""

    # The turn
    request_id: Required[str]
    """The run that works on this turn."""
    user_message: Required[str]
    media_refs: Required[list[dict[str, Any]]]
    by_hand: bool
    """The turn is a change by hand, not words."""
    page_locale: str | None
    """What the page speaks, where the client says so."""
    operations: list[dict[str, Any]]
    """The changes by hand to the requirement or to the listing."""
    decision: str | None
    """The answer to a preview by hand: ``yes`` or ``no``."""
    named_preview_id: str | None
    """The preview that the answer names."""
    serves_sellers: bool
    """Whether listings can be put up here."""
    listing_request: dict[str, Any] | None
    """What the turn wants of listings that are up."""
    listing_step: str | None
    """Where the seller's turn goes on after the draft was built: ``validate``, ``post`` or
    ``say``."""
    listing_says: str | None
    """What the seller is told at the end of the turn."""
    prohibited: str | None
    """Why what was offered may not be sold."""
    to_post: dict[str, Any] | None
    """The ``preview_id`` and the ``form`` of what ``crosspost_dispatch`` is about."""
    agreed_preview_id: str | None
    """The preview that this turn says yes to: from then on it cannot be taken back."""
    listing_job: dict[str, Any] | None
    """The job that the turn began."""
    irrevocable: bool
    """Whether the turn changes what marketplaces show."""
    stands: bool
    """Whether the turn was said instead of one that cannot be taken back."""
    intent: str | None
    priorities: list[dict[str, Any]]
    """What the turn says shall count more or less in the order of products."""
    conflicts: list[str]
    """What the turn states in two ways that exclude each other: ``price``, ``condition``."""
    refines: bool
    """Whether the turn changes a wish whose results are in view."""
    request: dict[str, Any] | None
    """What the turn wants done with the products on show."""
    stage: str
    media_read: bool
    """Whether the attachments of the turn were looked at, with or without success."""
    need_stt: bool
    need_vision: bool
    audio_transcript: str | None
    """Spoken words that may be acted on."""
    doubtful_transcript: str | None
    """Spoken words that the person has to confirm first."""
    image_attributes: dict[str, Any] | None
    media_problems: Annotated[list[str] | None, add_or_clear]
    """Attachments that could not be used, as sentences."""
    needs_clarification: bool
    clarification_reason: str | None
    clarification_slots: list[str]
    clarifying_question: str | None
    final_response: str | None
    outcome: str | None
    node_trace: Annotated[list[str] | None, add_or_clear]
    """Nodes in the order they ran."""


CONVERSATION_KEYS = (
    "requirement_spec",
    "clarification_count",
    "asked_slot",
    "results_ref",
    "weights",
    "locale",
    "page_locale_before",
    "declined",
    "focus",
    "turn_number",
    "unconfirmed",
    "flow",
    "listing_draft",
    "listing_details",
    "listing_asked_slot",
    "listing_preview",
    "preview_waits",
    "listing_number",
    "posted",
    "listing_question",
    "open_question",
    "questions",
    "answered_turn",
)
"""What a turn can change of the conversation, and undoing it puts back."""


def _cleared() -> dict[str, Any]:
    """Every other key of the turn, as it is when nothing has happened yet."""
    return {
        "serves_sellers": False,
        "listing_request": None,
        "listing_step": None,
        "listing_says": None,
        "prohibited": None,
        "to_post": None,
        "agreed_preview_id": None,
        "listing_job": None,
        "irrevocable": False,
        "stands": False,
        "intent": None,
        "priorities": [],
        "conflicts": [],
        "refines": False,
        "request": None,
        "stage": WorkflowStage.INITIAL.value,
        "media_read": False,
        "audio_transcript": None,
        "doubtful_transcript": None,
        "image_attributes": None,
        "media_problems": None,
        "needs_clarification": False,
        "clarification_reason": None,
        "clarification_slots": [],
        "clarifying_question": None,
        "final_response": None,
        "outcome": None,
        "node_trace": None,
    }


def new_turn(
    *,
    session_id: str,
    user_id: str,
    run_id: str,
    message: str,
    media: list[dict[str, Any]],
    operations: list[dict[str, Any]],
    by_hand: bool,
    page_locale: str | None = None,
    decision: str | None = None,
    preview_id: str | None = None,
) -> ConversationState:
    """The graph's input for a turn: what was said, with every other key of the turn cleared."""
    turn: dict[str, Any] = {
        "session_id": session_id,
        "user_id": user_id,
        "request_id": run_id,
        "user_message": message,
        "media_refs": media,
        "operations": operations,
        "by_hand": by_hand,
        "page_locale": page_locale,
        "decision": decision,
        "named_preview_id": preview_id,
        **_cleared(),
    }
    # TypedDicts cannot be merged with what is kept elsewhere.
    return cast("ConversationState", turn)
