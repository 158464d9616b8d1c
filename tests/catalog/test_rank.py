from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.catalog.matching import Criteria
from talknshop.catalog.rank import Ranked, Weights, main_currency, rank, shrunk_rating
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.catalog.retrieval import Found
from talknshop.catalog.thing import Kinship
from talknshop.catalog.usual_price import UsualPrice
from talknshop.schemas.enums import Availability, Condition, Sort
from talknshop.schemas.requirement import RequirementSpec

MakeCandidate = Callable[..., Candidate]

OUT = Availability.OUT_OF_STOCK


def ranked(
    products: list[Candidate],
    wish: dict[str, Any] | None = None,
    *,
    sort: Sort = Sort.RELEVANCE,
    kinships: dict[int, Kinship] | None = None,
    weights: Weights | None = None,
    usual: UsualPrice | None = None,
) -> list[Ranked]:
    spec = RequirementSpec.model_validate({"product_type": "lamp", **(wish or {})})
    fits = [
        Found(product, (kinships or {}).get(product.key.row, Kinship.THING)) for product in products
    ]
    return rank(fits, Criteria.of(spec), sort, weights or Weights(), usual=usual)


def rows(places: list[Ranked]) -> list[int]:
    return [place.product.key.row for place in places]


def test_nothing_ranks_as_nothing() -> None:
    assert ranked([]) == []


def test_the_better_match_comes_first_and_a_tie_keeps_its_order(candidate: MakeCandidate) -> None:
    products = [candidate(1, score=1.0), candidate(2, score=2.0), candidate(3, score=1.0)]
    assert rows(ranked(products)) == [2, 1, 3]


def test_the_thing_comes_before_what_goes_with_it(candidate: MakeCandidate) -> None:
    products = [candidate(row, score=1.0 + row / 10) for row in range(4)]
    kinships = dict(enumerate([Kinship.THING, Kinship.SAME_KIND, Kinship.OTHER, Kinship.ACCESSORY]))
    assert rows(ranked(products, kinships=kinships)) == [0, 1, 2, 3]


def test_parts_of_the_score_are_between_0_and_1_and_unknown_ones_are_none(
    candidate: MakeCandidate,
) -> None:
    bare = candidate(1, price_minor=None, currency=None, condition=None, score=2.0)
    full = candidate(2, rating=5.0, review_count=1_000, score=1.0)
    first, second = ranked([bare, full])
    assert first.score[1:] == (1.0, None, None, None)
    assert second.score.relevance == 0.5
    assert second.score.price == 0.5
    assert second.score.rating == 1.0
    assert second.score.condition == 1.0


def test_price_counts_only_under_a_limit(candidate: MakeCandidate) -> None:
    dear, cheap = candidate(1, price_minor=9_000), candidate(2, price_minor=1_000)
    assert rows(ranked([dear, cheap])) == [1, 2]
    first, second = ranked([dear, cheap], {"price": {"max": 100}})
    assert (first.product, second.product) == (cheap, dear)
    assert first.score.price == 1.0
    assert second.score.price == pytest.approx(10 / 90)


def test_being_cheaper_than_most_gains_nothing(candidate: MakeCandidate) -> None:
    prices = [1_000, 2_000, 4_000, 7_000, 10_000, 11_000]
    products = [candidate(row, price_minor=price) for row, price in enumerate(prices)]
    places = ranked(products, {"price": {"max": 100}})
    fits = {place.product.key.row: place.score.price for place in places}
    assert fits == {0: 1.0, 1: 1.0, 2: 1.0, 3: pytest.approx(0.5), 4: 0.0, 5: 0.0}
    (only,) = ranked([candidate(price_minor=10_000)], {"price": {"max": 100}})
    assert only.score.price == 1.0


USUAL = UsualPrice("USD", middle=50_000, doubtful_below=10_000)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (1.0, 0.0)),
        ({"type_stated": False}, (0.8, 0.0)),
        ({"type_stated": False, "price_minor": 10_000}, (1.0, 1.0)),
        ({"type_stated": False, "price_minor": None}, (1.0, None)),
        ({"type_stated": False, "currency": "EUR"}, (1.0, None)),
    ],
)
def test_what_is_priced_far_below_its_kind_is_doubted(
    candidate: MakeCandidate, facts: dict[str, Any], expected: tuple[float, float | None]
) -> None:
    product = candidate(**{"price_minor": 9_999, **facts})
    (place,) = ranked([product], {"price": {"max": 1_000}}, usual=USUAL)
    assert (place.score.relevance, place.score.price) == expected


