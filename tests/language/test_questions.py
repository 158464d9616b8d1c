"""Which slot is asked for: the one whose answer tells most about the products there are."""

import pytest

from talknshop.language.base import Assessment, Dialogue, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.questions import choose_slot, information
from talknshop.schemas.requirement import PriceFilter, Requirement
from talknshop.schemas.search import AttributeFacet, Facets, NamedCount, PriceFacet


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


def sized(total: int, **values: dict[str, int]) -> Facets:
    attributes = [
        AttributeFacet(name=name.replace("_", " "), values=counts(**of))
        for name, of in values.items()
    ]
    return Facets(total_count=total, brands=counts(A=total), attributes=attributes)


def test_attributes_that_a_shopper_can_answer_for_take_part() -> None:
    facets_of = sized(
        40, size={"S": 10, "M": 10, "L": 10, "XL": 10}, weight={"a": 10, "b": 10, "c": 10, "d": 10}
    )
    asks = Assessment(sufficient=False, reason="", confidence=1, ask_about=("price", "brand"))
    assert choose_slot(TENT, asks, facets_of) == "size", "nobody knows what it should weigh"
    known = Requirement(product_type="tent", attributes={"size": "M"})
    assert choose_slot(known, asks, facets_of) != "size"
    assert choose_slot(TENT, asks, facets_of, declined=["size"]) != "size"


def test_only_the_best_products_are_asked_for_their_attributes() -> None:
    many = sized(5_000, size={"S": 150, "M": 150})
    assert information("size", many) == pytest.approx(1.0)
    few_say = sized(5_000, size={"S": 15, "M": 15})
    assert information("size", few_say) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("a tent", ("Black", "Green", "Navy blue", "No preference")),
        ("una tienda de campaña", ("Negro", "Verde", "Azul marino", "Me da igual")),
        ("ich suche ein Zelt", ("Schwarz", "Grün", "Marineblau", "Egal")),
    ],
)
async def test_suggestions_exist_and_are_in_the_language_of_the_message(
    engine: RulesEngine, text: str, suggestions: tuple[str, ...]
) -> None:
    colors = sized(40, color={"black": 14, "green": 13, "navy blue": 12, "mauve": 1})
    asks = Assessment(sufficient=False, reason="wide", confidence=1, ask_about=("color",))
    asked = await engine.ask(TENT, asks, colors, Turn(text), Dialogue())
    assert (asked.slot, asked.suggestions) == ("color", suggestions)


async def test_sizes_are_offered_in_their_order(engine: RulesEngine) -> None:
    storage = sized(9, storage={"256 GB SSD": 4, "1 TB SSD": 3, "128 GB": 2})
    asks = Assessment(sufficient=False, reason="", confidence=1, ask_about=("storage",))
    laptop = Requirement(product_type="laptop")
    asked = await engine.ask(laptop, asks, storage, Turn("a laptop"), Dialogue())
    assert asked.suggestions == ("128 GB", "256 GB SSD", "1 TB SSD", "No preference")


@pytest.mark.parametrize(
    ("text", "words"),
    [("a tent", "wide"), ("una tienda", "mucho donde elegir"), ("ein Zelt", "Auswahl")],
)
async def test_why_there_is_a_question_is_in_its_language(
    engine: RulesEngine, text: str, words: str
) -> None:
    asks = Assessment(sufficient=False, reason="wide", confidence=1, ask_about=("price",))
    asked = await engine.ask(TENT, asks, Facets(), Turn(text), Dialogue())
    assert asked.context is not None
    assert words in asked.context


async def test_who_writes_in_another_language_is_told_which_are_read(engine: RulesEngine) -> None:
    asks = Assessment(sufficient=False, reason="x", confidence=1, ask_about=("product_type",))
    turn = Turn("je cherche un cadeau pour mon fils")
    asked = await engine.ask(Requirement(), asks, Facets(), turn, Dialogue())
    assert asked.context == "I am sorry, I read English, Spanish and German only."


def test_information_counts_only_products_that_are_known() -> None:
    half = Facets(total_count=40, brands=counts(A=10, B=10))
    assert information("brand", half) == pytest.approx(0.5)
    assert information("condition", half) == 0
    assert information("size", half) is None


@pytest.mark.parametrize(
    ("text", "question", "suggestions"),
    [
        ("a tent", "?", ("Under $40", "$40 to $90", "Over $90", "No preference")),
        ("una tienda de campaña", "¿", ("Menos de 40 $", "Entre 40 $ y 90 $", "Más de 90 $")),
        ("ich suche ein Zelt", "?", ("Unter 40 $", "40 $ bis 90 $", "Über 90 $", "Egal")),
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
