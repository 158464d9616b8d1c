"""Learns how likely a transcript of the embedded engine is right: ``python -m … DATA_FOLDER``.

Sentences are drawn from our grammars and taken from ``speech_sentences/other_wordings.txt``, spoken
by the voices of flite (which must be installed), changed in speed, loudness and noise, and heard
with the model that is built in ``DATA_FOLDER``. Printed are the coefficients for
``media/transcription/confidence.py`` and what they come to by cross-validation.
"""

import asyncio
import random
import subprocess
import sys
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talknshop.evaluation.speech import area_under_curve, calibration_error, spoken_words
from talknshop.media.limits import LISTENING, SAMPLE_RATE
from talknshop.media.transcription.embedded import signs_of
from talknshop.media.transcription.model_keeper import ModelKeeper
from talknshop.media.transcription.shopping_sentences import shopping_grammar, with_articles
from talknshop.media.worker import Worker

Floats = NDArray[np.float64]

_VOICES = ("rms", "awb", "slt")
_DRAWN = 100
_FEWEST_WORDS = 4
_NOISES = (0.0, 0.0, 0.002, 0.01)
"""Of full scale, as the root of the mean square."""
_STRETCHES = ("1.0", "1.0", "0.88", "1.15")
_ROUNDS = 50
_RIDGE = 0.3
_FOLDS = 5
_LONGEST_SECONDS = 60.0
_PATIENT_SECONDS = 600.0
"""Nobody waits for it, and the machine may be busy."""


@dataclass(frozen=True, slots=True)
class Example:
    """One recording: the signs of what was heard, and whether all of it is right."""

    values: tuple[float, ...]
    is_right: bool


def sentences(draw: random.Random) -> list[str]:
    """What is spoken: from our grammars, and in other words."""
    folder = files("talknshop.evaluation") / "speech_sentences"
    others = (folder / "other_wordings.txt").read_text(encoding="utf-8").split("\n")
    grammar = shopping_grammar()
    drawn: list[str] = []
    while len(drawn) < _DRAWN:
        words = with_articles(grammar.sentence(draw))
        if len(words) >= _FEWEST_WORDS:
            drawn.append(" ".join(words))
    return [*drawn, *filter(None, others)]


def speak(text: str, voice: str, stretch: str) -> Floats:
    """Samples of a sentence, between -1 and 1."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}",
                   "-t", text, "-o", file.name]  # fmt: skip
        subprocess.run(command, check=True, timeout=_LONGEST_SECONDS)  # noqa: S603 - our own words
        with wave.open(file.name) as sound:
            if sound.getframerate() != SAMPLE_RATE:
                raise ValueError(f"The voice {voice} does not speak at {SAMPLE_RATE} Hz.")
            return np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32_768.0


def disturbed(sound: Floats, noise: float, gain: float, draw: np.random.Generator) -> bytes:
    """Samples of 16 bits with noise and another loudness."""
    loud = sound * gain + draw.normal(0.0, noise, len(sound)) if noise else sound * gain
    return np.clip(loud * 32_767, -32_768, 32_767).astype("<i2").tobytes()


async def examples(model: str, seed: int = 11) -> list[Example]:
    """Speaks and hears every sentence once, each by another voice and in another way."""
    draw, noises = random.Random(seed), np.random.default_rng(seed)  # noqa: S311 - no secret
    worker = Worker("listen", replace(LISTENING, seconds=_PATIENT_SECONDS))
    found: list[Example] = []
    try:
        for number, text in enumerate(sentences(draw)):
            voice = _VOICES[number % len(_VOICES)]
            sound = await asyncio.to_thread(speak, text, voice, draw.choice(_STRETCHES))
            samples = disturbed(sound, draw.choice(_NOISES), draw.uniform(0.15, 1.2), noises)
            heard, _ = await worker.ask({"model": model}, samples)
            if heard["words"]:
                is_right = spoken_words(str(heard["words"])) == spoken_words(text)
                found.append(Example(signs_of(heard).values, is_right))
    finally:
        await worker.aclose()
    return found


def fit(learned: Sequence[Example]) -> Floats:
    """Coefficients of a logistic regression with a little ridge, by Newton's method."""
    rows = np.array([(1.0, *one.values) for one in learned])
    right = np.array([one.is_right for one in learned], np.float64)
    ridge = np.diag([0.0, *[_RIDGE] * (rows.shape[1] - 1)])
    found = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        told = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (right - told) - ridge @ found
        curve = (rows * (told * (1 - told))[:, None]).T @ rows + ridge
        found = found + np.linalg.solve(curve, slope)
    return found


def cross_validated(learned: Sequence[Example]) -> list[tuple[float, bool]]:
    """What examples are given that were not learned from."""
    told: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        found = fit([one for at, one in enumerate(learned) if at % _FOLDS != fold])
        for one in learned[fold::_FOLDS]:
            score = float(found[0] + np.dot(found[1:], one.values))
            told.append((1 / (1 + float(np.exp(-score))), one.is_right))
    return told


async def _main(folder: Path) -> None:
    models = ModelKeeper(folder, None)
    await models.renew()
    learned = await examples(models.current or "")
    told = cross_validated(learned)
    print(", ".join(f"{one:.3f}" for one in fit(learned).tolist()))  # noqa: T201 - its answer
    print(  # noqa: T201
        f"{len(learned)} recordings, {sum(one.is_right for one in learned)} right; "
        f"area under curve {area_under_curve(told)}, calibration error {calibration_error(told)}"
    )


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
