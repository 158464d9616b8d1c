"""Model first, rules in its place."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from tests.language.chat_models import MODEL, ScriptedModel

from talknshop.core.errors import CircuitOpenError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.language.accounts import TurnAccount, accounting
from talknshop.language.base import RESTART, Dialogue, ReplyKind, ReplyPiece, ReplyPlan, Turn
from talknshop.language.budget import BudgetSpentError, Scope
from talknshop.language.chat_model import ChatModelEngine
from talknshop.language.experiments import PromptChoice
from talknshop.language.fallback import FallbackEngine, reason_of
from talknshop.language.model_client import ModelAnswer, ModelCall, ModelClient, ModelUsage
from talknshop.language.model_errors import (
    Awaited,
    ModelOutputError,
    ModelRefusedError,
    ModelThrottledError,
    ModelTimedOutError,
    ModelUnavailableError,
)
from talknshop.language.model_replies import ReplyVocabulary
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets

PLAN = ReplyPlan(
    kind=ReplyKind.RESULTS,
    turn=Turn("a lamp"),
    dialogue=Dialogue(turn_number=1),
    slots=frozenset({"matches", "requirement", "product_1.name", "product_1.price"}),
)
NOTE = "(Answered without the language model.)"
FAILURES = [
    ModelThrottledError("slow down", model=MODEL),
    ModelUnavailableError("down", model=MODEL),
    ModelTimedOutError("late", awaited=Awaited.ANSWER, model=MODEL),
    ModelRefusedError("no", model=MODEL),
    ModelOutputError("?", model=MODEL),
    BudgetSpentError(Scope.DAY),
    CircuitOpenError("open"),
    RuntimeError("a fault in somebody's package"),
]


class Slow:
    """Takes its time, and does not hurry when it is left."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def name(self) -> str:
        return MODEL

    async def answer(self, call: ModelCall) -> ModelAnswer:
        self.asked += 1
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            # As a connection that closes slowly.
            await asyncio.sleep(0.5)
            raise
        raise AssertionError(call)

    async def stream(self, call: ModelCall) -> AsyncIterator[str | ModelUsage]:
        yield "I would look at "
        yield "{product_1.name} first, because it is what you have asked me to look for, "
        await self.answer(call)

    async def aclose(self) -> None:
        return


class Case:
    def __init__(self, rules: RulesEngine, vocabulary: ReplyVocabulary, model: ModelClient) -> None:
        self.metrics = PrometheusMetrics()
        self.rules = rules
        chat = ChatModelEngine(model, rules, vocabulary, PromptChoice())
        self.engine = FallbackEngine(
            chat, rules, metrics=self.metrics, decision_seconds=0.2, reply_seconds=0.3
        )

    def reasons(self) -> set[str]:
        figures = self.metrics.snapshot().get("talknshop_language_answers_total", [])
        return {figure.labels["reason"] for figure in figures}

    async def reply(self, plan: ReplyPlan = PLAN) -> list[ReplyPiece]:
        return [piece async for piece in self.engine.compose(plan)]


def text_of(pieces: list[ReplyPiece]) -> str:
    text = ""
    for piece in pieces:
        text = "" if piece is RESTART else text + piece
    return text


@pytest.mark.parametrize("failure", FAILURES, ids=lambda error: type(error).__name__)
async def test_the_rules_answer_whatever_fails(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary, failure: Exception
) -> None:
    case = Case(engine, reply_vocabulary, ScriptedModel(failure))
    turn, dialogue = Turn("a red lamp under 80"), Dialogue()
    account = TurnAccount("u", "s", "t")
    with accounting(account):
        assert await case.engine.classify(turn, dialogue) == await engine.classify(turn, dialogue)
        update = await case.engine.update_requirement(turn, dialogue)
        assert update == await engine.update_requirement(turn, dialogue)
        said = text_of(await case.reply())
    composed = "".join([str(piece) async for piece in engine.compose(PLAN)])
    assert said == f"{composed} {NOTE}"
    assert set(account.engines.values()) == {"rules"}
    assert reason_of(failure) in case.reasons()


