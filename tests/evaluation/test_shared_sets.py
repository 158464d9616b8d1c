"""The labelled sets beside the checkout, scored by their own scorers.

The bars lie well under what was measured: they catch a collapse, and leave room to improve a rule
that one sentence of the sample happens to dislike.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from talknshop.evaluation.language import load_cases, predict
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon

pytestmark = pytest.mark.shared


def scored(scorer: Path, *arguments: str | Path) -> dict[str, Any]:
    """What a scorer prints with ``--json``."""
    answer = subprocess.run(
        [sys.executable, scorer, *arguments, "--json"], check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("kind", "bars"),
    [
        (
            "buyer",
            {
                "product_type accuracy": 0.9,
                "exact spec (core slots)": 0.85,
                "exact spec (with attributes)": 0.75,
                "sufficiency accuracy": 0.9,
            },
        ),
        ("seller", {"product accuracy": 0.85, "exact spec (core slots)": 0.8}),
        ("dialog", {"action accuracy": 0.9, "spec accuracy": 0.9}),
        ("intent", {"macro-F1": 0.9}),
    ],
)
async def test_shopping_and_selling_language(
    kind: str, bars: dict[str, float], shared_folder: Path, tmp_path: Path
) -> None:
    gold = shared_folder / "eval" / "language" / f"{kind}_dev.jsonl"
    engine = RulesEngine(load_lexicon())
    rows = [json.dumps(row) async for row in predict(load_cases(gold), engine)]
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text("\n".join(rows), encoding="utf-8")
    found = scored(gold.with_name("score.py"), gold, predictions)["summary"]
    short = {name: found[name] for name, bar in bars.items() if found[name] < bar}
    assert not short
