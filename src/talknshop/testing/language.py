"""A language engine that does what it is told."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from talknshop.language.base import (
    Assessment,
    Dialogue,
    IntentDecision,
    ListingUpdate,
    MediaPlan,
    Question,
    ReplyPlan,
    RequirementUpdate,
    Turn,
)
from talknshop.language.listing_requests import ListingRequest
from talknshop.language.requests import AnswerPlan, AnswerSource, Request, Shown
from talknshop.language.rules.seller import missing
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, Vocabulary


@dataclass(frozen=True, slots=True)
class ScriptedTurn:
    """What the engine makes of one message."""

    intent: Intent = Intent.BUY
    update: RequirementUpdate = field(default_factory=lambda: RequirementUpdate(()))
    sufficient: bool = True
    reply: tuple[str, ...] = ("Here you are.",)
    request: Request | None = None
    listing: ListingUpdate | None = None
    """Without one the draft stays as it is."""
    listing_request: ListingRequest | None = None


class ScriptedLanguageEngine:
    """Implements ``LanguageEngine`` from a script; any other message is a ``KeyError``."""

    name = "scripted"

    def __init__(self, script: dict[str, ScriptedTurn]) -> None:
        """Follows ``script``, by what a person says."""
        self.script = dict(script)
        self.learned: list[Vocabulary] = []
        self.plans: list[ReplyPlan] = []
        self.facets: list[Facets] = []
        self._turn = ScriptedTurn()

    def learn(self, vocabulary: Vocabulary) -> None:
        """Remembers what it was taught."""
        self.learned.append(vocabulary)

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        """The script's intent."""
        del dialogue
        self._turn = self.script[turn.text]
        return IntentDecision(self._turn.intent, 1.0)

    async def plan_media(self, turn: Turn) -> MediaPlan:
        """Whatever is attached."""
        return MediaPlan(MediaType.AUDIO in turn.media, MediaType.IMAGE in turn.media, "attached")

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """The script's operations."""
        del turn, dialogue
        return self._turn.update

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """The script's draft, or the one there is."""
        del turn
        draft = dialogue.listing or ListingDraft()
        return self._turn.listing or ListingUpdate(draft, missing(draft))

    async def read_listing_request(self, turn: Turn, dialogue: Dialogue) -> ListingRequest | None:
        """The script's request."""
        del dialogue
        return self.script[turn.text].listing_request

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        """The script's judgement."""
        del requirement, dialogue
        return Assessment(self._turn.sufficient, "scripted", 1.0, ("price",))

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        """A question about the first slot; suggests the facets' brands."""
        del requirement, turn, dialogue
        self.facets.append(facets)
        brands = tuple(brand.name for brand in facets.brands)
        return Question(f"Which {assessment.ask_about[0]}?", assessment.ask_about[0], brands)

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        """The script's request."""
        del dialogue, shown
        return self.script[turn.text].request

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        """Looks the words up as they are."""
        del dialogue
        return AnswerPlan(turn.text, tuple(turn.text.split()), AnswerSource.PRODUCT)

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        """The language of the conversation."""
        del turn
        return dialogue.locale

    async def compose(self, plan: ReplyPlan) -> AsyncIterator[str]:
        """The script's reply."""
        self.plans.append(plan)
        for piece in self._turn.reply:
            yield piece
