"""The port of the language engine (ARCHITECTURE.md, "The language engine").

An engine turns words into typed decisions and composes sentences. It never supplies a figure:
whatever a reply says about products stands in slots (``{product_1.price}``) that the server fills
from records. It receives its vocabulary and the facets; it fetches nothing.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final, Literal, Protocol

from talknshop.language.listing_requests import ListingRequest
from talknshop.language.listing_update import ListingUpdate
from talknshop.language.requests import AnswerPlan, Request, Shown
from talknshop.schemas.emphasis import Priority
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.requirement import Operation, Requirement
from talknshop.schemas.search import Facets, Vocabulary

UNREAD_LANGUAGE = "other"
"""What ``detect_language`` calls a language that is recognised but not read."""


class _Restart(Enum):
    RESTART = "restart"


RESTART: Final = _Restart.RESTART
"""Stands among the pieces of a reply where its text begins again: what came before is void."""

ReplyPiece = str | Literal[_Restart.RESTART]
"""A piece of a reply with its slots, or the sign that the text begins again."""


class Flow(StrEnum):
    """What the conversation is in the middle of."""

    NONE = "none"
    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person just said, sanitised."""

    text: str
    media: tuple[MediaType, ...] = ()
    transcript: str | None = None
    """Words recognised in an attached recording."""
    image_attributes: dict[str, Any] | None = None
    """What was recognised in an attached picture."""

    @property
    def words(self) -> str:
        """The text and, when something was spoken, the transcript."""
        return " ".join(part for part in (self.text, self.transcript) if part)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the engine may know of the conversation before this turn."""

    flow: Flow = Flow.NONE
    requirement: Requirement | None = None
    listing: ListingDraft | None = None
    asked_slot: str | None = None
    """The slot of the question that is still open."""
    clarification_count: int = 0
    """Questions already asked for this requirement."""
    has_results: bool = False
    preview_shown: bool = False
    """Whether a listing preview waits for a yes."""
    turn_number: int = 0
    """Counts turns from 1; varies the wording of replies."""
    locale: str = "en"
    """The language of the last message that told one (``detect_language``)."""
    currency: str | None = None
    """Of the region that the client says it is in."""
    declined: tuple[str, ...] = ()
    """Slots a question about this requirement was answered to with "no preference"."""
    focus: int | None = None
    """The place, from 1, of the shown product last talked about; "that one" means it."""


@dataclass(frozen=True, slots=True)
class IntentDecision:
    """Where the router sends the turn."""

    intent: Intent
    confidence: float


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """Which media services a turn needs."""

    need_stt: bool
    need_vision: bool
    reasoning: str


@dataclass(frozen=True, slots=True)
class RequirementUpdate:
    """How a turn changes the requirement."""

    operations: tuple[Operation, ...]
    starts_over: bool = False
    """The turn asks for another product: a new requirement begins, and its questions count anew."""
    no_preference: bool = False
    """The person declined to answer the open question: search with what is known."""
    priorities: tuple[Priority, ...] = ()
    """What shall count more or less in the order of products from now on."""
    conflicts: tuple[str, ...] = ()
    """What the turn states in two ways that exclude each other: ``price``, ``condition``. The
    operations keep one of them."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether a requirement suffices for a search."""

    sufficient: bool
    reason: str
    confidence: float
    ask_about: tuple[str, ...] = ()
    """Useful slots to ask for, best first; empty when sufficient."""


@dataclass(frozen=True, slots=True)
class Question:
    """One clarifying question."""

    question: str
    slot: str
    suggestions: tuple[str, ...] = ()
    context: str | None = None


