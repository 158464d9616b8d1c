import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.search.fusion import (
    FUSION_DEPTH,
    VECTOR_WEIGHT,
    fuse_text_and_vectors,
    min_max,
    reciprocal_rank,
    weighted_sum,
)

SCORES = st.dictionaries(st.integers(0, 400), st.floats(0.001, 1_000), max_size=300)


def test_min_max_stretches_from_nothing_to_one() -> None:
    assert min_max({"a": 4.0, "b": 2.0, "c": 3.0}) == {"a": 1.0, "b": 0.0, "c": 0.5}
    assert min_max({"a": 4.0, "b": 4.0}) == {"a": 1.0, "b": 1.0}
    assert min_max({}) == {}


def test_weighted_sum_counts_what_a_part_lacks_as_nothing() -> None:
    fused = weighted_sum([({"a": 9.0, "b": 1.0}, 0.75), ({"b": 0.5, "c": 0.1}, 0.25)])
    assert fused == {"a": 0.75, "b": 0.25, "c": 0.0}


def test_reciprocal_rank_adds_places() -> None:
    fused = reciprocal_rank([["a", "b"], ["b", "c"]], offset=1)
    assert fused == {"a": 1 / 2, "b": 1 / 3 + 1 / 2, "c": 1 / 3}
    assert reciprocal_rank([["a"]]) == {"a": 1 / 61}


@given(SCORES, SCORES)
def test_everything_found_gets_a_score(text: dict[int, float], vectors: dict[int, float]) -> None:
    fused = fuse_text_and_vectors(text, vectors)
    assert fused.keys() == text.keys() | vectors.keys()
    assert all(0 <= score <= 1 for score in fused.values())


@given(SCORES)
def test_without_vectors_the_order_of_the_text_stays(text: dict[int, float]) -> None:
    fused = fuse_text_and_vectors(text, {})
    order = sorted(text, key=lambda key: -text[key])
    assert sorted(fused, key=lambda key: -fused[key]) == order


def test_text_beyond_the_depth_keeps_its_order_below_the_rest() -> None:
    text = {n: 1_000.0 - n for n in range(2 * FUSION_DEPTH)}
    fused = fuse_text_and_vectors(text, {-1: 0.9, -2: 0.5})
    order = sorted(fused, key=lambda key: -fused[key])
    assert [n for n in order if n >= 0] == list(range(2 * FUSION_DEPTH))
    assert fused[-1] == pytest.approx(VECTOR_WEIGHT, rel=0.01)


def test_agreement_wins() -> None:
    fused = fuse_text_and_vectors({"both": 8.0, "text": 9.0, "x": 1.0}, {"both": 0.9, "v": 0.5})
    assert max(fused, key=lambda key: fused[key]) == "both"
