"""What is asked for an item, told apart from the other figures a seller names."""

import pytest

from talknshop.language.rules.asking import changed_price
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.wish import read_wish


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("oboe, 310 firm", 310, "USD"),
        ("oboe £85 ono", 85, "GBP"),
        ("oboe, paid 900, want 500", 500, "USD"),
        ("oboe, was $300, now $180", 180, "USD"),
        ("oboe, started at 400, down to 350", 350, "USD"),
        ("oboe two fifty", 250, "USD"),
        ("oboe, one ten obo", 110, "USD"),
        ("oboe 1.2k", 1200, "USD"),
        ("oboe, asking 700, new ones are 1500", 700, "USD"),
        ("8 tiles 3 each", 3, "USD"),
        ("free oboe", 0, "USD"),
        ("Free People skirt, 40", 40, "USD"),
        ("oboe from 1987, 600", 600, "USD"),
        ("2010 volvo v70, 140k, 3500 obo", 3500, "USD"),
        ("moped, asking 1.35 lakh", 135_000, "INR"),
        ("drill dw715, 3 bits, seventy bucks", 70, "USD"),
        ("oboe, size 4, pickup 60614", None, None),
        ("oboe, best offer above 60", 60, "USD"),
    ],
)
def test_the_price_is_the_sum_that_is_asked(
    lexicon: Lexicon, text: str, price: float | None, currency: str | None
) -> None:
    asked = read_wish(text, lexicon, selling=True).asked
    assert asked is not None
    assert (asked.price, asked.currency) == (price, currency)


def test_a_lower_sum_that_is_accepted_is_told(lexicon: Lexicon) -> None:
    asked = read_wish("oboe, $90 but would take 80", lexicon, selling=True).asked
    assert asked is not None
    assert (asked.price, asked.lower_accepted) == (90, True)


@pytest.mark.parametrize(("text", "price"), [("2000", 2000), ("5", 5), ("maybe 50 or so", 50)])
def test_an_answer_to_the_question_for_the_price_needs_no_sign(
    lexicon: Lexicon, text: str, price: float
) -> None:
    asked = read_wish(text, lexicon, selling=True, wants_price=True).asked
    assert asked is not None
    assert asked.price == price


@pytest.mark.parametrize(
    ("text", "present", "price"),
    [
        ("drop it by 5", 30, 25),
        ("knock 10 bucks off", 30, 20),
        ("take 10% off", 50, 45),
        ("raise it by 20 percent", 50, 60),
        ("drop it by 50", 30, None),
        ("make it 20", 30, None),
        ("drop it by 5", None, None),
    ],
)
def test_a_price_may_be_told_by_its_change(
    text: str, present: float | None, price: float | None
) -> None:
    assert changed_price(text, present) == price
