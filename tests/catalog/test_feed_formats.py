"""Recognising formats, and that no content whatever ends in anything but a row or a sentence."""

import gzip
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from talknshop.catalog.feeds.formats import FORMATS, choose_format
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.core.errors import ValidationError

ReadFeed = Callable[..., list[FeedRow | RefusedRow]]

READING = Reading(
    datetime(2026, 3, 1, tzinfo=UTC), {"link": "https://shop.example/{id}"}, currency="USD"
)
NAMES = [one.name for one in FORMATS]
SAMPLES = {
    "google-xml": b'<?xml version="1.0"?><rss><channel><item/></channel></rss>',
    "shopify": b'{"products": [{"id": 1, "handle": "x", "variants": [{"id": 2}]}]}',
    "acp": b'{"id": "p", "variants": [{"id": "v", "title": "V"}]}\n{"id": "q"}\n',
    "acp-document": b'{"products": [{"id": "p", "variants": [{"id": "v", "title": "V"}]}]}',
    "json": b'[{"id": 1, "title": "A"}]',
    "json-lines": b'{"id": 1, "title": "A"}\n{"id": 2}\n',
    "google-tsv": b"id\ttitle\tdescription, long\tlink\n",
    "google-csv": b"id,title,link\n",
    "csv": b"sku;name;price\n",
}


def recognised(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with open_source(path) as source:
        return choose_format(source, None).name


def test_every_format_is_recognised_by_its_content(tmp_path: Path) -> None:
    assert {name: recognised(tmp_path / "f", data) for name, data in SAMPLES.items()} == {
        name: name for name in NAMES
    }


def test_a_format_is_recognised_by_a_head_that_ends_anywhere(tmp_path: Path) -> None:
    long = {"id": 1, "handle": "x", "body_html": "y" * 200_000, "variants": [{"id": 2}]}
    assert recognised(tmp_path / "f", json.dumps({"products": [long]}).encode()) == "shopify"
    assert recognised(tmp_path / "f", b'  \n{"id": 1, "text": "' + b"y" * 200_000) == "json-lines"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"<!DOCTYPE html><html></html>", "in none of the formats google-xml, shopify"),
        (b"just a line of text\n", "in none of the formats"),
        (b'{"text": 1', "is a product; nothing|no column|JSON|row"),
    ],
)
def test_what_is_no_feed_is_said(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(content)
    if content.startswith(b"{"):
        with open_source(path) as source:
            rows = list(choose_format(source, None).read(source, READING))
        assert rows == [RefusedRow(1, "row", "not JSON")]
        return
    with pytest.raises(ValidationError, match=sentence):
        recognised(path, content)


def read(path: Path, name: str, content: bytes) -> None:
    """Reads a feed; anything but rows and sentences fails."""
    path.write_bytes(content)
    with suppress(ValidationError), open_source(path) as source:
        for row in choose_format(source, name).read(source, READING):
            assert isinstance(row, FeedRow | RefusedRow)
            assert row.line > 0
            if isinstance(row, FeedRow):
                assert row.price_minor is None or 0 < row.price_minor < 10**16
                json.dumps(row.attributes).encode()
                row.title.encode()


ANY_SETTINGS = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Bytes that mean something to some reader come up more often than chance would have them.
PIECES = st.sampled_from(
    [b'"', b"'", b",", b";", b"\t", b"\n", b"\r\n", b"\x00", b"\xff", b"\xc3", b"{", b"}", b"[",
     b"]", b":", b"<", b">", b"</", b"/>", b"&", b"&amp;", b"&#0;", b"<item>", b"</item>",
     b"<g:id>", b"<![CDATA[", b"]]>", b"<!--", b"id", b"title", b"link", b"variants", b"products",
     b"price", b"1e999", b"1.299,00", b"\\ud800", b"null", b"-1", b"https://s.example/1"]
)  # fmt: skip
NOISE = st.lists(PIECES | st.binary(max_size=8), max_size=60).map(b"".join)


@pytest.mark.parametrize("name", NAMES)
@ANY_SETTINGS
@given(noise=NOISE, place=st.integers(0, 1_000), raw=st.booleans())
@example(noise=b"1" * 5_000, place=10, raw=True)
def test_no_bytes_end_in_anything_but_rows_and_sentences(
    tmp_path: Path, name: str, noise: bytes, place: int, *, raw: bool
) -> None:
    sample = SAMPLES[name] if not raw else b""
    read(tmp_path / "feed", name, sample[:place] + noise + sample[place:])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "title", "price", "amount", "currency", "variants", "options", "option1", "url",
             "link", "name", "value", "barcodes", "availability", "description", "body_html",
             "images", "src", "media", "attributes", "product_detail", "condition", "list_price"]
        ),
        inner,
        max_size=8,
    ),
    max_leaves=30,
)  # fmt: skip


@pytest.mark.parametrize("name", ["shopify", "acp", "acp-document", "json", "json-lines"])
@ANY_SETTINGS
@given(value=JSON)
def test_no_json_ends_in_anything_but_rows_and_sentences(
    tmp_path: Path, name: str, value: object
) -> None:
    lines = name in {"acp", "json-lines"}
    whole = value if lines else {"products": [value, {"id": 1, "title": "T", "variants": value}]}
    read(tmp_path / "feed", name, json.dumps(whole).encode())


