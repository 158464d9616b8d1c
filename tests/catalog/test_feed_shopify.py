"""The products of a Shopify shop."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Availability

ReadFeed = Callable[..., list[FeedRow | RefusedRow]]

SHOP = {"link": "https://shop.example/products/{handle}?variant={variant_id}"}
LAMP: dict[str, Any] = {
    "id": 11,
    "title": "Arc lamp",
    "handle": "arc-lamp",
    "body_html": "<p>Bright &amp; warm.</p><ul><li>Steel</li></ul><script>x()</script>",
    "vendor": "Lumo",
    "product_type": "Lamps",
    "tags": ["new"],
    "variants": [
        {"id": 101, "title": "Red / 40 cm", "option1": "Red", "option2": "40 cm", "option3": None,
         "sku": "A-1", "available": True, "price": "49.95", "compare_at_price": "59.95",
         "featured_image": {"src": "https://i.example/red.jpg"}},
        {"id": 102, "title": "Blue / 40 cm", "option1": "Blue", "option2": "40 cm",
         "available": False, "price": "49.95", "compare_at_price": "", "featured_image": None,
         "barcode": "4006381333931"},
    ],
    "images": [{"src": "https://i.example/lamp.jpg"}],
    "options": [{"name": "Colour", "position": 1}, {"name": "Height", "position": 2}],
}  # fmt: skip
BULB: dict[str, Any] = {
    "id": 12,
    "title": "Bulb",
    "handle": "bulb",
    "body_html": None,
    "vendor": "Lumo",
    "product_type": "",
    "variants": [
        {"id": 201, "title": "Default Title", "option1": "Default Title", "price": "3.00"}
    ],
    "images": [],
    "options": [{"name": "Title", "values": ["Default Title"]}],
}


def packed(value: object) -> bytes:
    return json.dumps(value).encode()


def products(rows: list[FeedRow | RefusedRow]) -> list[FeedRow]:
    found = [row for row in rows if isinstance(row, FeedRow)]
    assert len(found) == len(rows), rows
    return found


def test_each_variant_of_a_shopify_product_is_a_product(read_feed: ReadFeed) -> None:
    rows = products(read_feed(packed({"products": [LAMP, BULB]}), mapping=SHOP, currency="USD"))
    assert rows == [
        FeedRow(
            line=1,
            source_id="101",
            title="Arc lamp - Red / 40 cm",
            link="https://shop.example/products/arc-lamp?variant=101",
            description="Bright & warm.\nSteel",
            image_link="https://i.example/red.jpg",
            availability=Availability.IN_STOCK,
            price_minor=4_995,
            list_price_minor=5_995,
            currency="USD",
            brand="Lumo",
            product_type="Lamps",
            attributes={"colour": "Red", "height": "40 cm"},
        ),
        FeedRow(
            line=1,
            source_id="102",
            title="Arc lamp - Blue / 40 cm",
            link="https://shop.example/products/arc-lamp?variant=102",
            description="Bright & warm.\nSteel",
            image_link="https://i.example/lamp.jpg",
            availability=Availability.OUT_OF_STOCK,
            price_minor=4_995,
            currency="USD",
            brand="Lumo",
            gtin="4006381333931",
            product_type="Lamps",
            attributes={"colour": "Blue", "height": "40 cm"},
        ),
        FeedRow(
            line=2,
            source_id="201",
            title="Bulb",
            link="https://shop.example/products/bulb?variant=201",
            price_minor=300,
            currency="USD",
            brand="Lumo",
        ),
    ]


def test_a_shopify_file_needs_the_address_of_its_shop(read_feed: ReadFeed) -> None:
    with pytest.raises(
        ValidationError, match=r"does not say where its shop is\. .* --map 'link=http"
    ):
        read_feed(packed({"products": [LAMP]}), currency="USD")
    linked = {**BULB, "url": "https://shop.example/bulb"}
    (row,) = products(read_feed(packed({"products": [linked]}), currency="USD"))
    assert row.link == "https://shop.example/bulb"


UNUSABLE: list[tuple[dict[str, Any], RefusedRow]] = [
    ({"handle": "x"}, RefusedRow(1, "variants", "missing")),
    ({"handle": "x", "variants": []}, RefusedRow(1, "variants", "missing")),
    ({"handle": "x", "variants": [7]}, RefusedRow(1, "variants", "not an object")),
    ({**BULB, "title": None}, RefusedRow(1, "title", "missing")),
    ({**BULB, "variants": [{"id": 1, "price": "-3"}]}, RefusedRow(1, "price", "negative")),
    ({**BULB, "variants": [{"id": {}, "price": []}], "id": []}, RefusedRow(1, "id", "missing")),
]


@pytest.mark.parametrize(("product", "refused"), UNUSABLE)
def test_shopify_products_that_are_none(
    read_feed: ReadFeed, product: dict[str, Any], refused: RefusedRow
) -> None:
    content = packed({"products": [product]})
    assert read_feed(content, "shopify", mapping=SHOP, currency="USD") == [refused]


def test_a_product_that_is_no_object(read_feed: ReadFeed) -> None:
    rows = read_feed(
        packed({"shop": {"products": [1]}, "products": [BULB, 7, [BULB], None], "n": [[1]]}),
        mapping=SHOP,
        currency="USD",
    )
    assert rows[1:] == [RefusedRow(number, "row", "not an object") for number in (2, 3, 4)]
