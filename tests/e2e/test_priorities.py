"""An order by words, over the socket, with the demo catalogue."""

from collections.abc import Generator

import pytest
from tests.e2e.talking import talk

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.schemas.events import DoneEvent, ResultsEvent
from talknshop.testing.server import running

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("data"), rate_limit_per_user=1_000)
    with running(create_one_process_app(settings, bundled_feed=bundled_feed())) as url:
        yield url


def mean_price(results: ResultsEvent) -> float:
    prices = [one.price for one in results.data.products if one.price is not None]
    return sum(prices) / len(prices)


def weights(results: ResultsEvent) -> dict[str, float]:
    criteria = results.data.criteria
    return {} if criteria is None else criteria.model_dump(exclude_none=True)


def test_what_counts_is_turned_by_words_stays_and_is_turned_back(url: str) -> None:
    first, cheaper, refined, usual = talk(
        url, "office chair", "cheaper matters more", "with at least 3 stars", "usual order again"
    )
    assert weights(first.results) == {}
    assert weights(cheaper.results) == {"price_weight": 0.5}
    assert "price" in cheaper.text
    assert mean_price(cheaper.results) < mean_price(first.results)
    assert weights(refined.results) == {"price_weight": 0.5}, "it holds for later searches"
    assert weights(usual.results) == {}
    assert usual.results.data.requirement_spec.rating_min == 3, "the wish stays as it was"


@pytest.mark.parametrize(
    ("wish", "order", "word", "back"),
    [
        ("tent under $300", "quality over price", "atings", "start over"),
        ("tienda de campaña", "la calidad antes que el precio", "aloraciones", "empezar de nuevo"),
        ("Zelt unter 300 Dollar", "Qualität vor Preis", "ewertungen", "von vorne anfangen"),
    ],
)
def test_starting_over_forgets_it(url: str, wish: str, order: str, word: str, back: str) -> None:
    *_, turned, _, after = talk(url, wish, "no preference", order, back, "board game")
    assert weights(turned.results) == {"price_weight": 0.05, "rating_weight": 0.5}
    assert word in turned.text
    assert weights(after.results) == {}


def test_all_that_fits_is_ranked_as_it_is(url: str) -> None:
    first, turned = talk(url, "drone under $300", "the rating is the most important thing")
    before, after = first.results.data, turned.results.data
    assert before.total_count == len(before.products)
    assert {one.product_id for one in after.products} == {one.product_id for one in before.products}
    rated = [one.rating for one in after.products if one.rating is not None]
    assert rated == sorted(rated, reverse=True)
    assert turned.only(DoneEvent).data.outcome == "results"


def test_an_order_may_be_named_before_anything_is_looked_for(url: str) -> None:
    order, found = talk(url, "price matters most to me", "umbrella")
    assert not [event for event in order.events if isinstance(event, ResultsEvent)]
    assert weights(found.results) == {"price_weight": 1.0}
