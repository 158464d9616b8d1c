from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.search.index import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Document,
    Is,
    Known,
    Matches,
    Not,
    Order,
    Query,
    Says,
    SearchIndex,
    Term,
)
from talknshop.search.tantivy_index import IndexFields, TantivyBuilder, TantivyIndex
from talknshop.search.text import normalise, noun_phrase

FIELDS = IndexFields(
    texts={"title": 10, "details": 1},
    plain=("title_words",),
    keywords=("color",),
    numbers=("price",),
)
LAPTOP, BAG, MICE, CAFE = range(1, 5)
Facts = tuple[str, str, tuple[str, ...], float | None]
SHELF: dict[int, Facts] = {
    LAPTOP: ("Quick laptop 16GB", "a computer to carry", ("black", "Dark Grey"), 900),
    BAG: ("Bag", "carries a laptop and more", ("black",), 30),
    MICE: ("Two computer mouses", 'for 27" screens', (), 30),
    CAFE: ("Café table", "", ("red",), None),
}
Fill = Callable[[dict[int, Facts]], TantivyIndex]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    def make(shelf: dict[int, Facts]) -> TantivyIndex:
        builder = TantivyBuilder(tmp_path, FIELDS)
        for number, facts in shelf.items():
            builder.add(document(number, *facts))
        builder.finish()
        return TantivyIndex(tmp_path, FIELDS)

    return make


def document(
    number: int, title: str, details: str, colors: tuple[str, ...], price: float | None
) -> Document:
    return Document(
        number,
        texts={"title": normalise(title), "details": normalise(details)},
        plain={"title_words": noun_phrase(title)},
        keywords={"color": colors},
        numbers={} if price is None else {"price": price},
    )


@pytest.fixture
def index(fill: Fill) -> TantivyIndex:
    return fill(SHELF)


def ids(index: SearchIndex, *terms: Term, limit: int = 10) -> list[int]:
    return [hit.document_id for hit in index.search(Query(terms), limit=limit).hits]


def required(*variants: str) -> Term:
    return Term(variants, required=True)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("laptops", [LAPTOP, BAG]),
        ("LAPTOP", [LAPTOP, BAG]),
        ("16 gb", [LAPTOP]),
        ("27 inch", [MICE]),
        ("cafe", [CAFE]),
        ("gb 16", []),
        ("lap", []),
    ],
)
def test_words_match_by_stem_measure_and_base_letter(
    index: TantivyIndex, variant: str, expected: list[int]
) -> None:
    assert ids(index, required(variant)) == expected


def test_a_word_in_a_heavier_field_scores_higher(index: TantivyIndex) -> None:
    first, second = index.search(Query((required("laptop"),)), limit=5).hits
    assert (first.document_id, second.document_id) == (LAPTOP, BAG)
    assert first.score > second.score > 0


def test_required_terms_must_all_match_and_others_only_lift(index: TantivyIndex) -> None:
    assert ids(index, required("laptop"), required("carry")) == [LAPTOP, BAG]
    assert ids(index, required("laptop"), required("table")) == []
    assert ids(index, required("laptop"), Term(("table",))) == [LAPTOP, BAG]
    assert ids(index, required("computer"), Term(("mouse",)))[0] == MICE
    assert set(ids(index, Term(("table",)), Term(("bag",)))) == {CAFE, BAG}


def test_any_variant_of_a_term_matches(index: TantivyIndex) -> None:
    assert set(ids(index, required("notebook", "laptop", "table"))) == {LAPTOP, BAG, CAFE}


def test_a_loose_wording_matches_with_its_words_apart(index: TantivyIndex) -> None:
    assert ids(index, required("computer carry")) == []
    assert ids(index, Term(("laptop computer", "café"), required=True)) == [CAFE]
    loose = Term(("laptop computer", "café"), required=True, loose="laptop computer")
    assert set(ids(index, loose)) == {LAPTOP, CAFE}


def test_a_wording_within_another_finds_what_both_find(index: TantivyIndex) -> None:
    assert ids(index, required("computer mouse", "mouse")) == [MICE]
    assert ids(index, required("mouse", "wireless mouse")) == [MICE]


def test_limits_leave_the_count_as_it_is(index: TantivyIndex) -> None:
    query = Query((required("laptop"),))
    assert ids(index, required("laptop"), limit=1) == [LAPTOP]
    assert index.search(query, limit=1).total == 2
    assert index.search(query, limit=0) == ([], 2)
    assert index.count(query) == 2