async def test_a_reply_that_had_begun_starts_again(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    text = "I would look at {product_1.name} first, because it is what you asked me to look for."
    case = Case(engine, reply_vocabulary, ScriptedModel(text, cut_after=70))
    pieces = await case.reply()
    assert RESTART in pieces
    assert pieces.index(RESTART) > 0
    assert text_of(pieces).endswith(NOTE)
    assert "I would look at {product_1.name} first, because" not in text_of(pieces)


async def test_a_reply_that_says_what_it_may_not_starts_again(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    text = "I would look at {product_1.name} first, it is what you asked for and costs just 9."
    case = Case(engine, reply_vocabulary, ScriptedModel(text))
    said = text_of(await case.reply())
    assert "9" not in said
    assert said.endswith(NOTE)


async def test_a_missing_model_is_named_once_and_in_the_language_spoken(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    case = Case(engine, reply_vocabulary, ScriptedModel(FAILURES[1]))
    plan = ReplyPlan(ReplyKind.SMALLTALK, Turn("guten Tag, wie geht es dir"), Dialogue(locale="de"))
    with accounting(TurnAccount("u", "s", "t")):
        await case.engine.classify(plan.turn, plan.dialogue)
        first, second = text_of(await case.reply(plan)), text_of(await case.reply(plan))
    assert "(Ohne das Sprachmodell beantwortet.)" in first
    assert "Sprachmodell" not in second


async def test_a_reply_of_the_model_after_a_decision_of_the_rules_says_partly(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    good = "I would look at {product_1.name} first."
    model = ScriptedModel(FAILURES[4], good)
    case, account = Case(engine, reply_vocabulary, model), TurnAccount("u", "s", "t")
    with accounting(account):
        await case.engine.classify(PLAN.turn, PLAN.dialogue)
        said = text_of(await case.reply())
    assert said == f"{good} (Answered partly without the language model.)"
    assert account.engines == {"classify": "rules", "compose": "chat_model"}


async def test_a_question_says_so_beside_it(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    case = Case(engine, reply_vocabulary, ScriptedModel(FAILURES[1]))
    wanted, turn = Requirement(product_type="laptop"), Turn("a laptop")
    with accounting(TurnAccount("u", "s", "t")):
        judged = await case.engine.assess(wanted, Dialogue())
        question = await case.engine.ask(wanted, judged, Facets(), turn, Dialogue())
    assert question.context is not None
    assert question.context.endswith(NOTE)


async def test_rules_answer_at_once_when_the_failure_is_known(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    case = Case(engine, reply_vocabulary, ScriptedModel(FAILURES[1]))
    turn = Turn("a red lamp under 80")
    await case.engine.classify(turn, Dialogue())
    took: list[float] = []
    for _ in range(20):
        started = time.perf_counter()
        await case.engine.classify(turn, Dialogue())
        took.append(time.perf_counter() - started)
    assert sorted(took)[10] < 0.05


async def test_what_is_late_is_left_and_not_asked_again_in_the_turn(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    slow = Slow()
    case, account = Case(engine, reply_vocabulary, slow), TurnAccount("u", "s", "t")
    started = time.perf_counter()
    with accounting(account):
        await case.engine.classify(Turn("a lamp"), Dialogue())
        # It takes half a second to close; nobody waits for that.
        assert time.perf_counter() - started < 0.65
        said = text_of(await case.reply())
    assert slow.asked == 1
    assert said.endswith(NOTE)
    assert time.perf_counter() - started < 0.65
    assert "gave_up" in case.reasons()


async def test_a_reply_that_stalls_is_told_whole_by_the_rules(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    case = Case(engine, reply_vocabulary, Slow())
    started = time.perf_counter()
    pieces = await case.reply()
    assert time.perf_counter() - started < 0.75
    assert RESTART in pieces
    assert text_of(pieces).endswith(NOTE)


async def test_a_person_who_cancels_is_not_answered_by_rules(
    engine: RulesEngine, reply_vocabulary: ReplyVocabulary
) -> None:
    case = Case(engine, reply_vocabulary, Slow())
    asking = asyncio.create_task(case.engine.classify(Turn("a lamp"), Dialogue()))
    await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
