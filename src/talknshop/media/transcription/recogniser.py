"""Listens with pocketsphinx; runs in a worker process.

The model is a folder that the builder wrote, or None for the general one of the library.
"""

from pathlib import Path
from typing import Any

import pocketsphinx  # pyright: ignore[reportMissingTypeStubs]  # it has none

from talknshop.core.worker_process import framing
from talknshop.media.limits import SAMPLE_RATE
from talknshop.media.transcription.recipe import DICTIONARY, MODEL
from talknshop.media.transcription.voice_pitch import stretch_for, stretched

_sphinx: Any = pocketsphinx
_FRAMES_PER_SECOND = 100
_VAD_MODE = 2
"""From 0, which takes most for speech, to 3."""
_LEAST_VOICE_SECONDS = 0.15
_LISTENING: dict[str, Any] = {"loglevel": "FATAL", "lw": 6.0}
"""Measured: the weight of the language model that fits ours; wider beams cost time alone."""


class _Loaded:
    """The decoder in use; another one takes its place when another model is asked for."""

    decoder: Any = None
    folder: str | None = None


_loaded = _Loaded()


def handle(facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    """What is said in 16 kHz samples; ``blob`` may be empty to load the model alone.

    Args:
        facts: ``model``, the folder of the model or null.
        blob: Samples of 16 bits, one channel.

    Returns:
        The words; the seconds of voice; the posterior of the whole; and for each word and silence
        when it begins and ends, its posterior, and how many words of the model it was read from.
    """
    decoder: Any = _decoder(facts.get("model"))
    voiced = _voiced_seconds(blob)
    if voiced < _LEAST_VOICE_SECONDS:
        return {"words": "", "segments": [], "voiced_seconds": 0.0}, b""
    # What was learned of the noise in the last recording belongs to somebody else.
    decoder.start_stream()
    decoder.start_utt()
    factor = stretch_for(blob)
    decoder.process_raw(stretched(blob, factor), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    if found is None:
        return {"words": "", "segments": [], "voiced_seconds": voiced}, b""
    frames = _FRAMES_PER_SECOND * factor
    segments = [
        [one.word, one.start_frame / frames, (one.end_frame + 1) / frames, one.prob, one.lback]
        for one in decoder.seg()
    ]  # fmt: skip
    told = {"words": found.hypstr, "voiced_seconds": voiced, "segments": segments,
            "posterior": found.prob}  # fmt: skip
    return told, b""


def _voiced_seconds(samples: bytes) -> float:
    """How long somebody speaks; a pure tone is no voice, whatever the library takes it for."""
    vad: Any = _sphinx.Vad(mode=_VAD_MODE, sample_rate=SAMPLE_RATE)
    step: int = vad.frame_bytes
    frames = (samples[at : at + step] for at in range(0, len(samples) - step + 1, step))
    return sum(vad.is_speech(frame) for frame in frames) * vad.frame_length


def _decoder(folder: str | None) -> Any:  # noqa: ANN401 - the library is not typed
    if _loaded.decoder is None or _loaded.folder != folder:
        general = Path(_sphinx.get_model_path("en-us"))
        model, words = (
            (general / "en-us.lm.bin", general / "cmudict-en-us.dict")
            if folder is None
            else (Path(folder) / MODEL, Path(folder) / DICTIONARY)
        )
        _loaded.decoder = None
        _loaded.decoder = _sphinx.Decoder(
            hmm=str(general / "en-us"), lm=str(model), dict=str(words), **_LISTENING
        )
        _loaded.folder = folder
    return _loaded.decoder
