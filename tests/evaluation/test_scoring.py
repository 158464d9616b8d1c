from pathlib import Path
from typing import Any

import pytest

from talknshop.core.errors import ValidationError
from talknshop.evaluation.comparison import compare
from talknshop.evaluation.language import load_predictions
from talknshop.evaluation.matching import same_name, same_value
from talknshop.evaluation.scoring import score

GOLD: dict[str, Any] = {
    "id": "b1",
    "text": "oak desk under $90, no drawers",
    "gold": {
        "product_type": "desk",
        "aliases": ["table"],
        "price_min": None,
        "price_max": 90,
        "currency": "USD",
        "brands": [],
        "brands_excluded": [],
        "condition": None,
        "rating_min": None,
        "marketplaces": [],
        "attributes": {"material": "oak", "exclude": "drawers"},
    },
    "sufficient": True,
}
RIGHT: dict[str, Any] = {
    "product_type": "desks",
    "price_max": 90.0,
    "currency": "USD",
    "attributes": {"material": "oak", "exclude": ["drawer"]},
    "sufficient": True,
}


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("10 in", '10"', True),
        ("10 in", "12 in", False),
        ("55 in", "55 cm", False),
        ("grey", "gray", True),
        ("large dogs", "large dog", True),
        ("wooden", "wood", True),
        ("24x8", "24 x 8", True),
        ("2 tb", "2 terabytes", True),
        ("noise cancelling", "waterproof", False),
        ("5 shelves", "5 drawers", False),
        ("", "x", False),
    ],
)
def test_values_agree_across_forms(gold: str, found: str, same: bool) -> None:  # noqa: FBT001
    assert same_value(gold, found) is same


def test_names_agree_with_aliases_only() -> None:
    assert same_name("air fryer", [], "air fryers")
    assert same_name("sofa", ["couch"], "couch")
    assert not same_name("sofa", [], "sofa bed")
    assert same_name(None, [], None)
    assert not same_name("sofa", [], None)


def test_what_is_right_scores_full() -> None:
    report = score([GOLD], {"b1": RIGHT})
    assert report.summary() == {
        "product": 1,
        "core": 1,
        "sufficiency": 1,
        "attributes F1": 1,
    }
    assert report.by_slot() == {}


def test_what_is_wrong_is_listed_by_slot() -> None:
    wrong = {**RIGHT, "price_max": 80, "attributes": {"color": "red"}, "sufficient": False}
    report = score([GOLD], {"b1": wrong})
    assert report.summary()["core"] == 0
    assert report.summary()["attributes F1"] == 0
    assert set(report.by_slot()) == {
        "attributes missed",
        "attributes invented",
        "price_max",
        "sufficient",
    }
    assert score([GOLD], {}).summary()["product"] == 0


def test_sellers_intents_and_dialogs_are_scored() -> None:
    seller = {
        "id": "s",
        "text": "desk",
        "gold": {
            "product": "desk",
            "price": 5,
            "currency": "USD",
            "brand": "IKEA",
            "condition": "good",
            "target_marketplaces": ["ebay"],
            "optional": {"price": [6], "condition": ["fair"]},
        },
    }
    intent = {"id": "i", "text": "hi", "gold": "smalltalk"}
    spec = {"product_type": "desk", "cheaper_than": 50, "attributes": {"color": "red"}}
    turn = {"user": "x", "expect": {"action": "results", "spec_after": spec}}
    found: dict[str, Any] = {
        "s": {
            "product": "desk",
            "price": 6,
            "currency": "USD",
            "brand": "ikea",
            "condition": "fair",
            "target_marketplaces": ["ebay"],
        },
        "i": "smalltalk",
        "d": {
            "turns": [
                {
                    "action": "results",
                    "spec": {
                        "product_type": "desk",
                        "price_max": 40,
                        "attributes": {"color": "red"},
                    },
                }
            ]
        },
    }
    report = score([seller, intent, {"id": "d", "turns": [turn]}], found)
    assert report.by_slot() == {}
    assert report.summary()["spec"] == 1


def test_a_difference_comes_with_its_interval() -> None:
    cases = [{**GOLD, "id": str(number)} for number in range(40)]
    empty = score(cases, {})
    full = score(cases, {str(number): RIGHT for number in range(40)})
    core = next(found for found in compare(empty, full) if found.measure == "core")
    assert (core.first, core.second, core.better, core.worse) == (0, 1, 40, 0)
    assert core.is_certain
    one = score(cases, {"3": RIGHT})
    small = next(found for found in compare(empty, one) if found.measure == "core")
    assert not small.is_certain
    assert small.low <= small.second - small.first <= small.high
    assert compare(empty, one) == compare(empty, one)


def test_predictions_are_read_or_the_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text('{"id": "a", "pred": {"x": 1}}\n', encoding="utf-8")
    assert load_predictions(path) == {"a": {"x": 1}}
    path.write_text("[]\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="line 1 is no prediction"):
        load_predictions(path)
