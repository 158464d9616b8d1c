"""Colours of forty drawn things, lit from one side, before five backgrounds, with noise."""

from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from tests.media.drawing import opened
from tests.media.drawn_things import Part, draw_things, samples_of, write_things

from talknshop.evaluation.images import load_labels
from talknshop.media.attributes import dominant_colors
from talknshop.media.images.colour_names import name_colour
from talknshop.media.images.colours import find_colours

THINGS = (
    ("red", (200, 30, 40)), ("red", (150, 20, 25)), ("red", (225, 60, 60)), ("red", (120, 10, 30)),
    ("orange", (240, 130, 30)), ("orange", (225, 95, 20)), ("orange", (250, 160, 60)),
    ("yellow", (245, 215, 50)), ("yellow", (225, 185, 20)), ("yellow", (250, 240, 130)),
    ("green", (40, 130, 60)), ("green", (90, 110, 50)), ("green", (15, 70, 45)),
    ("green", (130, 190, 110)), ("green", (170, 200, 60)),
    ("teal", (20, 125, 125)), ("blue", (30, 70, 180)), ("blue", (25, 35, 85)),
    ("blue", (110, 170, 225)), ("blue", (60, 90, 130)), ("blue", (10, 120, 200)),
    ("purple", (95, 40, 130)), ("purple", (60, 25, 70)), ("purple", (150, 110, 200)),
    ("pink", (240, 150, 180)), ("pink", (225, 70, 140)), ("pink", (250, 195, 205)),
    ("brown", (110, 70, 40)), ("brown", (70, 45, 30)), ("brown", (150, 100, 60)),
    ("brown", (95, 60, 50)), ("beige", (215, 195, 165)), ("beige", (230, 215, 185)),
    ("black", (25, 25, 27)), ("black", (38, 36, 36)), ("gray", (120, 122, 125)),
    ("gray", (85, 88, 92)), ("gray", (165, 165, 168)), ("white", (246, 246, 244)),
    ("white", (236, 237, 240)),
)  # fmt: skip
BACKGROUNDS = ((255, 255, 255), (243, 242, 240), (205, 207, 210), (60, 62, 66), (176, 140, 100))


def render(
    colour: tuple[int, int, int], background: tuple[int, int, int], seed: int
) -> NDArray[np.uint8]:
    """A thing with a highlight, a shaded side and a shadow on the ground; BGR."""
    noise = np.random.default_rng(seed)
    picture = Image.new("RGB", (400, 360), background)
    shadow = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shadow).ellipse((90, 270, 340, 330), fill=90)
    dark = tuple(part // 2 for part in background)
    picture.paste(dark, mask=shadow.filter(ImageFilter.GaussianBlur(12)))
    shape = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(shape)
    if seed % 3 == 0:
        draw.rounded_rectangle((110, 60, 290, 305), 30, fill=255)
    elif seed % 3 == 1:
        draw.ellipse((95, 70, 305, 310), fill=255)
    else:
        draw.polygon([(70, 110), (150, 60), (250, 60), (330, 110), (285, 160), (285, 310),
                      (115, 310), (115, 160)], fill=255)  # fmt: skip
    light = np.linspace(1.12, 0.72, 400)[None, :, None] * np.ones((360, 1, 1))
    thing = np.clip(np.array(colour)[None, None, :] * light, 0, 255).astype(np.uint8)
    picture.paste(Image.fromarray(thing), mask=shape)
    pixels = np.asarray(picture, dtype=np.float64) + noise.normal(0, 5, (360, 400, 3))
    return np.clip(pixels, 0, 255).astype(np.uint8)[:, :, ::-1].copy()


def first_names(picture: NDArray[np.uint8]) -> list[str]:
    return dominant_colors([colour._asdict() for colour in find_colours(picture).colours])[:3]


def test_of_forty_things_nearly_all_have_their_colour_among_the_first_three() -> None:
    missed: list[str] = []
    at_once = 0
    backgrounds = cycle(BACKGROUNDS)
    for seed, (name, colour) in enumerate(THINGS):
        background = next(backgrounds)
        if max(abs(a - b) for a, b in zip(colour, background, strict=True)) < 50:
            background = (60, 62, 66) if sum(colour) > 380 else (255, 255, 255)
        found = first_names(render(colour, background, seed))
        at_once += found[:1] == [name]
        if name not in found:
            missed.append(f"{name} {colour} on {background}: {found}")
    assert len(THINGS) == 40
    assert len(missed) <= 2, missed
    assert at_once >= 34


@pytest.mark.parametrize(
    ("lab", "name"),
    [
        ((0.0, 0.0, 0.0), "black"),
        ((100.0, 0.0, 0.0), "white"),
        ((53.2, 80.1, 67.2), "red"),
        ((87.7, -86.2, 83.2), "green"),
        ((32.3, 79.2, -107.9), "blue"),
        ((97.1, -21.6, 94.5), "yellow"),
        ((60.3, 98.2, -60.8), "purple"),
        ((12.0, 8.0, -9.0), "purple"),
    ],
)
def test_plain_colours_have_their_plain_names(lab: tuple[float, float, float], name: str) -> None:
    assert name_colour(*lab)[0] == name


def test_a_thing_before_an_even_background_is_told_from_it() -> None:
    alone = find_colours(render((200, 30, 40), (255, 255, 255), 0))
    assert alone.plain_background
    assert 0.2 < alone.foreground < 0.6
    assert alone.colours[0].name == "red"
    noise = np.random.default_rng(3).integers(0, 255, (200, 200, 3)).astype(np.uint8)
    assert not find_colours(noise).plain_background


@pytest.mark.parametrize("part", list(Part))
def test_things_as_a_camera_may_see_them(part: Part) -> None:
    drawn = list(draw_things(part, rounds=1))
    missed = [one[1:] for one in drawn if one.color not in first_names(_decoded(one.content))]
    assert len(drawn) >= 40
    assert len(missed) <= 0.12 * len(drawn), missed


def test_they_are_a_folder_to_judge(tmp_path: Path) -> None:
    written = write_things(tmp_path, Part.CONFIRMING, rounds=1)
    labels = load_labels(tmp_path)
    assert len(labels) == written
    assert all((tmp_path / label["file"]).is_file() and label["color"] for label in labels)


def test_they_are_the_same_every_time_and_each_part_has_its_own_colours() -> None:
    tuning, again = (list(islice(draw_things(Part.TUNING, rounds=1), 3)) for _ in range(2))
    assert tuning == again
    assert not set(samples_of(Part.TUNING)) & set(samples_of(Part.CONFIRMING))


def _decoded(content: bytes) -> NDArray[np.uint8]:
    return np.asarray(opened(content).convert("RGB"), dtype=np.uint8)[:, :, ::-1].copy()
