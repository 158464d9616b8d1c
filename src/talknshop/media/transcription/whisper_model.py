"""Listens with faster-whisper; runs in a worker process, and never asks a hub for anything."""

import importlib
import math
from typing import Any

import numpy as np

from talknshop.core.worker_process import framing

_FULL_SCALE = 32_768.0


class _Loaded:
    def __init__(self) -> None:
        self.model: Any = None


_loaded = _Loaded()


def handle(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """What is said in 16 kHz samples of 16 bits, with the model of the folder ``facts`` names."""
    if _loaded.model is None:
        # By name: an extra of its own, which is not there where types are checked.
        whisper: Any = importlib.import_module("faster_whisper")
        _loaded.model = whisper.WhisperModel(
            facts["model"], device="cpu", compute_type="int8", local_files_only=True
        )
    sound = np.frombuffer(blob, "<i2").astype(np.float32) / _FULL_SCALE
    model: Any = _loaded.model
    spoken, info = model.transcribe(
        sound,
        language=str(facts["language"]).split("-")[0].lower() or None,
        hotwords=facts.get("hints") or None,
        vad_filter=True,
    )
    segments = [
        [one.text, one.start, one.end, min(1.0, math.exp(one.avg_logprob))] for one in spoken
    ]
    return {"segments": segments, "language": info.language}, b""
