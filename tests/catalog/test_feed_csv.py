"""CSV of any shop: the columns a person maps, and those that tell by their name."""

from collections.abc import Callable

import pytest

from talknshop.catalog.feeds.mapping import column_name, parse_mapping
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Availability

ReadFeed = Callable[..., list[FeedRow | RefusedRow]]


def one(rows: list[FeedRow | RefusedRow]) -> FeedRow:
    (row,) = rows
    assert isinstance(row, FeedRow), row
    return row


def test_columns_that_are_mapped(read_feed: ReadFeed) -> None:
    row = one(
        read_feed(
            b"Art;Name;Cost;Volt;Path\n7;Red lamp;1.299,00;230 V;lamps/red lamp\n",
            mapping=parse_mapping(
                [
                    "id=Art",
                    "title=Name",
                    "price=cost",
                    "attributes.voltage=Volt",
                    "link=https://shop.example/{Path}?id={art}",
                    "brand=The {name} works",
                    "gtin=Art",
                ]
            ),
            currency="EUR",
        )
    )
    assert (row.source_id, row.title, row.brand) == ("7", "Red lamp", "The Red lamp works")
    assert row.link == "https://shop.example/lamps/red%20lamp?id=7"
    assert (row.price_minor, row.currency) == (129_900, "EUR")
    assert row.attributes == {"voltage": "230 V"}
    assert row.warnings == ("gtin",)


def test_columns_that_tell_by_their_name(read_feed: ReadFeed) -> None:
    row = one(
        read_feed(
            b"SKU,Product Name,Permalink,Regular Price (EUR),Sale Price,Images,Stock,Categories,"
            b"Manufacturer,EAN,Average Rating,Reviews,Body HTML,Colour\n"
            b'k-7,Kettle,https://shop.example/k,"49,95","39,95",https://i.example/1.jpg,3,'
            b"Kitchen > Kettles,Brewly,4006381333931,4.5,12,<b>Boils</b> water,red\n"
        )
    )
    assert row == FeedRow(
        line=2,
        source_id="k-7",
        title="Kettle",
        link="https://shop.example/k",
        description="Boils water",
        image_link="https://i.example/1.jpg",
        availability=Availability.IN_STOCK,
        price_minor=3_995,
        list_price_minor=4_995,
        currency="EUR",
        brand="Brewly",
        gtin="4006381333931",
        rating=4.5,
        review_count=12,
        product_type="Kitchen > Kettles",
        attributes={"color": "red"},
    )


def test_a_currency_column_and_a_price_without_any(read_feed: ReadFeed) -> None:
    content = b"id,name,url,price,currency\n"
    rows = read_feed(
        content
        + b"1,A,https://s.example/1,5.00,gbp\n"
        + b"2,B,https://s.example/2,5.00,\n"
        + b"3,C,https://s.example/3,5.00,pounds\n"
    )
    assert isinstance(rows[0], FeedRow)
    assert (rows[0].price_minor, rows[0].currency) == (500, "GBP")
    assert rows[1:] == [
        RefusedRow(3, "price", "no currency"),
        RefusedRow(4, "currency", "unknown"),
    ]


def test_the_line_of_a_spreadsheet_that_tells_the_delimiter_is_no_header(
    read_feed: ReadFeed,
) -> None:
    row = one(read_feed(b"sep=;\r\nid;name;url\r\n7;A;https://s.example/7\r\n"))
    assert (row.line, row.source_id, row.title) == (3, "7", "A")


def test_what_purchase_costs_is_not_taken_for_the_price(read_feed: ReadFeed) -> None:
    row = one(read_feed(b"id,name,url,cost\n1,A,https://s.example/1,5.00 USD\n", "csv"))
    assert row.price_minor is None


def test_a_text_with_an_empty_column_is_empty(read_feed: ReadFeed) -> None:
    (row,) = read_feed(b"id,name,slug\n1,A,\n", mapping={"link": "https://s.example/{slug}"})
    assert row == RefusedRow(2, "link", "missing")


def test_a_text_may_name_fields_that_are_guessed_or_mapped(read_feed: ReadFeed) -> None:
    for mapping in ({}, {"id": "sku"}):
        row = one(
            read_feed(b"sku,name\n7,A\n", mapping={"link": "https://s.example/{id}", **mapping})
        )
        assert row.link == "https://s.example/7"


def test_columns_that_are_not_there(read_feed: ReadFeed) -> None:
    with pytest.raises(ValidationError, match=r"no column cost, weight .* id, name, url\."):
        read_feed(
            b"id,name,url\n1,A,https://s.example/1\n",
            mapping={"price": "Cost", "size": "{Weight} kg"},
        )
    with pytest.raises(ValidationError, match=r"no column link\. .* --map link=https://shop"):
        read_feed(b"id,name\n1,A\n")
    with pytest.raises(ValidationError, match=r"no column id, link\. .* --map id=COLUMN"):
        read_feed(b"number,name\n1,A\n")


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("title", "says nothing"),
        ("title=", "says nothing"),
        ("name=Name", "no field 'name'. The fields are id, title"),
        ("attributes.=x", "no field"),
    ],
)
def test_mappings_that_say_nothing(pair: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        parse_mapping([pair])
    with pytest.raises(ValidationError, match="twice"):
        parse_mapping(["id=a", "id=b"])


@pytest.mark.parametrize(
    "name", ["Image Link", "imageLink", "image_link", " IMAGE-LINK ", "image  link:"]
)
def test_names_that_are_the_same(name: str) -> None:
    assert column_name(name) == "image_link"
