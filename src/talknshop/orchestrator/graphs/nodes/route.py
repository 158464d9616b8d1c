"""The router: which of the nine intents a turn has."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, dialogue_of, turn_of
from talknshop.orchestrator.graphs.state import ConversationState


async def route(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks the language engine for the intent; every turn passes here first."""
    decision = await runtime.context.language.classify(turn_of(state), dialogue_of(state))
    return {
        "intent": decision.intent.value,
        "turn_number": state.get("turn_number", 0) + 1,
        "node_trace": ["route"],
    }
