"""The buyer's ten nodes: from words to ranked products, or to one question."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.nodes.ask_clarifying_q import ask_clarifying_q
from talknshop.orchestrator.graphs.nodes.build_requirement_spec import build_requirement_spec
from talknshop.orchestrator.graphs.nodes.done import done
from talknshop.orchestrator.graphs.nodes.extract_image_attrs import extract_image_attrs
from talknshop.orchestrator.graphs.nodes.need_clarify import need_clarify
from talknshop.orchestrator.graphs.nodes.need_media_ops import need_media_ops
from talknshop.orchestrator.graphs.nodes.parse_input import parse_input
from talknshop.orchestrator.graphs.nodes.rank_and_compose import rank_and_compose
from talknshop.orchestrator.graphs.nodes.search_marketplaces import search_marketplaces
from talknshop.orchestrator.graphs.nodes.transcribe_audio import transcribe_audio
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.graphs.tracing import traced

Graph = CompiledStateGraph[
    ConversationState, ConversationContext, ConversationState, ConversationState
]


def media_needs(state: ConversationState) -> list[str]:
    """The recognisers that a turn needs."""
    return [
        name
        for name, needed in (
            ("transcribe_audio", state.get("need_stt")),
            ("extract_image_attrs", state.get("need_vision")),
        )
        if needed
    ]


def media_route(state: ConversationState) -> list[str]:
    """The recognisers that a turn needs; both run side by side."""
    return media_needs(state) or ["build_requirement_spec"]


def clarify_route(state: ConversationState) -> str:
    """A question when one is needed, else the search."""
    return "ask_clarifying_q" if state.get("needs_clarification") else "search_marketplaces"


def build_buyer_graph() -> Graph:
    """Assembles and compiles the ten nodes; the parent graph's checkpointer serves them."""
    graph = StateGraph(ConversationState, context_schema=ConversationContext)
    graph.add_node("parse_input", traced(parse_input))
    graph.add_node("need_media_ops", traced(need_media_ops))
    graph.add_node("transcribe_audio", traced(transcribe_audio))
    graph.add_node("extract_image_attrs", traced(extract_image_attrs))
    graph.add_node("build_requirement_spec", traced(build_requirement_spec))
    graph.add_node("need_clarify", traced(need_clarify))
    graph.add_node("ask_clarifying_q", traced(ask_clarifying_q))
    graph.add_node("search_marketplaces", traced(search_marketplaces))
    graph.add_node("rank_and_compose", traced(rank_and_compose))
    graph.add_node("done", traced(done))

    graph.add_edge(START, "parse_input")
    graph.add_edge("parse_input", "need_media_ops")
    graph.add_conditional_edges(
        "need_media_ops",
        media_route,
        ["transcribe_audio", "extract_image_attrs", "build_requirement_spec"],
    )
    # Two single edges, not one joined edge: a joined one waits for a branch that was not taken.
    graph.add_edge("transcribe_audio", "build_requirement_spec")
    graph.add_edge("extract_image_attrs", "build_requirement_spec")
    graph.add_edge("build_requirement_spec", "need_clarify")
    graph.add_conditional_edges(
        "need_clarify", clarify_route, ["ask_clarifying_q", "search_marketplaces"]
    )
    graph.add_edge("ask_clarifying_q", END)
    graph.add_edge("search_marketplaces", "rank_and_compose")
    graph.add_edge("rank_and_compose", "done")
    graph.add_edge("done", END)
    return graph.compile()
