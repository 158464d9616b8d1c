"""Listens with faster-whisper; runs in a worker process, and never asks a hub for anything."""

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from talknshop.core.worker_process import framing

_FULL_SCALE = 32_768.0


class WhisperListener:
    """Hears with one model, which is loaded with the first recording."""

    def __init__(self, load: Callable[[str], Any]) -> None:
        """Loads the model of a folder with ``load``."""
        self._load = load
        self._model: Any = None

    def handle(self, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
        """What is said in 16 kHz samples of 16 bits, with the model of the folder in ``facts``."""
        if self._model is None:
            self._model = self._load(str(facts["model"]))
        sound = np.frombuffer(blob, "<i2").astype(np.float32) / _FULL_SCALE
        spoken, info = self._model.transcribe(
            sound,
            language=str(facts["language"]).split("-")[0].lower() or None,
            hotwords=facts.get("hints") or None,
            vad_filter=True,
        )
        segments = [
            [one.text, one.start, one.end, min(1.0, math.exp(one.avg_logprob))] for one in spoken
        ]
        return {"segments": segments, "language": info.language}, b""


def _whisper(folder: str) -> Any:  # noqa: ANN401 - see below
    # By name: an extra of its own, which is not there where types are checked.
    library: Any = importlib.import_module("faster_whisper")
    return library.WhisperModel(folder, device="cpu", compute_type="int8", local_files_only=True)


handle = WhisperListener(_whisper).handle
