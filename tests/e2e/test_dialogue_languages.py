"""A conversation in Spanish and in German, over the socket, with the demo catalogue."""

import re
from collections.abc import Generator

import pytest
from tests.e2e.talking import talk

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.schemas.events import ClarificationEvent, ComparisonEvent
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

CONVERSATIONS = {
    "es": (
        "quiero un portátil",
        "por menos de 1000",
        "compara los dos primeros",
        "cuéntame más del segundo",
        "¿por qué no el tercero?",
        "algo parecido al primero",
        "avísame cuando baje de 300",
        "un portátil por menos de 20",
    ),
    "de": (
        "ich suche einen Laptop",
        "unter 1000",
        "vergleiche die ersten beiden",
        "erzähl mir mehr über den zweiten",
        "warum nicht der dritte?",
        "etwas Ähnliches wie der erste",
        "sag mir Bescheid, wenn einer unter 300 auftaucht",
        "ein Laptop unter 20",
    ),
}
OURS = re.compile(
    r"\b(?:products?|found|fits?|under|stars|ratings?|matches|costs|because|left out|"
    r"shown|price|number|you asked|side by side|in stock)\b",
    re.IGNORECASE,
)
"""Words of our own sentences in English; titles and descriptions stay as shops wrote them."""
QUOTED = re.compile("«La tienda.*|La tienda escribe.*|Der Händler schreibt.*", re.DOTALL)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("data"), rate_limit_per_user=1_000)
    with running(create_one_process_app(settings, bundled_feed=bundled_feed())) as url:
        yield url


@pytest.mark.parametrize("language", ["es", "de"])
def test_every_reply_is_in_the_language_of_the_message(url: str, language: str) -> None:
    heard = talk(url, *CONVERSATIONS[language])
    for said, turn in zip(CONVERSATIONS[language], heard, strict=True):
        assert turn.text, said
        assert not OURS.findall(QUOTED.sub("", turn.text)), turn.text
    asked, found, compared, _, why, similar, watching, nothing = heard
    assert asked.only(ClarificationEvent).data.slot == "price"
    price = found.results.data.requirement_spec.price
    assert price is not None
    assert (price.max, price.currency) == (1000, "USD"), "the shop is priced in dollars"
    assert len(compared.only(ComparisonEvent).data.products) == 2
    assert found.results.data.products[2].title.split(",")[0] in why.text
    assert similar.results.data.products
    assert "300" in watching.text
    assert nothing.results.data.total_count == 0


def test_a_language_that_is_not_read_is_told_so_and_searched_for_all_the_same(url: str) -> None:
    [heard] = talk(url, "je cherche un laptop pour mon fils")
    assert heard.text.startswith(("I am sorry", "Sorry"))
    assert heard.results.data.products


def test_no_more_than_two_questions_are_asked_and_none_twice(url: str) -> None:
    asked: list[str] = []
    heard = talk(url, "busco una cama", "blanca", "no sé todavía", "de madera")
    for turn in heard:
        asked += [e.data.slot for e in turn.events if isinstance(e, ClarificationEvent)]
    assert len(asked) <= 2
    assert len(set(asked)) == len(asked)
    assert heard[-1].results.data.products
