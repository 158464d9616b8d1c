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
from tests.evaluation.through_the_graph import graph_player

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


async def figures_through_the_graph(kind: str, gold: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """What a scorer makes of the engine alone, and of the whole conversation."""
    engine = RulesEngine(load_lexicon())
    cases = [case for case in load_cases(gold) if kind == "seller" or is_selling(case)]
    cut = tmp_path / gold.name
    cut.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    alone = [row async for row in predict(cases, engine)]
    whole: list[dict[str, Any]] = []
    async with graph_player(tmp_path / "data") as player:
        for case in cases:
            if kind == "seller":
                pred: Any = await player.listing(case["text"])
            else:
                pred = {"turns": await player.dialog(case["turns"])}
            whole.append({"id": case["id"], "pred": pred})
    found: list[dict[str, Any]] = []
    for name, rows in (("alone", alone), ("whole", whole)):
        predictions = tmp_path / f"{name}.jsonl"
        predictions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        found.append(scored(gold.with_name("score.py"), cut, predictions)["summary"])
    return found


def is_selling(case: dict[str, Any]) -> bool:
    return any(turn["expect"].get("flow") == "sell" for turn in case["turns"])


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("seller", ["product accuracy", "exact spec (core slots)"]),
        ("dialog", ["action accuracy", "spec accuracy"]),
    ],
)
async def test_selling_keeps_its_figures_through_the_whole_graph(
    kind: str, names: list[str], shared_folder: Path, tmp_path: Path
) -> None:
    """The router may lose a case that the engine, asked for a listing at once, would read."""
    gold = shared_folder / "eval" / "language" / f"{kind}_dev.jsonl"
    alone, whole = await figures_through_the_graph(kind, gold, tmp_path)
    short = {name: (alone[name], whole[name]) for name in names if whole[name] < alone[name] - 0.05}
    assert not short
