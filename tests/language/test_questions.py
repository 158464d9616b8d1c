"""Which slot is asked for: the one whose answer tells most about the products there are."""

import pytest

from talknshop.language.base import Assessment, Dialogue, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.questions import choose_slot, information
from talknshop.schemas.requirement import PriceFilter, Requirement
from talknshop.schemas.search import Facets, NamedCount, PriceFacet


def counts(**named: int) -> list[NamedCount]:
    return [NamedCount(name=name, count=count) for name, count in named.items()]


def facets(
    *, brands: dict[str, int], conditions: dict[str, int], quantiles: list[float], priced: int = 40
) -> Facets:
    price = PriceFacet(currency="USD", count=priced, min=1, max=999, quantiles=quantiles)
    return Facets(
        total_count=40, brands=counts(**brands), conditions=counts(**conditions), price=price
    )


ASKS = Assessment(
    sufficient=False, reason="", confidence=1, ask_about=("price", "brand", "condition", "size")
)
TENT = Requirement(product_type="tent")
VARIED = facets(
    brands={"A": 10, "B": 10, "C": 10, "D": 10},
    conditions={"new": 39, "used": 1},
    quantiles=[50, 50, 50],
)


def test_the_facet_that_splits_most_is_asked_for() -> None:
    assert choose_slot(TENT, ASKS, VARIED) == "brand"
    same_brand = facets(brands={"A": 40}, conditions={"new": 40}, quantiles=[20, 50, 90])
    assert choose_slot(TENT, ASKS, same_brand) == "price"
    halves = facets(brands={"A": 40}, conditions={"new": 20, "used": 20}, quantiles=[1, 1, 1])
    assert choose_slot(TENT, ASKS, halves) == "condition"


def test_a_slot_no_facet_knows_comes_before_one_that_tells_nothing() -> None:
    nothing = facets(brands={"A": 40}, conditions={"new": 40}, quantiles=[1, 1, 1])
    assert choose_slot(TENT, ASKS, nothing) == "size"


def test_what_was_said_or_declined_is_not_asked_for() -> None:
    assert choose_slot(TENT, ASKS, VARIED, declined=["brand"]) != "brand"
    known = Requirement(product_type="tent", brand_preferences=["A"])
    assert choose_slot(known, ASKS, VARIED) != "brand"
    known = Requirement(product_type="tent", price=PriceFilter(max=9), condition=None)
    assert choose_slot(known, ASKS, VARIED, declined=["brand", "condition", "size"]) == "features"


def test_without_facets_the_order_of_the_assessment_holds() -> None:
    assert choose_slot(TENT, ASKS, Facets()) == "price"
    assert choose_slot(TENT, ASKS, Facets(), declined=["price"]) == "brand"


def test_what_a_part_must_fit_comes_first_whatever_splits_more() -> None:
    part = Assessment(
        sufficient=False, reason="", confidence=1, ask_about=("compatibility", "brand")
    )
    assert choose_slot(Requirement(product_type="brake pad"), part, VARIED) == "compatibility"


def test_information_counts_only_products_that_are_known() -> None:
    half = Facets(total_count=40, brands=counts(A=10, B=10))
    assert information("brand", half) == pytest.approx(0.5)
    assert information("condition", half) == 0
    assert information("size", half) is None


@pytest.mark.parametrize(
    ("text", "question", "suggestions"),
    [
        ("a tent", "?", ("Under $40", "$40 to $90", "Over $90", "No preference")),
        ("una tienda de campaña", "¿", ("Menos de $40", "Entre $40 y $90", "Más de $90")),
        ("ich suche ein Zelt", "?", ("Unter $40", "$40 bis $90", "Über $90", "Egal")),
    ],
)
async def test_the_question_is_in_the_language_of_the_message(
    engine: RulesEngine, text: str, question: str, suggestions: tuple[str, ...]
) -> None:
    spread = facets(brands={"A": 40}, conditions={"new": 40}, quantiles=[40, 60, 90])
    asked = await engine.ask(TENT, ASKS, spread, Turn(text), Dialogue())
    assert asked.slot == "price"
    assert question in asked.question
    assert asked.suggestions[: len(suggestions)] == suggestions
