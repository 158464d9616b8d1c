"""The router: which of the nine intents a turn has."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, dialogue_of, turn_of
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Intent


async def route(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks the language engine for the intent; a change made by hand is always the buyer's."""
    if state.get("by_hand"):
        intent = Intent.BUY
    else:
        turn, dialogue = turn_of(state), dialogue_of(state)
        intent = (await runtime.context.language.classify(turn, dialogue)).intent
    return {
        "intent": intent.value,
        "turn_number": state.get("turn_number", 0) + 1,
        "node_trace": ["route"],
    }
