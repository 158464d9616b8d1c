"""Our own labelled cases, scored by our own code; half of them were not looked at.

The floors lie a little under what was measured: they catch a loss, not a change of taste.
"""

from pathlib import Path

import pytest

from talknshop.evaluation.language import load_cases, predict
from talknshop.evaluation.scoring import Report, score
from talknshop.language.rules.engine import RulesEngine

CASES = Path(__file__).parent / "cases"
FLOORS: list[tuple[str, str, dict[str, float]]] = [
    (
        "buyer_en",
        "dev",
        {
            "product": 0.93,
            "core": 0.91,
            "sufficiency": 0.94,
            "insufficient recall": 0.9,
            "attributes F1": 0.88,
        },
    ),
    (
        "buyer_en",
        "heldout",
        {
            "product": 0.9,
            "core": 0.86,
            "sufficiency": 0.95,
            "insufficient recall": 0.85,
            "attributes F1": 0.87,
        },
    ),
    ("seller_en", "dev", {"product": 0.94, "core": 0.88, "attributes F1": 0.78}),
    ("seller_en", "heldout", {"product": 0.87, "core": 0.74, "attributes F1": 0.8}),
    ("intent_en", "dev", {"intent": 0.95}),
    ("intent_en", "heldout", {"intent": 0.92}),
    ("dialog_en", "dev", {"action": 0.92, "spec": 0.92}),
    ("dialog_en", "heldout", {"action": 0.92, "spec": 0.89}),
    *(
        (f"{kind}_{language}", part, floors)
        for language in ("es", "de")
        for part in ("dev", "heldout")
        for kind, floors in (
            ("buyer", {"product": 0.9, "core": 0.8, "sufficiency": 0.9, "attributes F1": 0.9}),
            ("seller", {"product": 0.9, "core": 0.4 if part == "heldout" else 0.75}),
            ("intent", {"intent": 0.9}),
            ("dialog", {"action": 0.9, "spec": 0.9}),
        )
    ),
]


async def scored(engine: RulesEngine, name: str) -> Report:
    cases = load_cases(CASES / f"{name}.jsonl")
    found = {row["id"]: row["pred"] async for row in predict(cases, engine)}
    return score(cases, found)


@pytest.mark.parametrize(
    ("name", "part", "floors"), FLOORS, ids=[f"{name}-{part}" for name, part, _ in FLOORS]
)
async def test_cases_are_read_at_least_this_well(
    engine: RulesEngine, name: str, part: str, floors: dict[str, float]
) -> None:
    report = await scored(engine, f"{name}_{part}")
    measured = report.summary()
    short = {m: (measured[m], floor) for m, floor in floors.items() if measured[m] < floor}
    assert not short, report.by_slot()


def test_there_are_enough_cases_of_every_language() -> None:
    counts = {
        language: sum(len(load_cases(path)) for path in sorted(CASES.glob(f"*_{language}_*.jsonl")))
        for language in ("en", "es", "de")
    }
    assert counts["en"] >= 400
    assert min(counts["es"], counts["de"]) >= 60
