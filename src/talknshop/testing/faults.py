"""Collaborators for tests that break things: an engine without memory, a server that dies."""

import asyncio
import os
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from talknshop.core.sqlite import Database
from talknshop.language.base import (
    Assessment,
    Dialogue,
    IntentDecision,
    ListingUpdate,
    MediaPlan,
    Question,
    ReplyKind,
    ReplyPlan,
    RequirementUpdate,
    Turn,
)
from talknshop.language.requests import AnswerPlan, AnswerSource, Request, Shown
from talknshop.schemas.enums import Intent, MediaType
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.media import MediaCapabilities
from talknshop.schemas.recognition import ImageAttributes, Transcription
from talknshop.schemas.requirement import Operation, OperationName, Requirement
from talknshop.schemas.search import Facets, Vocabulary

T = TypeVar("T")

_PRICE = re.compile(r"under (\d+)")
_PARAGRAPHS = 4
_LOOK_SECONDS = 0.005


class Pauses:
    """How long each step takes, and which one is held up, decided from another process.

    A step is held for as long as the file ``hold`` names it.
    """

    def __init__(self, folder: Path, seconds: float = 0.0) -> None:
        """Looks for ``hold`` in ``folder``; any other step takes ``seconds``."""
        self._hold = folder / "hold"
        self._seconds = seconds

    async def at(self, step: str) -> None:
        """Returns when the step may go on."""
        await asyncio.sleep(self._seconds)
        while self._hold.exists() and self._hold.read_text() == step:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_SECONDS)


class StatelessEngine:
    """Implements ``LanguageEngine``; what it says depends on its arguments alone.

    It can therefore stand in for an engine of another process that goes on with a turn. ``lamp``
    or ``desk`` name a product, ``under N`` a limit, ``hello`` makes small talk; a search without a
    limit is asked about. Replies are long enough to be sent in several pieces.
    """

    name = "stateless"

    def __init__(self, pauses: Pauses) -> None:
        """Pauses before every decision and every piece of a reply."""
        self._pauses = pauses

    def learn(self, vocabulary: Vocabulary) -> None:
        """Knows all it needs."""
        del vocabulary

    async def classify(self, turn: Turn, dialogue: Dialogue) -> IntentDecision:
        """Small talk, or a wish."""
        del dialogue
        await self._pauses.at("route")
        return IntentDecision(Intent.SMALLTALK if "hello" in turn.text else Intent.BUY, 1.0)

    async def plan_media(self, turn: Turn) -> MediaPlan:
        """Whatever is attached."""
        await self._pauses.at("need_media_ops")
        return MediaPlan(MediaType.AUDIO in turn.media, MediaType.IMAGE in turn.media, "attached")

    async def update_requirement(self, turn: Turn, dialogue: Dialogue) -> RequirementUpdate:
        """The product and the limit that the words name."""
        del dialogue
        await self._pauses.at("build_requirement_spec")
        found = [
            Operation(op=OperationName.SET, slot="product_type", value=name)
            for name in ("lamp", "desk")
            if name in turn.words
        ]
        if price := _PRICE.search(turn.words):
            limit = float(price[1])
            found.append(Operation(op=OperationName.SET, slot="price_max", value=limit))
        return RequirementUpdate(tuple(found))

    async def update_listing(self, turn: Turn, dialogue: Dialogue) -> ListingUpdate:
        """An empty draft."""
        del turn, dialogue
        return ListingUpdate(ListingDraft(), ("product", "price", "condition"))

    async def assess(self, requirement: Requirement, dialogue: Dialogue) -> Assessment:
        """A product with a limit suffices."""
        del dialogue
        await self._pauses.at("need_clarify")
        known = requirement.product_type is not None and requirement.price is not None
        return Assessment(known, "no product or no limit", 1.0, ("price",))

    async def ask(
        self,
        requirement: Requirement,
        assessment: Assessment,
        facets: Facets,
        turn: Turn,
        dialogue: Dialogue,
    ) -> Question:
        """Asks for the limit."""
        del assessment, facets, turn, dialogue
        await self._pauses.at("ask_clarifying_q")
        return Question(f"How much may the {requirement.product_type} cost?", "price")

    async def read_request(
        self, turn: Turn, dialogue: Dialogue, shown: Sequence[Shown]
    ) -> Request | None:
        """Nothing that is on show is ever asked about."""
        del turn, dialogue, shown

    async def plan_answer(self, turn: Turn, dialogue: Dialogue) -> AnswerPlan:
        """Looks the words up as they are."""
        del dialogue
        return AnswerPlan(turn.text, tuple(turn.text.split()), AnswerSource.PRODUCT)

    def detect_language(self, turn: Turn, dialogue: Dialogue) -> str:
        """The language of the conversation."""
        del turn
        return dialogue.locale

    async def compose(self, plan: ReplyPlan) -> AsyncIterator[str]:
        """Several paragraphs, the same for the same turn."""
        subject = "{requirement}" if plan.kind is ReplyKind.RESULTS else plan.kind.value
        for number in range(1, _PARAGRAPHS + 1):
            await self._pauses.at("rank_and_compose")
            yield f"Paragraph {number} about {subject}, turn {plan.dialogue.turn_number}. " + (
                f"{plan.turn.words} " * 60
            )


class StatelessMedia:
    """Implements ``clients.media.Media``: what a recording says is the name of its key."""

    def __init__(self, pauses: Pauses) -> None:
        """Pauses before each."""
        self._pauses = pauses

    async def healthy(self) -> bool:
        """Always well."""
        return True

    async def capabilities(self) -> MediaCapabilities:
        """Everything."""
        return MediaCapabilities(photos=True, recordings=True)

    async def transcribe(self, s3_key: str, *, user_id: str) -> Transcription:
        """The key, as words."""
        del user_id
        await self._pauses.at("transcribe_audio")
        return Transcription(transcript=s3_key.replace("-", " "), confidence=1.0)

    async def extract_image_attributes(self, s3_key: str, *, user_id: str) -> ImageAttributes:
        """The key, as a label."""
        del user_id
        await self._pauses.at("extract_image_attrs")
        return ImageAttributes(labels=[s3_key])


class MortalDatabase(Database):
    """A database whose process kills itself (SIGKILL) right after a chosen commit.

    Between two commits nothing a process does outlives it, so dying after each commit in turn is
    dying at every moment that makes a difference. The file ``kill_after`` beside the database
    holds how many writes are left; it is gone before the process is.
    """

    def __init__(
        self, path: Path, migrations: Sequence[str], **observers: Callable[[float], None]
    ) -> None:
        """Opens the database; whoever wants it to die writes ``kill_after`` at any time."""
        super().__init__(path, migrations, **observers)
        self._order = path.with_name("kill_after")
        self._seen = 0

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """As ``Database.write``; may be the last thing this process does."""
        result = await super().write(work)
        self._seen = self._seen + 1 if self._order.exists() else 0
        if self._seen and self._seen >= int(self._order.read_text()):
            self._order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return result
