"""Flat products in JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from talknshop.catalog.feeds.rows import FeedRow, RefusedRow

ReadFeed = Callable[..., list[FeedRow | RefusedRow]]


def packed(value: object) -> bytes:
    return json.dumps(value).encode()


def products(rows: list[FeedRow | RefusedRow]) -> list[FeedRow]:
    found = [row for row in rows if isinstance(row, FeedRow)]
    assert len(found) == len(rows), rows
    return found


FLAT: dict[str, Any] = {
    "offerId": "7",
    "title": "Kettle",
    "link": "https://s.example/7",
    "imageLink": "https://i.example/7",
    "price": {"value": "49.95", "currency": "USD"},
    "productTypes": ["Kitchen > Kettles"],
    "productDetails": [{"attributeName": "Volume", "attributeValue": "1.7 L"}],
    "attributes": {"Power": 2200},
    "gtin": 4006381333931,
    "averageRating": 4.5,
}
FLAT_ROW = FeedRow(
    line=1,
    source_id="7",
    title="Kettle",
    link="https://s.example/7",
    image_link="https://i.example/7",
    price_minor=4_995,
    currency="USD",
    gtin="4006381333931",
    rating=4.5,
    product_type="Kitchen > Kettles",
    attributes={"power": "2200", "volume": "1.7 L"},
)


def test_flat_products_a_line_or_in_a_list(read_feed: ReadFeed) -> None:
    assert read_feed(packed(FLAT) + b"\n") == [FLAT_ROW]
    assert read_feed(packed([FLAT])) == [FLAT_ROW]
    assert read_feed(json.dumps({"items": [FLAT]}, indent=1).encode("utf-16")) == [FLAT_ROW]


@pytest.mark.parametrize(
    ("price", "minor"),
    [
        (49.95, 4_995),
        (1299, 129_900),
        (1.299, 130),
        ({"value": "1.299", "currency": "USD"}, 130),
        ("1,299.00", 129_900),
        ({"amountMicros": "49950000", "currencyCode": "USD"}, 4_995),
        ({"amount": 5, "currency": "USD"}, 500),
        (None, None),
        (0, None),
    ],
)
def test_prices_in_json(read_feed: ReadFeed, price: object, minor: int | None) -> None:
    for content in (packed({**FLAT, "price": price}), packed([{**FLAT, "price": price}])):
        (row,) = products(read_feed(content, currency="USD"))
        assert row.price_minor == minor


def test_a_price_that_is_text_may_be_ambiguous(read_feed: ReadFeed) -> None:
    rows = read_feed(packed({**FLAT, "price": "1.299"}), currency="USD")
    assert rows == [RefusedRow(1, "price", "may be thousands or a fraction")]


def test_mapped_keys_may_be_missing_from_some_products(read_feed: ReadFeed) -> None:
    rows = read_feed(
        b'{"no": 1, "title": "A", "link": "https://s.example/1"}\n'
        b'{"title": "B", "link": "https://s.example/2"}\n[1]\n',
        mapping={"id": "no"},
    )
    assert isinstance(rows[0], FeedRow)
    assert rows[1:] == [RefusedRow(2, "id", "missing"), RefusedRow(3, "row", "not an object")]


def test_products_of_very_many_shapes(read_feed: ReadFeed) -> None:
    content = b"\n".join(packed({**FLAT, f"k{number}": 1}) for number in range(500))
    assert len(products(read_feed(content))) == 500
