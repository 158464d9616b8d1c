"""The language engine of a chat model: every decision an object, every reply words around slots.

Objects are validated against models made of those of the wire, held against the message they were
read from, and repaired once; they never reach a person. Replies stream, and are checked while they
do. Whatever cannot be used ends in an error, for ``language/fallback.py`` to answer.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TypeVar

from talknshop.core.text import sanitise
from talknshop.language.accounts import answered_by
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
from talknshop.language.experiments import PromptChoice
from talknshop.language.listing_requests import ListingRequest
from talknshop.language.model_client import ModelClient
from talknshop.language.model_messages import (
    choices_of,
    known_of,
    new_mark,
    question_message,
    reply_message,
    turn_message,
    wish_message,
)
from talknshop.language.model_outputs import (
    Judgement,
    SaidListing,
    SaidLookUp,
    SaidMedia,
    SaidQuestion,
    UnusableOutputError,
)
from talknshop.language.model_replies import (
    ReplyVocabulary,
    is_worded_by_models,
    must_use,
)
from talknshop.language.reply_checker import ReplyChecker, check_reply
from talknshop.language.reply_shapes import ReplyViolationError
from talknshop.language.reply_writer import write_reply
from talknshop.language.requests import AnswerPlan, Request, Shown
from talknshop.language.structured import ask_for
from talknshop.language.turn_reader import TurnReader, remembered_assessment
from talknshop.language.understanding import (
    read_listing,
    read_request,
)
from talknshop.schemas.enums import MediaType
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, Vocabulary

_SPOKEN = frozenset({MediaType.AUDIO, MediaType.VIDEO})
_SEEN = frozenset({MediaType.IMAGE, MediaType.VIDEO})

T = TypeVar("T")


class ChatModelEngine:
    """A ``LanguageEngine`` that asks a chat model.

    One call reads intent, changes and request of a turn, and judges the wish; one more words the
    reply or the question. What must not depend on a model is asked of ``base``: the language of a
    message, what may not be sold, and statements of what was done.
    """

    name = "chat_model"

    def __init__(
        self,
        client: ModelClient,
        base: LanguageEngine,
        vocabulary: ReplyVocabulary,
        prompts: PromptChoice,
    ) -> None:
        """Asks ``client``, with the prompts that ``prompts`` chooses."""
        self._client = client
        self._base = base
        self._vocabulary = vocabulary
        figures = tuple(words.figures for words in vocabulary.words.values())
        self._reader = TurnReader(client, prompts, figures)

    def learn(self, vocabulary: Vocabulary) -> None:
        """Learns the makers that a reply may not name; ``base`` is taught by who owns it."""
        self._vocabulary = self._vocabulary.extended(vocabulary)

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        """Decides the intent.

        Raises:
            ModelError: The model could not be used.
        """
        found, _ = await self._reader.understood(turn, dialogue)
        return IntentDecision(found.intent, found.confidence)

    async def plan_media(self, turn: Turn) -> MediaPlan:
        """Decides which attachments need recognition; without any there is nothing to ask.

        Raises:
            ModelError: The model could not be used.
        """
        may = await self._base.plan_media(turn)
        if not turn.text or not (may.need_stt or may.need_vision):
            answered_by("plan_media", self._base.name)
            return may
        mark = new_mark()
        attached = f"\nAttached: {', '.join(turn.media)}"
        message = turn_message(turn, mark, None).replace("\n", f"{attached}\n", 1)
        found = await ask_for(self._client, self._reader.prompt("media"), message, SaidMedia, _same)
        # It may only leave out; what is not attached cannot be recognised.
        return MediaPlan(
            found.need_stt and may.need_stt,
            found.need_vision and may.need_vision,
            sanitise(found.reasoning),
        )

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """Reads the changes to the requirement.

        Raises:
            ModelError: The model could not be used.
        """
        _, update = await self._reader.understood(turn, dialogue)
        return update

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """Folds the turn into the listing; what may not be sold is for ``base`` to say.

        So is what is a yes: nothing is posted because a model took it for one.

        Raises:
            ModelError: The model could not be used.
        """
        known = await self._base.update_listing(turn, dialogue)
        if known.prohibited is not None or known.consent is not None:
            answered_by("update_listing", self._base.name)
            return known
        if known.starts_over:
            dialogue = replace(dialogue, listing=None, asked_slot=None, preview_shown=False)
        prompt, message = (
            self._reader.prompt("listing"),
            turn_message(turn, new_mark(), known_of(dialogue)),
        )
        evidence = self._reader.evidence(turn, dialogue, prompt)
        draft = await ask_for(
            self._client,
            prompt,
            message,
            SaidListing,
            lambda found: read_listing(found, dialogue.listing, evidence),
        )
        required = {"product": draft.product, "price": draft.price, "condition": draft.condition}
        left = tuple(name for name, value in required.items() if value is None)
        return replace(known, draft=draft, missing=left)

    async def read_listing_request(self, turn: Turn, dialogue: Dialogue) -> ListingRequest | None:
        """What the turn wants of listings that are up: taking one down is for rules to read."""
        return await self._base.read_listing_request(turn, dialogue)

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        """Judges the requirement; where it was read out of this turn, that is known already.

        Raises:
            ModelError: The model could not be used.
        """
        known = remembered_assessment(requirement)
        if known is not None:
            return known
        if requirement.product_type is None:
            answered_by("assess", self._base.name)
            return await self._base.assess(requirement, dialogue)
        message = wish_message(requirement, new_mark())
        found = await ask_for(
            self._client, self._reader.prompt("assess"), message, Judgement, _same
        )
        slots = () if found.sufficient else tuple(map(sanitise, found.ask_about))
        return Assessment(found.sufficient, sanitise(found.reason), found.confidence, slots)

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        """Words a question; which answers there are, the catalogue says.

        Raises:
            ModelError: The model could not be used.
        """
        composed = await self._base.ask(requirement, assessment, facets, turn, dialogue)
        language, prompt = self.detect_language(turn, dialogue), self._reader.prompt("ask")
        if language not in self._vocabulary.words:
            answered_by("ask", self._base.name)
            return composed
        askable = [composed.slot]
        rules = self._vocabulary.rules_of_questions(prompt, language)

        def read(found: SaidQuestion) -> Question:
            if found.slot not in askable:
                raise UnusableOutputError(f"slot must be one of {', '.join(askable)}.")
            try:
                check_reply(found.question, rules)
            except ReplyViolationError as error:
                raise UnusableOutputError(f"The question has a {error.violation}.") from error
            offered = composed.suggestions or tuple(
                s for s in found.suggestions if s in choices_of(facets).get(found.slot, ())
            )
            return Question(found.question.strip(), found.slot, offered, composed.context)

        message = question_message(
            turn, requirement, askable, facets, mark=new_mark(), language=language
        )
        return await ask_for(self._client, prompt, message, SaidQuestion, read)

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        """What the turn wants done with the products on show; the model never sees them.

        Raises:
            ModelError: The model could not be used, or means what is not on show.
        """
        found, update = await self._reader.understood(turn, dialogue)
        return read_request(found, update, shown, dialogue)

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        """Tells how a question is to be looked up.

        Raises:
            ModelError: The model could not be used.
        """
        prompt = self._reader.prompt("look_up")
        evidence = self._reader.evidence(turn, dialogue, prompt)

        def read(found: SaidLookUp) -> AnswerPlan:
            evidence.require_plain(found.question, 500)
            for keyword in found.keywords:
                evidence.require_plain(keyword)
            keywords = tuple(dict.fromkeys(word.lower() for word in found.keywords))
            return AnswerPlan(found.question, keywords, found.source, tuple(found.marketplaces))

        message = turn_message(turn, new_mark(), None)
        return await ask_for(self._client, prompt, message, SaidLookUp, read)

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        """The language of the turn, by its words: nobody waits for a model to learn that."""
        return self._base.detect_language(turn, dialogue)

    async def compose(self, plan: ReplyPlan) -> AsyncIterator[ReplyPiece]:
        """Words a reply around slots; no word is said before it was checked.

        Raises:
            ModelError: The model could not be used, or said what it may not.
        """
        language = self.detect_language(plan.turn, plan.dialogue)
        # In a language that is not read, nobody could hold a model to anything.
        if language not in self._vocabulary.words or not is_worded_by_models(plan):
            answered_by("compose", self._base.name)
            async for piece in self._base.compose(plan):
                yield piece
            return
        prompt = self._reader.prompt("reply")
        rules = self._vocabulary.rules(plan, prompt, language)
        required = must_use(rules)
        message = reply_message(plan, required, mark=new_mark(), language=language)
        async for piece in write_reply(self._client, prompt, message, ReplyChecker(rules)):
            yield piece


def _same(found: T) -> T:
    return found
