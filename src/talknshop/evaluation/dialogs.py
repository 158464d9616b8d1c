"""Playing labelled dialogs: the turns of one conversation through an engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from talknshop.evaluation.specs import spec_of
from talknshop.language.base import Dialogue, Flow, LanguageEngine, Turn
from talknshop.schemas.enums import Intent
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets

MOST_QUESTIONS = 2
"""A shopper is asked at most twice for one requirement; then we search with what is known."""
_ANSWERED = frozenset(
    {
        Intent.POLICY_QUESTION,
        Intent.ORDER_OR_LISTING_STATUS,
        Intent.PRODUCT_QUESTION,
        Intent.COMPARE,
    }
)


@dataclass(slots=True)
class Conversation:
    """One conversation with an engine, as the router and both flows would lead it."""

    engine: LanguageEngine
    dialogue: Dialogue = field(default_factory=Dialogue)

    async def say(self, text: str) -> str:
        """Plays one turn and returns the action it led to."""
        self.dialogue = replace(self.dialogue, turn_number=self.dialogue.turn_number + 1)
        language = self.engine.detect_language(Turn(text), self.dialogue)
        self.dialogue = replace(self.dialogue, locale=language)
        decision = await self.engine.classify(Turn(text), self.dialogue)
        match decision.intent:
            case Intent.CANCEL:
                self.dialogue = Dialogue(turn_number=self.dialogue.turn_number)
                return "cancel"
            case Intent.SELL:
                return await self._sell(Turn(text))
            case Intent.BUY:
                return await self._buy(Turn(text))
            case intent if intent in _ANSWERED:
                return "answer"
            case _:
                return "smalltalk"

    async def _buy(self, turn: Turn) -> str:
        before = replace(self.dialogue, flow=Flow.BUY, preview_shown=False)
        update = await self.engine.update_requirement(turn, before)
        requirement = apply_operations(before.requirement or Requirement(), update.operations)
        asked = 0 if update.starts_over else before.clarification_count
        assessment = await self.engine.assess(requirement, before)
        searched = before.has_results and not update.starts_over
        asked_enough = asked >= MOST_QUESTIONS or update.no_preference or searched
        enough = assessment.sufficient or asked_enough
        slot = None
        if not (enough and requirement.product_type):
            question = await self.engine.ask(requirement, assessment, Facets(), turn, before)
            slot = question.slot
        declined = () if update.starts_over else before.declined
        if update.no_preference and before.asked_slot:
            declined = (*declined, before.asked_slot)
        self.dialogue = replace(
            before,
            declined=declined,
            requirement=requirement,
            asked_slot=slot,
            clarification_count=asked + (slot is not None),
            has_results=slot is None,
        )
        return "results" if slot is None else "clarify"

    async def _sell(self, turn: Turn) -> str:
        before = self.dialogue
        if before.flow is not Flow.SELL:
            before = replace(before, flow=Flow.SELL, asked_slot=None, preview_shown=False)
        update = await self.engine.update_listing(turn, before)
        if before.preview_shown and update.draft == before.listing and not update.missing:
            self.dialogue = replace(before, preview_shown=False, asked_slot=None, flow=Flow.NONE)
            return "posted"
        self.dialogue = replace(
            before,
            listing=update.draft,
            asked_slot=update.missing[0] if update.missing else None,
            preview_shown=not update.missing,
        )
        return "clarify" if update.missing else "listing_confirm"

    def spec(self) -> dict[str, Any]:
        """The state after the last turn, in the scorer's form."""
        if self.dialogue.listing is not None and self._is_selling():
            return self.dialogue.listing.model_dump(mode="json")
        if self.dialogue.requirement is not None:
            return spec_of(self.dialogue.requirement)
        return {}

    def _is_selling(self) -> bool:
        return self.dialogue.flow is Flow.SELL or self.dialogue.requirement is None


async def play(turns: Iterable[Mapping[str, Any]], engine: LanguageEngine) -> list[dict[str, Any]]:
    """Plays the ``user`` lines of a labelled dialog; one ``{"action", "spec"}`` a turn."""
    conversation = Conversation(engine)
    played: list[dict[str, Any]] = []
    for turn in turns:
        action = await conversation.say(str(turn["user"]))
        played.append({"action": action, "spec": conversation.spec()})
    return played
