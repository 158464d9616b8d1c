"""Questions that documents answer, wherever a conversation stands."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from tests.orchestrator.conftest import Conversation, converse, person, setting

from talknshop.core.errors import DependencyTimeoutError
from talknshop.core.settings import Settings
from talknshop.language.requests import Request, RequestKind
from talknshop.orchestrator.graphs.document_questions import is_about, is_told_by
from talknshop.orchestrator.retelling import Retelling
from talknshop.schemas.answer import AnswerData, Citation
from talknshop.schemas.answer_feedback import AnswerFeedback, KeptFeedback
from talknshop.schemas.document_question import DocumentQuestion
from talknshop.schemas.enums import Intent, Outcome
from talknshop.schemas.events import (
    AnswerEvent,
    ClarificationEvent,
    DoneEvent,
    ProgressEvent,
    ResultsEvent,
    ServerEvent,
    TokenEvent,
)
from talknshop.schemas.frames import ClientFrame
from talknshop.testing.catalog import make_product
from talknshop.testing.language import ScriptedTurn

RETURNS = "what is your return policy?"
CARTRIDGE = "does the first one take that cartridge?"
FOLLOW_UP = "hm and then?"
QUOTE = "You have {thirty} days."


def cited(quote: str, *, heading: str = "Returns") -> Citation:
    return Citation(
        n=1,
        document_id="doc_1",
        version=1,
        title="Returns",
        char_start=4,
        char_end=4 + len(quote),
        heading_path=[heading],
        quote=quote,
    )


class Shelf:
    """Documents that know as much as a test puts on it."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.asked: list[DocumentQuestion] = []
        self.judged: list[AnswerFeedback] = []
        self.is_away = False

    async def ask(self, question: DocumentQuestion, *, user_id: str | None) -> AnswerData:
        assert user_id == "u1"
        self.asked.append(question)
        if self.is_away:
            raise DependencyTimeoutError("The documents service does not answer.")
        said = next((a for words, a in self.answers.items() if words in question.question), None)
        if said is None:
            return AnswerData(message_id="msg_theirs", text="Nothing about that.")
        return AnswerData(
            message_id="msg_theirs", text=f"It says:\n“{said}” [1]", citations=[cited(said)]
        )

    async def healthy(self) -> bool:
        return not self.is_away

    async def note(self, feedback: AnswerFeedback, *, user_id: str) -> KeptFeedback:
        assert user_id == "u1"
        if self.is_away:
            raise DependencyTimeoutError("The documents service does not answer.")
        self.judged.append(feedback)
        return KeptFeedback(
            **feedback.model_dump(), feedback_id="fb_1", given_at=datetime(2026, 1, 1, tzinfo=UTC)
        )


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.answers[RETURNS] = QUOTE
    return shelf


@pytest.fixture
async def conversation(settings: Settings, shelf: Shelf) -> AsyncGenerator[Conversation]:
    async with converse(settings, documents=shelf, feedback=shelf) as conversation:
        conversation.language.script |= {
            RETURNS: ScriptedTurn(intent=Intent.POLICY_QUESTION),
            CARTRIDGE: ScriptedTurn(
                intent=Intent.PRODUCT_QUESTION,
                request=Request(RequestKind.DETAILS, positions=(1,)),
                reply=("It is {name}.",),
            ),
            FOLLOW_UP: ScriptedTurn(intent=Intent.OTHER, reply=("Only shopping.",)),
        }
        yield conversation


def texts(events: list[ServerEvent]) -> dict[str, str]:
    said: dict[str, str] = {}
    for event in events:
        if isinstance(event, TokenEvent):
            said[event.data.message_id] = said.get(event.data.message_id, "") + event.data.content
    return said


def answer_of(events: list[ServerEvent]) -> AnswerData:
    [answer] = [event.data for event in events if isinstance(event, AnswerEvent)]
    return answer


def outcome(events: list[ServerEvent]) -> Outcome:
    assert isinstance(events[-1], DoneEvent)
    return events[-1].data.outcome


async def test_an_answer_is_streamed_and_then_told_with_its_places(
    conversation: Conversation,
) -> None:
    events = await conversation.say(RETURNS)
    answer = answer_of(events)
    assert texts(events) == {answer.message_id: answer.text}
    assert answer.citations[0].quote == QUOTE, "braces in a document are no slots"
    assert answer.message_id == f"msg_{events[-1].run_id}"
    steps = [event.data.step for event in events if isinstance(event, ProgressEvent)]
    assert "answer_documents" in steps
    kinds = [event.type for event in events]
    assert kinds.index("answer") > kinds.index("token")
    assert outcome(events) is Outcome.ANSWER


async def test_an_open_question_stays_open_and_is_asked_again(conversation: Conversation) -> None:
    asked = await conversation.say("I need a laptop")
    assert any(isinstance(event, ClarificationEvent) for event in asked)
    events = await conversation.say(RETURNS)
    answer = answer_of(events)
    assert list(texts(events).values())[1:] == ["Back to where we were: Which price?"]
    assert texts(events)[answer.message_id] == answer.text
    found = await conversation.say("under $1000")
    [results] = [event for event in found if isinstance(event, ResultsEvent)]
    assert results.data.requirement_spec.product_type == "laptop"


async def test_results_in_view_stay_in_view(conversation: Conversation) -> None:
    await conversation.say("")
    assert outcome(await conversation.say(RETURNS)) is Outcome.ANSWER
    found = await conversation.say("under $1000")
    [results] = [event for event in found if isinstance(event, ResultsEvent)]
    assert results.data.requirement_spec.product_type == "lamp"


