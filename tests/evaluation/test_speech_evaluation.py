"""Figures of recordings, from predictions that are known."""

import pytest

from talknshop.evaluation.speech import (
    Figures,
    Prediction,
    area_under_curve,
    calibration_error,
    spot,
)
from talknshop.media.transcription.base import Heard

LABELS = [
    {"file": "a.wav", "slots": {"drink": "tea", "milk": " milk"}},
    {"file": "b.wav", "slots": {"drink": "iced tea", "milk": "almond milk"}},
]


def heard(raw: str, confidence: float = 0.5, written: str | None = None) -> Heard:
    return Heard(written or raw, raw, confidence, "en-US", 2.0)


def test_the_longest_value_counts() -> None:
    values = Figures.over(LABELS).values
    assert spot("an iced tea with almond milk", values) == {
        "drink": "iced tea", "milk": "almond milk",
    }  # fmt: skip
    assert spot("tea with milk", values) == {"drink": "tea", "milk": "milk"}


def test_a_slot_that_was_not_said_is_wrong_too() -> None:
    figures = Figures.over(LABELS)
    figures.take(Prediction(LABELS[0], heard("tea with milk", 0.9), None, 0.1))
    figures.take(Prediction(LABELS[1], heard("iced tea with milk", 0.2), None, 0.3))
    assert figures.shares["all slots right"] == [True, False]
    assert figures.shares["slots right"] == [True, True, True, False]
    assert area_under_curve(figures.confidences) == 1.0
    assert any("all slots right" in line and "1 of 2" in line for line in figures.lines())


def test_words_and_numbers() -> None:
    label = {"file": "a.wav", "spoken": "um a lamp under twenty dollars", "written": "A lamp, $20"}
    figures = Figures.over([label])
    figures.take(
        Prediction(label, heard("the lamp under twenty dollars", 0.5, "lamp $20"), None, 1)
    )
    figures.take(Prediction(label, None, "damaged", 1))
    assert (figures.errors, figures.words) == (6, 10)
    assert figures.shares["prices and numbers exact"] == [True, False]


def test_calibration() -> None:
    assert calibration_error([(0.95, True), (0.95, True), (0.05, False)]) == pytest.approx(0.05)
    assert calibration_error([(1.0, False)]) == 1.0
    assert area_under_curve([(0.4, True)]) is None
