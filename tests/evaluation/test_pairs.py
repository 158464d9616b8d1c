"""The sample of pairs over several shops, and what is told of it."""

import pytest
from tests.catalog.test_cluster import listings
from typer.testing import CliRunner

from talknshop.cli.main import app
from talknshop.core.errors import ValidationError
from talknshop.demo.feed import bundled_feed
from talknshop.evaluation.pair_listings import Listing, Part, bundled_listings, read_listings
from talknshop.evaluation.pairs import Share, judge_pairs

LAMPS = """\
## lamps
= black
amazon\tLumo Arc 40 Lamp, Black\tbrand=Lumo; color=Black
ebay\tLumo Arc 40 Lamp Black NEW\tcondition=1000
= white
walmart\tLumo Arc 40 Lamp, White\tbrand=Lumo
ebay\tLumo Arc 40 Lamp White\tcondition=3000
"""


def read(text: str) -> list[Listing]:
    return list(read_listings(text.splitlines()))


def test_pairs_are_of_one_family_and_of_different_shops() -> None:
    report = judge_pairs(read(LAMPS))
    assert [(pair.one.shop, pair.other.shop, pair.same) for pair in report.pairs] == [
        ("amazon", "ebay", True),
        ("amazon", "walmart", False),
        ("amazon", "ebay", False),
        ("ebay", "walmart", False),
        ("walmart", "ebay", True),
    ]
    assert report.precision == Share(2, 2)
    assert report.recall == Share(2, 2)
    assert report.wrong == []


def test_what_is_judged_wrongly_is_counted() -> None:
    report = judge_pairs(read(LAMPS.replace("= white\n", "")))
    assert report.precision == Share(2, 2)
    assert report.recall == Share(2, 5)
    assert len(report.wrong) == 3


@pytest.mark.parametrize("part", Part)
def test_the_rules_hold_on_the_sample(part: Part) -> None:
    report = judge_pairs(bundled_listings(part))
    assert len(report.pairs) >= 300
    assert report.precision.value >= 0.95
    assert report.recall.value >= 0.6


def test_the_sample_is_its_own() -> None:
    dev, held_out = ({one.title for one in bundled_listings(part)} for part in Part)
    assert dev.isdisjoint(held_out)
    titles = dev | held_out
    elsewhere = {one.record.title for one in listings()}
    assert elsewhere.isdisjoint(titles)
    feed = bundled_feed().read_text(encoding="utf-8")
    assert not [title for title in titles if title in feed]


@pytest.mark.parametrize(
    "line",
    ["amazon", "amazon\t", "shop\tLamp", "ebay\tLamp\tbrand=Lumo", "walmart\tLamp\tBlack"],
)
def test_a_line_that_is_no_record_is_refused(line: str) -> None:
    with pytest.raises(ValidationError, match="Line 3 is no record"):
        read(f"## lamps\n= one\n{line}")


def test_the_interval_is_wilsons() -> None:
    low, high = Share(9, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert Share(10, 10).interval[1] == 1.0
    assert Share(0, 0).interval == (0.0, 1.0)


def test_the_command_prints_both_with_their_intervals() -> None:
    result = CliRunner().invoke(app, ["eval", "pairs", "--part", "dev", "--errors"])
    assert result.exit_code == 0
    assert "precision" in result.output
    assert "95 % interval" in result.output
    assert "not known" in result.output
    assert CliRunner().invoke(app, ["eval", "pairs", "--part", "all"]).exit_code == 2
