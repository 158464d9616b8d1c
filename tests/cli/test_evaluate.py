"""The commands of the guide on own cases, as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talknshop.cli.evaluate import app

CASES = [
    {"id": "a", "text": "hello there", "gold": "smalltalk"},
    {"id": "b", "text": "zxqv wrtp", "gold": "buy"},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    return path


def test_scores_and_errors_are_printed_by_slot(gold: Path) -> None:
    answer = CliRunner().invoke(app, ["language", str(gold), "--errors", "3"])
    assert answer.exit_code == 0
    lines = answer.output.splitlines()
    assert lines[0].split() == ["cases", "2"]
    assert lines[1].split() == ["intent", "0.500"]
    assert "intent: 1" in lines
    assert "b  zxqv wrtp" in answer.output
    assert "expected 'buy', found 'other'" in answer.output


def test_two_runs_are_compared(gold: Path) -> None:
    before = gold.with_name("before.jsonl")
    printed = CliRunner().invoke(app, ["language", str(gold)]).output
    before.write_text(printed, encoding="utf-8")
    after = gold.with_name("after.jsonl")
    after.write_text(printed.replace('"other"', '"buy"'), encoding="utf-8")
    answer = CliRunner().invoke(app, ["compare", str(before), str(after), "--gold", str(gold)])
    assert answer.exit_code == 0
    row = answer.output.splitlines()[1].split()
    assert row[:3] == ["intent", "0.500", "1.000"]
    assert "may be chance" in answer.output
