"""What the media service makes of labelled recordings (docs/guides/media.md has the format)."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from talknshop.core.errors import TalknShopError
from talknshop.evaluation.intervals import wilson
from talknshop.media.transcription.base import Heard, SpeechEngine
from talknshop.media.transcription.recordings import Recordings

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)*")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[:/x]\d+)*")
_FILLERS = frozenset({"um", "uh", "er", "erm", "hmm"})
_BINS = 10

Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was made of one recording.

    Attributes:
        label: Its line of the labels.
        heard: What was heard; None where the recording was refused.
        refusal: Why.
        seconds: How long it took, decoding included.
    """

    label: Label
    heard: Heard | None
    refusal: str | None
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """One line of the output."""
        told: dict[str, Any] = {"file": self.label["file"], "seconds": round(self.seconds, 3)}
        if self.heard is None:
            return {**told, "refused": self.refusal}
        return {
            **told,
            "transcript": self.heard.transcript,
            "raw_transcript": self.heard.raw_transcript,
            "confidence": self.heard.confidence,
            "duration_seconds": self.heard.duration_seconds,
        }


async def predict(
    folder: Path, labels: Sequence[Label], engine: SpeechEngine
) -> AsyncGenerator[Prediction]:
    """Hears each recording as the service does, from decoding on; the first warms it up."""
    recordings = Recordings()
    try:
        for number, label in enumerate((labels[0], *labels)):
            content = await asyncio.to_thread((folder / label["file"]).read_bytes)
            started = time.perf_counter()
            try:
                samples = await recordings.samples(content)
                heard = await engine.transcribe(samples, language="en-US")
            except TalknShopError as error:
                taken = Prediction(label, None, error.message, time.perf_counter() - started)
            else:
                taken = Prediction(label, heard, None, time.perf_counter() - started)
            if number:
                yield taken
    finally:
        await recordings.aclose()


@dataclass(slots=True)
class Figures:
    """What predictions come to.

    Attributes:
        values: Of each slot, all values that the labels name.
    """

    values: Mapping[str, frozenset[str]]
    words: int = 0
    errors: int = 0
    shares: dict[str, list[bool]] = field(default_factory=dict[str, list[bool]])
    confidences: list[tuple[float, bool]] = field(default_factory=list[tuple[float, bool]])
    seconds: list[float] = field(default_factory=list[float])

    @classmethod
    def over(cls, labels: Sequence[Label]) -> "Figures":
        """With nothing counted yet."""
        values: dict[str, set[str]] = {}
        for label in labels:
            for slot, value in dict(label.get("slots") or {}).items():
                values.setdefault(slot, set()).add(_plain(str(value)))
        return cls({slot: frozenset(found) for slot, found in values.items()})

    def take(self, prediction: Prediction) -> None:
        """Judges a prediction by each thing that its label tells."""
        label, heard = prediction.label, prediction.heard
        self.seconds.append(prediction.seconds)
        raw = "" if heard is None else heard.raw_transcript
        verdicts: list[bool] = []
        if "spoken" in label:
            verdicts.append(self._take_words(str(label["spoken"]), raw))
        if "written" in label:
            told = _numbers(heard.transcript if heard else "")
            wanted = _numbers(str(label["written"]))
            if wanted:
                self.shares.setdefault("prices and numbers exact", []).append(told == wanted)
        if label.get("slots"):
            verdicts.append(self._take_slots(dict(label["slots"]), raw))
        if verdicts and heard is not None:
            self.confidences.append((heard.confidence, all(verdicts)))

    def _take_words(self, spoken: str, raw: str) -> bool:
        wanted, found = spoken_words(spoken), spoken_words(raw)
        self.words += len(wanted)
        wrong = Levenshtein.distance(wanted, found)
        self.errors += wrong
        self.shares.setdefault("sentences without an error", []).append(wrong == 0)
        return wrong == 0

    def _take_slots(self, slots: Mapping[str, Any], raw: str) -> bool:
        wanted = {slot: _plain(str(value)) for slot, value in slots.items()}
        found = spot(raw, self.values)
        for slot, value in wanted.items():
            self.shares.setdefault("slots right", []).append(found.get(slot) == value)
        self.shares.setdefault("all slots right", []).append(found == wanted)
        return found == wanted

    def lines(self) -> Iterable[str]:
        """Each figure; shares with their 95 % Wilson interval."""
        if self.words:
            low, high = wilson(self.errors, self.words)
            rate = self.errors / self.words
            yield f"{'word error':28}{rate:7.1%} [{low:.1%}, {high:.1%}]   of {self.words} words"
        for name, hits in self.shares.items():
            low, high = wilson(sum(hits), len(hits))
            share = sum(hits) / len(hits)
            yield f"{name:28}{share:7.1%} [{low:.1%}, {high:.1%}]   {sum(hits)} of {len(hits)}"
        area = area_under_curve(self.confidences)
        if area is not None:
            error = calibration_error(self.confidences)
            yield f"{'confidence':28}area under curve {area:.3f}, calibration error {error:.3f}"
        if self.seconds:
            ordered = sorted(self.seconds)
            p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
            yield f"{len(ordered)} recordings, p50 {p50 * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms"


def spot(said: str, values: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The value of each slot in what was said: the longest that the labels know, never twice."""
    text = f" {_plain(said)} "
    named = [(value, slot) for slot, known in values.items() for value in known]
    found: dict[str, str] = {}
    for value, slot in sorted(named, key=lambda one: -len(one[0])):
        if slot not in found and f" {value} " in text:
            found[slot] = value
            text = text.replace(f" {value} ", " | ", 1)
    return found


def area_under_curve(told: Sequence[tuple[float, bool]]) -> float | None:
    """How often what was right had more confidence than what was not; None without both."""
    right = [confidence for confidence, true in told if true]
    wrong = [confidence for confidence, true in told if not true]
    if not right or not wrong:
        return None
    wins = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return wins / (len(right) * len(wrong))


def calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    """Mean distance between confidence and share of right ones, over ten equal steps."""
    steps: dict[int, list[tuple[float, bool]]] = {}
    for one in told:
        steps.setdefault(min(int(one[0] * _BINS), _BINS - 1), []).append(one)
    return sum(
        abs(sum(confidence for confidence, _ in step) - sum(true for _, true in step))
        for step in steps.values()
    ) / max(len(told), 1)


def _plain(text: str) -> str:
    return " ".join(spoken_words(text))


def spoken_words(text: str) -> list[str]:
    """The words that count, without case, punctuation and fillers."""
    said = text.lower().replace("’", "'").replace("-", " ")
    return [word for word in _WORD.findall(said) if word not in _FILLERS]


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]
