"""Chat models for tests: one that says what it is told, and one that knows what the rules know."""

import json
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from typing import Any

from talknshop.language.base import (
    Assessment,
    Dialogue,
    IntentDecision,
    LanguageEngine,
    ListingUpdate,
    MediaPlan,
    Question,
    ReplyPiece,
    ReplyPlan,
    RequirementUpdate,
    Turn,
)
from talknshop.language.listing_requests import ListingRequest
from talknshop.language.model_client import ModelAnswer, ModelCall, ModelUsage
from talknshop.language.model_errors import ModelUnavailableError
from talknshop.language.requests import AnswerPlan, Request, Shown
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, Vocabulary

MODEL = "simulated:test"
Answers = Callable[[ModelCall], str]


def usage(text: str = "", *, read: int = 100) -> ModelUsage:
    return ModelUsage(
        model=MODEL,
        input_tokens=read,
        output_tokens=max(1, len(text) // 4),
        latency_ms=1.0,
        finish_reason="stop",
    )


class ScriptedModel:
    """Answers with the given texts in turn, or raises the given errors; the last stays."""

    def __init__(self, *answers: str | Exception | Answers, cut_after: int | None = None) -> None:
        self._answers = list(answers)
        self._cut_after = cut_after
        self.calls: list[ModelCall] = []
        self.closed = 0

    @property
    def name(self) -> str:
        return MODEL

    async def answer(self, call: ModelCall) -> ModelAnswer:
        text = self._text(call)
        return ModelAnswer(text, usage(text))

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        text = self._text(call)
        try:
            for start in range(0, len(text), 5):
                if self._cut_after is not None and start >= self._cut_after:
                    raise ModelUnavailableError("The line is dead.", model=MODEL, began=start > 0)
                yield text[start : start + 5]
            yield usage(text)
        finally:
            self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1

    def _text(self, call: ModelCall) -> str:
        self.calls.append(call)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else answer(call)


class FailingAtRandom:
    """Passes calls on, but for a share of them."""

    def __init__(self, model: "RulesModel | ScriptedModel", share: float, seed: int = 7) -> None:
        self._model = model
        self._share = share
        self._random = random.Random(seed)  # noqa: S311  # decides who fails
        self.failed = 0

    @property
    def name(self) -> str:
        return MODEL

    async def answer(self, call: ModelCall) -> ModelAnswer:
        self._maybe_fail()
        return await self._model.answer(call)

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        self._maybe_fail()
        async for part in self._model.stream(call):
            yield part

    async def aclose(self) -> None:
        await self._model.aclose()

    def _maybe_fail(self) -> None:
        if self._random.random() < self._share:
            self.failed += 1
            raise ModelUnavailableError("No answer today.", model=MODEL)


class RulesModel:
    """Answers as well as the rules would, in the objects that a model is asked for."""

    def __init__(self, rules: LanguageEngine) -> None:
        self._rules = rules
        self.asked: tuple[Any, ...] = ()
        """What the engine in front of it was asked, which a model would read in the message."""
        self.calls = 0

    @property
    def name(self) -> str:
        return MODEL

    async def answer(self, call: ModelCall) -> ModelAnswer:
        self.calls += 1
        text = json.dumps(await self._object(call))
        return ModelAnswer(text, usage(text))

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        del call
        self.calls += 1
        plan: ReplyPlan = self.asked[0]
        async for piece in self._rules.compose(plan):
            assert isinstance(piece, str)
            yield piece
        yield usage()

    async def aclose(self) -> None:
        return

    async def _object(self, call: ModelCall) -> dict[str, Any]:
        match call.purpose:
            case "understand":
                turn, dialogue, *shown = self.asked
                return await self._understanding(turn, dialogue, shown[0] if shown else ())
            case "listing":
                return await self._listing(*self.asked)
            case "assess":
                found = await self._rules.assess(*self.asked)
                return {
                    "sufficient": found.sufficient,
                    "reason": found.reason,
                    "confidence": found.confidence,
                    "ask_about": list(found.ask_about),
                }
            case "ask":
                question = await self._rules.ask(*self.asked)
                return {"slot": question.slot, "question": question.question, "suggestions": []}
            case "look_up":
                plan = await self._rules.plan_answer(*self.asked)
                return {
                    "question": plan.question,
                    "keywords": list(plan.keywords),
                    "source": plan.source,
                    "marketplaces": list(plan.marketplaces),
                }
            case _:
                media = await self._rules.plan_media(*self.asked)
                return {"need_stt": media.need_stt, "need_vision": media.need_vision}

    async def _understanding(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> dict[str, Any]:
        decision = await self._rules.classify(turn, dialogue)
        update = await self._rules.update_requirement(turn, dialogue)
        request = await self._rules.read_request(turn, dialogue, shown)
        changed = apply_operations(dialogue.requirement or Requirement(), update.operations)
        judged = await self._rules.assess(changed, dialogue)
        return {
            "intent": decision.intent,
            "confidence": decision.confidence,
            "operations": [o.model_dump(mode="json") for o in update.operations],
            "starts_over": update.starts_over,
            "no_preference": update.no_preference,
            "priorities": [{"part": p.part, "emphasis": p.emphasis} for p in update.priorities],
            "conflicts": list(update.conflicts),
            "request": None
            if request is None
            else {
                "kind": request.kind,
                "places": list(request.positions),
                "names": list(request.names),
                "everything": request.everything,
                "count": request.count,
            },
            "sufficient": judged.sufficient,
            "reason": judged.reason,
            "ask_about": list(judged.ask_about),
        }

    async def _listing(self, turn: Turn, dialogue: Dialogue) -> dict[str, Any]:
        draft = (await self._rules.update_listing(turn, dialogue)).draft
        return {
            **draft.model_dump(mode="json"),
            "attributes": [
                {"name": name, "values": value if isinstance(value, list) else [value]}
                for name, value in draft.attributes.items()
            ],
        }


class Prompting:
    """Tells a ``RulesModel`` what an engine is asked, and asks the engine."""

    name = "prompting"

    def __init__(self, engine: LanguageEngine, model: RulesModel) -> None:
        self._engine = engine
        self._model = model

    def learn(self, vocabulary: Vocabulary) -> None:
        self._engine.learn(vocabulary)

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        self._model.asked = (turn, dialogue)
        return await self._engine.classify(turn, dialogue)

    async def plan_media(self, turn: Turn) -> MediaPlan:
        self._model.asked = (turn,)
        return await self._engine.plan_media(turn)

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        self._model.asked = (turn, dialogue)
        return await self._engine.update_requirement(turn, dialogue)

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        self._model.asked = (turn, dialogue)
        return await self._engine.update_listing(turn, dialogue)

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        self._model.asked = (requirement, dialogue)
        return await self._engine.assess(requirement, dialogue)

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        self._model.asked = (requirement, assessment, facets, turn, dialogue)
        return await self._engine.ask(requirement, assessment, facets, turn, dialogue)

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        self._model.asked = (turn, dialogue, shown)
        return await self._engine.read_request(turn, dialogue, shown)

    async def read_listing_request(self, turn: Turn, dialogue: Dialogue) -> ListingRequest | None:
        return await self._engine.read_listing_request(turn, dialogue)

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        self._model.asked = (turn, dialogue)
        return await self._engine.plan_answer(turn, dialogue)

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        return self._engine.detect_language(turn, dialogue)

    def compose(self, plan: ReplyPlan) -> AsyncIterator[ReplyPiece]:
        self._model.asked = (plan,)
        return self._engine.compose(plan)