CELL = st.text(max_size=40) | st.sampled_from(
    [
        "5 USD",
        "-5",
        "€ 1.299,00",
        "<p>x</p><script>",
        "https://s.example",
        "4006381333931",
        "in stock",
    ]
)


@pytest.mark.parametrize("name", ["google-tsv", "google-csv", "csv"])
@ANY_SETTINGS
@given(rows=st.lists(st.lists(CELL, max_size=9), max_size=8))
def test_no_cells_end_in_anything_but_rows_and_sentences(
    tmp_path: Path, name: str, rows: list[list[str]]
) -> None:
    delimiter = "\t" if name == "google-tsv" else ","
    header = ["id", "title", "price", "gtin", "description", "availability", "image_link"]
    text = "\n".join(delimiter.join(row) for row in [header, *rows])
    read(tmp_path / "feed", name, text.encode("utf-8", "surrogatepass"))


DEEP = 100_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shopify", b'{"products": [{"id": 1, "x": ' + b"[" * DEEP + b"]" * DEEP + b"}]}"),
        ("shopify", b'{"products": [' + b'{"x":' * DEEP + b"1" + b"}" * DEEP + b"]}"),
        ("json", b"[" * DEEP + b"]" * DEEP),
        ("json", b'{"x": ' + b"[" * DEEP + b"]" * DEEP + b', "products": [{"id": 1}]}'),
        ("json-lines", b'{"id": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
        ("acp", b'{"id": 1, "variants": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
    ],
)
def test_json_of_great_depth(read_feed: ReadFeed, name: str, content: bytes) -> None:
    rows = read_feed(content, name, mapping={"link": "x"})
    assert rows
    assert all(isinstance(row, RefusedRow) for row in rows)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shopify", SAMPLES["shopify"][:-3]),
        ("json", b'[{"id": 1}, {"id": "caf\xe9"}]'),
        ("json", b'[{"id": 1' + b"0" * 5_000 + b"}]"),
        ("json", b'[{"id": "' + b"x" * 17 * 2**20 + b'"}]'),
        ("json", b'{"shop": "none"}'),
        ("json", b"[NaN]"),
    ],
)
def test_documents_that_cannot_be_read(read_feed: ReadFeed, name: str, content: bytes) -> None:
    with pytest.raises(ValidationError, match=r"JSON|16 MB"):
        read_feed(content, name, mapping={"link": "x"})


@pytest.mark.parametrize("name", ["json", "google-xml", "google-tsv"])
def test_half_a_compressed_file_of_any_format(read_feed: ReadFeed, name: str) -> None:
    values = [os.urandom(40).hex() for _ in range(20_000)]
    content = {
        "json": json.dumps([{"id": value} for value in values]).encode(),
        "google-xml": b"<rss>" + "".join(f"<item><id>{v}</id></item>" for v in values).encode(),
        "google-tsv": "\n".join(["id\ttitle\tlink", *values]).encode(),
    }[name]
    half = gzip.compress(content)[:400_000]
    with pytest.raises(ValidationError, match="incomplete or damaged"):
        read_feed(half)


def test_one_huge_product_is_refused_and_the_next_is_read(read_feed: ReadFeed) -> None:
    huge = {"id": 1, "tags": ["x" * 1_000] * 9_000}
    rows = read_feed(
        json.dumps([huge, {"id": 2, "title": "B", "link": "https://s.example"}]).encode()
    )
    assert rows[0] == RefusedRow(1, "row", "longer than 8 MB")
    assert isinstance(rows[1], FeedRow)


def million_rows(name: str, rows: int) -> Iterator[bytes]:
    item = {
        "google-tsv": b"%d\tLamp\tnowhere\n",
        "json-lines": b'{"id": %d, "title": "Lamp"}\n',
        "shopify": b'{"id": %d, "handle": "x", "variants": []},',
        "google-xml": b"<item><id>%d</id><title>Lamp</title></item>\n",
    }[name]
    head, tail = {
        "google-tsv": (b"id\ttitle\tlink\n", b""),
        "json-lines": (b"", b""),
        "shopify": (b'{"products": [', b"{}]}"),
        "google-xml": (b"<rss><channel>", b"</channel></rss>"),
    }[name]
    yield head
    for first in range(0, rows, 1_000):
        yield b"".join(item % number for number in range(first, first + 1_000))
    yield tail


@pytest.mark.parametrize("name", ["google-tsv", "json-lines", "shopify", "google-xml"])
def test_reading_takes_no_memory_however_many_rows_are_wrong(tmp_path: Path, name: str) -> None:
    path = tmp_path / "feed"
    with path.open("wb") as file:
        file.writelines(million_rows(name, 30_000))
    reading = Reading(READING.at, {} if name != "shopify" else READING.mapping)
    tracemalloc.start()
    try:
        with open_source(path) as source:
            rows = choose_format(source, None).read(source, reading)
            refused = sum(isinstance(row, RefusedRow) for row in rows)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused >= 30_000
    assert peak < 4_000_000
