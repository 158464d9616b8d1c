from collections.abc import Callable
from typing import Any

import pytest

from talknshop.catalog.matching import Criteria
from talknshop.catalog.rank import Ranked, Score
from talknshop.catalog.reasons import Rivals, reasons_of, sentence_of
from talknshop.catalog.records import Candidate
from talknshop.catalog.thing import Kinship
from talknshop.catalog.usual_price import UsualPrice
from talknshop.schemas.enums import Availability
from talknshop.schemas.requirement import RequirementSpec

MakeCandidate = Callable[..., Candidate]

SCORE = Score(1.0, 1.0, None, None, None)


def explain(
    ranked: Ranked,
    attributes: dict[str, str],
    spec: RequirementSpec,
    criteria: Criteria,
    rivals: Rivals,
) -> str | None:
    return sentence_of(reasons_of(ranked, attributes, spec, criteria, rivals))


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


def test_what_is_priced_far_below_its_kind_says_so_and_nothing_else_of_its_price(
    candidate: MakeCandidate,
) -> None:
    usual = UsualPrice("USD", middle=50_000, doubtful_below=10_000)
    product = candidate(1, price_minor=900, rating=4.0, review_count=3)
    ranked = place(product)
    spec = RequirementSpec.model_validate({"product_type": "lamp", "price": {"max": 100}})
    rivals = Rivals.of([ranked, place(candidate(2)), place(candidate(3))], usual=usual)
    said = explain(ranked, {}, spec, Criteria.of(spec), rivals)
    assert said is not None
    assert said.startswith("Far below the usual price for lamp; ")
    assert "cheapest" not in said.lower()


def test_nothing_is_the_cheapest_of_products_that_were_not_compared(
    candidate: MakeCandidate,
) -> None:
    places = [place(candidate(row, price_minor=100 * row)) for row in (1, 2, 3)]
    spec = RequirementSpec(product_type="lamp")
    compared = Rivals.of(places, total=3)
    assert explain(places[0], {}, spec, Criteria.of(spec), compared) == (
        "Cheapest of 3 that fit; matches lamp"
    )
    sample = Rivals.of(places, total=4)
    assert explain(places[0], {}, spec, Criteria.of(spec), sample) == "Matches lamp"
