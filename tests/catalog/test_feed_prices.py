import pytest

from talknshop.catalog.feeds.prices import DECIMAL_POINT, Price, parse_price
from talknshop.catalog.feeds.rows import FieldError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("49.95 USD", Price(4_995, "USD")),
        ("USD 49.95", Price(4_995, "USD")),
        ("49.95 usd", Price(4_995, "USD")),
        ("1,299.00 USD", Price(129_900, "USD")),
        ("1,299 USD", Price(129_900, "USD")),
        ("1,234,567.89 EUR", Price(123_456_789, "EUR")),
        ("49,95 EUR", Price(4_995, "EUR")),
        ("5000 JPY", Price(5_000, "JPY")),
        ("1.5 KWD", Price(1_500, "KWD")),
        ("12.5000 USD", Price(1_250, "USD")),
        ("", None),
        ("0 USD", None),
        ("0.00 USD", None),
    ],
)
def test_prices_with_a_code(value: str, expected: Price | None) -> None:
    assert parse_price("price", value) == expected
    assert parse_price("price", value, decimal_mark=DECIMAL_POINT) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$1,299.00", Price(129_900, "USD")),
        ("US$ 5", Price(500, "USD")),
        ("CA$5.50", Price(550, "CAD")),
        ("1.299,00 €", Price(129_900, "EUR")),
        ("€1.299", Price(129_900, "EUR")),
        ("1 299,00 €", Price(129_900, "EUR")),
        ("£12.5", Price(1_250, "GBP")),
        ("₹1,29,900.00", Price(12_990_000, "INR")),
        ("CHF 1'299.00", Price(129_900, "CHF")),
        ("1’299.- CHF", Price(129_900, "CHF")),
        ("299,- EUR", Price(29_900, "EUR")),
        ("99,90 zł", Price(9_990, "PLN")),
        ("R$ 10,00", Price(1_000, "BRL")),
        ("Rs. 500", Price(50_000, "INR")),
        ("1.299 JPY", Price(1_299, "JPY")),
        ("1,299 JPY", Price(1_299, "JPY")),
        ("1.299 KWD", Price(1_299, "KWD")),
        ("1299.000 USD", Price(129_900, "USD")),
        ("0.299 USD", Price(30, "USD")),
        ("+5 USD", Price(500, "USD")),
    ],
)
def test_prices_with_symbols_and_other_marks(value: str, expected: Price) -> None:
    assert parse_price("price", value) == expected


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        ("1299", "USD", Price(129_900, "USD")),
        ("1,299.00", "USD", Price(129_900, "USD")),
        ("1.299,00", "EUR", Price(129_900, "EUR")),
        ("1.299", "EUR", Price(129_900, "EUR")),
        ("$5", "CAD", Price(500, "CAD")),
        ("$5", "EUR", Price(500, "USD")),
        ("€5", "USD", Price(500, "EUR")),
        ("99 kr", "SEK", Price(9_900, "SEK")),
        ("¥500", "CNY", Price(50_000, "CNY")),
    ],
)
def test_a_currency_that_is_given_holds_where_none_is_stated(
    value: str, currency: str, expected: Price
) -> None:
    assert parse_price("price", value, currency=currency) == expected


def test_one_mark_before_three_digits_is_read_as_the_currency_or_the_form_says() -> None:
    assert parse_price("price", "1.299 USD", decimal_mark=DECIMAL_POINT) == Price(130, "USD")
    assert parse_price("price", "1,299 EUR", decimal_mark=DECIMAL_POINT) == Price(129_900, "EUR")
    for value in ("1.299 USD", "1,299 EUR", "$1.299"):
        with pytest.raises(FieldError, match="may be thousands or a fraction"):
            parse_price("price", value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("49.95", "no currency"),
        ("49.95 XXQ", "no currency"),
        ("49.95 xxq", "no currency"),
        ("99 kr", "no currency"),
        ("¥500", "no currency"),
        ("5 USD EUR", "not an amount"),
        ("€ 5 USD", "two currencies"),
        ("USD", "not an amount"),
        ("-5 USD", "negative"),
        ("$-5", "negative"),
        ("-$5", "negative"),
        ("about 5 USD", "not an amount"),
        ("1e9 USD", "not an amount"),
        ("NaN USD", "not an amount"),
        ("12,34,56 USD", "not an amount"),
        ("1.299.00 USD", "not an amount"),
        ("1,299,00 USD", "not an amount"),
        ("12 34 USD", "not an amount"),
        ("5.12345 USD", "not an amount"),
        ("1234567890123 USD", "more than 12 digits"),
        ("9" * 500 + " USD", "not an amount"),
        ("1.2.3 USD", "not an amount"),
        ("٣٣ USD", "not an amount"),
        ("cheap", "not an amount"),
    ],
)
def test_prices_that_are_none(value: str, reason: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_price("price", value)
    assert caught.value.refusal == ("price", reason)
