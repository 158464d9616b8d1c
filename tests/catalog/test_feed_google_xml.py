"""Google Merchant feeds in XML."""

from collections.abc import Callable

import pytest

from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Availability

ReadFeed = Callable[..., list[FeedRow | RefusedRow]]

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel><title>Shop</title><link>https://s.example</link>
{items}
</channel></rss>"""
KETTLE = """<item>
<title>Kettle &amp; lid</title><link>https://s.example/7</link>
<description><![CDATA[<p>Boils.</p>]]></description>
<g:id>7</g:id><g:title>Café kettle</g:title><g:price>49.95 USD</g:price>
<g:availability>in_stock</g:availability>
<g:product_detail><g:section_name>x</g:section_name><g:attribute_name>Volume</g:attribute_name>
<g:attribute_value>1.7 L</g:attribute_value></g:product_detail>
<g:product_detail><g:attribute_name>Power</g:attribute_name>
<g:attribute_value>2 kW</g:attribute_value></g:product_detail>
<g:shipping><g:country>US</g:country><g:price>9.95 USD</g:price></g:shipping>
<g:image_link>https://i.example/1</g:image_link><g:image_link>https://i.example/2</g:image_link>
</item>"""
KETTLE_ROW = FeedRow(
    line=4,
    source_id="7",
    title="Café kettle",
    link="https://s.example/7",
    description="Boils.",
    image_link="https://i.example/1",
    availability=Availability.IN_STOCK,
    price_minor=4_995,
    currency="USD",
    attributes={"volume": "1.7 L", "power": "2 kW"},
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<title>Shop</title><link rel="self" href="https://s.example/feed"/>
<entry><id>tag:7</id><title>Kettle</title><link rel="edit" href="https://s.example/edit"/>
<link href="https://s.example/7"/><summary>Boils.</summary><g:id>7</g:id></entry></feed>"""


def rss(items: str, encoding: str = "utf-8") -> bytes:
    return RSS.format(encoding=encoding, items=items).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_rss(read_feed: ReadFeed, encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    content = RSS.format(encoding=declared, items=KETTLE).encode(encoding)
    assert read_feed(content) == [KETTLE_ROW]


def test_atom(read_feed: ReadFeed) -> None:
    assert read_feed(ATOM.encode()) == [
        FeedRow(
            line=3,
            source_id="7",
            title="Kettle",
            link="https://s.example/7",
            description="Boils.",
        )
    ]


def test_items_are_mapped_and_judged_one_by_one(read_feed: ReadFeed) -> None:
    rows = read_feed(
        rss(f"<item><g:id>1</g:id><g:mpn>M</g:mpn></item>\n{KETTLE}"),
        mapping={"title": "mpn", "link": "https://s.example/{mpn}"},
    )
    assert isinstance(rows[0], FeedRow)
    assert (rows[0].title, rows[0].link) == ("M", "https://s.example/M")
    assert rows[1] == RefusedRow(5, "title", "missing")


def test_a_huge_item_is_refused_and_the_next_is_read(read_feed: ReadFeed) -> None:
    huge = f"<item><g:id>1</g:id><g:title>{'x' * 3_000_000}</g:title></item>"
    assert read_feed(rss(huge + "\n" + KETTLE))[0] == RefusedRow(4, "row", "longer than 1 MB")
    assert isinstance(read_feed(rss(huge + "\n" + KETTLE))[1], FeedRow)


BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rss><channel><item><id>&b;</id></item></channel></rss>"""
OUTSIDE = (
    """<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><id>&x;</id></item></rss>"""
)
PARAMETER = """<!DOCTYPE r [<!ENTITY % p SYSTEM "http://x.example/d"> %p;]><rss><item/></rss>"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BOMB.encode(), "declares entities \\(line 1\\)"),
        (OUTSIDE.encode(), "declares entities"),
        (PARAMETER.encode(), "declares entities"),
        (rss(KETTLE)[:-40], "no well-formed XML"),
        (rss(KETTLE)[:600], "no well-formed XML"),
        (rss("<item>&nbsp;</item>"), "undefined entity"),
        (rss("<item>\x00</item>"), "no well-formed XML"),
        (b'<?xml version="1.0"?><rss>caf\xe9</rss>', "no well-formed XML"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', "no well-formed XML"),
        (b'<?xml version="1.0" encoding="shift_jis"?><rss>\x83</rss>', "no well-formed XML"),
        (rss(""), "no item as RSS has"),
        (b"<a>" * 100_000, "nested more than 100 deep"),
        (rss("<item a='" + "x" * 9_000_000 + "'/>"), "tag or comment of more than 8 MB"),
        (rss("<!--" + "x" * 9_000_000 + "-->"), "tag or comment of more than 8 MB"),
    ],
    ids=str,
)
def test_files_that_are_no_feeds(read_feed: ReadFeed, content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        read_feed(content)
