from decimal import Decimal

import pytest

from talknshop.demo.departments import ModelLine, ProductType
from talknshop.demo.ranges import range_lines
from talknshop.schemas.enums import Availability

HEADER = "brand | model | price | capacity | color\n"


def lines_of(rows: str, **fields: object) -> list[ModelLine]:
    """The lines of a range; second listings apart from the rest of a test."""
    product_type = ProductType.model_validate(
        {
            "name": "kettle",
            "picture": "kettle",
            "path": "Kitchen > Kettles",
            "title": "{brand} {model} Kettle, {capacity}, {color}",
            "about": "Holds {capacity}.",
            "range": rows,
        }
        | fields
    )
    return list(range_lines(product_type))


def test_a_row_becomes_a_line_with_its_details() -> None:
    [line] = lines_of(HEADER + "Hale | Spout | 24.90 | 1 L | Red\n")
    assert (line.brand, line.model, line.price) == ("Hale", "Spout", Decimal("24.90"))
    assert line.details == {"capacity": "1 L", "color": "Red"}
    assert (line.currency, line.note, line.variants) == ("USD", None, ())


def test_an_empty_cell_is_a_fact_that_is_not_known() -> None:
    [line] = lines_of("brand | model | price | color | note\nHale | Spout | | | Pours well.\n")
    assert (line.price, line.list_price, line.details) == (None, None, {})
    assert line.note == "Pours well."


@pytest.mark.parametrize(
    ("cell", "price", "regular", "currency"),
    [
        ("1249 EUR", 1249, None, "EUR"),
        ("999 was 1149", 999, 1149, "USD"),
        ("79 GBP was 99", 79, 99, "GBP"),
    ],
)
def test_a_price_may_say_more(cell: str, price: int, regular: int | None, currency: str) -> None:
    [line] = lines_of(HEADER + f"Hale | Spout | {cell} | 1 L | Red\n")
    assert (line.price, line.currency) == (price, currency)
    assert regular is None or line.list_price == regular


@pytest.mark.parametrize(
    ("stock", "availability"),
    [
        ("sold out", Availability.OUT_OF_STOCK),
        ("preorder", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
    ],
)
def test_a_price_may_say_that_there_is_none_left(stock: str, availability: Availability) -> None:
    [line] = lines_of(HEADER + f"Hale | Spout | 10 {stock} | 1 L | Red\n")
    assert line.availability is availability


def test_alternatives_differ_in_one_detail_and_may_cost_more_or_less() -> None:
    [line] = lines_of(HEADER + "Hale | Spout | 15 | 1 L / 2 L +10 / 0.5 L -3 | Red / Blue\n")
    assert line.details == {"capacity": "1 L", "color": "Red"}
    assert [(variant.details, variant.price) for variant in line.variants] == [
        ({"capacity": "2 L"}, 25),
        ({"capacity": "0.5 L"}, 12),
        ({"color": "Blue"}, None),
    ]


def test_a_row_that_repeats_the_model_adds_offers_to_it() -> None:
    [line] = lines_of(
        HEADER + "Hale | Spout | 15 | 1 L | Red\nHale | Spout | 18 | 2 L | Red / Blue\n"
    )
    assert [(variant.details, variant.price) for variant in line.variants] == [
        ({"capacity": "2 L"}, 18),
        ({"capacity": "2 L", "color": "Blue"}, 18),
    ]


def test_a_title_tells_the_offers_of_a_model_apart() -> None:
    for model in ("One", "Two", "Three", "Four", "Five", "Six"):
        [line] = lines_of(
            HEADER + f"Hale | {model} | 15 | 1 L | Red / Blue\n",
            title="{brand} {model}, {capacity}",
            other_titles=["{brand} {model} in {color}"],
        )
        assert line.title == "{brand} {model} in {color}"


def test_a_title_does_not_repeat_a_word_when_another_does_not() -> None:
    [line] = lines_of(
        HEADER + "Hale | Red | 15 | 1 L | Red\n",
        title="{brand} {model} {color} Kettle",
        other_titles=["{brand} {model} Kettle ({color})"],
    )
    assert line.title == "{brand} {model} Kettle ({color})"


@pytest.mark.parametrize(
    ("row", "trouble"),
    [
        ("Hale | Spout | 15 | 1 L", "'kettle' has a row that cannot be read: 'Hale"),
        ("Hale | Spout | cheap | 1 L | Red", "'cheap' is not a price"),
        ("Hale | Spout | 15 JPY | 1 L | Red", "'15 JPY' is not a price"),
    ],
)
def test_a_row_that_cannot_be_read_is_quoted(row: str, trouble: str) -> None:
    with pytest.raises(ValueError, match=trouble):
        lines_of(HEADER + row + "\n")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="'price'"):
        lines_of("brand | model\nHale | Spout\n")


def test_second_listings_and_second_hand_offers_follow_their_model() -> None:
    rows = "".join(f"Hale | Spout {n} | {40 + n} | 1 L | Red\n" for n in range(200))
    lines = lines_of(
        HEADER + rows, other_titles=["Kettle {model} ({color})"], resale=["good", "fair"]
    )
    listed = [line for line in lines if line.listing]
    resold = [variant for line in lines for variant in line.variants]
    assert 5 <= len(listed) <= 40
    assert 30 <= len(resold) <= 180
    for second in listed:
        first = next(line for line in lines if line.model == second.model)
        assert second.title != first.title
        assert (second.rating, second.variants) == (None, ())
