"""The whole conversation: every turn enters at the router."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph

from talknshop.orchestrator.graphs.buyer import Graph, build_buyer_graph
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.nodes.answer_about_listings import answer_about_listings
from talknshop.orchestrator.graphs.nodes.answer_request import answer_request
from talknshop.orchestrator.graphs.nodes.compose_message import compose_message
from talknshop.orchestrator.graphs.nodes.route import route
from talknshop.orchestrator.graphs.seller import SELLER_ENTRY, add_seller_flow
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.graphs.tracing import traced
from talknshop.schemas.enums import Intent


def intent_route(state: ConversationState) -> str:
    """The flow of an intent; what no flow serves gets a plain reply.

    A request about products on show, or about listings that are up, comes first: its words may
    look like a new wish.
    """
    if state.get("listing_request") is not None:
        return "answer_about_listings"
    if state.get("request") is not None:
        return "answer_request"
    if state.get("intent") == Intent.SELL and state.get("serves_sellers"):
        return SELLER_ENTRY
    return "buyer" if state.get("intent") == Intent.BUY else "compose_message"


def build_conversation_graph(checkpointer: BaseCheckpointSaver[str]) -> Graph:
    """Assembles router and flows, with a checkpoint after every node."""
    graph = StateGraph(ConversationState, context_schema=ConversationContext)
    graph.add_node("route", traced(route))
    graph.add_node("buyer", build_buyer_graph())
    graph.add_node("answer_request", traced(answer_request))
    graph.add_node("answer_about_listings", traced(answer_about_listings))
    graph.add_node("compose_message", traced(compose_message))
    add_seller_flow(graph)
    graph.add_edge(START, "route")
    graph.add_conditional_edges(
        "route",
        intent_route,
        ["buyer", SELLER_ENTRY, "answer_request", "answer_about_listings", "compose_message"],
    )
    graph.add_edge("buyer", END)
    graph.add_edge("answer_request", END)
    graph.add_edge("answer_about_listings", END)
    graph.add_edge("compose_message", END)
    return graph.compile(checkpointer=checkpointer)
