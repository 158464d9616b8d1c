"""The rules engine: deterministic, embedded, no network."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from talknshop.language.base import (
    Assessment,
    Dialogue,
    Flow,
    IntentDecision,
    ListingUpdate,
    MediaPlan,
    Question,
    ReplyPlan,
    RequirementUpdate,
    Turn,
)
from talknshop.language.listing_requests import ListingRequest
from talknshop.language.requests import AnswerPlan, Request, Shown
from talknshop.language.rules.answers import plan_answer
from talknshop.language.rules.buyer import BuyerReader
from talknshop.language.rules.composition import Composer
from talknshop.language.rules.conflicts import find_conflicts
from talknshop.language.rules.detection import OTHER, detect
from talknshop.language.rules.intent_features import intent_features
from talknshop.language.rules.intent_model import IntentModel
from talknshop.language.rules.intents import (
    ASKED_FOR,
    Patterns,
    asks_for_products,
    decide,
    decide_alone,
)
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.listing_requests import read_listing_request
from talknshop.language.rules.normalise import abridged, normalise
from talknshop.language.rules.priorities import PriorityReader, ranked_again
from talknshop.language.rules.questions import ask_question
from talknshop.language.rules.reading import Reading
from talknshop.language.rules.requests import RequestReader
from talknshop.language.rules.seller import OFFERS, SellerReader, missing
from talknshop.language.rules.sufficiency import assess_requirement
from talknshop.language.rules.told import sentences, shipping_told
from talknshop.language.rules.wish import read_wish
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets, Vocabulary

_SHOWN = 0.6
_UNREAD = 0.4
"""How sure it is that who shows something wants to buy it."""
_SAYS_NOTHING = frozenset({Intent.CANCEL, Intent.SMALLTALK, Intent.OTHER})
"""Intents of words that name nothing; nobody attaches a picture to them."""


class RulesEngine:
    """A ``LanguageEngine`` of rules over a lexicon; the same words always mean the same."""

    name = "rules"

    def __init__(self, lexicon: Lexicon) -> None:
        """Builds the readers over ``lexicon``."""
        self._base = lexicon
        self._patterns = Patterns(lexicon.patterns)
        self._priorities = PriorityReader(lexicon.patterns["priority"])
        self._model = IntentModel(lexicon.intent_weights)
        self._composers = {name: Composer(lexicon.messages, name) for name in lexicon.messages}
        self._use(lexicon)

    def _use(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._buyer = BuyerReader(lexicon, self._patterns)
        self._seller = SellerReader(lexicon)
        self._requests = RequestReader(lexicon, self._patterns, self._buyer)

    def learn(self, vocabulary: Vocabulary) -> None:
        """Takes the catalogue's brands and product types in place of those learned before."""
        self._use(self._base.extended(vocabulary))

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        """Decides which of the nine intents the turn has."""
        told = self._told(turn, dialogue)
        text = normalise(told.words, self._lexicon.spelling)
        shown = Intent.SELL if dialogue.flow is Flow.SELL else Intent.BUY
        if not text and turn.media:
            return IntentDecision(shown, _SHOWN)
        reading = read_wish(told.words, self._lexicon, open_vocabulary=False).reading
        names_wish = bool(reading.findings)
        alone = decide_alone(text, self._patterns, names_wish=names_wish)
        features = self._features(turn, told, reading, alone)
        likelihood = self._model.likelihood(features)
        if reading.of("product") and asks_for_products(text, alone, self._patterns):
            likelihood = likelihood.favouring(Intent.BUY, ASKED_FOR)
        decision = decide(text, dialogue, self._patterns, likelihood, names_wish=names_wish)
        if MediaType.IMAGE in turn.media and decision.intent in _SAYS_NOTHING:
            # "This one", beside a picture of it: what is shown is what is meant.
            return IntentDecision(shown, _SHOWN)
        unread = decision.intent is Intent.OTHER and decision.confidence < _UNREAD
        if unread and reading.of("product"):
            # In a language that is not read, the thing that is named says the most.
            return IntentDecision(Intent.BUY, decision.confidence)
        return decision

    def intent_features(self, turn: Turn) -> frozenset[str]:
        """What ``classify`` looks at in a turn that opens a conversation, to learn weights of."""
        told = self._told(turn, Dialogue())
        text = normalise(told.words, self._lexicon.spelling)
        reading = read_wish(told.words, self._lexicon, open_vocabulary=False).reading
        alone = decide_alone(text, self._patterns, names_wish=bool(reading.findings))
        return self._features(turn, told, reading, alone)

    def _features(
        self, turn: Turn, told: Turn, reading: Reading, alone: IntentDecision
    ) -> frozenset[str]:
        original = abridged(turn.words)
        return intent_features(
            reading,
            alone,
            self._lexicon.word_classes,
            self._lexicon.home_words,
            None if told.words == original else original,
        )

    async def plan_media(self, turn: Turn) -> MediaPlan:
        """Recordings need recognition of speech, pictures and films of what they show."""
        need_stt = (
            bool({MediaType.AUDIO, MediaType.VIDEO} & set(turn.media)) and not turn.transcript
        )
        need_vision = (
            bool({MediaType.IMAGE, MediaType.VIDEO} & set(turn.media))
            and turn.image_attributes is None
        )
        told = ", ".join(turn.media) or "nothing"
        return MediaPlan(need_stt, need_vision, f"The turn carries {told} besides its text.")

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """Reads the changes to the requirement, and to the order, out of the turn."""
        told = self._told(turn, dialogue)
        text = normalise(told.words, self._lexicon.spelling)
        said = self._priorities.read(text)
        if said.priorities:
            told = replace(told, text=said.without(text, limits=False))
        update = self._buyer.read(told, self._spoken(turn, dialogue))
        if said.priorities:
            operations = (*update.operations, *ranked_again(dialogue, update))
            update = replace(update, operations=operations, priorities=said.priorities)
        changed = frozenset(operation.slot for operation in update.operations)
        return replace(update, conflicts=find_conflicts(text, changed))

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """Folds the turn into the listing draft."""
        told = self._told(turn, dialogue)
        text = normalise(told.words, self._lexicon.spelling)
        consent = self._patterns.consent(text) if dialogue.preview_shown else None
        if consent is not None and dialogue.listing is not None:
            return ListingUpdate(dialogue.listing, missing(dialogue.listing), consent=consent)
        update = self._seller.read(told, dialogue)
        another = self._another(told, text, dialogue) if dialogue.listing is not None else None
        return replace(
            another or update,
            shipping=shipping_told(f"{text} {turn.words.lower()}"),
            told=tuple(each for each in sentences(turn.words) if self._describes(each, dialogue)),
        )

    def _another(self, told: Turn, text: str, dialogue: Dialogue) -> ListingUpdate | None:
        """The listing of another item that a turn begins: "sell my bike, too"."""
        if OFFERS.search(text) is None or dialogue.asked_slot == "product":
            return None
        fresh = replace(dialogue, listing=None, asked_slot=None, preview_shown=False)
        update = self._seller.read(told, fresh)
        product, present = update.draft.product, dialogue.listing and dialogue.listing.product
        if product is None or present is None:
            return None
        known = self._lexicon.product(product), self._lexicon.product(present)
        same = product == present or (known[0] is not None and known[0] == known[1])
        return None if same else replace(update, starts_over=True)

    def _describes(self, sentence: str, dialogue: Dialogue) -> bool:
        """Whether a sentence tells about an item, not what to do with it or what it costs."""
        told = self._told(Turn(sentence), dialogue)
        text = normalise(told.words, self._lexicon.spelling)
        wish = read_wish(told.words, self._lexicon, open_vocabulary=False, selling=True)
        asks_price = wish.asked is not None and wish.asked.price is not None
        return not (
            asks_price
            or wish.reading.of("marketplace")
            or shipping_told(f"{text} {sentence.lower()}")
            or self._patterns.tells("sell", text)
            or self._patterns.anywhere("replace", text, "swap")
            or self._patterns.consent(text) is not None
        )

    async def read_listing_request(self, turn: Turn, dialogue: Dialogue) -> ListingRequest | None:
        """What the turn wants of listings that are up; None when nothing."""
        told = self._told(turn, dialogue)
        text = normalise(told.words, self._lexicon.spelling)
        wish = read_wish(
            told.words, self._lexicon, open_vocabulary=False, selling=True, wants_price=True
        )
        return read_listing_request(text, wish, dialogue, self._patterns)

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        """Judges whether the requirement suffices for a search."""
        del dialogue  # how often was asked is the caller's to weigh
        return assess_requirement(requirement, self._lexicon)

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        """Asks for the slot that helps most."""
        spoken = self._spoken(turn, dialogue)
        return ask_question(requirement, assessment, facets, self._lexicon, spoken)

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        """What the turn wants done with the products on show; None when nothing."""
        spoken = self._spoken(turn, dialogue)
        return self._requests.read(self._told(turn, dialogue), spoken, shown)

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        """Tells how a question is to be looked up, and in which documents."""
        return plan_answer(self._told(turn, dialogue), dialogue, self._lexicon, self._patterns)

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        """The language of the turn."""
        return detect(turn.words, self._base, dialogue.locale)

    def _spoken(self, turn: Turn, dialogue: Dialogue) -> Dialogue:
        """The dialogue with the language of the turn."""
        return replace(dialogue, locale=self.detect_language(turn, dialogue))

    def _told(self, turn: Turn, dialogue: Dialogue) -> Turn:
        """The turn in the words the rules are written in, and no longer than anybody reads."""
        text = abridged(turn.words)
        glossary = self._base.glossaries.get(self.detect_language(turn, dialogue))
        if glossary is not None:
            text = glossary.gloss(text, lambda name: self._lexicon.product(name) is not None)
        return replace(turn, text=text, transcript=None)

    async def compose(self, plan: ReplyPlan) -> AsyncIterator[str]:
        """Composes a reply piece by piece."""
        language = self.detect_language(plan.turn, plan.dialogue)
        composer = self._composers.get(language, self._composers["en"])
        told = replace(plan, turn=self._told(plan.turn, plan.dialogue))
        for piece in composer.pieces(told, stranger=language == OTHER):
            yield piece
