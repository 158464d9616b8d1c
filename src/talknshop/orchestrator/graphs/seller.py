"""The seller's nodes: from words and photos to a listing, one yes, and its jobs.

What is spoken or shown was made words before the router (``conversation``): these are nine of the
twelve nodes, and the other three are there.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from langgraph.graph import END, StateGraph

from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.nodes.ask_clarifying_q import ask_clarifying_q
from talknshop.orchestrator.graphs.nodes.build_listing_spec import build_listing_spec
from talknshop.orchestrator.graphs.nodes.compose_confirmation import compose_confirmation
from talknshop.orchestrator.graphs.nodes.crosspost_dispatch import crosspost_dispatch
from talknshop.orchestrator.graphs.nodes.need_clarify import need_clarify
from talknshop.orchestrator.graphs.nodes.parse_input import parse_input
from talknshop.orchestrator.graphs.nodes.process_marketplace_jobs import process_marketplace_jobs
from talknshop.orchestrator.graphs.nodes.update_job_status import update_job_status
from talknshop.orchestrator.graphs.nodes.validate_listing_inputs import validate_listing_inputs
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.graphs.tracing import traced

SELLER_ENTRY = "parse_input"
"""The node that a seller's turn enters at."""

Builder = StateGraph[ConversationState, ConversationContext, ConversationState, ConversationState]

_STEPS = {
    "validate": "validate_listing_inputs",
    "post": "crosspost_dispatch",
    "say": "compose_confirmation",
}


def listing_route(state: ConversationState) -> str:
    """Where the turn goes on once the draft is what it made of it."""
    return _STEPS[state.get("listing_step") or "validate"]


def clarify_route(state: ConversationState) -> str:
    """A question while something is missing, then the wait for a yes, where one may be said."""
    if state.get("needs_clarification"):
        return "ask_clarifying_q"
    return "crosspost_dispatch" if state.get("preview_waits") else END


def add_seller_flow(graph: Builder) -> None:
    """Adds the nodes to the conversation's graph.

    They stand in the graph itself rather than in one of their own: where it waits for a yes, what
    is known of the listing is the conversation's, and the next turn finds it.
    """
    for node in (
        parse_input,
        build_listing_spec,
        validate_listing_inputs,
        need_clarify,
        ask_clarifying_q,
        crosspost_dispatch,
        process_marketplace_jobs,
        update_job_status,
        compose_confirmation,
    ):
        graph.add_node(node.__name__, traced(node))
    graph.add_edge("parse_input", "build_listing_spec")
    graph.add_conditional_edges("build_listing_spec", listing_route, list(_STEPS.values()))
    graph.add_edge("validate_listing_inputs", "need_clarify")
    graph.add_conditional_edges(
        "need_clarify", clarify_route, ["ask_clarifying_q", "crosspost_dispatch", END]
    )
    graph.add_edge("ask_clarifying_q", END)
    graph.add_edge("crosspost_dispatch", "process_marketplace_jobs")
    graph.add_edge("process_marketplace_jobs", "update_job_status")
    graph.add_edge("update_job_status", "compose_confirmation")
    graph.add_edge("compose_confirmation", END)
