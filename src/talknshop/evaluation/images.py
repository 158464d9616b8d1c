"""What the media service makes of labelled pictures (docs/guides/media.md has the format)."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from talknshop.core.clock import SystemClock
from talknshop.core.errors import TalknShopError, ValidationError
from talknshop.evaluation.intervals import wilson
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.media.analysis import EmbeddedRecogniser, ImageAnalyser
from talknshop.media.limits import DECODING
from talknshop.media.sniffing import sniff
from talknshop.media.worker import Worker
from talknshop.schemas.gtin import expand_upc_e, gtin_spellings, padded_gtin
from talknshop.schemas.recognition import ImageAttributes

LABELS = "labels.jsonl"
_FIRST_NAMES = 3
_UPC_E_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was made of one picture.

    Attributes:
        label: Its line of the labels.
        found: What was found; None where the picture was refused.
        refusal: Why.
        seconds: How long it took, once decoded.
    """

    label: dict[str, Any]
    found: ImageAttributes | None
    refusal: str | None
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """One line of the output."""
        told = {"file": self.label["file"], "seconds": round(self.seconds, 3)}
        if self.found is None:
            return {**told, "refused": self.refusal}
        return {
            **told,
            "barcodes": [code.gtin for code in self.found.barcodes],
            "brand": self.found.brand,
            "model": self.found.model,
            "colors": self.found.dominant_colors,
            "text": self.found.text,
        }


@dataclass(slots=True)
class _Count:
    right: int = 0
    wrong: int = 0
    of: int = 0


@dataclass(slots=True)
class Figures:
    """Counts, as predictions come."""

    by_measure: dict[str, _Count] = field(default_factory=dict[str, _Count])
    seconds: list[float] = field(default_factory=list[float])

    def take(self, prediction: Prediction) -> None:
        """Judges a prediction by each thing that its label tells."""
        self.seconds.append(prediction.seconds)
        label, found = prediction.label, prediction.found or ImageAttributes()
        if "code" in label:
            meant = _meant(str(label["code"]))
            read = [padded_gtin(code.gtin) for code in found.barcodes]
            self._count("barcode", right=bool(meant & set(read)), wrong=not meant >= set(read))
        brand = label.get("brand") or _brand_of_class(label.get("class"))
        if brand is not None:
            right = found.brand is not None and _plain(brand).startswith(_plain(found.brand))
            self._count("brand", right=right, wrong=found.brand is not None and not right)
        if "color" in label:
            names = found.dominant_colors[:_FIRST_NAMES]
            right = str(label["color"]) in names
            self._count("color in first three", right=right, wrong=bool(names) and not right)

    def _count(self, measure: str, *, right: bool, wrong: bool) -> None:
        count = self.by_measure.setdefault(measure, _Count())
        count.of += 1
        count.right += right
        count.wrong += wrong

    def lines(self) -> Iterable[str]:
        """Each figure with its 95 % Wilson interval."""
        for measure, count in self.by_measure.items():
            low, high = wilson(count.right, count.of)
            worse_low, worse_high = wilson(count.wrong, count.of)
            yield (
                f"{measure:22}{count.right:5} of {count.of:<5}{count.right / count.of:7.1%} "
                f"[{low:.1%}, {high:.1%}]   wrong {count.wrong} [{worse_low:.1%}, {worse_high:.1%}]"
            )
        if self.seconds:
            ordered = sorted(self.seconds)
            p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
            yield f"{len(ordered)} pictures, p50 {p50 * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms"


def load_labels(folder: Path) -> list[dict[str, Any]]:
    """The labels of a folder of pictures.

    Raises:
        ValidationError: There are none, or a line is no object that names a file.
    """
    path = folder / LABELS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ValidationError(f"{path} cannot be read ({error.strerror}).") from error
    labels: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            labels.append(_label(line, f"{path}, line {number}"))
    if not labels:
        raise ValidationError(f"{path} has no labels.")
    return labels


def _label(line: str, place: str) -> dict[str, Any]:
    try:
        label = json.loads(line)
        name = label["file"]
    except (ValueError, TypeError, KeyError) as error:
        raise ValidationError(
            f'{place}: expected an object such as {{"file": "a.jpg"}}.'
        ) from error
    if Path(name).name != name:
        raise ValidationError(f"{place}: {name!r} is no file of that folder.")
    return label


async def predict(
    folder: Path, labels: Sequence[dict[str, Any]], *, text: bool
) -> AsyncGenerator[Prediction]:
    """Looks at each picture as the service does, from decoding on."""
    decoder = Worker("decode", DECODING)
    analyser = ImageAnalyser(EmbeddedRecogniser(), None, load_lexicon, SystemClock())
    try:
        for label in labels:
            content = await asyncio.to_thread((folder / label["file"]).read_bytes)
            kind = sniff(content[:32])
            started = time.perf_counter()
            try:
                _, copy = await decoder.ask({"kind": str(kind)}, content)
                started = time.perf_counter()
                found, _ = await analyser.analyse(copy, text=text, others={})
            except TalknShopError as error:
                yield Prediction(label, None, error.message, time.perf_counter() - started)
            else:
                yield Prediction(label, found, None, time.perf_counter() - started)
    finally:
        await decoder.aclose()
        await analyser.aclose()


def _meant(code: str) -> set[str]:
    """The numbers a label may mean: eight digits are of EAN-8 or of UPC-E."""
    spellings = set(gtin_spellings(code)[-1:])
    long = expand_upc_e(code) if len(code) == _UPC_E_DIGITS else None
    return spellings | set(gtin_spellings(long)[-1:] if long else [])


def _brand_of_class(name: str | None) -> str | None:
    """Of ``Maker-Kind-Of-Thing``, the whole: a maker may have two words."""
    return name.replace("-", " ") if name else None


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
