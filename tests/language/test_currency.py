"""What an amount is in that is stated without a currency."""

import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.rules.currency import bare_currency
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import PriceFilter, Requirement
from talknshop.schemas.search import NamedCount, Vocabulary


def priced(**counts: int) -> list[NamedCount]:
    return [NamedCount(name=name, count=count) for name, count in counts.items()]


@pytest.mark.parametrize(
    ("language", "region", "currencies", "meant"),
    [
        ("en", None, {}, "USD"),
        ("es", None, {}, "EUR"),
        ("de", None, {}, "EUR"),
        ("other", None, {}, "USD"),
        ("de", "CHF", {}, "CHF"),
        ("de", "CHF", {"EUR": 90, "CHF": 10}, "EUR"),
        ("es", None, {"USD": 99, "EUR": 1}, "USD"),
        ("es", None, {"USD": 70, "EUR": 30}, "EUR"),
        ("en", None, {"EUR": 100}, "EUR"),
        ("en", "GBP", {"USD": 60, "GBP": 40}, "GBP"),
    ],
)
def test_region_then_language_unless_the_catalogue_is_priced_in_another(
    language: str, region: str | None, currencies: dict[str, int], meant: str
) -> None:
    assert bare_currency(language, region, priced(**currencies)) == meant


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("a tent under 300", PriceFilter(max=300)),
        ("una tienda de campaña por menos de 300", PriceFilter(max=300, currency="EUR")),
        ("ein Zelt bis 300", PriceFilter(max=300, currency="EUR")),
        ("ein Zelt bis 300 Dollar", PriceFilter(max=300)),
        ("una tienda de campaña de menos de $300", PriceFilter(max=300)),
        ("a tent up to 300 euros", PriceFilter(max=300, currency="EUR")),
    ],
)
async def test_what_is_said_of_the_currency_counts(
    engine: RulesEngine, text: str, price: PriceFilter
) -> None:
    update = await engine.update_requirement(Turn(text), Dialogue())
    assert apply_operations(Requirement(), update.operations).price == price


@pytest.mark.parametrize("text", ["under 200", "entre 100 y 200", "höchstens 200"])
@pytest.mark.parametrize("asked", [None, "price"])
async def test_a_further_limit_is_in_the_currency_of_the_one_before(
    engine: RulesEngine, text: str, asked: str | None
) -> None:
    tent = Requirement(product_type="tent", price=PriceFilter(min=90, currency="GBP"))
    dialogue = Dialogue(flow=Flow.BUY, requirement=tent, asked_slot=asked)
    update = await engine.update_requirement(Turn(text), dialogue)
    price = apply_operations(tent, update.operations).price
    assert price is not None
    assert (price.max, price.currency) == (200, "GBP")


async def test_a_figure_is_one_of_those_the_catalogue_shows(engine: RulesEngine) -> None:
    engine.learn(Vocabulary(currencies=priced(USD=97, EUR=3)))
    tent = Requirement(product_type="tent")
    dialogue = Dialogue(flow=Flow.BUY, requirement=tent)
    for text in ("bis 300", "por menos de 300"):
        update = await engine.update_requirement(Turn(text), dialogue)
        assert apply_operations(tent, update.operations).price == PriceFilter(max=300)
    watch = await engine.read_request(Turn("avísame cuando baje de 300"), dialogue, ())
    assert watch is not None
    assert apply_operations(tent, watch.operations).price == PriceFilter(max=300)
