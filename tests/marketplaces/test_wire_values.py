import pytest
from hypothesis import given
from tests.marketplaces.json_noise import JSON, unhurried

from talknshop.marketplaces.wire_values import (
    address,
    count,
    currency,
    entries,
    gtin,
    identifier,
    line,
    lines,
    member,
    named,
    number,
    pairs,
    price,
    rating,
    text,
)


@unhurried
@given(JSON)
def test_no_value_is_too_absurd(value: object) -> None:
    found = [
        member(value, "a", 0, "b"), entries(value, 1), text(value), line(value),
        lines(value), identifier(value), number(value), count(value), rating(value, best=10),
        currency(value), price(value, "USD"), address(value),
        gtin(value),
    ]  # fmt: skip
    assert len(found) == 13
    assert all(len(kept) <= 5_000 for kept in named(a=value).values())


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("plain", "plain"),
        ("&lt;ul&gt;&lt;li&gt;One&lt;/li&gt;&lt;li&gt;Two&lt;/li&gt;&lt;/ul&gt;", "One\nTwo"),
        ("&amp;lt;b&amp;gt;Twice&amp;lt;/b&amp;gt;", "Twice"),
        ("that&rsquo;s", "that’s"),
        ("<p>One<script>alert(1)</script></p><p>Two</p>", "One\nTwo"),
        ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
        ("a\u202eb\u0000c\ud800d", "abcd"),
        ("   ", None),
        (7, None),
    ],
)
def test_texts_are_plain(given_text: object, plain: str | None) -> None:
    assert text(given_text) == plain


@pytest.mark.parametrize(
    ("amount", "code", "expected"),
    [
        ("19.99", "USD", 19.99), (19.999, "USD", 20.0), (1500, "JPY", 1500.0),
        ("1.2345", "KWD", 1.235),
        ("0.00", "USD", 0.0), ("-1", "USD", None), ("string", "USD", None),
        (-2147483648, "USD", None),
        (True, "USD", None), ("19.99", None, None), ("1e400", "USD", None),
        ("Infinity", "USD", None),
        (10**30, "USD", None), (" 5 ", "EUR", 5.0), ("1,234.50", "USD", None),
        (None, "USD", None),
    ],
)  # fmt: skip
def test_prices(amount: object, code: str | None, expected: float | None) -> None:
    assert price(amount, code) == expected


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "//host/x", "https://user@host/", "https://a b/", "ftp://x/",
        "https://host/\u202e", "http://", "https://host/<x>", "x" * 9, 5,
    ],
)  # fmt: skip
def test_what_is_no_address(link: object) -> None:
    assert address(link) is None


def test_ratings_of_other_scales() -> None:
    assert rating("4.5") == 4.5
    assert rating(9, best=10) == 4.5
    assert rating(9) is None
    assert rating(-1) is None
    assert rating(1, best=0) is None


def test_attributes_leave_out_what_is_unknown() -> None:
    told = named(a=None, b="", c=True, d=[1, "x", "y"], e=7, f={}, g="<b>bold</b>")
    many = named(a=["word"] * 1_000)
    assert len(many["a"]) <= 500
    assert told == {"c": "yes", "d": "x, y", "e": "7", "g": "bold"}


def test_attributes_in_lists_are_bounded() -> None:
    record = {"x": [{"n": f"Name {number}", "v": "y"} for number in range(1_000)] + [None, 5]}
    assert len(pairs(record, "x", key="n", told="v")) == 50
    assert pairs({"x": [{"n": "A", "v": "b"}, {"n": "C"}]}, "x", key="n", told="v") == {"a": "b"}
