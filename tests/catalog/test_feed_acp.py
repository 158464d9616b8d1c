"""Product feeds of the Agentic Commerce Protocol."""

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
from talknshop.schemas.enums import Availability, Condition

ReadFeed = Callable[..., list[FeedRow | RefusedRow]]

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
