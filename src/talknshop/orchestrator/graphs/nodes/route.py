"""The router: which of the nine intents a turn has, and what it wants of the products on show."""

from typing import Any

from talknshop.orchestrator.graphs.context import NodeRuntime, dialogue_of, locale_of, turn_of
from talknshop.orchestrator.graphs.on_show.base import REQUEST, as_shown, results_on_show
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Intent


async def route(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Asks the language engine; a change made by hand is always the buyer's."""
    changes: dict[str, Any] = {
        "turn_number": state.get("turn_number", 0) + 1,
        "page_locale_before": state.get("page_locale") or state.get("page_locale_before"),
        "node_trace": ["route"],
    }
    if state.get("by_hand"):
        return {"intent": Intent.BUY.value, "locale": locale_of(state), **changes}
    language = runtime.context.language
    turn, dialogue = turn_of(state), dialogue_of(state)
    intent = (await language.classify(turn, dialogue)).intent
    shown = as_shown(await results_on_show(state, runtime.context))
    request = await language.read_request(turn, dialogue, shown)
    return {
        "intent": intent.value,
        "request": None if request is None else REQUEST.dump_python(request, mode="json"),
        "locale": language.detect_language(turn, dialogue),
        **changes,
    }