def test_queries_without_words_find_nothing_and_no_query_finds_all(index: TantivyIndex) -> None:
    assert ids(index) == []
    assert ids(index, required("--- ***")) == []
    assert index.count(Query(None)) == len(SHELF)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Is("color", ("black",)), {LAPTOP, BAG}),
        (Is("color", ("Dark Grey", "red")), {LAPTOP, CAFE}),
        (Is("color", ("dark grey",)), set[int]()),
        (Is("color", (*(f"color {number}" for number in range(100)), "red")), {CAFE}),
        (Says("title_words", ("computer", "mouse")), {MICE}),
        (Says("title_words", ("mouse", "computer")), set[int]()),
        (Says("title_words", ()), set[int]()),
        (Between("price", low=30), {LAPTOP, BAG, MICE}),
        (Between("price", high=899.99), {BAG, MICE}),
        (Between("price", low=31, high=899), set[int]()),
        (Known("price"), {LAPTOP, BAG, MICE}),
        (Not(Known("price")), {CAFE}),
        (Matches((required("laptop"),), ("title",)), {LAPTOP}),
        (Matches((required("carry laptop"), required("more")), ("details",)), set[int]()),
        (Matches((), ("title",)), set[int]()),
        (AllOf(()), {LAPTOP, BAG, MICE, CAFE}),
        (AnyOf(()), set[int]()),
        (AllOf((Is("color", ("black",)), Not(Between("price", high=100)))), {LAPTOP}),
        (AllOf((Not(Known("price")), Not(Is("color", ("black",))))), {CAFE}),
        (AnyOf((Not(Known("price")), AllOf((Not(Is("color", ("black",))),)))), {MICE, CAFE}),
        (Not(AnyOf((Is("color", ("red",)), Says("title_words", ("bag",))))), {LAPTOP, MICE}),
    ],
)
def test_conditions_choose_and_do_not_score(
    index: TantivyIndex, condition: Condition, expected: set[int]
) -> None:
    found = index.search(Query(None, condition), limit=10)
    assert {hit.document_id for hit in found.hits} == expected
    assert index.count(Query(None, condition)) == len(expected)
    anything = Query((required("laptop", "computer", "table", "bag"),))
    scores = dict(index.search(anything, limit=10).hits)
    narrowed = dict(index.search(anything.also(condition), limit=10).hits)
    assert narrowed == {number: scores[number] for number in expected}


def test_other_orders_give_the_values_and_leave_out_what_has_none(index: TantivyIndex) -> None:
    query = Query(None)
    cheap = index.search(query, limit=10, order=Order("price", ascending=True))
    assert [hit.score for hit in cheap.hits] == [30, 30, 900]
    dear = index.search(query, limit=1, order=Order("price", ascending=False))
    assert (dear.hits, dear.total) == ([(LAPTOP, 900)], 3)


def test_keywords_words_and_spreads_are_counted(index: TantivyIndex) -> None:
    assert index.values(Query(None), "color", most=1) == [("black", 2)]
    assert dict(index.vocabulary("title_words"))["mouse"] == 1
    middle, dearest = index.quantiles(Query(None), "price", (50, 100))
    assert middle == pytest.approx(30, rel=0.02)
    assert dearest == pytest.approx(900, rel=0.02)
    assert index.quantiles(Query(None, Not(Known("price"))), "price", (50,)) == []


def test_an_index_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no text index"):
        TantivyIndex(tmp_path, FIELDS)


def test_whatever_is_typed_is_only_words(index: TantivyIndex) -> None:
    @given(
        variants=st.lists(st.text(max_size=40), max_size=4),
        operator=st.sampled_from(["AND", "NOT", '"', ")", "*", "^", "title:", "'; --", "\x00"]),
        is_required=st.booleans(),
    )
    def check(variants: list[str], operator: str, *, is_required: bool) -> None:
        terms = (Term((operator, *variants), required=is_required), Term(("title",)))
        assert set(ids_of(index, Query(terms))) <= set(SHELF)

    check()


def ids_of(index: SearchIndex, query: Query) -> list[int]:
    return [hit.document_id for hit in index.search(query, limit=5).hits]


def test_huge_queries_are_cut(index: TantivyIndex) -> None:
    words = [f"word{number}" for number in range(5_000)]
    query = Query((*(required(word) for word in words), Term(tuple(words)), Term(("x " * 5_000,))))
    assert ids_of(index, query) == []


def test_a_word_said_in_every_field_counts_less_than_all_the_words_in_one(fill: Fill) -> None:
    shelf: dict[int, Facts] = {
        1: ("Garden garden", "garden", (), None),
        2: ("Garden table", "of wood", (), None),
        3: ("Lamp", "for a garden table", (), None),
    }
    asked = tuple(Term((word,), required=True) for word in ("garden", "table"))
    index = fill(shelf)
    assert [hit.document_id for hit in index.search(Query(asked), limit=5).hits] == [2, 3]
    any_word = index.search(Query(asked, every=False), limit=5)
    assert [hit.document_id for hit in any_word.hits] == [2, 3, 1]
    assert any_word.total == 3
    assert any_word.hits[0].score == index.search(Query(asked), limit=1).hits[0].score


def test_a_words_own_wording_counts_more_than_another(fill: Fill) -> None:
    index = fill({1: ("Couch", "", (), None), 2: ("Sofa", "", (), None)})
    found = index.search(Query((Term(("sofa", "couch"), required=True),)), limit=5).hits
    assert [hit.document_id for hit in found] == [2, 1]
    assert found[1].score < found[0].score / 2
