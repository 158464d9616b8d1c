"""Draws things of known colours as a camera may see them, to judge how colours are named.

Light falls from one side, things shine and throw shadows, lamps are warm or cool, sensors are
noisy and files are JPEG. Nothing here knows how colours are named in ``media.images``: what each
sample is called is what people call such a thing. The samples of one part are none of the other, so
that one can be looked at and the other decides.

``python -m tests.media.drawn_things FOLDER [tuning|confirming [ROUNDS]]`` writes a folder for
``talknshop eval images``.
"""

import io
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from tests.media.colour_samples import SAMPLES, Sample

_Pixels = NDArray[np.float64]
_WIDTH, _HEIGHT = 480, 400
_SEEDS = {"tuning": 11, "confirming": 7_919}
_LAMPS = {
    "daylight": (1.0, 1.0, 1.0),
    "warm": (1.10, 1.0, 0.84),
    "bulb": (1.18, 1.0, 0.72),
    "cool": (0.93, 1.0, 1.10),
}
"""How much of red, green and blue a lamp gives, beside daylight, after a camera's own balance."""
_SHARES = {"daylight": 0.5, "warm": 0.2, "bulb": 0.1, "cool": 0.2}
_AMBIENT = 0.42
_UNLIKE = 60.0
"""Distance in sRGB that a thing keeps from what it stands before, else nobody could tell it."""


class Part(StrEnum):
    """Which half of the samples is drawn."""

    TUNING = "tuning"
    CONFIRMING = "confirming"


class Drawn(NamedTuple):
    """A picture (JPEG) of a thing, and what is told of it."""

    content: bytes
    color: str
    sample: str
    background: str
    lamp: str
    colors: int


