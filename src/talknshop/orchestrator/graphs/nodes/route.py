"""The router: which of the nine intents a turn has, and what it wants of what is on show or up."""

from typing import Any

from talknshop.language.base import Flow
from talknshop.language.listing_requests import ListingAction
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    dialogue_of,
    draft_of,
    flow_of,
    locale_of,
    turn_of,
)
from talknshop.orchestrator.graphs.document_questions import is_question
from talknshop.orchestrator.graphs.on_show.base import REQUEST, as_shown, results_on_show
from talknshop.orchestrator.graphs.selling.listings import LISTING_REQUEST, answered_question
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Intent
from talknshop.schemas.requirement import LISTING_SLOTS, REQUIREMENT_SLOTS, Operation, is_slot_of

_FLOWS = {Intent.BUY: Flow.BUY, Intent.SELL: Flow.SELL}
_NEVER_OF_LISTINGS = frozenset(
    {Intent.BUY, Intent.COMPARE, Intent.POLICY_QUESTION, Intent.PRODUCT_QUESTION}
)


async def route(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks the language engine; what is made by hand tells by its slots whose it is.

    Whoever turns from buying to selling, or back, finds the other as it was left.
    """
    changes: dict[str, Any] = {
        "turn_number": state.get("turn_number", 0) + 1,
        "page_locale_before": state.get("page_locale") or state.get("page_locale_before"),
        "serves_sellers": runtime.context.crosspost is not None,
        "node_trace": ["route"],
    }
    if state.get("by_hand"):
        intent = Intent.SELL if _is_of_listing(state) else Intent.BUY
        by_hand = {"intent": intent.value, "flow": _FLOWS[intent].value}
        return {**by_hand, "locale": locale_of(state), **changes}
    language = runtime.context.language
    turn, dialogue = turn_of(state), dialogue_of(state)
    intent = (await language.classify(turn, dialogue)).intent
    changes |= {
        "intent": intent.value,
        "locale": language.detect_language(turn, dialogue),
        "listing_question": None,
    }
    if runtime.context.crosspost is not None:
        of_listings = await _of_listings(state, runtime, intent)
        if of_listings is not None:
            return changes | of_listings
    if intent is Intent.SELL:
        return changes | ({"flow": Flow.SELL.value} if changes["serves_sellers"] else {})
    shown = as_shown(await results_on_show(state, runtime.context))
    request = await language.read_request(turn, dialogue, shown)
    wanted = None if request is None else REQUEST.dump_python(request, mode="json")
    if request is None and intent is Intent.BUY and await _follows_an_answer(state, runtime):
        return changes | {"intent": Intent.POLICY_QUESTION.value}
    buys = request is None and intent is Intent.BUY
    return changes | {"request": wanted} | ({"flow": Flow.BUY.value} if buys else {})


async def _follows_an_answer(state: ConversationState, runtime: NodeRuntime) -> bool:
    """Whether the turn goes on asking: the last one was answered, and this adds no wish."""
    answered = state.get("answered_turn")
    if answered is None or answered != state.get("turn_number", 0):
        return False
    turn = turn_of(state)
    if not is_question(turn.words):
        return False
    update = await runtime.context.language.update_requirement(turn, dialogue_of(state))
    return not (update.operations or update.priorities or update.starts_over)


async def _of_listings(
    state: ConversationState, runtime: NodeRuntime, intent: Intent
) -> dict[str, Any] | None:
    """What the turn wants of listings that are up; also as the answer to which one is meant."""
    answered = answered_question(state)
    if answered is not None and intent is not Intent.CANCEL:
        return {"listing_request": answered, "irrevocable": _changes(answered)}
    if intent in _NEVER_OF_LISTINGS:
        return None
    request = await runtime.context.language.read_listing_request(
        turn_of(state), dialogue_of(state)
    )
    if request is None or (intent is Intent.CANCEL and flow_of(state) is not Flow.NONE):
        return None
    wanted = LISTING_REQUEST.dump_python(request, mode="json")
    return {"listing_request": wanted, "irrevocable": _changes(wanted)}


def _changes(request: dict[str, Any]) -> bool:
    return request["action"] != ListingAction.STATUS


def _is_of_listing(state: ConversationState) -> bool:
    """Whether a change by hand is the listing's; where both have the slot, the flow tells."""
    if state.get("decision") is not None:
        return True
    slots = [Operation.model_validate(item).slot for item in state.get("operations", [])]
    named = [slot for slot in slots if slot is not None]
    if any(not is_slot_of(REQUIREMENT_SLOTS, slot) for slot in named):
        return True
    if not named or any(not is_slot_of(LISTING_SLOTS, slot) for slot in named):
        return False
    return flow_of(state) is Flow.SELL and draft_of(state) is not None
