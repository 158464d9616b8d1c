import sqlite3
from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.search.fts5 import Fts5Index, match_expression
from talknshop.search.index import Document, Query, SearchIndex, Term

WEIGHTS = {"title": 10.0, "details": 1.0}
TEXTS = {
    "laptop": {"title": "Quick laptop 16GB", "details": "a computer to carry"},
    "bag": {"title": "Bag", "details": "carries a laptop and more"},
    "mice": {"title": "Two computer mouses", "details": 'for 27" screens'},
    "cafe": {"title": "Café table", "details": ""},
}


@pytest.fixture
def connection() -> Generator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


@pytest.fixture
def index(connection: sqlite3.Connection) -> Fts5Index:
    index = Fts5Index(connection, "texts", WEIGHTS)
    index.create()
    index.add(Document(name, fields) for name, fields in TEXTS.items())
    return index


def ids(index: SearchIndex, *terms: Term, limit: int = 10) -> list[str]:
    return [hit.document_id for hit in index.search(Query(terms), limit=limit)]


def required(*variants: str) -> Term:
    return Term(variants, required=True)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("laptops", ["laptop", "bag"]),
        ("LAPTOP", ["laptop", "bag"]),
        ("16 gb", ["laptop"]),
        ("27 inch", ["mice"]),
        ("cafe", ["cafe"]),
        ("gb 16", []),
        ("lap", []),
    ],
)
def test_words_match_by_stem_measure_and_base_letter(
    index: Fts5Index, variant: str, expected: list[str]
) -> None:
    assert ids(index, required(variant)) == expected


def test_a_word_in_a_heavier_field_scores_higher(index: Fts5Index) -> None:
    first, second = index.search(Query((required("laptop"),)), limit=5)
    assert (first.document_id, second.document_id) == ("laptop", "bag")
    assert first.score > second.score > 0


def test_required_terms_must_all_match_and_others_only_lift(index: Fts5Index) -> None:
    assert ids(index, required("laptop"), required("carry")) == ["laptop", "bag"]
    assert ids(index, required("laptop"), required("table")) == []
    assert ids(index, required("laptop"), Term(("table",))) == ["laptop", "bag"]
    assert ids(index, required("computer"), Term(("mouse",)))[0] == "mice"
    assert set(ids(index, Term(("table",)), Term(("bag",)))) == {"cafe", "bag"}


def test_any_variant_of_a_term_matches(index: Fts5Index) -> None:
    assert set(ids(index, required("notebook", "laptop", "table"))) == {"laptop", "bag", "cafe"}


def test_limit_and_empty_queries(index: Fts5Index) -> None:
    assert ids(index, required("laptop"), limit=1) == ["laptop"]
    assert ids(index, required("laptop"), limit=0) == []
    assert ids(index) == []
    assert ids(index, required("--- ***")) == []


def test_an_id_twice_is_refused(index: Fts5Index) -> None:
    with pytest.raises(ValueError, match="'bag' is indexed twice"):
        index.add([Document("bag", {"title": "other"})])


def test_dropping_leaves_nothing(index: Fts5Index, connection: sqlite3.Connection) -> None:
    index.drop()
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


@pytest.mark.parametrize("name", ["", "Texts", "texts; DROP TABLE x", "1st"])
def test_names_that_are_no_identifiers_are_refused(
    connection: sqlite3.Connection, name: str
) -> None:
    with pytest.raises(ValueError, match="not a name"):
        Fts5Index(connection, name, WEIGHTS)


@given(
    variants=st.lists(st.text(max_size=40), max_size=4),
    operator=st.sampled_from(
        ["AND", "NOT", "NEAR(", '"', ")", "*", "^", "title:", "'; --", "\x00"]
    ),
    is_required=st.booleans(),
)
def test_whatever_is_typed_is_only_words(
    variants: list[str], operator: str, *, is_required: bool
) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        index = Fts5Index(connection, "texts", WEIGHTS)
        index.create()
        index.add([Document("one", {"title": "and not near title"})])
        terms = (Term((operator, *variants), required=is_required), Term(("title",)))
        assert {hit.document_id for hit in index.search(Query(terms), limit=5)} <= {"one"}
    finally:
        connection.close()


def test_huge_queries_are_cut(index: Fts5Index) -> None:
    words = [f"word{number}" for number in range(5_000)]
    query = Query((*(required(word) for word in words), Term(tuple(words)), Term(("x " * 5_000,))))
    assert len(match_expression(query)) < 3_000
    assert index.search(query, limit=5) == []
