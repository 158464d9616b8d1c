"""Figures of recordings, from predictions that are known."""

import json
import shutil
from pathlib import Path

import pytest
from tests.media.sounds import RECORDINGS, SAID
from typer.testing import CliRunner

from talknshop.cli.main import app
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


def labelled(folder: Path) -> Path:
    for name in SAID:
        shutil.copy(RECORDINGS / name, folder / name)
    (folder / "broken.ogg").write_bytes(b"OggS but nothing else")
    labels = [{"file": name, "spoken": said} for name, said in SAID.items()]
    labels[0]["written"] = "Show me a black leather jacket under $250."
    lines = [json.dumps(one) for one in [*labels, {"file": "broken.ogg", "spoken": "a lamp"}]]
    (folder / "labels.jsonl").write_text("\n".join(lines))
    return folder


def test_the_command_prints_predictions_and_figures(tmp_path: Path) -> None:
    told = CliRunner().invoke(
        app,
        ["eval", "speech", str(labelled(tmp_path))],
        # Building takes half a minute; tests/media/test_model_keeper.py builds.
        env={"DATA_DIR": str(tmp_path / "data"), "MEDIA_STT_BUILD_MODEL": "false"},
    )
    assert told.exit_code == 0, told.output
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert [one["file"] for one in lines] == [*SAID, "broken.ogg"]
    assert "jacket" in lines[0]["raw_transcript"]
    assert 0 <= lines[0]["confidence"] <= 1
    assert "refused" in lines[-1]
    figures = told.stderr
    assert "word error" in figures
    assert "of 30 words" in figures
    assert "4 recordings, p50" in figures


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    folder = labelled(tmp_path)
    missing = str(tmp_path / "none.jsgf")
    told = CliRunner().invoke(app, ["eval", "speech", str(folder), "--grammar", missing])
    assert told.exit_code != 0
    assert "none.jsgf cannot be read" in told.output + str(told.exception)
    grammar = tmp_path / "order.jsgf"
    grammar.write_text("public <a> = <b>;")
    told = CliRunner().invoke(app, ["eval", "speech", str(folder), "--grammar", str(grammar)])
    assert told.exit_code != 0
    assert "<b>" in told.output + str(told.exception)
