"""What only comes near, through a whole conversation with the demo catalogue."""

from collections.abc import Generator

import httpx
import pytest
from rich.console import Console
from tests.e2e.talking import Heard, talk

from talknshop.cli.one_process import create_one_process_app
from talknshop.cli.transcript import Transcript
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.schemas.events import ComparisonEvent, ResultsEvent
from talknshop.testing.server import running

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("data"), rate_limit_per_user=1_000)
    with running(create_one_process_app(settings, bundled_feed=bundled_feed())) as url:
        yield url


def places(heard: Heard) -> tuple[int, int]:
    """How many of the products fit, and how many only come near; those must stand behind."""
    near = [product.is_near for product in heard.results.data.products]
    assert near == sorted(near)
    return near.count(False), near.count(True)


@pytest.mark.parametrize(
    ("wish", "nothing", "nearest"),
    [
        ("mechanical keyboard under $60", "under $60", "near"),
        ("teclado mecánico por menos de 60 dólares", "por menos de", "se acerca"),
        ("mechanische Tastatur unter 60 Dollar", "unter", "nahe"),
    ],
)
def test_where_nothing_fits_that_is_said_before_what_comes_near(
    url: str, wish: str, nothing: str, nearest: str
) -> None:
    [heard] = talk(url, wish)
    data = heard.results.data
    assert data.total_count == 0
    assert data.near_count >= 3
    assert places(heard) == (0, data.near_count)
    first, *others = heard.text.split(". ")
    assert nothing in first
    assert any(nearest in sentence for sentence in others)
    assert {one.reason for one in data.excluded} == {"price"}


def test_what_fits_is_counted_alone_and_the_cheapest_of_it_is_meant(url: str) -> None:
    found, told = talk(url, "mechanical keyboard under $100", "tell me about the cheapest one")
    data = found.results.data
    fitting, near = places(found)
    assert (fitting, near) == (data.total_count, data.near_count)
    assert fitting >= 1
    assert near >= 1
    assert f"{near} product" in found.text
    cheapest = min(data.products[:fitting], key=lambda one: one.price or 0)
    assert min(one.price or 0 for one in data.products) < (cheapest.price or 0)
    assert cheapest.title.split(",")[0][:20] in told.text


def test_more_of_it_and_side_by_side_with_what_fits(url: str) -> None:
    found, compared, why = talk(
        url,
        "mechanical keyboard under $100",
        "compare the first one and the last one",
        "why is the last one not higher?",
    )
    products = found.results.data.products
    comparison = compared.only(ComparisonEvent).data
    assert [one.product_id for one in comparison.products] == [
        products[0].product_id,
        products[-1].product_id,
    ]
    assert "is left out" not in why.text


def test_pages_go_on_with_it(url: str) -> None:
    found, more = talk(url, "trail running shoes under $90", "show more", session="pages")
    data = found.results.data
    assert data.total_count + data.near_count > len(data.products)
    assert more.results.data.offset == len(data.products)
    assert places(more)[0] == 0
    page = httpx.get(f"{url}/api/v1/sessions/pages/results", params={"user_id": "somebody"}).json()
    assert page["near_count"] == data.near_count


def test_the_terminal_draws_a_line(url: str) -> None:
    [heard] = talk(url, "mechanical keyboard under $100")
    console = Console(record=True, width=120)
    event: ResultsEvent = heard.results
    Transcript(console).show(event)
    lines = console.export_text().splitlines()
    at = next(n for n, line in enumerate(lines) if "Only near what you asked for" in line)
    numbers = [line[0] for line in lines[1:at] if line[0].isdigit()]
    assert numbers == [str(n) for n in range(1, event.data.total_count + 1)]
