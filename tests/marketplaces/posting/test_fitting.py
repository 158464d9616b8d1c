import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.html_text import is_html
from talknshop.marketplaces.posting.fitting import (
    cut_of,
    fit,
    fitted_field,
    paragraphs_as_html,
    plain_line,
    plain_text,
)

anything = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "limit", "kept", "cut"),
    [
        ("blue phone", 20, "blue phone", ""),
        ("blue phone", None, "blue phone", ""),
        ("blue phone case", 12, "blue phone", "case"),
        ("blue phone", 4, "blue", "phone"),
        ("a" + "b" * 30, 10, "a" + "b" * 9, "b" * 21),
        ("", 5, "", ""),
    ],
)
def test_texts_are_cut_at_words(text: str, limit: int | None, kept: str, cut: str) -> None:
    assert fit(text, limit) == (kept, cut)


def test_a_letter_keeps_its_accent() -> None:
    text = "e\N{COMBINING ACUTE ACCENT}" * 10

    kept, cut = fit(text, 5)

    assert kept == "e\N{COMBINING ACUTE ACCENT}" * 2
    assert kept + cut == text


@given(anything, st.integers(1, 200))
def test_nothing_is_longer_than_its_limit_and_nothing_but_blanks_is_lost(
    text: str, limit: int
) -> None:
    kept, cut = fit(text, limit)

    assert len(kept) <= limit
    assert "".join((kept + cut).split()) == "".join(text.split())


@given(anything)
def test_plain_texts_have_no_markup_and_stay_as_they_are(text: str) -> None:
    plain = plain_text(text)

    assert not is_html(plain)
    assert plain_text(plain) == plain
    assert "\n" not in plain_line(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>Good</p><script>alert(1)</script>", "Good"),
        ("<b>&lt;script&gt;alert(1)&lt;/script&gt;</b> ok", "ok"),
        ("two\r\n\r\n\r\n\r\nparagraphs", "two\n\nparagraphs"),
        ("a < b and 3 > 2", "a < b and 3 > 2"),
        ("zero\u200bwidth\u202e", "zerowidth"),
    ],
)
def test_markup_becomes_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_plain_text_is_shown_as_it_is_in_html() -> None:
    assert paragraphs_as_html("1 < 2 & 3\nyes") == "1 &lt; 2 &amp; 3<br>\nyes"


def test_a_field_says_that_it_was_cut() -> None:
    field = fitted_field("title", "Title", "one two three", 7)

    assert (field.value, field.truncated, field.max_length) == ("one two", True, 7)
    assert cut_of("one two three", 7) == "three"
    assert cut_of("one", 7) is None
    assert len(cut_of("x" * 10_000, 80) or "") == 60
