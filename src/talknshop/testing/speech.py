"""What every speech engine must do; subclasses say which one."""

import asyncio
import random
from array import array

from talknshop.media.limits import SAMPLE_RATE
from talknshop.media.transcription.base import Heard, SpeechEngine

_SILENCE = bytes(2 * SAMPLE_RATE)
"""A second of it."""


class SpeechEngineConformance:
    """A test class gives the fixtures ``engine``, ready, and ``spoken``, and inherits these tests.

    ``spoken`` is a pair: samples of somebody who speaks for some seconds, and a word that is said.
    """

    @staticmethod
    def _is_sound(heard: Heard, samples: bytes) -> bool:
        """Whether all parts of an answer are as the port says."""
        seconds = len(samples) / 2 / SAMPLE_RATE
        starts = [one.start_seconds for one in heard.segments]
        return (
            0 <= heard.confidence <= 1
            and abs(heard.duration_seconds - seconds) <= 0.001
            and bool(heard.language)
            and bool(heard.transcript) == bool(heard.raw_transcript)
            and starts == sorted(starts)
            and all(0 <= one.start_seconds <= one.end_seconds for one in heard.segments)
            and all(one.confidence is None or 0 <= one.confidence <= 1 for one in heard.segments)
        )

    async def test_what_is_said_is_heard(
        self, engine: SpeechEngine, spoken: tuple[bytes, str]
    ) -> None:
        samples, word = spoken
        heard = await engine.transcribe(samples, language="en-US")
        assert word in heard.transcript.lower()
        assert heard.confidence > 0
        assert self._is_sound(heard, samples)

    async def test_silence_has_no_words(self, engine: SpeechEngine) -> None:
        heard = await engine.transcribe(_SILENCE, language="en-US")
        assert (heard.transcript, heard.raw_transcript, heard.confidence) == ("", "", 0.0)
        assert heard.segments == ()
        assert self._is_sound(heard, _SILENCE)

    async def test_odd_recordings_are_answered(self, engine: SpeechEngine) -> None:
        draw = random.Random(1)  # noqa: S311 - noise
        noise = array("h", (draw.randint(-9_000, 9_000) for _ in range(SAMPLE_RATE))).tobytes()
        loud = array("h", [32_767, -32_768] * (SAMPLE_RATE // 2)).tobytes()
        for samples in (noise, loud, _SILENCE[: SAMPLE_RATE // 5]):
            heard = await engine.transcribe(samples, language="en-US")
            assert self._is_sound(heard, samples)

    async def test_hints_and_other_languages_disturb_nothing(
        self, engine: SpeechEngine, spoken: tuple[bytes, str]
    ) -> None:
        samples, word = spoken
        for language, hints in (("en", ""), ("en-GB", "lamp, sofa"), ("de-DE", "\n\x00" * 50)):
            heard = await engine.transcribe(samples, language=language, hints=hints)
            assert word in heard.transcript.lower()

    async def test_the_same_is_heard_again(
        self, engine: SpeechEngine, spoken: tuple[bytes, str]
    ) -> None:
        first = await engine.transcribe(spoken[0], language="en-US")
        await engine.transcribe(_SILENCE, language="en-US")
        assert await engine.transcribe(spoken[0], language="en-US") == first

    async def test_everybody_gets_their_own_answer(
        self, engine: SpeechEngine, spoken: tuple[bytes, str]
    ) -> None:
        sent = [spoken[0], _SILENCE, spoken[0] + _SILENCE]
        heard = await asyncio.gather(*(engine.transcribe(one, language="en-US") for one in sent))
        lengths = [round(one.duration_seconds * SAMPLE_RATE) * 2 for one in heard]
        assert lengths == [len(one) for one in sent]
        assert [bool(one.transcript) for one in heard] == [True, False, True]

    async def test_one_that_is_given_up_disturbs_no_other(
        self, engine: SpeechEngine, spoken: tuple[bytes, str]
    ) -> None:
        given_up = asyncio.create_task(engine.transcribe(spoken[0], language="en-US"))
        await asyncio.sleep(0)
        given_up.cancel()
        heard = await engine.transcribe(spoken[0], language="en-US")
        assert spoken[1] in heard.transcript.lower()

    async def test_it_says_who_it_is(self, engine: SpeechEngine) -> None:
        assert engine.name == engine.name.strip().lower() != ""
        assert engine.note is None or engine.note.endswith(".")

    async def test_it_may_be_closed_twice(self, engine: SpeechEngine) -> None:
        await engine.aclose()
        await engine.aclose()
