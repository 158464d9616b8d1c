"""JSON of shops: flat products, Shopify's and those of the Agentic Commerce Protocol."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from talknshop.catalog.feeds.formats import choose_format
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Availability, Condition

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
TEE: dict[str, Any] = {
    "id": "tee",
    "title": "Tee",
    "url": "https://m.example/tee",
    "description": {"html": "<p>Soft.</p>"},
    "media": [{"type": "video", "url": "https://i.example/v"},
              {"type": "image", "url": "https://i.example/tee.jpg"}],
    "variants": [
        {"id": "tee-s", "title": "Tee small", "description": {"plain": "Small."},
         "url": "https://m.example/tee?s", "barcodes": [{"type": "SKU", "value": "7"},
                                                        {"type": "EAN", "value": "96385074"}],
         "price": {"amount": 1999, "currency": "USD"},
         "list_price": {"amount": 2499, "currency": "USD"},
         "availability": {"available": True, "status": "limited_stock"},
         "categories": [{"value": "1604", "taxonomy": "google_product_category"},
                        {"value": "Apparel > Shirts", "taxonomy": "merchant"}],
         "condition": ["secondhand"],
         "variant_options": [{"name": "Size", "value": "Small"}],
         "media": [{"type": "image", "url": "https://i.example/s.jpg"}]},
        {"id": "tee-m", "title": "", "price": {"amount": 5000, "currency": "JPY"},
         "availability": {"available": False, "status": "in_stock"}},
    ],
}  # fmt: skip


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


ACP_ROWS = [
    FeedRow(
        line=1,
        source_id="tee-s",
        title="Tee small",
        link="https://m.example/tee?s",
        description="Small.",
        image_link="https://i.example/s.jpg",
        availability=Availability.IN_STOCK,
        price_minor=1_999,
        list_price_minor=2_499,
        currency="USD",
        gtin="96385074",
        condition=Condition.USED,
        product_type="Apparel > Shirts",
        attributes={"size": "Small"},
    ),
    FeedRow(
        line=1,
        source_id="tee-m",
        title="Tee",
        link="https://m.example/tee",
        description="Soft.",
        image_link="https://i.example/tee.jpg",
        availability=Availability.OUT_OF_STOCK,
        price_minor=5_000,
        currency="JPY",
    ),
]


def test_products_of_the_agentic_commerce_protocol(read_feed: ReadFeed) -> None:
    assert read_feed(packed(TEE) + b"\n\n") == ACP_ROWS
    assert read_feed(packed({"products": [TEE]})) == ACP_ROWS


@pytest.mark.shared
def test_the_published_example_of_the_protocol(read_feed: ReadFeed, shared_folder: Path) -> None:
    folder = shared_folder / "contracts" / "acp" / "examples" / "2026-04-17"
    examples = json.loads((folder / "examples.feed.json").read_text())
    (row,) = products(read_feed(packed(examples["upsert_products_request_single_product"])))
    assert (row.source_id, row.price_minor, row.currency) == ("sku124-red-m", 1_999, "USD")
    assert row.availability is Availability.OUT_OF_STOCK
    assert row.attributes == {"color": "Red", "size": "Medium"}
    # The shortest example gives no address; a product that cannot be visited is none.
    short = packed(examples["get_products_response"])
    assert read_feed(short) == [RefusedRow(1, "link", "missing")]
    assert len(products(read_feed(short, mapping={"link": "https://m.example/{product_id}"}))) == 1


@pytest.mark.parametrize("name", ["products.jsonl", "products.jsonl.gz"])
def test_the_folder_of_a_feed(tmp_path: Path, name: str) -> None:
    (tmp_path / "metadata.json").write_bytes(packed({"id": "feed_1", "target_country": "US"}))
    data = packed(TEE)
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    with open_source(tmp_path) as source:
        assert (
            list(choose_format(source, None).read(source, Reading(datetime.now(UTC)))) == ACP_ROWS
        )


NOT_WHOLE = "not a whole number of minor units"


@pytest.mark.parametrize(
    ("variant", "field", "reason"),
    [
        ({"price": {"amount": 19.99, "currency": "USD"}}, "price", NOT_WHOLE),
        ({"price": {"amount": True, "currency": "USD"}}, "price", NOT_WHOLE),
        ({"price": 1999}, "price", NOT_WHOLE),
        ({"price": {"amount": 1999}}, "price", "no currency"),
        ({"price": {"amount": -1, "currency": "USD"}}, "price", "negative"),
        ({"list_price": {"amount": 10**12, "currency": "USD"}}, "list_price",
         "more than 12 digits"),
        ({"id": ""}, "id", "missing"),
        ({"url": "javascript:x"}, "link", "not an http or https link"),
    ],
)  # fmt: skip
def test_variants_that_are_no_products(
    read_feed: ReadFeed, variant: dict[str, object], field: str, reason: str
) -> None:
    product = {**TEE, "variants": [{"id": "1", "title": "T", **variant}]}
    assert read_feed(packed(product)) == [RefusedRow(1, field, reason)]


def test_products_without_usable_variants(read_feed: ReadFeed) -> None:
    rows = read_feed(b'{"id": 1, "variants": ["x"]}\n{"id": 2}\n"text"\n{broken\n', "acp")
    assert rows == [
        RefusedRow(1, "variants", "not an object"),
        RefusedRow(2, "variants", "missing"),
        RefusedRow(3, "row", "not an object"),
        RefusedRow(4, "row", "not JSON"),
    ]


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
