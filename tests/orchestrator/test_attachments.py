"""Turns with recordings and pictures: read before the router, told, and never blocking."""

import asyncio

from tests.orchestrator.conftest import Conversation, converse, setting

from talknshop.core.errors import ExternalServiceError
from talknshop.core.settings import Settings
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import (
    ClarificationEvent,
    DoneEvent,
    ProgressEvent,
    ServerEvent,
    ThinkingEvent,
    TokenEvent,
)
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.media import MediaCapabilities
from talknshop.schemas.recognition import (
    ImageAttributes,
    RecognisedAttribute,
    Source,
    Transcription,
)
from talknshop.testing.language import ScriptedTurn

LAPTOP = ScriptedTurn(update=setting("product_type", "laptop"))
BRAND = RecognisedAttribute(name="brand", value="Novara", confidence=0.97, source=Source.TEXT)


class Recognisers:
    """Hears what a key says; ``doubt`` in it needs confirmation, ``broken`` fails."""

    def __init__(self) -> None:
        self.at_work = 0
        self.most_at_work = 0

    async def healthy(self) -> bool:
        return True

    async def capabilities(self) -> MediaCapabilities:
        return MediaCapabilities(photos=True, recordings=True)

    async def transcribe(self, s3_key: str, *, user_id: str) -> Transcription:
        del user_id
        await self._work(s3_key)
        words = "" if s3_key == "silent" else s3_key.replace("-", " ")
        return Transcription(
            transcript=words, confidence=0.4, needs_confirmation=s3_key.startswith("doubt")
        )

    async def extract_image_attributes(self, s3_key: str, *, user_id: str) -> ImageAttributes:
        del user_id
        await self._work(s3_key)
        if s3_key == "nothing":
            return ImageAttributes()
        return ImageAttributes(brand="Novara", attributes=[BRAND])

    async def _work(self, s3_key: str) -> None:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        await asyncio.sleep(0.01)
        self.at_work -= 1
        if s3_key.startswith("broken"):
            raise ExternalServiceError("away")


def attached(message: str = "", **media: str) -> ClientFrame:
    """A message with recordings and pictures: ``audio_1=KEY``, ``image=KEY``."""
    refs = [{"media_type": kind.split("_")[0], "s3_key": key} for kind, key in media.items()]
    return ClientFrame.model_validate({"type": "message", "message": message, "media": refs})


def steps_of(events: list[ServerEvent]) -> list[str]:
    return [event.data.step for event in events if isinstance(event, ProgressEvent)]


def question_of(events: list[ServerEvent]) -> ClarificationEvent:
    return next(event for event in events if isinstance(event, ClarificationEvent))


def outcome_of(events: list[ServerEvent]) -> Outcome:
    assert isinstance(events[-1], DoneEvent)
    return events[-1].data.outcome


def text_of(events: list[ServerEvent]) -> str:
    return "".join(event.data.content for event in events if isinstance(event, TokenEvent))


async def last_turn(conversation: Conversation) -> str:
    return conversation.language.plans[-1].turn.words


async def test_recording_and_picture_are_read_side_by_side_and_told(settings: Settings) -> None:
    recognisers = Recognisers()
    async with converse(settings, media=recognisers) as conversation:
        conversation.language.script["like this"] = LAPTOP
        events = await conversation.send(
            attached("like this", audio="a-laptop", image="photo", image_2="other")
        )
        assert recognisers.most_at_work == 3
        assert await last_turn(conversation) == "like this a laptop"
    progress = [event.data for event in events if isinstance(event, ProgressEvent)]
    heard = next(data.heard for data in progress if data.heard)
    seen = next(data.seen for data in progress if data.seen)
    assert (heard.transcript, heard.needs_confirmation) == ("a laptop", False)
    assert seen.attributes == [BRAND]
    assert steps_of(events).index("confirm_transcript") < steps_of(events).index("route")
    began = next(event.data for event in events if isinstance(event, ThinkingEvent))
    assert [one.s3_key for one in began.media or []] == ["a-laptop", "photo", "other"]


async def test_one_that_fails_is_told_and_the_others_count(settings: Settings) -> None:
    async with converse(settings, media=Recognisers()) as conversation:
        events = await conversation.send(attached(audio="broken", image="photo"))
        assert outcome_of(events) is Outcome.RESULTS
        assert "could not listen" in text_of(events)
        seen = conversation.language.plans[-1].turn.image_attributes
        assert seen is not None
        assert seen["brand"] == "Novara"


async def test_silence_and_a_picture_of_nothing_are_told(settings: Settings) -> None:
    async with converse(settings, media=Recognisers()) as conversation:
        events = await conversation.send(attached(audio="silent", image="nothing"))
        assert "heard no words" in text_of(events)
        assert "nothing in your picture" in text_of(events)


async def test_doubtful_words_are_shown_before_anything_is_done(settings: Settings) -> None:
    async with converse(settings, media=Recognisers()) as conversation:
        events = await conversation.send(
            attached("like this", audio="doubt-a-lap-top", image="photo")
        )
        question = question_of(events)
        assert (question.data.slot, question.data.suggestions) == (
            "transcript",
            ["doubt a lap top"],
        )
        assert outcome_of(events) is Outcome.CLARIFICATION
        assert "route" not in steps_of(events)

        conversation.language.script |= {"like this a laptop": LAPTOP, "a laptop": LAPTOP}
        events = await conversation.say("a laptop")
        assert outcome_of(events) is Outcome.RESULTS
        turn = conversation.language.plans[-1].turn
        assert turn.words == "like this a laptop"
        assert turn.image_attributes is not None
        assert turn.image_attributes["brand"] == "Novara"

        events = await conversation.say("a laptop")
        assert "take_correction" not in steps_of(events)


async def test_doubtful_words_may_answer_an_open_question(settings: Settings) -> None:
    async with converse(settings, media=Recognisers()) as conversation:
        asked = question_of(await conversation.say("I need a laptop")).data.slot
        await conversation.send(attached(audio="doubt-whatever"))
        events = await conversation.say("whatever")
        assert outcome_of(events) is Outcome.RESULTS
        assert asked != "transcript"


async def test_a_change_by_hand_leaves_the_doubtful_words_behind(settings: Settings) -> None:
    async with converse(settings, media=Recognisers()) as conversation:
        await conversation.send(attached(audio="doubt-a-lap-top"))
        operation = {"op": "set", "slot": "product_type", "value": "laptop"}
        frame = ClientFrame.model_validate({"type": "edit", "operations": [operation]})
        assert outcome_of(await conversation.send(frame)) is Outcome.RESULTS
        assert "take_correction" not in steps_of(await conversation.say("under $1000"))