def write_things(folder: Path, part: Part, *, rounds: int = 2) -> int:
    """Writes the pictures of a part with ``labels.jsonl`` for ``talknshop eval images``.

    Args:
        folder: Where; made when it is missing.
        part: Which samples.
        rounds: How often each sample is drawn, each time otherwise.

    Returns:
        How many pictures were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for number, drawn in enumerate(draw_things(part, rounds=rounds)):
        name = f"thing-{number:03}.jpg"
        (folder / name).write_bytes(drawn.content)
        told = drawn._asdict()
        del told["content"]
        lines.append(json.dumps({"file": name, **told}))
    (folder / "labels.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def draw_things(part: Part, *, rounds: int = 2) -> Iterator[Drawn]:
    """The things of a part, each ``rounds`` times; the same ones every time."""
    chance = np.random.default_rng(_SEEDS[part])
    for _ in range(rounds):
        for sample in samples_of(part):
            yield _drawn(sample, chance)


def samples_of(part: Part) -> tuple[Sample, ...]:
    """The colours that are drawn for a part; none of them is in the other."""
    return SAMPLES[0::2] if part is Part.TUNING else SAMPLES[1::2]


def _drawn(sample: Sample, chance: np.random.Generator) -> Drawn:
    lamp = str(chance.choice(list(_SHARES), p=list(_SHARES.values())))
    kind, scene = _background(sample, chance)
    colors = int(chance.choice([1, 2, 3], p=[0.5, 0.3, 0.2]))
    shape, depth = _shape(chance)
    scene = _with_shadow(scene, shape, chance)
    thing = _lit(_painted(sample, colors, chance), shape, depth, sample.shines, chance)
    soft = np.asarray(shape.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64)[..., None]
    light = scene * (1 - soft / 255) + thing * soft / 255
    seen = light * np.array(_LAMPS[lamp]) * chance.uniform(0.82, 1.15)
    return Drawn(_photographed(seen, chance), sample.color, sample.name, kind, lamp, colors)


def _linear(rgb: tuple[int, ...]) -> _Pixels:
    return (np.asarray(rgb, dtype=np.float64) / 255) ** 2.2


def _background(sample: Sample, chance: np.random.Generator) -> tuple[str, _Pixels]:
    choices: dict[str, tuple[int, ...]] = {
        "white": (250, 250, 250),
        "grey": tuple(int(chance.integers(150, 215)) for _ in range(1)) * 3,
        "wood": (176, 128, 82),
        "pastel": tuple(int(value) for value in chance.integers(185, 245, 3)),
        "strong": tuple(int(value) for value in chance.integers(30, 220, 3)),
    }
    kinds = ["white", "white", "grey", "wood", "pastel", "strong"]
    kind = str(chance.choice(kinds))
    if np.linalg.norm(np.subtract(choices[kind], sample.rgb)) < _UNLIKE:
        kind = "grey" if sum(sample.rgb) > 3 * 215 or sum(sample.rgb) < 3 * 100 else "white"
    scene = np.ones((_HEIGHT, _WIDTH, 1)) * _linear(choices[kind])
    if kind == "wood":
        grain = np.cumsum(chance.normal(0, 1, _HEIGHT))
        grain = np.sin(grain * 0.5) * 0.16 + chance.normal(0, 0.03, (_HEIGHT,))
        scene = scene * (1 + grain[:, None, None])
    down = np.linspace(1.0, chance.uniform(0.78, 1.0), _HEIGHT)[:, None, None]
    return kind, np.clip(scene * down, 0, 1.2)


def _shape(chance: np.random.Generator) -> tuple[Image.Image, _Pixels]:
    """Where the thing is, and how far its surface turns from the camera, -1 left to 1 right."""
    mask = Image.new("L", (_WIDTH, _HEIGHT), 0)
    draw = ImageDraw.Draw(mask)
    size = chance.uniform(0.75, 1.15)
    half, tall = 95 * size, 130 * size
    x, y = _WIDTH / 2 + chance.uniform(-30, 30), _HEIGHT / 2 + chance.uniform(-12, 12)
    box = (x - half, y - tall, x + half, y + tall)
    kind = str(chance.choice(["ball", "box", "can", "shirt", "long"]))
    if kind == "ball":
        draw.ellipse((x - half * 1.2, y - half * 1.2, x + half * 1.2, y + half * 1.2), fill=255)
    elif kind == "box":
        draw.rectangle(box, fill=255)
    elif kind == "can":
        draw.rounded_rectangle(box, radius=int(half / 3), fill=255)
    elif kind == "long":
        draw.ellipse((x - half * 1.9, y - half * 0.75, x + half * 1.9, y + half * 0.75), fill=255)
    else:
        corners = [(-1.5, -0.5), (-0.7, -1), (0.7, -1), (1.5, -0.5), (1.0, -0.15), (0.85, -0.3),
                   (0.85, 1), (-0.85, 1), (-0.85, -0.3), (-1.0, -0.15)]  # fmt: skip
        draw.polygon([(x + a * half, y + b * tall) for a, b in corners], fill=255)
    across = (np.arange(_WIDTH)[None, :] - x) / (half * 1.3) * np.ones((_HEIGHT, 1))
    turned = np.zeros_like(across) if kind == "box" else np.clip(across, -1, 1)
    return mask, turned


def _with_shadow(scene: _Pixels, shape: Image.Image, chance: np.random.Generator) -> _Pixels:
    fallen = Image.new("L", shape.size, 0)
    fallen.paste(shape, (int(chance.integers(-25, 26)), int(chance.integers(4, 22))))
    soft = np.asarray(fallen.filter(ImageFilter.GaussianBlur(14)), dtype=np.float64)
    return scene * (1 - soft[..., None] / 255 * chance.uniform(0.15, 0.45))


def _painted(sample: Sample, colors: int, chance: np.random.Generator) -> _Pixels:
    """What the thing reflects: its colour, uneven as real things are, a label and a stripe."""
    paint = np.ones((_HEIGHT, _WIDTH, 1)) * _linear(sample.rgb)
    coarse = chance.normal(1.0, sample.uneven, (8, 10))
    patches = Image.fromarray(coarse).resize((_WIDTH, _HEIGHT), Image.Resampling.BICUBIC)
    paint = paint * np.asarray(patches, dtype=np.float64)[..., None]
    if colors > 1:
        label = _linear(((244, 243, 238), (28, 28, 30))[int(sum(sample.rgb) > 3 * 150)])
        top = int(chance.integers(150, 220))
        paint[top : top + int(chance.integers(35, 65))] = label
    if colors > 2:
        other = SAMPLES[int(chance.integers(len(SAMPLES)))]
        top = int(chance.integers(240, 280))
        paint[top : top + 26] = _linear(other.rgb)
    return paint


def _lit(
    paint: _Pixels, shape: Image.Image, turned: _Pixels, shines: float, chance: np.random.Generator
) -> _Pixels:
    light = chance.uniform(-0.8, 0.8)
    towards = np.sqrt(1 - light**2) * np.sqrt(1 - turned**2 * 0.96) + light * turned
    diffuse = _AMBIENT + (1 - _AMBIENT) * np.clip(towards, 0, 1)
    glint = np.clip(towards, 0, 1) ** 60 * shines
    edge = np.asarray(shape.filter(ImageFilter.GaussianBlur(9)), dtype=np.float64) / 255
    return paint * (diffuse * (0.7 + 0.3 * edge))[..., None] + glint[..., None]


def _photographed(light: _Pixels, chance: np.random.Generator) -> bytes:
    curved = np.clip(light, 0, 1) ** (1 / 2.2) * 255
    noisy = curved + chance.normal(0, chance.uniform(1, 6), curved.shape)
    picture = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=int(chance.integers(72, 94)))
    return file.getvalue()


if __name__ == "__main__":
    folder, part, rounds = (*sys.argv[1:], *("confirming", "2")[len(sys.argv) - 2 :])
    count = write_things(Path(folder), Part(part), rounds=int(rounds))
    sys.stdout.write(f"{count} pictures in {folder}\n")
