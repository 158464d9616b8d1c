from typing import Any

import pytest

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import PriceFilter, Requirement

SHOE = Requirement(
    product_type="shoe",
    price=PriceFilter(max=100),
    brand_preferences=["Nike"],
    attributes={"color": "blue", "features": "cushioned"},
)
SIZED = Requirement(product_type="boot", attributes={"size": "7"})
DESK = Requirement(product_type="desk", condition=Condition.USED)


async def after(
    engine: RulesEngine, text: str, requirement: Requirement | None, asked: str | None = None
) -> Requirement:
    dialogue = Dialogue(flow=Flow.BUY, requirement=requirement, asked_slot=asked)
    update = await engine.update_requirement(Turn(text), dialogue)
    return apply_operations(requirement or Requirement(), update.operations)


REFINEMENTS: list[tuple[str, Requirement, dict[str, Any]]] = [
    ("in orange instead", SHOE, {"attributes": {"color": "orange", "features": "cushioned"}}),
    ("never mind nike", SHOE, {"brand_preferences": []}),
    ("cap it at 60", SHOE, {"product_type": "shoe", "price": PriceFilter(max=60)}),
    ("remove the used filter", DESK, {"condition": None}),
    ("walnut top", DESK, {"attributes": {"material": "walnut"}}),
    ("make that 7.5", SIZED, {"attributes": {"size": "7.5"}}),
    ("in green instead", SHOE, {"attributes": {"color": "green", "features": "cushioned"}}),
    ("only adidas", SHOE, {"brand_preferences": ["Adidas"]}),
    ("puma too", SHOE, {"brand_preferences": ["Nike", "Puma"]}),
    ("not nike", SHOE, {"brand_preferences": [], "brands_excluded": ["Nike"]}),
    ("drop the brand", SHOE, {"brand_preferences": []}),
    ("any color", SHOE, {"attributes": {"features": "cushioned"}}),
    ("forget the budget", SHOE, {"price": None}),
    ("up to 150 then", SHOE, {"price": PriceFilter(max=150)}),
    ("between 50 and 80 euros", SHOE, {"price": PriceFilter(min=50, max=80, currency="EUR")}),
    ("cheaper", SHOE, {"price": PriceFilter(max=80)}),
    ("cheaper please", DESK, {"sort": Sort.PRICE_ASC}),
    ("the cheapest first", DESK, {"sort": Sort.PRICE_ASC}),
    ("most expensive first", DESK, {"sort": Sort.PRICE_DESC}),
    (
        "waterproof",
        SHOE,
        {"attributes": {"color": "blue", "features": ["cushioned", "waterproof"]}},
    ),
    ("nothing blue", SHOE, {"attributes": {"features": "cushioned"}, "exclude": ["blue"]}),
    ("running shoes", SHOE, {"product_type": "running shoe"}),
    ("refurbished ones", DESK, {"condition": Condition.REFURBISHED}),
    ("new or used is fine", DESK, {"condition": None}),
    ("well rated ones on ebay", DESK, {"rating_min": 4.0, "marketplaces": ["ebay"]}),
]


@pytest.mark.parametrize(("text", "before", "changed"), REFINEMENTS)
async def test_refinements_change_only_what_they_name(
    engine: RulesEngine, text: str, before: Requirement, changed: dict[str, Any]
) -> None:
    expected = Requirement.model_validate({**before.model_dump(), **changed})
    assert await after(engine, text, before) == expected


ANSWERS: list[tuple[str, str, dict[str, Any]]] = [
    ("price", "120", {"price": PriceFilter(max=120)}),
    ("price", "15", {"price": PriceFilter(max=15)}),
    ("price", "Under $120", {"price": PriceFilter(max=120)}),
    ("price", "$80 to $120", {"price": PriceFilter(min=80, max=120)}),
    ("price", "Over $120", {"price": PriceFilter(min=120)}),
    ("brand", "Herman Miller", {"brand_preferences": ["Herman Miller"]}),
    ("brand", "Acme Works", {"brand_preferences": ["acme works"]}),
    ("use_case", "mostly crochet", {"attributes": {"use_case": "mostly crochet"}}),
    ("compatibility", "it's a zorx 9", {"attributes": {"compatibility": "zorx 9"}}),
    ("compatibility", "2016 ford focus", {"attributes": {"compatibility": "2016 ford focus"}}),
    ("color", "teal", {"attributes": {"color": "teal"}}),
]


@pytest.mark.parametrize(("slot", "text", "changed"), ANSWERS)
async def test_answers_fill_the_slot_that_was_asked(
    engine: RulesEngine, slot: str, text: str, changed: dict[str, Any]
) -> None:
    before = Requirement(product_type="office chair")
    expected = Requirement.model_validate({"product_type": "office chair", **changed})
    assert await after(engine, text, before, asked=slot) == expected


@pytest.mark.parametrize(
    "text", ["no preference", "any", "I don't know", "surprise me", "whatever"]
)
async def test_no_preference_declines(engine: RulesEngine, text: str) -> None:
    dialogue = Dialogue(flow=Flow.BUY, requirement=DESK, asked_slot="price")
    update = await engine.update_requirement(Turn(text), dialogue)
    assert (update.operations, update.no_preference) == ((), True)


@pytest.mark.parametrize(
    ("text", "product", "limit"),
    [
        ("make it a sofa", "sofa", 100),
        ("actually a bookcase for under 60", "bookcase", 60),
        ("now show me tents", "tent", None),
        ("i also need a marimba", "marimba", None),
    ],
)
async def test_another_product_starts_over(
    engine: RulesEngine, text: str, product: str, limit: float | None
) -> None:
    dialogue = Dialogue(flow=Flow.BUY, requirement=SHOE)
    update = await engine.update_requirement(Turn(text), dialogue)
    found = apply_operations(SHOE, update.operations)
    assert update.starts_over
    assert (found.product_type, found.price and found.price.max) == (product, limit)
    assert "color" not in found.attributes


async def test_a_first_message_says_everything_at_once(engine: RulesEngine) -> None:
    text = "used oak desk on ebay, no drawers, around €200, ikea or hay, 4 stars and up, best rated"
    found = await after(engine, text, None)
    assert found == Requirement(
        product_type="desk",
        price=PriceFilter(min=160, max=240, currency="EUR"),
        brand_preferences=["IKEA"],
        condition=Condition.USED,
        rating_min=4,
        marketplaces=found.marketplaces,
        exclude=["drawers"],
        attributes={"material": "oak"},
    )
    assert [market.value for market in found.marketplaces] == ["ebay"]


async def test_a_gift_needs_an_interest(engine: RulesEngine) -> None:
    person = await after(engine, "a present for my uncle", None)
    assert (person.product_type, person.attributes) == (None, {"recipient": "uncle"})
    known = await after(engine, "he loves sailing", person, asked="theme")
    assert (known.product_type, known.attributes["theme"]) == ("gift", "sailing")


async def test_a_picture_tells_what_words_do_not(engine: RulesEngine) -> None:
    seen = {"product_type": "Couch", "brand": "IKEA", "color": "Green", "material": 3}
    update = await engine.update_requirement(
        Turn("something like this under 400", image_attributes=seen), Dialogue()
    )
    found = apply_operations(Requirement(), update.operations)
    assert (found.product_type, found.brand_preferences) == ("sofa", ["IKEA"])
    assert found.attributes == {"color": "green"}


async def test_an_answer_that_is_a_new_wish_is_no_answer(engine: RulesEngine) -> None:
    before = Requirement(product_type="phone case")
    found = await after(engine, "show me tents", before, asked="compatibility")
    assert found.product_type == "tent"
