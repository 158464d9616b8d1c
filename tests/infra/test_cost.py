"""What the guide to costs says is what is computed."""

import tomllib
from pathlib import Path

import pytest
from tests.infra.synthesised import Synthesised

from infra import cost

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "cost.md"


def test_the_guide_shows_what_is_computed() -> None:
    assert cost.tables() in GUIDE.read_text(encoding="utf-8"), (
        "put what `python -m infra.cost` prints into docs/guides/cost.md"
    )


def test_alarms_are_paid_for_as_many_as_there_are(production: Synthesised) -> None:
    told = tomllib.loads(cost.PRICES.read_text(encoding="utf-8"))
    (alarms,) = [line for line in cost.month(told) if line.what == "alarms"]
    assert alarms.quantity == len(production.of_type("observability", "AWS::CloudWatch::Alarm"))


def test_a_turn_without_a_model_costs_the_rest() -> None:
    told = tomllib.loads(cost.PRICES.read_text(encoding="utf-8"))
    free = sum(line.cost for line in cost.thousand_turns(told, (0, 0, 0)))
    dear = sum(line.cost for line in cost.thousand_turns(told, (1, 0, 0)))
    assert dear - free == pytest.approx(told["turn"]["model_fresh_tokens"] / 1000)
