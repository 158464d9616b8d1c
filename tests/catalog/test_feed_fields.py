from datetime import UTC, datetime

import pytest

from talknshop.catalog.feeds.fields import (
    clean,
    parse_availability,
    parse_condition,
    parse_count,
    parse_details,
    parse_link,
    parse_rating,
    sale_is_on,
)
from talknshop.catalog.feeds.rows import FieldError
from talknshop.schemas.enums import Availability, Condition
from talknshop.schemas.gtin import is_gtin

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("", True),
        ("2026-02-01T00:00+00:00/2026-04-01T00:00+00:00", True),
        ("2026-02-01T00:00+00:00 / 2026-03-01T00:00+00:00", False),
        ("2026-03-02T00:00+00:00/2026-04-01T00:00+00:00", False),
        ("2026-02-01T00:00/2026-04-01T00:00", False),
        ("always", False),
    ],
)
def test_a_sale_counts_only_while_it_is_on(interval: str, *, expected: bool) -> None:
    assert sale_is_on(interval, MARCH) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("in_stock", Availability.IN_STOCK),
        ("in stock", Availability.IN_STOCK),
        ("In-Stock", Availability.IN_STOCK),
        ("out_of_stock", Availability.OUT_OF_STOCK),
        ("preorder", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
        ("12", Availability.IN_STOCK),
        ("000", Availability.OUT_OF_STOCK),
        ("true", Availability.IN_STOCK),
        ("No", Availability.OUT_OF_STOCK),
        ("-3", Availability.UNKNOWN),
        ("", Availability.UNKNOWN),
        ("perhaps", Availability.UNKNOWN),
    ],
)
def test_availability(value: str, expected: Availability) -> None:
    assert parse_availability(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("New", Condition.NEW),
        ("like_new", Condition.LIKE_NEW),
        ("used", Condition.USED),
        ("refurbished", Condition.REFURBISHED),
        ("for parts", Condition.FOR_PARTS),
        ("", None),
        ("haunted", None),
    ],
)
def test_condition(value: str, expected: Condition | None) -> None:
    assert parse_condition(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4006381333931", True),
        ("036000291452", True),
        ("96385074", True),
        ("04006381333931", True),
        ("4006381333932", False),
        ("4006381333", False),
        ("40063813339３1", False),
        ("", False),
    ],
)
def test_gtin_check_digits(value: str, *, expected: bool) -> None:
    assert is_gtin(value) is expected


@pytest.mark.parametrize(
    "value",
    [
        "https://shop.example/p/1?a=b#c",
        "HTTP://shop.example",
        "https://shop.example:8443/p",
        "http://[2001:db8::1]/p",
        "https://bücher.example/p",
    ],
)
def test_links_to_web_pages_are_kept(value: str) -> None:
    assert parse_link("link", value) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("javascript:alert(1)", "not an http or https link"),
        ("ftp://shop.example/p", "not an http or https link"),
        ("/p/1", "not an http or https link"),
        ("https:///p", "not a link"),
        ("https://good.example@bad.example/", "not a link"),
        ("https://bad.example\\.good.example/", "not a link"),
        ("https://shop.example/a b", "not a link"),
        ("https://shop.example/" + "x" * 2_000, "longer than 2,000 characters"),
    ],
)
def test_other_links_are_refused(value: str, reason: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_link("link", value)
    assert caught.value.refusal == ("link", reason)


def test_ratings_and_counts_out_of_range_are_unknown() -> None:
    ratings = [parse_rating(value) for value in ("4.6", "5", "5.1", "-1", "nan", "good", "")]
    assert ratings == [4.6, 5.0, None, None, None, None, None]
    counts = [parse_count(value) for value in ("1,204", "0", "-3", "many", "")]
    assert counts == [1_204, 0, None, None, None]


def test_details() -> None:
    text = "RAM: 16 GB; ratio: 16:9; empty: ; no colon; : nameless; ram: 8 GB"
    assert parse_details(text) == {"ram": "8 GB", "ratio": "16:9"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" plain ", "plain"),
        ("two  blanks", "two blanks"),
        ("hard\xa0blank\x85here", "hard blank here"),
        ("hid\u200bden \u202eevil\x00", "hidden evil"),
        ("line\nbreak", "line\nbreak"),
    ],
)
def test_clean(value: str, expected: str) -> None:
    assert clean(value) == expected