def test_ratings_count_by_how_many_gave_them(candidate: MakeCandidate) -> None:
    few = candidate(1, rating=5.0, review_count=1)
    many = candidate(2, rating=4.7, review_count=900)
    none = candidate(3)
    fair = candidate(4, rating=4.0, review_count=900)
    poor = candidate(5, rating=2.0, review_count=900)
    assert rows(ranked([few, many, none, fair, poor])) == [2, 1, 3, 4, 5]


def test_a_rating_without_a_count_counts_as_one(candidate: MakeCandidate) -> None:
    assert shrunk_rating(candidate(rating=5.0), 3.0) == pytest.approx((5.0 + 60.0) / 21)
    assert shrunk_rating(candidate(), 3.0) == 3.0


def test_condition_counts_when_it_has_a_weight(candidate: MakeCandidate) -> None:
    poor, new = candidate(1, condition=Condition.POOR), candidate(2)
    assert rows(ranked([poor, new])) == [1, 2]
    assert rows(ranked([poor, new], weights=Weights(condition=0.5))) == [2, 1]


def test_weights_of_zero_leave_the_order_to_the_feed(candidate: MakeCandidate) -> None:
    places = ranked([candidate(1), candidate(2)], weights=Weights(0, 0, 0, 0))
    assert [place.score.total for place in places] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.RELEVANCE, [1, 2, 3, 4, 5, 6]),
        (Sort.PRICE_ASC, [3, 1, 5, 2, 4, 6]),
        (Sort.PRICE_DESC, [1, 3, 5, 2, 4, 6]),
        (Sort.RATING_DESC, [3, 5, 1, 2, 4, 6]),
    ],
)
def test_sorts(candidate: MakeCandidate, sort: Sort, expected: list[int]) -> None:
    products = [
        candidate(1, score=9.0, price_minor=9_000),
        candidate(2, score=8.0, price_minor=None, currency=None),
        candidate(3, score=4.0, price_minor=2_000, rating=4.5, review_count=500),
        candidate(4, score=3.0, price_minor=100, rating=5.0, review_count=500),
        candidate(5, score=2.0, price_minor=500, currency="EUR", rating=3.0, review_count=500),
        candidate(6, score=9.5, price_minor=10, availability=OUT, rating=5.0, review_count=9),
    ]
    places = ranked(products, sort=sort, kinships={4: Kinship.ACCESSORY}, weights=Weights(1, 0, 0))
    if sort is Sort.RELEVANCE:
        assert rows(places)[-1] == 6
        assert rows(places)[:2] == [1, 2]
    else:
        assert rows(places) == expected


def test_the_main_currency_is_the_commonest(candidate: MakeCandidate) -> None:
    assert main_currency([candidate(currency=None)]) is None
    products = [candidate(currency=code) for code in ("EUR", "USD", "USD", None)]
    assert main_currency(products) == "USD"


@given(
    st.lists(
        st.tuples(
            st.floats(0, 50),
            st.none() | st.integers(0, 10**9),
            st.none() | st.floats(0, 5),
            st.none() | st.integers(0, 10**6),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(list(Sort)),
)
def test_ranking_loses_nothing_and_scores_stay_in_range(
    facts: list[tuple[float, int | None, float | None, int | None]], sort: Sort
) -> None:
    products = [
        Candidate(
            key=ProductKey(1, row),
            score=score,
            title="Lamp",
            product_type="lamp",
            type_stated=True,
            brand=None,
            price_minor=price,
            currency="USD",
            condition=None,
            availability=Availability.IN_STOCK,
            rating=rating,
            review_count=count,
        )
        for row, (score, price, rating, count) in enumerate(facts)
    ]
    places = ranked(products, {"price": {"max": 10}}, sort=sort)
    assert sorted(rows(places)) == list(range(len(facts)))
    for place in places:
        parts = [part for part in place.score if part is not None]
        assert all(0 <= part <= 1 + 1e-9 for part in parts)
