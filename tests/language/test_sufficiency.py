from typing import Any

import pytest

from talknshop.language.base import Assessment, Dialogue, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.questions import price_suggestions, rounded
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import PriceFilter, Requirement
from talknshop.schemas.search import Facets, NamedCount, PriceFacet

CASES: list[tuple[dict[str, Any], bool, str | None]] = [
    ({}, False, "product_type"),
    ({"price": PriceFilter(max=50)}, False, "product_type"),
    ({"attributes": {"recipient": "uncle"}}, False, "product_type"),
    ({"product_type": "gift", "attributes": {"occasion": "birthday"}}, False, "product_type"),
    ({"product_type": "gift", "attributes": {"recipient": "uncle", "theme": "golf"}}, True, None),
    ({"product_type": "laptop"}, False, "price"),
    ({"product_type": "laptop", "condition": "used", "rating_min": 4}, False, "price"),
    ({"product_type": "laptop", "price": PriceFilter(max=500)}, True, None),
    ({"product_type": "laptop", "brand_preferences": ["Acer"]}, True, None),
    ({"product_type": "laptop", "exclude": ["touchscreen"]}, True, None),
    ({"product_type": "floral dress"}, False, "size"),
    ({"product_type": "whisk"}, True, None),
    ({"product_type": "zither"}, True, None),
    ({"product_type": "wiper blade", "price": PriceFilter(max=20)}, False, "compatibility"),
    ({"product_type": "wiper blade", "attributes": {"size": "22 in"}}, True, None),
    ({"product_type": "kindle cover"}, True, None),
]


@pytest.mark.parametrize(("fields", "sufficient", "first"), CASES)
async def test_sufficiency(
    engine: RulesEngine, fields: dict[str, Any], first: str | None, *, sufficient: bool
) -> None:
    assessment = await engine.assess(Requirement.model_validate(fields), Dialogue())
    assert assessment.sufficient is sufficient
    assert next(iter(assessment.ask_about), None) == first
    assert assessment.reason


FACETS = Facets(
    total_count=30,
    brands=[NamedCount(name=name, count=9) for name in ("Acer", "Asus", "Dell", "HP")],
    conditions=[NamedCount(name="new", count=20), NamedCount(name="odd", count=1)],
    price=PriceFacet(currency="USD", count=30, min=99, max=2300, quantiles=[488.5, 700, 911]),
)


@pytest.mark.parametrize(
    ("asks", "facets", "suggestions"),
    [
        (("price",), FACETS, ("Under $500", "$500 to $900", "Over $900", "No preference")),
        (("brand",), FACETS, ("Acer", "Asus", "Dell", "No preference")),
        (("condition",), FACETS, ("New", "odd")),
        (("price",), Facets(), ("No preference",)),
        (("use_case",), Facets(), ("Everyday use", "Work", "Gaming", "Travel")),
        (("mystery",), Facets(), ("No preference",)),
    ],
)
async def test_suggestions_come_from_the_facets(
    engine: RulesEngine, asks: tuple[str, ...], facets: Facets, suggestions: tuple[str, ...]
) -> None:
    assessment = Assessment(sufficient=False, reason="", confidence=1, ask_about=asks)
    question = await engine.ask(
        Requirement(product_type="laptop"), assessment, facets, Turn(""), Dialogue()
    )
    assert question.slot == asks[0]
    assert question.suggestions == suggestions
    assert question.question.endswith("?")
    assert "{" not in question.question


@pytest.mark.parametrize(
    ("requirement", "slot", "first"),
    [
        (Requirement(), "product_type", "Laptop"),
        (Requirement(product_type="mattress"), "size", "Twin"),
        (Requirement(product_type="rug"), "size", "Small"),
    ],
)
async def test_known_slots_are_not_asked_again(
    engine: RulesEngine, requirement: Requirement, slot: str, first: str
) -> None:
    asks = ("product_type", "size") if requirement.product_type else ("product_type",)
    assessment = Assessment(sufficient=False, reason="why", confidence=1, ask_about=asks)
    question = await engine.ask(requirement, assessment, Facets(), Turn(""), Dialogue())
    assert (question.slot, question.suggestions[0], question.context) == (slot, first, "why")


async def test_without_anything_to_ask_the_price_is_asked(engine: RulesEngine) -> None:
    assessment = Assessment(sufficient=True, reason="", confidence=1)
    question = await engine.ask(
        Requirement(product_type="tv"), assessment, Facets(), Turn(""), Dialogue()
    )
    assert question.slot == "price"


@pytest.mark.parametrize(
    ("amount", "said"), [(3.4, 3), (17.99, 18), (44, 45), (188, 200), (1234, 1200), (0.4, 1)]
)
def test_figures_are_rounded_as_people_say_them(amount: float, said: float) -> None:
    assert rounded(amount) == said


@pytest.mark.parametrize(
    ("quantiles", "currency", "said"),
    [
        ([20, 20, 20], "EUR", ["Under €20", "Over €20", "No preference"]),
        (
            [100, 300],
            "CHF",
            ["Under 100 CHF", "100 CHF to 300 CHF", "Over 300 CHF", "No preference"],
        ),
        ([], "USD", ["No preference"]),
        ([0, 0, 0], "USD", ["No preference"]),
    ],
)
def test_price_suggestions(
    lexicon: Lexicon, quantiles: list[float], currency: str, said: list[str]
) -> None:
    facet = PriceFacet(currency=currency, count=3, min=0, max=1, quantiles=quantiles)
    assert price_suggestions(facet, lexicon.messages) == said


VAGUE = [
    "a phone please",
    "need a new couch",
    "good laptop",
    "cheap tv on walmart",
    "refurbished phone",
    "i'm looking for a nice watch",
    "something for under 30",
    "present for my brother in law",
    "anything by bosch",
    "clothes",
    "headphones with good reviews",
    "can you find me a bed",
    "used printer",
    "phone case",
    "charger",
    "vacuum bags",
    "ink cartridges under 40",
    "cabin air filter",
    "where can i buy a washing machine",
    "what fridge should i get",
    "a birthday gift",
    "my wife wants a bike",
    "best camera",
    "trying to find a mattress that's comfy",
]
TOLD = [
    "can opener",
    "tape measure",
    "waffle maker",
    "sony headphones",
    "iphone 14",
    "queen mattress",
    "phone case for a galaxy s22",
    "leather couch",
    "laptop with 16gb of ram",
    "yoga mat",
    "garden hose",
    "size 9 boots",
    "watch under 100",
    "wiper blades for a 2012 mazda 3",
    "air fryer",
    "lg tv",
    "bread knife",
    "coffee grinder",
    "65 inch tv",
    "kids bike 16 inch",
    "red dress",
    "shower curtain",
    "macbook charger",
    "dog leash",
]


@pytest.mark.parametrize(
    ("text", "sufficient"), [*((text, False) for text in VAGUE), *((text, True) for text in TOLD)]
)
async def test_messages_that_need_a_question_and_those_that_do_not(
    engine: RulesEngine, text: str, *, sufficient: bool
) -> None:
    update = await engine.update_requirement(Turn(text), Dialogue())
    requirement = apply_operations(Requirement(), update.operations)
    assert (await engine.assess(requirement, Dialogue())).sufficient is sufficient
