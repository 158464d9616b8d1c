import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import unhurried

from talknshop.marketplaces.search_words import search_words, words_in
from talknshop.schemas.requirement import RequirementSpec


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("running shoe", ["running", "shoe"]),
        ("women's coat", ["women", "coat"]),
        ("rock 'n' roll", ["rock", "n", "roll"]),
        ("usb-c hub 4.7-inch", ["usb-c", "hub", "4.7-inch"]),
        ("AT&T (phone)", ["AT", "T", "phone"]),
        ("lamp) OR (salePrice>0", ["lamp", "OR", "salePrice", "0"]),
        ("*wild* -not \"quoted\" a|b", ["wild", "not", "quoted", "a", "b"]),
        ("Kopfhörer für Läufer", ["Kopfhörer", "für", "Läufer"]),
        ("हिन्दी किताब", ["हिन्दी", "किताब"]),
        ("!!! 🛒 ...", []),
    ],
)  # fmt: skip
def test_only_words_are_left(text: str, words: list[str]) -> None:
    assert words_in(text) == words


@unhurried
@given(st.text())
def test_nothing_that_a_query_syntax_could_mean_gets_through(text: str) -> None:
    for word in words_in(text):
        assert not set(word) & set("()[]{}<>|&=*?\"'`,;:!+~^\\/%#@$ \t\n")
        assert not word.startswith(("-", "."))


def test_the_only_brand_comes_first_and_nothing_twice() -> None:
    requirement = RequirementSpec(
        product_type="sony headphones",
        brand_preferences=["Sony"],
        attributes={"color": "black", "ram": ">=16", "features": ["a", "b"], "fit": "over ear"},
    )
    assert search_words(requirement) == ["Sony", "headphones", "black", "over", "ear"]


def test_several_brands_are_left_to_whoever_judges_the_products() -> None:
    requirement = RequirementSpec(product_type="laptop", brand_preferences=["Dell", "HP"])
    assert search_words(requirement) == ["laptop"]


def test_a_long_wish_is_cut_between_words() -> None:
    requirement = RequirementSpec(product_type=" ".join(f"word{n}" for n in range(30)))
    words = search_words(requirement)
    assert words[0] == "word0"
    assert 80 < len(" ".join(words)) <= 100
