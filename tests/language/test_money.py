import pytest

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.money import Price
from talknshop.language.rules.wish import read_wish

CASES: list[tuple[str, Price | None]] = [
    ("kettle under $45", Price(None, 45, "USD")),
    ("kettle, no more than 45 euros", Price(None, 45, "EUR")),
    ("kettle for £30", Price(None, 30, "GBP")),
    ("kettle 2000 rupees max", Price(None, 2000, "INR")),
    ("kettle at least $20", Price(20, None, "USD")),
    ("kettle $20+", Price(20, None, "USD")),
    ("kettle $20 and up", Price(20, None, "USD")),
    ("kettle between 30 and 50", Price(30, 50, "USD")),
    ("kettle between 50 and 30 dollars", Price(30, 50, "USD")),
    ("kettle 30-50 bucks", Price(30, 50, "USD")),
    ("kettle from $30 to $50", Price(30, 50, "USD")),
    ("kettle around $50", Price(40, 60, "USD")),
    ("kettle, budget about 100", Price(80, 120, "USD")),
    ("kettle 50ish", Price(40, 60, "USD")),
    ("kettle around 50, 55 max", Price(None, 55, "USD")),
    ("hoping for 40 but can go to 60, a kettle", Price(None, 60, "USD")),
    ("a sofa, i don't want to spend over 900", Price(None, 900, "USD")),
    ("car 10 to 15k", Price(10_000, 15_000, "USD")),
    ("sofa 1k budget", Price(None, 1000, "USD")),
    ("sofa for a grand", Price(None, 1000, "USD")),
    ("<=75 kettle", Price(None, 75, "USD")),
    (">$75 kettle", Price(75, None, "USD")),
    ("kettle 1,250.50 dollars", Price(None, 1250.5, "USD")),
    ("C$80 kettle", Price(None, 80, "CAD")),
    ("kettle 60", Price(None, 60, "USD")),
    ("kettle 40 or less", Price(None, 40, "USD")),
    ("kettle, i've got 80 to spend", Price(None, 80, "USD")),
    ("kettle in the $50 range", Price(40, 60, "USD")),
    # Numbers that are no price.
    ("monitor at least 27 inches", None),
    ("dumbbell up to 40 lbs", None),
    ("tent for 4 people", None),
    ("4k tv", None),
    ("kettle 2 litres", None),
    ("power bank 20000 mah", None),
    ("iphone 13", None),
    ("levoit core 300", None),
    ("puzzle with over 500 pieces", None),
    ("tires for a 2015 honda civic", None),
    ("rug 5x8", None),
    ("sneakers size 11", None),
    ("cheap kettle", None),
    ("toy for a 6 year old", None),
]


@pytest.mark.parametrize(("text", "price"), CASES)
def test_prices_are_read_and_other_numbers_are_not(
    lexicon: Lexicon, text: str, price: Price | None
) -> None:
    assert read_wish(text, lexicon).price == price
