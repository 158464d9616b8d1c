import pytest

from talknshop.schemas.gtin import (
    expand_upc_e,
    gtin_spellings,
    is_gtin,
    padded_gtin,
    shorten_upc_a,
    shortest_gtin,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4006381333931", True),
        ("4006381333932", False),
        ("036000291452", True),
        ("96385074", True),
        ("00012345600012", True),
        ("400638133393", False),
        ("40063813339ab", False),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", False),
        ("", False),
    ],
)
def test_the_check_digit_decides(value: str, *, expected: bool) -> None:
    assert is_gtin(value) is expected


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("01234505", "012000003455"),
        ("04252614", "042100005264"),
        ("25096893", None),
        ("0509689", None),
    ],
)
def test_upc_e_stands_for_twelve_digits(short: str, long: str | None) -> None:
    assert expand_upc_e(short) == long
    assert long is None or shorten_upc_a(long) == short


@pytest.mark.parametrize("long", ["036000291452", "4006381333931", "212345678992"])
def test_most_numbers_have_no_short_form(long: str) -> None:
    assert shorten_upc_a(long) is None


def test_the_same_item_under_any_number_of_zeros() -> None:
    assert padded_gtin("036000291452") == padded_gtin("0036000291452") == "00036000291452"
    assert gtin_spellings("0036000291452") == ["036000291452", "0036000291452", "00036000291452"]
    assert gtin_spellings("4006381333931") == ["4006381333931", "04006381333931"]
    assert gtin_spellings("036000291453") == []


@pytest.mark.parametrize("printed", ["96385074", "036000291452", "4006381333931", "10036000291459"])
def test_the_printed_form_comes_back(printed: str) -> None:
    padded = padded_gtin(printed)
    assert padded is not None
    assert shortest_gtin(padded) == printed