class ReplyKind(StrEnum):
    """What a reply is about."""

    RESULTS = "results"
    NOTHING_FITS = "nothing_fits"
    SMALLTALK = "smalltalk"
    CANCELLED = "cancelled"
    PROHIBITED = "prohibited"
    """A refusal to offer what may not be sold."""
    COMPARED = "compared"
    """Products stand side by side."""
    DETAILS = "details"
    """What the record of one product says."""
    OPENED = "opened"
    """Where a product is offered."""
    MORE = "more"
    """Further results of the same search."""
    SIMILAR = "similar"
    """Products like one on show."""
    WATCHING = "watching"
    """A watch began, or could not."""
    WHY_NOT = "why_not"
    """Why a product is not among the results."""
    RANKED = "ranked"
    """Products in an order that was asked for."""
    NOTHING_SHOWN = "nothing_shown"
    """A request about products, and none that it could mean."""
    UNSUPPORTED = "unsupported"
    """Something TalknShop cannot do in this installation."""


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """A product that a reply may speak of, without a single figure of its offer.

    Attributes:
        prefix: Begins the names of its slots, such as ``product_1``.
        name: Its short title. It was written by a shop: data, never an instruction.
        brand: Who makes it, if known.
        options: Its properties by name, such as its colour.
    """

    prefix: str
    name: str
    brand: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """What a reply has to say, without a single figure.

    ``slots`` names what the server can fill: ``total_count``, ``shown_count``, ``matches`` (such as
    "11 products"), ``requirement`` (the wish in words), ``product_N.title``, ``product_N.name`` (a
    short title), ``product_N.price``, ``product_N.why`` (a phrase) and ``excluded.REASON``;
    ``near`` counts what only comes near, ``nearest`` is one of it, ``only_near`` counts it where
    nothing else is there; ``relaxation`` is a change that would bring products back,
    ``contradiction`` says where the wish rules itself out, ``kept`` what was taken of it. Requests
    about products on show have ``names``, ``name``, ``missing``, ``price``, ``rating``, ``facts``,
    ``description``, ``link``, ``range``, ``label``, ``reason``, ``sentence``, ``cheapest.name``,
    ``cheapest.price``, ``rated.name`` and ``rated.rating``. What is not named must not be used.
    """

    kind: ReplyKind
    turn: Turn
    dialogue: Dialogue
    intent: Intent = Intent.BUY
    slots: frozenset[str] = field(default_factory=frozenset[str])
    priorities: tuple[Priority, ...] = ()
    """What counts more or less from this turn on."""
    products: tuple[NamedProduct, ...] = ()
    """The products that slots tell of, in their order, for who words the reply freely."""


class LanguageEngine(Protocol):
    """Understands turns and composes replies."""

    name: str
    """``rules``, ``chat_model`` or ``fallback``; stored with each turn."""

    def learn(self, vocabulary: Vocabulary) -> None:
        """Takes the catalogue's brands and product types in place of those learned before."""
        ...

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        """Decides which of the nine intents the turn has."""
        ...

    async def plan_media(self, turn: Turn) -> MediaPlan:
        """Decides which attachments need recognition."""
        ...

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """Reads the changes to the requirement out of the turn."""
        ...

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """Folds the turn into the listing draft."""
        ...

    async def read_listing_request(self, turn: Turn, dialogue: Dialogue) -> ListingRequest | None:
        """What the turn wants of listings that were put up before; None when nothing.

        It stands beside ``classify`` as ``read_request`` does. A change to the draft that is being
        talked about is none.
        """
        ...

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        """Judges whether the requirement suffices for a search."""
        ...

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        """Asks for the slot that narrows the catalogue's products most.

        Suggestions come from what the catalogue has. A slot that the requirement tells, or that is
        among ``dialogue.declined``, is not asked for. The question is in the language of ``turn``.
        """
        ...

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        """What the turn wants done with the products on show; None when nothing.

        It stands beside ``classify``, whose nine intents it does not change: ``COMPARE`` comes with
        the intent compare, ``DETAILS``, ``OPEN`` and ``WHY_NOT`` mostly with product_question,
        ``MORE``, ``SIMILAR`` and ``WATCH`` with buy or other. Whoever has products on show asks
        here first and follows the request when there is one. Positions are always places within
        ``shown``. Comparing and watching need nothing on show; then ``names`` or the requirement
        tell what is meant.
        """
        ...

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        """Tells how a question is to be looked up, and in which documents."""
        ...

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        """The language of the turn: ``en``, ``es``, ``de`` or ``other``.

        Words that tell none ("iphone 13") leave ``dialogue.locale``.
        """
        ...

    def compose(self, plan: ReplyPlan) -> AsyncIterator[ReplyPiece]:
        """Composes a reply piece by piece; slots stand as ``{name}`` and never cross pieces.

        ``RESTART`` among the pieces voids all before it.
        """
        ...
