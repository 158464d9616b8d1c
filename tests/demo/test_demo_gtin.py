import pytest

from talknshop.demo.gtin import check_digit, in_store_gtin


@pytest.mark.parametrize(
    ("payload", "digit"),
    [
        ("629104150021", "3"),
        ("400638133393", "1"),
        ("03600029145", "2"),
        ("1234567", "0"),
    ],
    ids=["GTIN-13", "another GTIN-13", "GTIN-12", "GTIN-8 with 0"],
)
def test_check_digit_follows_gs1(payload: str, digit: str) -> None:
    assert check_digit(payload) == digit


def test_a_number_depends_on_the_item_alone() -> None:
    assert in_store_gtin("kettle") == in_store_gtin("kettle") != in_store_gtin("kettle black")


def test_numbers_stay_in_the_range_reserved_for_shops() -> None:
    numbers = [in_store_gtin(str(item)) for item in range(200)]
    assert all(len(number) == 13 and number.isdigit() for number in numbers)
    assert {number[0] for number in numbers} == {"2"}
    assert len({number[:2] for number in numbers}) == 10
