"""The buyer's nodes: from words to ranked products, or to one question.

What is spoken or shown was made words before the router (``conversation``).
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.nodes.ask_clarifying_q import ask_clarifying_q
from talknshop.orchestrator.graphs.nodes.build_requirement_spec import build_requirement_spec
from talknshop.orchestrator.graphs.nodes.done import done
from talknshop.orchestrator.graphs.nodes.need_clarify import need_clarify
from talknshop.orchestrator.graphs.nodes.parse_input import parse_input
from talknshop.orchestrator.graphs.nodes.rank_and_compose import rank_and_compose
from talknshop.orchestrator.graphs.nodes.search_marketplaces import search_marketplaces
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.graphs.tracing import traced

Graph = CompiledStateGraph[
    ConversationState, ConversationContext, ConversationState, ConversationState
]


def clarify_route(state: ConversationState) -> str:
    """A question when one is needed, else the search."""
    return "ask_clarifying_q" if state.get("needs_clarification") else "search_marketplaces"


def build_buyer_graph() -> Graph:
    """Assembles and compiles the nodes; the parent graph's checkpointer serves them."""
    graph = StateGraph(ConversationState, context_schema=ConversationContext)
    graph.add_node("parse_input", traced(parse_input))
    graph.add_node("build_requirement_spec", traced(build_requirement_spec))
    graph.add_node("need_clarify", traced(need_clarify))
    graph.add_node("ask_clarifying_q", traced(ask_clarifying_q))
    graph.add_node("search_marketplaces", traced(search_marketplaces))
    graph.add_node("rank_and_compose", traced(rank_and_compose))
    graph.add_node("done", traced(done))

    graph.add_edge(START, "parse_input")
    graph.add_edge("parse_input", "build_requirement_spec")
    graph.add_edge("build_requirement_spec", "need_clarify")
    graph.add_conditional_edges(
        "need_clarify", clarify_route, ["ask_clarifying_q", "search_marketplaces"]
    )
    graph.add_edge("ask_clarifying_q", END)
    graph.add_edge("search_marketplaces", "rank_and_compose")
    graph.add_edge("rank_and_compose", "done")
    graph.add_edge("done", END)
    return graph.compile()
