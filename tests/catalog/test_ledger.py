from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from talknshop.catalog.ledger import (
    list_excluded,
    propose_any_of_kind,
    propose_relaxations,
)
from talknshop.catalog.matching import Failure, Reason
from talknshop.catalog.records import Candidate
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement, RequirementSpec
from talknshop.schemas.search import Relaxation

MakeCandidate = Callable[..., Candidate]

PRICE_MAX = Failure(Reason.PRICE, "price_max")
PRICE_MIN = Failure(Reason.PRICE, "price_min")
BRAND = Failure(Reason.BRAND, "brands")
NOT_BRAND = Failure(Reason.BRAND, "brands_excluded")
CONDITION = Failure(Reason.CONDITION, "condition")
RATING = Failure(Reason.RATING, "rating_min")
SEVERAL = Failure(Reason.SEVERAL, Reason.SEVERAL)
UNRATED = Failure(Reason.RATING_UNKNOWN, "rating_min")


class LeftOut:
    """What does not fit, each product with all that it fails."""

    def __init__(self, *products: tuple[Candidate, list[Failure]]) -> None:
        self._products = products

    def counts(self) -> Counter[Failure]:
        return Counter(
            failures[0] if len(failures) == 1 else SEVERAL for _, failures in self._products
        )

    def _only(self, failure: Failure) -> list[Candidate]:
        return [product for product, failures in self._products if failures == [failure]]

    def cheapest(self, failure: Failure, most: int) -> list[int]:
        prices = [one.price_minor for one in self._only(failure) if one.price_minor is not None]
        return sorted(prices)[:most]

    def up_to(self, failure: Failure, price_minor: int) -> int:
        return sum((one.price_minor or 0) <= price_minor for one in self._only(failure))

    def best_rating(self, failure: Failure) -> float:
        return max(one.rating or 0 for one in self._only(failure))

    def rated(self, failure: Failure, at_least: float) -> int:
        return sum((one.rating or 0) >= at_least for one in self._only(failure))


def proposals(
    wish: RequirementSpec, left_out: LeftOut, *, any_of_kind: Relaxation | None = None
) -> list[Relaxation]:
    return propose_relaxations(wish, left_out.counts(), left_out, any_of_kind=any_of_kind)


def spec(**wish: object) -> RequirementSpec:
    return RequirementSpec.model_validate({"product_type": "lamp", **wish})


def test_the_commonest_reason_comes_first() -> None:
    counts = {BRAND: 1, PRICE_MAX: 2, SEVERAL: 1}
    listed = [(one.reason, one.slot, one.count) for one in list_excluded(counts)]
    assert listed == [
        ("price", "price_max", 2),
        ("brand", "brands", 1),
        ("several", "several", 1),
    ]


@pytest.mark.parametrize(
    ("limit", "currency", "prices", "label", "value"),
    [
        (1_000, "USD", [104_900, 109_900, 110_000], "Up to $1,100: 3 more", 1_100),
        (1_000, "USD", [108_000], "Up to $1,100: 1 more", 1_100),
        (1_000, "USD", [108_000, 149_900, 150_100], "Up to $2,000: 3 more", 2_000),
        (100, "USD", [39_000, 50_000], "Up to $500: 2 more", 500),
        (9, "USD", [950], "Up to $9.90: 1 more", 9.9),
        (0.5, "USD", [60], "Up to $1: 1 more", 1),
        (0, "USD", [4_999], "Up to $50: 1 more", 50),
        (5_000, "JPY", [5_400], "Up to ¥5,500: 1 more", 5_500),
        (500, "EUR", [54_000], "Up to €550: 1 more", 550),
    ],
)
def test_a_higher_limit_that_brings_something_back(
    candidate: MakeCandidate,
    limit: float,
    currency: str,
    prices: list[int],
    label: str,
    *,
    value: float,
) -> None:
    left_out = LeftOut(*((candidate(price_minor=price), [PRICE_MAX]) for price in prices))
    wish = spec(price={"max": limit, "currency": currency})
    (proposal,) = proposals(wish, left_out)
    assert proposal.label == label
    assert proposal.adds == len(prices)
    (operation,) = proposal.operations
    assert (operation.op, operation.slot, operation.value) == ("set", "price_max", value)


@pytest.mark.parametrize(
    ("wish", "failure", "label"),
    [
        ({"price": {"min": 50}}, PRICE_MIN, "Also cheaper: 2 more"),
        ({"brand_preferences": ["Glim"]}, BRAND, "Any brand: 2 more"),
        ({"condition": "used"}, CONDITION, "Any condition: 2 more"),
        ({"rating_min": 4.5}, RATING, "Rated 4.0 or better: 1 more"),
        ({"rating_min": 4.5}, UNRATED, "Also without ratings: 2 more"),
    ],
)
def test_other_changes(
    candidate: MakeCandidate, wish: dict[str, Any], failure: Failure, label: str
) -> None:
    left_out = LeftOut(*((candidate(rating=rating), [failure]) for rating in (3.9, 4.2)))
    (proposal,) = proposals(spec(**wish), left_out)
    assert proposal.label == label
    before = Requirement.model_validate(spec(**wish).model_dump())
    assert apply_operations(before, proposal.operations) != before


@pytest.mark.parametrize(
    ("wish", "failures"),
    [
        ({"brands_excluded": ["Lumo"]}, [NOT_BRAND]),
        ({"brand_preferences": ["Glim"], "condition": "used"}, [BRAND, CONDITION]),
        ({}, [PRICE_MAX]),
        ({"price": {"max": 1}}, [Failure(Reason.PRICE_UNKNOWN, "price_max")]),
    ],
    ids=["ruled out by name", "two failures", "no limit to raise", "unknown price"],
)
def test_what_is_not_proposed(
    candidate: MakeCandidate, wish: dict[str, Any], failures: list[Failure]
) -> None:
    assert proposals(spec(**wish), LeftOut((candidate(), failures))) == []


def test_who_gives_up_a_rating_gets_lower_ones_too(candidate: MakeCandidate) -> None:
    shelf = [(candidate(rating=None), [UNRATED]), (candidate(rating=2.0), [RATING])]
    labels = [one.label for one in proposals(spec(rating_min=4.5), LeftOut(*shelf))]
    assert labels == ["Any rating: 2 more", "Rated 2.0 or better: 1 more"]


def test_free_products_above_no_limit_bring_no_proposal(candidate: MakeCandidate) -> None:
    left_out = LeftOut((candidate(price_minor=None), [PRICE_MAX]))
    assert proposals(spec(price={"max": 1}), left_out) == []


def test_at_most_three_and_those_that_bring_most(candidate: MakeCandidate) -> None:
    failures = [PRICE_MAX, BRAND, BRAND, CONDITION, CONDITION, CONDITION, UNRATED]
    left_out = LeftOut(*((candidate(row), [failure]) for row, failure in enumerate(failures)))
    wish = spec(price={"max": 40}, brand_preferences=["Glim"], condition="used", rating_min=4)
    labels = [one.label for one in proposals(wish, left_out)]
    assert labels == ["Any condition: 3 more", "Any brand: 2 more", "Up to $50: 1 more"]
    kind = propose_any_of_kind("lamp", 12)
    labels = [one.label for one in proposals(wish, left_out, any_of_kind=kind)]
    assert labels == ["Any lamp: 12 more", "Any condition: 3 more", "Any brand: 2 more"]
    assert propose_any_of_kind("lamp", 0) is None
