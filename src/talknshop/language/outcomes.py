"""How turns went, counted for each version of a prompt that is being tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.core.metrics import PROMPT_OUTCOMES, Metrics
from talknshop.language.experiments import PromptChoice

_log = structlog.stdlib.get_logger(__name__)


class TurnOutcome(StrEnum):
    """What tells whether a prompt serves people."""

    TURN = "turn"
    CLARIFICATION = "clarification"
    """The turn ended with a question."""
    REFINEMENT = "refinement"
    """The person changed a wish whose results were in view."""
    RULES = "rules"
    """A part of the turn was answered without the model."""
    FAILED = "failed"
    THUMBS_UP = "thumbs_up"
    THUMBS_DOWN = "thumbs_down"
    CLICK = "click"
    """A link to a shop was followed."""


class PromptOutcomes(Protocol):
    """Where the counts are kept."""

    async def add(self, variants: Mapping[str, str], outcome: str) -> None:
        """Counts an outcome for a version of each prompt."""
        ...

    async def counts(self) -> list[tuple[str, str, str, int]]:
        """Prompt, version, outcome and how often, in that order."""
        ...


@dataclass(frozen=True, slots=True)
class OutcomeCounter:
    """Counts outcomes for the versions that a person gets; without experiments nothing."""

    prompts: PromptChoice
    store: PromptOutcomes
    metrics: Metrics

    async def note(self, user_id: str, *outcomes: TurnOutcome) -> None:
        """Counts; a count that is lost costs nobody an answer."""
        variants = self.prompts.variants(user_id)
        if not variants:
            return
        try:
            for outcome in outcomes:
                await self.store.add(variants, outcome)
        except TalknShopError as error:
            _log.warning("outcomes could not be counted", reason=error.message)
        for outcome in outcomes:
            for prompt, version in variants.items():
                self.metrics.increment(
                    PROMPT_OUTCOMES, prompt=prompt, version=version, outcome=outcome
                )


def judged(value: str | int | None) -> TurnOutcome | None:
    """What a judgement says: ``up``, ``down``, ``click`` or a number, of which 0 says nothing."""
    if value == "click":
        return TurnOutcome.CLICK
    if value == "up" or (isinstance(value, int) and value > 0):
        return TurnOutcome.THUMBS_UP
    if value == "down" or (isinstance(value, int) and value < 0):
        return TurnOutcome.THUMBS_DOWN
    return None
