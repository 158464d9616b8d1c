"""Answers a question out of documents; where the conversation stood, it stands afterwards."""

from typing import Any

import structlog

from talknshop.clients.documents import Documents
from talknshop.core.errors import TalknShopError
from talknshop.language.accounts import answered_by
from talknshop.language.requests import Request, RequestKind
from talknshop.orchestrator.compose import stream_text
from talknshop.orchestrator.graphs.context import (
    NodeRuntime,
    all_told,
    book_of,
    dialogue_of,
    emitter,
    turn_of,
)
from talknshop.orchestrator.graphs.document_questions import (
    is_about,
    is_told_by,
    questions_about,
)
from talknshop.orchestrator.graphs.on_show.base import REQUEST, OnShow, results_on_show
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.answer import AnswerData
from talknshop.schemas.document_question import DocumentQuestion, ModelPart
from talknshop.schemas.enums import Intent, Outcome, WorkflowStage
from talknshop.schemas.product import ProductResult

_MOST_QUESTIONS = 6

_log = structlog.stdlib.get_logger(__name__)


async def answer_documents(state: ConversationState, runtime: NodeRuntime) -> dict[str, Any]:
    """Says what documents say, and asks again what was still open.

    Says nothing, and leaves the turn to the next node, where documents cannot help and something
    else may: a product on show whose record tells it, or a reply of no use of documents.
    """
    documents = runtime.context.documents
    place, product = await _product(state, runtime)
    elsewhere = _left_to_others(place)
    words = turn_of(state).words
    is_told = product is not None and is_told_by(product, words, book_of(state).language)
    if documents is None or is_told or (state.get("request") is not None and product is None):
        return elsewhere
    try:
        answer = await _ask(state, runtime, documents, product)
    except TalknShopError:
        answer = None
    if _is_for_others(state, answer, product):
        return elsewhere
    told = await _tell(state, runtime, answer)
    before = state.get("questions") or []
    return {
        "stage": (
            WorkflowStage.CLARIFICATION if state.get("asked_slot") else WorkflowStage.COMPLETED
        ).value,
        "final_response": told,
        "outcome": (Outcome.MESSAGE if answer is None else Outcome.ANSWER).value,
        "questions": [*before, words][-_MOST_QUESTIONS:],
        "answered_turn": state.get("turn_number", 0),
        "node_trace": ["answer_documents"],
    }


def _left_to_others(place: int | None) -> dict[str, Any]:
    """Changes of a turn that the next node answers: with what is known of a product, if any."""
    changes: dict[str, Any] = {"node_trace": ["answer_documents"]}
    if place is not None:
        details = Request(RequestKind.DETAILS, positions=(place,))
        changes["request"] = REQUEST.dump_python(details, mode="json")
    return changes


def _is_for_others(
    state: ConversationState, answer: AnswerData | None, product: ProductResult | None
) -> bool:
    """Whether another node has more to say than that documents say nothing."""
    if answer is not None and answer.citations:
        return False
    return product is not None or state.get("intent") == Intent.OTHER


async def _product(
    state: ConversationState, runtime: NodeRuntime
) -> tuple[int | None, ProductResult | None]:
    """The product on show that the question is about: its place, and its whole record.

    The place is None where a request names it already.
    """
    results = await results_on_show(state, runtime.context)
    request, place = state.get("request"), None
    meant: list[ProductResult] = []
    if request is not None:
        on_show = OnShow(REQUEST.validate_python(request), results, state, runtime.context)
        meant = on_show.meant
    elif results is not None and state.get("intent") == Intent.PRODUCT_QUESTION:
        place = state.get("focus") or (1 if len(results.products) == 1 else None)
        meant = results.products[place - 1 : place] if place else []
    if not meant:
        return None, None
    try:
        return place, await runtime.context.catalog.product(meant[0].product_id)
    except TalknShopError:
        # What is on show of it will do.
        return place, meant[0]


async def _ask(
    state: ConversationState,
    runtime: NodeRuntime,
    documents: Documents,
    product: ProductResult | None,
) -> AnswerData:
    """The first answer with something in it; one that says that nothing was found where none has.

    Raises:
        TalknShopError: The documents service failed.
    """
    turn = turn_of(state)
    plan = await runtime.context.language.plan_answer(turn, dialogue_of(state))
    history = state.get("questions") or []
    locale = book_of(state).language
    nothing = AnswerData(message_id="", text="")
    for question in questions_about(turn.words, plan, product, history, locale):
        answer = await documents.ask(question, user_id=state["user_id"])
        if is_about(answer, question, product):
            return await _worded(answer, question, documents, state)
        if not answer.citations:
            nothing = answer
    return nothing


async def _worded(
    answer: AnswerData, question: DocumentQuestion, documents: Documents, state: ConversationState
) -> AnswerData:
    """An answer that is the right one, in the words of a model where one is set."""
    if question.model_part is ModelPart.NONE:
        again = question.model_copy(update={"model_part": ModelPart.WORDING})
        try:
            answer = await documents.ask(again, user_id=state["user_id"])
        except TalknShopError as error:
            _log.warning("answer not worded", reason=error.message)
    if answer.worded_by is not None:
        answered_by("answer_documents", answer.worded_by)
    return answer


async def _tell(state: ConversationState, runtime: NodeRuntime, answer: AnswerData | None) -> str:
    emit, book = emitter(runtime), book_of(state)
    message_id = f"msg_{state['request_id']}"
    text = book.say("documents", "away") if answer is None else answer.text
    text = text or book.say("documents", "nothing")
    stream_text(text, message_id, emit)
    if answer is not None:
        emit(answer.model_copy(update={"message_id": message_id, "text": text}))
    open_question = state.get("open_question")
    is_asked = state.get("asked_slot") or state.get("listing_asked_slot")
    if is_asked and open_question:
        again = book.say("documents", "again", question=open_question)
        stream_text(again, f"{message_id}_again", emit)
        text = f"{text}\n\n{again}"
    await all_told(runtime)
    return text
