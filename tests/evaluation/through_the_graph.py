"""Labelled cases said to the whole conversation, from the router to what the person is told."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.orchestrator.sellers import Seller, Told

from talknshop.core.settings import load_settings
from talknshop.evaluation.specs import spec_of
from talknshop.language.base import Dialogue, IntentDecision, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.orchestrator.container import Collaborators, open_container
from talknshop.schemas.enums import Intent, Outcome
from talknshop.schemas.events import ListingEvent, ResultsEvent
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.requirement import Requirement
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.crosspost import InMemoryCrosspost

_SMALL_TALK = frozenset({Intent.SMALLTALK, Intent.OTHER})


class ListeningEngine(RulesEngine):
    """The rules, which remember the intent they found last."""

    intent: Intent | None = None

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        decision = await super().classify(turn, dialogue)
        self.intent = decision.intent
        return decision


class GraphPlayer:
    """Plays cases, each in a conversation of its own."""

    def __init__(self, seller: Seller, engine: ListeningEngine) -> None:
        self._seller = seller
        self._engine = engine
        self._spec: dict[str, Any] = {}

    async def listing(self, text: str) -> dict[str, Any]:
        """The listing that one message leads to; an empty one where it leads to none."""
        told = await self._seller.anew().say(text)
        found = [event.data for event in told.events if isinstance(event, ListingEvent)]
        draft = found[0].draft if found else ListingDraft()
        missing = found[0].missing if found else ["product", "price", "condition"]
        return {**draft.model_dump(mode="json"), "missing": missing}

    async def dialog(self, turns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """One ``{"action", "spec"}`` a turn, in the scorer's form."""
        seller, self._spec = self._seller.anew(), {}
        played: list[dict[str, Any]] = []
        for turn in turns:
            told = await seller.say(str(turn["user"]))
            action = self._action(told)
            self._note(told)
            played.append({"action": action, "spec": {} if action == "cancel" else self._spec})
        return played

    def _action(self, told: Told) -> str:
        match told.outcome:
            case Outcome.LISTING:
                return "posted" if told.jobs else "listing_confirm"
            case Outcome.CLARIFICATION:
                return "clarify"
            case Outcome.RESULTS:
                return "results"
            case Outcome.CANCELLED:
                return "cancel"
            case _:
                return "smalltalk" if self._engine.intent in _SMALL_TALK else "answer"

    def _note(self, told: Told) -> None:
        for event in told.events:
            if isinstance(event, ListingEvent):
                self._spec = event.data.draft.model_dump(mode="json")
            elif isinstance(event, ResultsEvent):
                wanted = Requirement.model_validate(event.data.requirement_spec.model_dump())
                self._spec = spec_of(wanted)


@asynccontextmanager
async def graph_player(folder: Path) -> AsyncGenerator[GraphPlayer]:
    """Opens the conversation with the rules, a few products, and marketplaces in memory."""
    engine, crosspost = ListeningEngine(load_lexicon()), InMemoryCrosspost()
    collaborators = Collaborators(
        catalog=InMemoryCatalog([make_product(n) for n in range(1, 4)]),
        language=engine,
        crosspost=crosspost,
    )
    async with open_container(load_settings(data_dir=folder), collaborators) as container:
        yield GraphPlayer(Seller(container, crosspost), engine)
