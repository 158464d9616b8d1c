"""Wishes that rule each other out, over the socket, with the demo catalogue."""

from collections.abc import Generator

import pytest
from tests.e2e.talking import talk

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.testing.server import running

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("data"), rate_limit_per_user=1_000)
    with running(create_one_process_app(settings, bundled_feed=bundled_feed())) as url:
        yield url


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("umbrella under $90", "ruled it out"),
        ("paraguas por menos de 90 dólares", "lo descartaste"),
        ("Regenschirm unter 90 Dollar", "ausgeschlossen"),
    ],
)
def test_a_wish_that_rules_itself_out_is_kept_and_asked_about(
    url: str, wish: str, words: str
) -> None:
    operations = [
        {"op": "add", "slot": "brands", "value": ["Velmora"]},
        {"op": "add", "slot": "brands_excluded", "value": ["Velmora"]},
    ]
    _, after = talk(url, wish, {"type": "edit", "operations": operations})
    results = after.results.data
    assert [one.reason for one in results.contradictions] == ["brand"]
    assert results.products == []
    assert words in after.text
    spec = results.requirement_spec
    assert (spec.brand_preferences, spec.brands_excluded) == (["Velmora"], ["Velmora"])


def test_one_of_two_things_said_of_the_condition_is_kept_and_told(url: str) -> None:
    [heard] = talk(url, "a brand new drone, but used, under $900")
    assert heard.results.data.requirement_spec.condition == "used"
    assert "used" in heard.text.split(".")[0]
