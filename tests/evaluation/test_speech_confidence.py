"""How the confidence of transcripts is learned, and what it makes of words."""

import random
from math import exp, prod

import numpy as np
import pytest

from talknshop.evaluation.speech import area_under_curve, calibration_error
from talknshop.evaluation.speech_confidence import (
    Example,
    cross_validated,
    disturbed,
    fit,
    sentences,
)
from talknshop.media.transcription.confidence import COEFFICIENTS, Said, Signs, calibrated


def said(*posteriors: float) -> Signs:
    words = [Said(one, 0.3) for one in posteriors]
    return Signs.of(words, 0.35 * len(posteriors), prod(posteriors))


def test_surer_words_are_likelier_right() -> None:
    sure, fair, poor = said(0.99, 0.98, 0.97), said(0.9, 0.6, 0.8), said(0.5, 0.1, 0.3)
    assert calibrated(sure) > calibrated(fair) > calibrated(poor) > 0
    assert calibrated(sure) < 1


def test_what_nobody_can_have_said_is_not_believed() -> None:
    assert calibrated(Signs.of([Said(0.99, 0.5)], 6.0, 0.9)) == 0.0
    assert 0 <= calibrated(Signs.of([], 0.3, 0.0)) < 0.5


def test_long_words_count_more() -> None:
    words = [Said(0.2, 0.1), Said(0.9, 0.9)]
    signs = Signs.of(words, 1.0, 0.1)
    assert signs.by_time > signs.mean_log
    assert len(said(0.9).values) == len(COEFFICIENTS) - 1


def test_what_was_put_in_is_learned() -> None:
    draw = random.Random(1)  # noqa: S311
    learned: list[Example] = []
    for _ in range(2_000):
        values = (draw.uniform(-3, 0), draw.uniform(-5, 0), draw.uniform(0, 2))
        share = 1 / (1 + exp(-(2 + 1.5 * values[0] + 0.5 * values[1])))
        learned.append(Example(values, draw.random() < share))
    assert fit(learned).tolist() == pytest.approx([2, 1.5, 0.5, 0], abs=0.35)
    told = cross_validated(learned)
    assert calibration_error(told) < 0.05
    assert (area_under_curve(told) or 0) > 0.75


def test_sentences_are_drawn_and_written_and_sound_changes() -> None:
    found = sentences(random.Random(2))  # noqa: S311
    assert len(found) == len(set(found)) > 120
    sound = np.sin(np.arange(16_000) * 0.1)
    noises = np.random.default_rng(3)
    quiet, noisy = disturbed(sound, 0.0, 0.2, noises), disturbed(sound, 0.05, 0.2, noises)
    assert len(quiet) == len(noisy) == 32_000
    assert quiet != noisy
    assert np.abs(np.frombuffer(quiet, "<i2")).max() == pytest.approx(0.2 * 32_767, rel=0.01)


def test_words_that_nothing_goes_before_are_counted() -> None:
    signs = Signs.of([Said(0.9, 0.3, 1), Said(0.9, 0.3, 3)], 0.7, 0.5)
    assert (signs.new, signs.mean_known) == (1, 2)
