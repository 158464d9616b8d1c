"""Labelled pictures through the recognisers, and how their figures are counted."""

import json
from pathlib import Path

import pytest
from tests.media.drawing import bars, encoded, photo
from typer.testing import CliRunner

from talknshop.cli.main import app
from talknshop.core.errors import ValidationError
from talknshop.evaluation.images import Figures, Prediction, load_labels
from talknshop.evaluation.intervals import wilson
from talknshop.schemas.recognition import Barcode, ImageAttributes


def test_a_folder_is_judged_by_one_command(tmp_path: Path) -> None:
    (tmp_path / "code.jpg").write_bytes(encoded(bars("4006381333931").resize((760, 400))))
    (tmp_path / "box.jpg").write_bytes(photo(640, 480))
    (tmp_path / "broken.jpg").write_bytes(photo()[:90])
    labels = [
        {"file": "code.jpg", "code": "4006381333931"},
        {"file": "box.jpg", "color": "blue"},
        {"file": "broken.jpg", "code": "4006381333931"},
    ]
    (tmp_path / "labels.jsonl").write_text("\n".join(map(json.dumps, labels)))
    told = CliRunner().invoke(app, ["eval", "images", str(tmp_path), "--no-text"])
    assert told.exit_code == 0, told.output
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert lines[0]["barcodes"] == ["4006381333931"]
    assert lines[1]["colors"][0] == "blue"
    assert lines[2]["refused"].startswith("This is no picture")
    assert "barcode                   1 of 2      50.0% [9.5%, 90.5%]   wrong 0" in told.stderr
    assert "color in first three      1 of 1     100.0%" in told.stderr


def test_a_wrong_number_beside_the_right_one_is_wrong() -> None:
    figures = Figures()
    codes = [Barcode(gtin=g, format="EAN-13", confidence=1) for g in ("4006381333931", "96385074")]
    found = ImageAttributes(barcodes=codes, brand="Lumo")
    label = {"file": "a", "code": "4006381333931", "class": "Lumo-Lamp"}
    figures.take(Prediction(label, found, None, 0.1))
    figures.take(Prediction({"file": "b", "brand": "Other"}, found, None, 0.1))
    counted = {name: (c.right, c.wrong, c.of) for name, c in figures.by_measure.items()}
    assert counted == {"barcode": (1, 1, 1), "brand": (1, 1, 2)}


@pytest.mark.parametrize("text", ["", "{", '{"code": "1"}', '{"file": "../x"}', "[]"])
def test_labels_that_are_none_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.jsonl").write_text(text)
    with pytest.raises(ValidationError):
        load_labels(tmp_path)
    with pytest.raises(ValidationError, match="cannot be read"):
        load_labels(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_intervals_of_wilson(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-4)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("folder", "bars_of", "options"),
    [("barcodes", ("barcode", 0.75, 0.0), ["--no-text"]), ("shelf", ("brand", 0.5, 0.06), [])],
)
def test_photographs_that_people_took(
    shared_folder: Path, folder: str, bars_of: tuple[str, float, float], options: list[str]
) -> None:
    told = CliRunner().invoke(
        app, ["eval", "images", str(shared_folder / "data/media" / folder), *options]
    )
    measure, least_right, most_wrong = bars_of
    line = next(line for line in told.stderr.splitlines() if line.startswith(measure))
    words = line[len(measure) :].split()
    right, of, wrong = int(words[0]), int(words[2]), int(line.split("wrong ")[1].split()[0])
    assert right / of >= least_right, line
    assert wrong / of <= most_wrong, line
