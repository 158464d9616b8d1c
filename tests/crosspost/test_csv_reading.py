import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import ValidationError
from talknshop.crosspost.csv_listings import (
    known_columns,
    read_amount,
    read_condition,
    read_marketplace,
    to_listing,
)
from talknshop.crosspost.csv_reading import MOST_ROWS, read_csv
from talknshop.crosspost.csv_report import report_of, report_table
from talknshop.schemas.csv_report import CsvOutcome, CsvRowReport
from talknshop.schemas.enums import Condition, PostingMarketplace, ShippingOption

EBAY = PostingMarketplace.EBAY


@pytest.mark.parametrize(
    "content",
    [
        "title,price\nCafé lamp,5\n".encode(),
        "\ufefftitle,price\r\nCafé lamp,5\r\n".encode(),
        "title;price\nCafé lamp;5\n".encode("cp1252"),
        "title\tprice\nCafé lamp\t5\n".encode("utf-16"),
        "sep=|\nTitle | Price\nCafé lamp|5".encode(),
        "\n\ntitle,price\n,\nCafé lamp,5\n\n".encode(),
        'title,price\n"Café lamp","5"'.encode(),
    ],
)
def test_files_of_spreadsheets_are_read(content: bytes) -> None:
    file = read_csv(content)

    assert file.columns == ["title", "price"]
    assert [dict(row.cells) for row in file.rows] == [{"title": "Café lamp", "price": "5"}]


def test_quoted_cells_keep_lines_and_marks_and_lines_are_counted() -> None:
    file = read_csv(b'title,description\n"A ""big"" lamp","one\ntwo, three"\nB,x\n')

    assert file.rows[0].cells == {"title": 'A "big" lamp', "description": "one\ntwo, three"}
    assert [row.line for row in file.rows] == [2, 4]


def test_a_row_with_too_many_cells_is_told() -> None:
    [row] = read_csv(b"title,price\nA,5,extra\n").rows

    assert row.problem is not None
    assert "3 cells" in row.problem


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"title,title\na,b\n", "twice"),
        (b"PK\x03\x04\x00\x00", "no CSV"),
        (b"\xff\xfet\x00\xd8\xd8", "cannot be read"),
        (b"title\n" + b"x\n" * (MOST_ROWS + 1), "10,000 rows"),
    ],
)
def test_what_is_no_such_file_is_told(content: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read_csv(content)


def test_ten_thousand_rows_are_read() -> None:
    assert len(read_csv(b"title,price\n" + b"Lamp,5\n" * MOST_ROWS).rows) == MOST_ROWS


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    try:
        rows = read_csv(b"title,price,condition\n" + content).rows
    except ValidationError:
        return
    for row in rows:
        with suppress(ValidationError):
            assert to_listing(row.cells, [EBAY]).price > 0


cell = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    table = io.StringIO(newline="")
    csv.writer(table, delimiter=delimiter).writerows([("title", "sku"), *rows])

    read = read_csv(table.getvalue().encode()).rows

    assert [(row.cells["title"], row.cells["sku"]) for row in read] == [
        (title.strip(), sku.strip()) for title, sku in rows
    ]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("650", "650", None),
        ("649.5", "649.5", None),
        ("$1,299.00", "1299.00", "USD"),
        ("1.299,00 €", "1299.00", "EUR"),
        ("1'299.50", "1299.50", None),
        ("1,299", "1299", None),
        ("12,5", "12.5", None),
        ("USD 20", "20", "USD"),
        ("1,234,567", "1234567", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, value: str, currency: str | None) -> None:
    amount = read_amount(text)

    assert (str(amount.value), amount.currency) == (value, currency)


@pytest.mark.parametrize("text", ["", "free", "-5", "0", "1.299", "1,2,3", "5 USD 6", "..", "=1+1"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_amount(text)


def test_a_row_becomes_a_listing() -> None:
    columns = ["title", "price", "condition", "colour", "zip_code", "photos", "shipping"]
    columns += ["platforms", "attributes.lens_mount", "cost"]
    values = ["Camera", "€20", "Used - Good", "black", "95112", "a; b", "pickup; shipping"]
    values += ["eBay, Facebook Marketplace", "EF", "3"]
    meanings, unknown = known_columns(columns)
    cells = {meanings[c]: v for c, v in zip(columns, values, strict=True) if c in meanings}

    spec = to_listing(cells, [EBAY])

    assert unknown == ["cost"]
    assert (spec.price, spec.currency, spec.condition) == (20, "EUR", Condition.GOOD)
    assert spec.attributes == {"color": "black", "lens_mount": "EF"}
    assert spec.media_s3_keys == ["a", "b"]
    assert spec.target_marketplaces == [EBAY, PostingMarketplace.FACEBOOK]
    assert spec.shipping_options == [ShippingOption.LOCAL_PICKUP, ShippingOption.SHIPPING]
    assert spec.location is not None
    assert spec.location.zip == "95112"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"price": "5", "condition": "new"}, "title is missing"),
        ({"title": "x", "condition": "new"}, "price is missing"),
        ({"title": "x", "price": "5"}, "condition is missing"),
        ({"title": "x", "price": "5", "condition": "shiny"}, "no condition"),
        ({"title": "x" * 10_000, "price": "5", "condition": "new"}, "title"),
        ({"title": "x", "price": "5", "condition": "new", "marketplaces": "amazon"}, "amazon"),
        ({"title": "x", "price": "$5", "condition": "new", "currency": "EUR"}, "currency says EUR"),
        ({"title": "x", "price": "5", "condition": "new", "shipping": "drone"}, "shipping option"),
        ({"title": "x", "price": "5", "condition": "new", "country": "USA"}, "country"),
    ],
)
def test_what_a_row_lacks_is_told(cells: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        to_listing(cells, [EBAY])


def test_names_are_read_in_their_wordings() -> None:
    assert read_condition("Like New") is Condition.LIKE_NEW
    assert read_condition("used - like new") is Condition.LIKE_NEW
    assert read_marketplace("Facebook Marketplace") is PostingMarketplace.FACEBOOK


@pytest.mark.parametrize("title", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", " =1+1", "\t=1"])
def test_a_report_holds_no_formulas(title: str) -> None:
    report = report_of(
        [CsvRowReport(line=2, outcome=CsvOutcome.CREATED, title=title)],
        ignored_columns=[],
        dry_run=False,
    )

    [_, row] = list(csv.reader(io.StringIO(report_table(report), newline="")))

    assert row[2] == f"'{title}"
    assert report.counts == {CsvOutcome.CREATED: 1}
