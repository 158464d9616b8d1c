import math
from array import array
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import SecretStr
from tests.media.sounds import recording

from talknshop.core.worker_process import framing
from talknshop.language.models.aws import AwsAccess
from talknshop.media.transcription.amazon import AmazonTranscribe
from talknshop.media.transcription.base import SpeechEngine
from talknshop.media.transcription.embedded import EmbeddedSpeech
from talknshop.media.transcription.faster_whisper import FasterWhisper
from talknshop.media.transcription.model_keeper import ModelKeeper
from talknshop.media.transcription.recordings import Recordings
from talknshop.media.transcription.whisper_model import WhisperListener
from talknshop.simulation.transcribe import TranscribeSimulation
from talknshop.testing.server import running
from talknshop.testing.speech import SpeechEngineConformance

LEAST_VOICE = 0.02
LOUDEST_VOICE = 0.5
"""Of full scale; what is louder all the time is no voice."""


@pytest.fixture
async def spoken() -> tuple[bytes, str]:
    recordings = Recordings()
    try:
        return await recordings.samples(recording("jacket.ogg")), "jacket"
    finally:
        await recordings.aclose()


class TestEmbedded(SpeechEngineConformance):
    @pytest.fixture
    async def engine(self, tmp_path: Path) -> AsyncGenerator[SpeechEngine]:
        engine = EmbeddedSpeech(ModelKeeper(tmp_path, None), builds=False)
        yield engine
        await engine.aclose()


class ScriptedModel:
    """Stands for a model of faster-whisper: the same calls, and words for whatever is voiced."""

    def transcribe(self, sound: NDArray[np.float32], **options: object) -> tuple[Any, Any]:
        assert options["vad_filter"] is True
        assert sound.dtype == np.float32
        level = math.sqrt(float((sound**2).mean())) if len(sound) else 0.0
        words = [(" Show me a leather jacket", 0.0, 1.5, -0.2), (" under $250.", 1.5, 2.0, -0.4)]
        said = words if LEAST_VOICE < level < LOUDEST_VOICE else []
        names = ("text", "start", "end", "avg_logprob")
        segments = (SimpleNamespace(**dict(zip(names, one, strict=True))) for one in said)
        return segments, SimpleNamespace(language=options["language"] or "en")


class InThisProcess:
    """Hears without a process of its own."""

    def __init__(self, listener: WhisperListener) -> None:
        self._listener = listener

    async def ask(self, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
        return self._listener.handle(facts, blob)

    async def aclose(self) -> None:
        pass


class TestFasterWhisper(SpeechEngineConformance):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> SpeechEngine:
        listener = WhisperListener(lambda _: ScriptedModel())
        return FasterWhisper(tmp_path, InThisProcess(listener))


def is_voiced(samples: bytes) -> bool:
    heard = array("h", samples)
    return any(abs(one) > LEAST_VOICE * 32_768 for one in heard)


@pytest.mark.socket
class TestAmazon(SpeechEngineConformance):
    @pytest.fixture
    def engine(self) -> Generator[SpeechEngine]:
        simulation = TranscribeSimulation("secret", hears=is_voiced)
        with running(simulation.app()) as address:
            access = AwsAccess("us-east-1", address, "simulated", SecretStr("secret"))
            yield AmazonTranscribe(access, seconds=20, vocabulary=None, bucket=None)
