"""The whole conversation: attachments are read, then every turn enters at the router."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph

from talknshop.language.requests import RequestKind
from talknshop.orchestrator.graphs.buyer import Graph, build_buyer_graph
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.nodes.answer_about_listings import answer_about_listings
from talknshop.orchestrator.graphs.nodes.answer_documents import answer_documents
from talknshop.orchestrator.graphs.nodes.answer_request import answer_request
from talknshop.orchestrator.graphs.nodes.compose_message import compose_message
from talknshop.orchestrator.graphs.nodes.confirm_transcript import (
    TRANSCRIPT_SLOT,
    confirm_transcript,
)
from talknshop.orchestrator.graphs.nodes.extract_image_attrs import extract_image_attrs
from talknshop.orchestrator.graphs.nodes.need_media_ops import media_route, need_media_ops
from talknshop.orchestrator.graphs.nodes.route import route
from talknshop.orchestrator.graphs.nodes.take_correction import take_correction
from talknshop.orchestrator.graphs.nodes.transcribe_audio import transcribe_audio
from talknshop.orchestrator.graphs.seller import SELLER_ENTRY, add_seller_flow
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.orchestrator.graphs.tracing import traced
from talknshop.schemas.enums import Intent

_ASKING = (Intent.POLICY_QUESTION, Intent.PRODUCT_QUESTION)
_Building = StateGraph[ConversationState, ConversationContext, ConversationState, ConversationState]


def intent_route(state: ConversationState) -> str:
    """The flow of an intent; what no flow serves gets a plain reply.

    A request about products on show, or about listings that are up, comes first: its words may
    look like a new wish. Documents are asked what the record of a product may not tell.
    """
    if state.get("listing_request") is not None:
        return "answer_about_listings"
    intent, request = state.get("intent"), state.get("request")
    if request is not None:
        asks = intent == Intent.PRODUCT_QUESTION and request["kind"] == RequestKind.DETAILS
        return "answer_documents" if asks else "answer_request"
    if intent == Intent.SELL and state.get("serves_sellers"):
        return SELLER_ENTRY
    if intent == Intent.BUY:
        return "buyer"
    follows = intent == Intent.OTHER and _was_answered_before(state)
    return "answer_documents" if intent in _ASKING or follows else "compose_message"


def documents_route(state: ConversationState) -> str:
    """The end of the turn, or who answers what documents left open."""
    if state.get("outcome") is not None:
        return END
    return "answer_request" if state.get("request") is not None else "compose_message"


def _was_answered_before(state: ConversationState) -> bool:
    answered = state.get("answered_turn")
    return answered is not None and answered == state.get("turn_number", 0) - 1


def entry_route(state: ConversationState) -> str:
    """Where a turn begins: with the words it corrects, with its attachments, or at the router."""
    if state.get("by_hand"):
        return "route"
    if state.get("asked_slot") == TRANSCRIPT_SLOT:
        return "take_correction"
    return _attachments_or_router(state)


def _attachments_or_router(state: ConversationState) -> str:
    return "need_media_ops" if state.get("media_refs") else "route"


def _read_or_router(state: ConversationState) -> list[str]:
    return media_route(state, "route")


def _asked_or_router(state: ConversationState) -> str:
    return END if state.get("doubtful_transcript") else "route"


def _add_attachments(graph: _Building) -> None:
    """What is spoken or shown becomes words before anything is decided about the turn."""
    graph.add_node("take_correction", traced(take_correction))
    graph.add_node("need_media_ops", traced(need_media_ops))
    graph.add_node("transcribe_audio", traced(transcribe_audio))
    graph.add_node("extract_image_attrs", traced(extract_image_attrs))
    graph.add_node("confirm_transcript", traced(confirm_transcript))
    graph.add_conditional_edges(
        "take_correction", _attachments_or_router, ["need_media_ops", "route"]
    )
    graph.add_conditional_edges(
        "need_media_ops", _read_or_router, ["transcribe_audio", "extract_image_attrs", "route"]
    )
    # Two single edges, not one joined edge: a joined one waits for a branch that was not taken.
    graph.add_edge("transcribe_audio", "confirm_transcript")
    graph.add_edge("extract_image_attrs", "confirm_transcript")
    graph.add_conditional_edges("confirm_transcript", _asked_or_router, ["route", END])


def build_conversation_graph(checkpointer: BaseCheckpointSaver[str]) -> Graph:
    """Assembles router and flows, with a checkpoint after every node."""
    graph = StateGraph(ConversationState, context_schema=ConversationContext)
    graph.add_node("route", traced(route))
    graph.add_node("buyer", build_buyer_graph())
    graph.add_node("answer_request", traced(answer_request))
    graph.add_node("answer_about_listings", traced(answer_about_listings))
    graph.add_node("answer_documents", traced(answer_documents))
    graph.add_node("compose_message", traced(compose_message))
    _add_attachments(graph)
    graph.add_conditional_edges(START, entry_route, ["take_correction", "need_media_ops", "route"])
    add_seller_flow(graph)
    graph.add_conditional_edges(
        "route",
        intent_route,
        [
            "buyer",
            SELLER_ENTRY,
            "answer_documents",
            "answer_request",
            "answer_about_listings",
            "compose_message",
        ],
    )
    graph.add_conditional_edges(
        "answer_documents", documents_route, ["answer_request", "compose_message", END]
    )
    graph.add_edge("buyer", END)
    graph.add_edge("answer_request", END)
    graph.add_edge("answer_about_listings", END)
    graph.add_edge("compose_message", END)
    return graph.compile(checkpointer=checkpointer)
