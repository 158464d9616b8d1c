import json
from pathlib import Path
from typing import Any

import pytest

from talknshop.core.errors import ValidationError
from talknshop.evaluation.language import kind_of, load_cases, predict
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon

BUYER = {
    "id": "b",
    "text": "oak desk under $90, no drawers",
    "gold": {"price_max": 90},
    "sufficient": True,
}
SELLER: dict[str, Any] = {
    "id": "s",
    "text": "selling a desk, $40 obo",
    "gold": {"target_marketplaces": []},
}
INTENT = {"id": "i", "text": "hello", "gold": "smalltalk"}
DIALOG = {"id": "d", "turns": [{"user": "i want a desk"}, {"user": "under 90"}]}


@pytest.fixture(scope="module")
def engine() -> RulesEngine:
    return RulesEngine(load_lexicon())


async def predicted(cases: list[dict[str, Any]], engine: RulesEngine) -> dict[str, Any]:
    return {row["id"]: row["pred"] async for row in predict(cases, engine)}


async def test_each_kind_has_its_form(engine: RulesEngine) -> None:
    found = await predicted([BUYER, SELLER, INTENT, DIALOG], engine)
    assert found["b"]["price_max"] == 90
    assert found["b"]["attributes"] == {"material": "oak", "exclude": ["drawers"]}
    assert found["b"]["sufficient"] is True
    assert found["s"]["price"] == 40
    assert found["s"]["missing"] == ["condition"]
    assert found["i"] == "smalltalk"
    assert [turn["action"] for turn in found["d"]["turns"]] == ["clarify", "results"]
    assert found["d"]["turns"][1]["spec"]["price_max"] == 90
    json.dumps(found)


async def test_an_insufficient_wish_tells_what_to_ask(engine: RulesEngine) -> None:
    found = await predicted([{**BUYER, "text": "a desk"}], engine)
    assert (found["b"]["sufficient"], found["b"]["currency"]) == (False, None)
    assert "price" in found["b"]["ask_about"]


async def test_an_unknown_kind_is_refused(engine: RulesEngine) -> None:
    with pytest.raises(ValidationError, match="unknown kind"):
        await predicted([{"id": "x", "text": "hi", "gold": 3}], engine)


def test_a_gold_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join([json.dumps(INTENT), "", json.dumps(DIALOG)]), encoding="utf-8")
    assert [kind_of(case) for case in load_cases(path)] == ["intent", "dialog"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"not json", "gold.jsonl line 1 is not JSON"),
        (b"\n[1]", "gold.jsonl line 2 is no case"),
        (b'{"text": "x"}', "must be a JSON object with an id"),
        (b'{"id": 1, "text": "x", "gold": {}}', "gold.jsonl line 1 is of an unknown kind"),
        (b"\xff\xfe", "could not be read"),
    ],
)
def test_a_bad_gold_file_is_named_with_its_line(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(ValidationError, match=complaint):
        load_cases(path)


def test_a_missing_gold_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"none\.jsonl could not be read"):
        load_cases(tmp_path / "none.jsonl")
