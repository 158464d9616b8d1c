from hypothesis import given
from hypothesis import strategies as st

from talknshop.schemas.emphasis import Emphasis, Priority, RankingPart, apply_priorities, emphasised
from talknshop.schemas.search import RankingCriteria

PRICE, RATING = RankingPart.PRICE, RankingPart.RATING
MORE, LESS = Priority(PRICE, Emphasis.MORE), Priority(PRICE, Emphasis.LESS)
USUAL = Priority(None)

PRIORITIES = st.lists(
    st.one_of(
        st.just(USUAL),
        st.builds(Priority, st.sampled_from(RankingPart), st.sampled_from(Emphasis)),
    )
)


def price(*said: Priority, weights: RankingCriteria | None = None) -> float | None:
    found = apply_priorities(weights, said)
    return None if found is None else found.price_weight


def test_more_said_twice_is_more_and_there_is_an_end() -> None:
    once, twice, thrice = price(MORE), price(MORE, MORE), price(MORE, MORE, MORE)
    assert once is not None
    assert twice is not None
    assert 0 < once < twice == thrice == 1


def test_what_counted_less_and_shall_count_more_counts_more_than_usual() -> None:
    assert price(LESS, MORE) == price(MORE)
    assert price(Priority(PRICE, Emphasis.NOT), MORE) == price(MORE)
    assert price(MORE, LESS) == price(LESS)


def test_a_weight_that_a_slider_set_moves_from_where_it_is() -> None:
    assert price(MORE, weights=RankingCriteria(price_weight=0.6)) == 1
    assert price(LESS, weights=RankingCriteria(price_weight=0.06)) == 0


def test_the_usual_order_forgets_every_weight() -> None:
    assert apply_priorities(RankingCriteria(rating_weight=0.9), [MORE, USUAL]) is None


@given(PRIORITIES)
def test_weights_stay_within_bounds_and_what_is_asked_for_always_counts(
    said: list[Priority],
) -> None:
    weights = apply_priorities(None, said)
    if weights is not None:
        known = [w for w in weights.model_dump().values() if w is not None]
        assert all(0 <= weight <= 1 for weight in known)
        assert weights.relevance_weight is None or weights.relevance_weight > 0


def test_what_differs_from_the_usual_is_told() -> None:
    weights = apply_priorities(None, [MORE, Priority(RATING, Emphasis.NOT)])
    assert emphasised(weights) == [MORE, Priority(RATING, Emphasis.NOT)]
    assert emphasised(None) == []
