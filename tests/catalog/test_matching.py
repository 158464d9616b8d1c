from collections.abc import Callable
from typing import Any

import pytest

from talknshop.catalog.matching import Criteria, Failure, Reason
from talknshop.catalog.records import Candidate
from talknshop.schemas.enums import Condition
from talknshop.schemas.requirement import RequirementSpec

MakeCandidate = Callable[..., Candidate]

PRICE_MAX = Failure(Reason.PRICE, "price_max")
PRICE_MIN = Failure(Reason.PRICE, "price_min")
CONDITION = Failure(Reason.CONDITION, "condition")
EXCLUDE = Failure(Reason.EXCLUDE, "exclude")


def failures(wish: dict[str, Any], product: Candidate) -> list[Failure]:
    spec = RequirementSpec.model_validate({"product_type": "lamp", **wish})
    return Criteria.of(spec).failures(product)


@pytest.mark.parametrize(
    ("wish", "product", "expected"),
    [
        ({}, {"price_minor": None}, None),
        ({"price": {"currency": "EUR"}}, {"price_minor": 1}, None),
        ({"price": {"max": 50}}, {"price_minor": 5_000}, None),
        ({"price": {"max": 50}}, {"price_minor": 5_001}, PRICE_MAX),
        ({"price": {"max": 0}}, {"price_minor": 1}, PRICE_MAX),
        ({"price": {"min": 50}}, {"price_minor": 5_000}, None),
        ({"price": {"min": 50}}, {"price_minor": 4_999}, PRICE_MIN),
        ({"price": {"min": 10, "max": 50}}, {"price_minor": 999}, PRICE_MIN),
        ({"price": {"max": 50}}, {"price_minor": None}, Failure(Reason.PRICE_UNKNOWN, "price_max")),
        ({"price": {"min": 50}}, {"price_minor": None}, Failure(Reason.PRICE_UNKNOWN, "price_min")),
        ({"price": {"max": 50}}, {"currency": "EUR"}, Failure(Reason.CURRENCY, "currency")),
        (
            {"price": {"max": 5_000, "currency": "JPY"}},
            {"price_minor": 5_000, "currency": "JPY"},
            None,
        ),
    ],
)
def test_price(
    candidate: MakeCandidate,
    wish: dict[str, Any],
    product: dict[str, Any],
    expected: Failure | None,
) -> None:
    assert failures(wish, candidate(**product)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("wish", "brand", "title", "slot"),
    [
        ({"brand_preferences": ["lumo"]}, "LUMO", "x", None),
        ({"brand_preferences": ["Glim", "Lumo"]}, "Lumo", "x", None),
        ({"brand_preferences": ["Glim"]}, "Lumo", "Glim-style lamp", "brands"),
        ({"brand_preferences": ["Black & Bright"]}, "Black and Bright", "x", "brands"),
        ({"brand_preferences": ["Black-Bright"]}, "Black Bright", "x", None),
        ({"brand_preferences": ["Lumo"]}, None, "Lumo lamp", None),
        ({"brand_preferences": ["Lumo"]}, None, "Lamp by Lumo", "brands"),
        ({"brand_preferences": ["!?"]}, "Lumo", "x", None),
        ({"brands_excluded": ["lumo"]}, "Lumo", "x", "brands_excluded"),
        ({"brands_excluded": ["Lumo"]}, None, "Lumo lamp", "brands_excluded"),
        ({"brands_excluded": ["Lumo"]}, "Glim", "Lumo-style lamp", None),
    ],
)
def test_brand(
    candidate: MakeCandidate, wish: dict[str, Any], brand: str | None, title: str, slot: str | None
) -> None:
    expected = [Failure(Reason.BRAND, slot)] if slot else []
    assert failures(wish, candidate(brand=brand, title=title)) == expected


@pytest.mark.parametrize(
    ("wanted", "own", "fits"),
    [
        ("new", Condition.NEW, True),
        ("new", Condition.LIKE_NEW, False),
        ("new", None, False),
        ("used", Condition.LIKE_NEW, True),
        ("used", Condition.FOR_PARTS, True),
        ("used", Condition.USED, True),
        ("good", Condition.USED, False),
        ("used", Condition.NEW, False),
        ("used", Condition.REFURBISHED, False),
        ("used", None, False),
        ("refurbished", Condition.REFURBISHED, True),
    ],
)
def test_condition(
    candidate: MakeCandidate, wanted: str, own: Condition | None, *, fits: bool
) -> None:
    expected = [] if fits else [CONDITION]
    assert failures({"condition": wanted}, candidate(condition=own)) == expected


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        (4.0, []),
        (3.9, [Failure(Reason.RATING, "rating_min")]),
        (None, [Failure(Reason.RATING_UNKNOWN, "rating_min")]),
    ],
)
def test_rating(candidate: MakeCandidate, rating: float | None, expected: list[Failure]) -> None:
    assert failures({"rating_min": 4}, candidate(rating=rating)) == expected


@pytest.mark.parametrize(
    ("words", "title", "product_type", "expected"),
    [
        (["leather"], "Leather lamp", "lamp", [EXCLUDE]),
        (["floor lamps"], "Tall thing", "floor lamp", [EXCLUDE]),
        (["leather"], "Leatherette lamp", "lamp", []),
        (["floor lamp"], "Lamp for the floor", None, []),
        (["", "!"], "Lamp", "lamp", []),
    ],
)
def test_excluded_words(
    candidate: MakeCandidate,
    words: list[str],
    title: str,
    product_type: str | None,
    expected: list[Failure],
) -> None:
    product = candidate(title=title, product_type=product_type)
    assert failures({"exclude": words}, product) == expected


def test_every_requirement_that_fails_is_told(candidate: MakeCandidate) -> None:
    wish = {"price": {"max": 1}, "condition": "used", "exclude": ["plain"]}
    assert failures(wish, candidate()) == [PRICE_MAX, CONDITION, EXCLUDE]
