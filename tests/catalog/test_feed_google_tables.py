from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.catalog.feeds.tables import read_google_tsv
from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Availability, Condition

AT = datetime(2026, 3, 1, tzinfo=UTC)


def read(path: Path) -> list[FeedRow | RefusedRow]:
    with open_source(path) as source:
        return list(read_google_tsv(source, Reading(AT)))


@pytest.fixture
def read_one(write_feed: Callable[..., Path]) -> Callable[[Mapping[str, str]], FeedRow]:
    def run(row: Mapping[str, str]) -> FeedRow:
        (found,) = read(write_feed([row]))
        assert isinstance(found, FeedRow)
        return found

    return run


def test_a_full_row(write_feed: Callable[..., Path]) -> None:
    row = {
        "id": "k-7",
        "title": "Brewly Kettle 1.7 L",
        "description": "Boils  water.",
        "link": "https://shop.example/p/k-7",
        "image_link": "https://img.example/k-7.jpg",
        "availability": "in stock",
        "price": "49.95 USD",
        "sale_price": "39.95 USD",
        "brand": "Brewly",
        "gtin": "4006381333931",
        "condition": "new",
        "product_type": "Kitchen > Kettles",
        "product_detail": "capacity: 1.7 L",
        "color": "red",
        "product_rating": "4.5",
        "product_review_count": "12",
    }
    assert read(write_feed([row], zipped=True)) == [
        FeedRow(
            line=2,
            source_id="k-7",
            title="Brewly Kettle 1.7 L",
            link="https://shop.example/p/k-7",
            description="Boils water.",
            image_link="https://img.example/k-7.jpg",
            availability=Availability.IN_STOCK,
            price_minor=3_995,
            list_price_minor=4_995,
            currency="USD",
            brand="Brewly",
            gtin="4006381333931",
            condition=Condition.NEW,
            rating=4.5,
            review_count=12,
            product_type="Kitchen > Kettles",
            attributes={"capacity": "1.7 L", "color": "red"},
        )
    ]


def test_what_a_row_does_not_say_is_unknown(write_feed: Callable[..., Path]) -> None:
    (row,) = read(write_feed([{"title": "Bare"}]))
    assert row == FeedRow(line=2, source_id="p1", title="Bare", link="https://shop.example/p/1")


@pytest.mark.parametrize(
    ("cells", "price", "list_price"),
    [
        ({"price": "50 USD", "sale_price": "40 USD"}, 4_000, 5_000),
        ({"price": "50 USD", "sale_price": "60 USD"}, 5_000, None),
        ({"price": "50 USD", "sale_price": "40 EUR"}, 5_000, None),
        ({"sale_price": "40 USD"}, 4_000, None),
        ({"price": "", "sale_price": ""}, None, None),
        (
            {
                "price": "50 USD",
                "sale_price": "40 USD",
                "sale_price_effective_date": "2026-01-01T00:00+00:00/2026-02-01T00:00+00:00",
            },
            5_000,
            None,
        ),
    ],
)
def test_sale_prices(
    read_one: Callable[[Mapping[str, str]], FeedRow],
    cells: dict[str, str],
    price: int | None,
    list_price: int | None,
) -> None:
    row = read_one(cells)
    assert (row.price_minor, row.list_price_minor) == (price, list_price)


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("gtin", "4006381333932", "gtin", None),
        ("gtin", "123, 4006381333931", "gtin", "4006381333931"),
        ("image_link", "javascript:x", "image_link", None),
        ("availability", "maybe", "availability", Availability.UNKNOWN),
        ("image_link", "https://i.example/1,https://i.example/2", "image_link",
         "https://i.example/1"),
        ("brand", "x" * 300, "brand", None),
        ("description", "<p>Soft &amp; warm</p><p>red</p>", "description", "Soft & warm\nred"),
        ("description", "5 < 6 and 7 > 3", "description", "5 < 6 and 7 > 3"),
        ("google_product_category", "328", "product_type", None),
        ("google_product_category", "A > B", "product_type", "A > B"),
        ("rating_count", "3", "review_count", 3),
    ],
)  # fmt: skip
def test_single_columns(
    read_one: Callable[[Mapping[str, str]], FeedRow],
    column: str,
    value: str,
    field: str,
    expected: object,
) -> None:
    assert getattr(read_one({column: value}), field) == expected


def test_a_wrong_field_that_can_be_spared_is_a_warning(
    read_one: Callable[[Mapping[str, str]], FeedRow],
) -> None:
    row = read_one({"gtin": "12", "image_link": "x", "availability": "maybe", "brand": "y" * 201})
    assert sorted(row.warnings) == ["availability", "brand", "gtin", "image_link"]


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"id": ""}, "id", "missing"),
        ({"title": " "}, "title", "missing"),
        ({"link": ""}, "link", "missing"),
        ({"id": "x" * 201}, "id", "longer than 200 characters"),
        ({"title": "x" * 1_001}, "title", "longer than 1,000 characters"),
        ({"link": "javascript:alert(1)"}, "link", "not an http or https link"),
        ({"price": "cheap"}, "price", "not an amount"),
        ({"sale_price": "1.2.3 USD"}, "sale_price", "not an amount"),
    ],
)
def test_rows_that_are_no_products(
    write_feed: Callable[..., Path], cells: dict[str, str], field: str, reason: str
) -> None:
    assert read(write_feed([{}, cells, {}]))[1] == RefusedRow(3, field, reason)


def test_rows_of_another_length(tmp_path: Path) -> None:
    path = tmp_path / "feed.tsv"
    path.write_text(
        "id\ttitle\tlink\tbrand\n"
        "1\tA\thttps://s.example/1\n"
        "2\tB\n"
        "3\tC\thttps://s.example/3\tX\tY\n"
        "\xe9\n",
        encoding="utf-8",
    )
    with path.open("ab") as file:
        file.write(b"4\t\xff\xfe\n")
    first, *refused = read(path)
    assert isinstance(first, FeedRow)
    assert first.brand is None
    assert refused == [
        RefusedRow(3, "row", "fewer fields than columns"),
        RefusedRow(4, "row", "more fields than columns"),
        RefusedRow(5, "row", "fewer fields than columns"),
        RefusedRow(6, "row", "not UTF-8 text"),
    ]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "no column id, title, link. Its first line must name the columns"),
        ("id\ttitle\n1\tA\n", "no column link. Its columns are id, title. .* --map link="),
        ("id,title,link\n", "no column id, title, link. Its columns are id,title,link."),
    ],
)
def test_files_that_are_no_feeds(tmp_path: Path, header: str, sentence: str) -> None:
    path = tmp_path / "feed.tsv"
    path.write_text(header)
    with pytest.raises(ValidationError, match=sentence):
        read(path)


def test_column_names_are_read_in_any_case(tmp_path: Path) -> None:
    path = tmp_path / "feed.tsv"
    path.write_text("ID\tTitle\tLink\tImage Link\n1\tA\thttps://s.example/1\thttps://s.example/i\n")
    (row,) = read(path)
    assert isinstance(row, FeedRow)
    assert row.image_link == "https://s.example/i"


def test_more_attributes_than_can_be_kept(read_one: Callable[[Mapping[str, str]], FeedRow]) -> None:
    details = "; ".join(f"n{number}: x" for number in range(700))
    assert len(read_one({"product_detail": details}).attributes) == 500