async def test_a_product_is_asked_about_where_its_record_does_not_tell(
    conversation: Conversation, shelf: Shelf
) -> None:
    await conversation.say("")
    shown = outcome(await conversation.say(CARTRIDGE))
    assert shown is Outcome.MESSAGE, "documents know nothing: the record is told"
    assert shelf.asked[0].subject.product_id is not None
    assert any(": does" in question.question for question in shelf.asked)
    shelf.answers["cartridge"] = "It takes the cartridge of the first series."
    answer = answer_of(await conversation.say(CARTRIDGE))
    assert answer.citations[0].quote == shelf.answers["cartridge"]


async def test_a_follow_up_is_asked_with_what_came_before(
    conversation: Conversation, shelf: Shelf
) -> None:
    assert outcome(await conversation.say(FOLLOW_UP)) is Outcome.MESSAGE
    assert shelf.asked == [], "nothing was asked before"
    await conversation.say(RETURNS)
    shelf.answers[FOLLOW_UP] = "Then you wait."
    events = await conversation.say(FOLLOW_UP)
    assert answer_of(events).citations[0].quote == "Then you wait."
    del shelf.answers[FOLLOW_UP]
    await conversation.say(FOLLOW_UP)
    assert shelf.asked[-1].history == [RETURNS, FOLLOW_UP]


async def test_a_service_that_is_away_harms_nothing_else(
    conversation: Conversation, shelf: Shelf
) -> None:
    await conversation.say("I need a laptop")
    shelf.is_away = True
    events = await conversation.say(RETURNS)
    assert outcome(events) is Outcome.MESSAGE
    said = list(texts(events).values())
    assert said[0].startswith("I cannot look into the documents just now.")
    assert said[1] == "Back to where we were: Which price?"
    assert outcome(await conversation.say("under $1000")) is Outcome.RESULTS


async def test_nothing_found_is_said(conversation: Conversation, shelf: Shelf) -> None:
    shelf.answers.clear()
    events = await conversation.say(RETURNS)
    assert answer_of(events).citations == []
    assert list(texts(events).values()) == ["Nothing about that."]


async def test_without_documents_it_is_said_that_there_are_none(settings: Settings) -> None:
    async with converse(settings) as conversation:
        conversation.language.script[RETURNS] = ScriptedTurn(
            intent=Intent.POLICY_QUESTION, reply=("No documents here.",)
        )
        events = await conversation.say(RETURNS)
    assert list(texts(events).values()) == ["No documents here."]


async def test_an_answer_that_was_told_is_not_told_again(conversation: Conversation) -> None:
    events = await conversation.say(RETURNS)
    answer = answer_of(events)
    assert Retelling(events[:-1]).admit(answer) is None
    assert Retelling([]).admit(answer) == answer


def test_what_a_record_tells() -> None:
    product = make_product(1)
    product.attributes["connectivity"] = "Bluetooth"
    assert is_told_by(product, "does it have bluetooth connectivity?", "en")
    assert not is_told_by(product, "which cartridge does it take?", "en")


def test_a_place_has_to_have_half_of_what_is_asked() -> None:
    product = make_product(1)
    question = DocumentQuestion(question="does it take cartridge XK-7?", language="en")

    def said(quote: str) -> AnswerData:
        return AnswerData(message_id="m", text=quote, citations=[cited(quote)])

    assert not is_about(said("Its shade is made of brass."), question, product)
    assert is_about(said("Cartridge XK-7 and XK-8 fit."), question, product)
    assert not is_about(AnswerData(message_id="m", text="Nothing."), question, None)


async def test_a_question_after_an_answer_with_products_on_show_goes_on_asking(
    conversation: Conversation, shelf: Shelf
) -> None:
    lasts, narrower = "and how long does that take?", "and what about under $500?"
    conversation.language.script |= {
        lasts: ScriptedTurn(),
        narrower: ScriptedTurn(update=setting("price_max", 500)),
    }
    await conversation.say("I need a laptop")
    assert outcome(await conversation.say("under $1000")) is Outcome.RESULTS
    assert outcome(await conversation.say(lasts)) is Outcome.RESULTS, "nothing was asked before"
    await conversation.say(RETURNS)
    shelf.answers[lasts] = "It takes 3 days."
    events = await conversation.say(lasts)
    assert answer_of(events).citations[0].quote == "It takes 3 days."
    assert shelf.asked[-1].history[-1:] in ([], [RETURNS])
    assert outcome(await conversation.say(narrower)) is Outcome.RESULTS


async def test_thumbs_on_an_answer_are_passed_on_and_on_anything_else_are_not(
    conversation: Conversation, shelf: Shelf
) -> None:
    service = conversation.container.conversation
    answer = answer_of(await conversation.say(RETURNS))
    session, _ = await service.open("s1", person("u1"))

    def thumbs(target: str) -> ClientFrame:
        frame = {"type": "feedback", "target": target, "value": "down", "reason": "too short"}
        return ClientFrame.model_validate(frame)

    await service.take_feedback(session, thumbs("store_demo_1"))
    assert shelf.judged == []
    await service.take_feedback(session, thumbs(answer.message_id))
    [judged] = shelf.judged
    assert (judged.value, judged.reason, judged.text) == ("down", "too short", answer.text)
    shelf.is_away = True
    await service.take_feedback(session, thumbs(answer.message_id))
