from collections.abc import Callable
from typing import Any

import pytest

from talknshop.catalog.facets import count_facets
from talknshop.catalog.matching import Criteria
from talknshop.catalog.rank import Ranked, Score
from talknshop.catalog.reasons import Rivals, explain
from talknshop.catalog.records import Candidate
from talknshop.catalog.thing import Kinship
from talknshop.schemas.enums import Availability, Condition
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Facets, PriceFacet

MakeCandidate = Callable[..., Candidate]

SCORE = Score(1.0, 1.0, None, None, None)


def place(product: Candidate, kinship: Kinship = Kinship.THING) -> Ranked:
    return Ranked(product, kinship, SCORE)


def why(
    product: Candidate,
    rivals: list[Candidate],
    wish: dict[str, Any] | None = None,
    *,
    kinship: Kinship = Kinship.THING,
    **attributes: str,
) -> str | None:
    spec = RequirementSpec.model_validate({"product_type": "lamp", **(wish or {})})
    places = [place(one) for one in (product, *rivals)]
    return explain(
        place(product, kinship),
        attributes,
        spec,
        Criteria.of(spec),
        Rivals.of(places),
    )


@pytest.mark.parametrize(
    ("facts", "wish", "expected"),
    [
        ({"price_minor": 100}, {}, "Cheapest of 3 that fit; matches lamp"),
        (
            {"price_minor": 3_100},
            {"price": {"max": 50}},
            "Cheapest of 3 that fit, 38% under your limit; matches lamp",
        ),
        ({"price_minor": 9_000}, {"price": {"max": 100}}, "10% under your limit; matches lamp"),
        ({"price_minor": 9_900}, {"price": {"max": 100}}, "Matches lamp"),
        (
            {"price_minor": 9_000, "rating": 4.6, "review_count": 1_204},
            {},
            "Best rated of 3 that fit: 4.6 stars from 1,204 ratings; matches lamp",
        ),
        (
            {"price_minor": 9_000, "rating": 2.0, "review_count": 1},
            {},
            "2.0 stars from 1 rating; matches lamp",
        ),
        ({"price_minor": 9_000, "rating": 1.0}, {}, "1.0 stars; matches lamp"),
        (
            {"price_minor": 100, "availability": Availability.OUT_OF_STOCK},
            {},
            "Out of stock; cheapest of 3 that fit; matches lamp",
        ),
    ],
)
def test_a_line_says_what_stands_out(
    candidate: MakeCandidate, facts: dict[str, Any], wish: dict[str, Any], expected: str
) -> None:
    rivals = [candidate(2, rating=4.0, review_count=300), candidate(3, price_minor=6_000)]
    assert why(candidate(1, **facts), rivals, wish) == expected


def test_only_wishes_that_the_record_holds_are_said_to_match(candidate: MakeCandidate) -> None:
    wish = {
        "brand_preferences": ["Lumo"],
        "attributes": {"memory": "16GB", "color": "red", "size": ["L", "?"]},
    }
    assert why(candidate(), [], wish, ram="16 GB", size="XL") == "Matches lamp, Lumo, 16GB"


def test_what_is_another_thing_is_not_said_to_match(candidate: MakeCandidate) -> None:
    shade = candidate(title="Shade", product_type="shade")
    assert why(shade, [], kinship=Kinship.OTHER) is None


@pytest.mark.parametrize(
    "others",
    [
        [],
        [{"price_minor": None}],
        [{"currency": "EUR", "price_minor": 9_000}],
        [{"price_minor": 100}, {"price_minor": 100}],
    ],
    ids=["nobody else", "unknown price", "another currency", "all the same"],
)
def test_cheapest_is_said_only_when_it_is_certain(
    candidate: MakeCandidate, others: list[dict[str, Any]]
) -> None:
    rivals = [candidate(row, **facts) for row, facts in enumerate(others, start=2)]
    assert why(candidate(1, price_minor=100), rivals) == "Matches lamp"


def test_facets_count_and_describe(candidate: MakeCandidate) -> None:
    prices = [1_000, 2_000, 3_000, 4_000, 5_099]
    products = [candidate(row, price_minor=price) for row, price in enumerate(prices)]
    products.append(candidate(8, brand="Glim", currency="EUR", condition=Condition.GOOD))
    products.append(candidate(9, brand=None, price_minor=None, currency=None, condition=None))
    facets = count_facets(products)
    assert facets.total_count == 7
    assert [(one.name, one.count) for one in facets.brands] == [("Lumo", 5), ("Glim", 1)]
    assert [(one.name, one.count) for one in facets.conditions] == [("new", 5), ("good", 1)]
    assert facets.price == PriceFacet(
        currency="USD", count=5, min=10.0, max=50.99, quantiles=[20.0, 30.0, 40.0]
    )


def test_facets_of_nothing_are_empty() -> None:
    assert count_facets([]) == Facets()
