"""Model first, rules in its place: no outage, limit or nonsense costs a person an answer."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from talknshop.core.errors import CircuitOpenError, TalknShopError
from talknshop.core.metrics import LANGUAGE_ANSWERS, Metrics
from talknshop.language.accounts import TurnAccount, current_account
from talknshop.language.base import (
    RESTART,
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
from talknshop.language.budget import BudgetSpentError
from talknshop.language.deadline import pieces_within, within
from talknshop.language.listing_requests import ListingRequest
from talknshop.language.model_errors import ModelError, ModelFailure
from talknshop.language.phrasebook import phrasebook_of
from talknshop.language.requests import AnswerPlan, Request, Shown
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, Vocabulary

T = TypeVar("T")

_log = structlog.stdlib.get_logger(__name__)


class FallbackEngine:
    """Asks ``model`` for each part of a turn, and ``rules`` where that fails.

    Every part falls back on its own; only a model that was too slow is not asked again in the same
    turn, because nobody waits twice. A reply that had begun starts again. That a model was missing
    is said once, at the end of the reply.
    """

    name = "fallback"

    def __init__(
        self,
        model: LanguageEngine,
        rules: LanguageEngine,
        *,
        metrics: Metrics,
        decision_seconds: float,
        reply_seconds: float,
    ) -> None:
        """Waits at most ``decision_seconds`` for a decision, ``reply_seconds`` for a reply."""
        self._model = model
        self._rules = rules
        self._metrics = metrics
        self._decision_seconds = decision_seconds
        self._reply_seconds = reply_seconds

    def learn(self, vocabulary: Vocabulary) -> None:
        """Teaches both."""
        self._model.learn(vocabulary)
        self._rules.learn(vocabulary)

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        """Decides the intent."""
        return await self._first("classify", lambda engine: engine.classify(turn, dialogue))

    async def plan_media(self, turn: Turn) -> MediaPlan:
        """Decides which attachments need recognition."""
        return await self._first("plan_media", lambda engine: engine.plan_media(turn))

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """Reads the changes to the requirement."""
        return await self._first(
            "update_requirement", lambda engine: engine.update_requirement(turn, dialogue)
        )

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """Folds the turn into the listing draft."""
        return await self._first(
            "update_listing", lambda engine: engine.update_listing(turn, dialogue)
        )

    async def read_listing_request(self, turn: Turn, dialogue: Dialogue) -> ListingRequest | None:
        """What the turn wants of listings that are up."""
        return await self._rules.read_listing_request(turn, dialogue)

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        """Judges whether the requirement suffices for a search."""
        return await self._first("assess", lambda engine: engine.assess(requirement, dialogue))

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        """Asks one question; what stands beside it says when a model was missing."""
        question = await self._first(
            "ask", lambda engine: engine.ask(requirement, assessment, facets, turn, dialogue)
        )
        note = self._note(turn, dialogue)
        if note is None:
            return question
        return replace(question, context=f"{question.context} {note}" if question.context else note)

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        """What the turn wants done with the products on show."""
        return await self._first(
            "read_request", lambda engine: engine.read_request(turn, dialogue, shown)
        )

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        """Tells how a question is to be looked up."""
        return await self._first("plan_answer", lambda engine: engine.plan_answer(turn, dialogue))

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        """The language of the turn, by its words."""
        return self._rules.detect_language(turn, dialogue)

    async def compose(self, plan: ReplyPlan) -> AsyncIterator[ReplyPiece]:
        """Composes a reply; one that breaks off begins again in other words."""
        account, begun, failed = current_account(), False, False
        try:
            _require_patience(account)
            whole = pieces_within(self._model.compose(plan), self._reply_seconds)
            async with aclosing(whole) as pieces:
                async for piece in pieces:
                    begun = True
                    yield piece
            self._took(account, "compose", self._model.name)
        except Exception as error:  # noqa: BLE001  # whatever a model breaks, the reply is told
            failed = True
            self._gave_way(account, "compose", error)
        if failed:
            if begun:
                yield RESTART
            async for piece in self._rules.compose(plan):
                yield piece
        note = self._note(plan.turn, plan.dialogue, failed=failed)
        if note is not None:
            yield f" {note}"

    async def _first(self, part: str, ask: Callable[[LanguageEngine], Coroutine[Any, Any, T]]) -> T:
        account = current_account()
        try:
            _require_patience(account)
            found = await within(ask(self._model), self._decision_seconds)
        except Exception as error:  # noqa: BLE001  # whatever a model breaks, the rules answer
            self._gave_way(account, part, error)
            return await ask(self._rules)
        self._took(account, part, self._model.name)
        return found

    def _took(self, account: TurnAccount | None, part: str, engine: str) -> None:
        if account is not None:
            # A part the model left to others by design was noted by it.
            engine = account.engines.setdefault(part, engine)
        self._metrics.increment(LANGUAGE_ANSWERS, part=part, engine=engine, reason="")

    def _gave_way(self, account: TurnAccount | None, part: str, error: Exception) -> None:
        reason = reason_of(error)
        if account is not None:
            account.engines[part] = self._rules.name
            account.missing = True
            account.gave_up = account.gave_up or reason == ModelFailure.TIMED_OUT
        self._metrics.increment(LANGUAGE_ANSWERS, part=part, engine=self._rules.name, reason=reason)
        known = isinstance(error, TalknShopError)
        _log.warning("rules answer", part=part, reason=reason, exc_info=None if known else error)

    def _note(self, turn: Turn, dialogue: Dialogue, *, failed: bool = False) -> str | None:
        """What says that a model was missing; None when none was, or it was said."""
        account = current_account()
        if account is None:
            missing, partly = failed, False
        else:
            missing = account.missing and not account.told
            account.told = account.told or missing
            partly = self._model.name in account.engines.values()
        if not missing:
            return None
        language = self.detect_language(turn, dialogue)
        return phrasebook_of(language).say("fallback", "partly" if partly else "wholly")


class GaveUpError(Exception):
    """The model was too slow before in this turn."""


def reason_of(error: Exception) -> str:
    """The kind of a failure, for metrics and logs."""
    match error:
        case ModelError():
            return error.failure.value
        case BudgetSpentError():
            return "budget"
        case GaveUpError():
            return "gave_up"
        case CircuitOpenError():
            return "circuit_open"
        case _:
            return "internal"


def _require_patience(account: TurnAccount | None) -> None:
    if account is not None and account.gave_up:
        raise GaveUpError
