import pytest

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.quantities import memory_slot
from talknshop.language.rules.wish import read_wish

CASES = [
    ("laptop 16gb ram 512gb ssd", {"ram": ["16 gb"], "storage": ["512 gb"]}),
    ("laptop 16/512", {"ram": ["16 gb"], "storage": ["512 gb"]}),
    ("laptop 8gb/1tb", {"ram": ["8 gb"], "storage": ["1 tb"]}),
    ("laptop with 16gb", {"ram": ["16 gb"]}),
    ("phone 256gb", {"storage": ["256 gb"]}),
    ("monitor 27 inch 165hz", {"screen_size": ["27 inch"], "refresh_rate": ["165 hz"]}),
    ("curtain 84 inches", {"dimensions": ["84 inches"]}),
    ("frame 8x10", {"dimensions": ["8x10"]}),
    ("jeans 34x32", {"size": ["34x32"]}),
    ("sneakers women's 8.5", {"gender": ["women"], "size": ["8.5"]}),
    ("boots us 10", {"size": ["10"]}),
    ("tires 205/55r16", {"size": ["205/55r16"]}),
    ("dumbbell 25 pounds", {"weight": ["25 lb"]}),
    ("blender 700 watts", {"power": ["700 watts"]}),
    ("tent sleeps 5", {"capacity": ["sleeps 5"]}),
    ("sunscreen spf 30", {"features": ["spf 30"]}),
    ("socks pack of 12", {"quantity": ["12"]}),
    ("12 wine glasses", {"quantity": ["12"]}),
    ("fridge 20 cubic feet", {"capacity": ["20 cu ft"]}),
    ("dresser 6 drawers", {"features": ["6 drawers"]}),
    ("laptop i7", {"processor": ["i7"]}),
    ("puzzle ages 5-7", {"age": ["ages 5-7"]}),
]


@pytest.mark.parametrize(("text", "attributes"), CASES)
def test_numbers_with_units_fill_their_attribute(
    lexicon: Lexicon, text: str, attributes: dict[str, list[str]]
) -> None:
    assert read_wish(text, lexicon).attributes == attributes


@pytest.mark.parametrize(
    ("value", "computer", "slot"),
    [("16 gb", True, "ram"), ("512 gb", True, "storage"), ("16 gb", False, "storage")],
)
def test_bare_gigabytes_depend_on_the_device(value: str, slot: str, *, computer: bool) -> None:
    assert memory_slot(value, computer=computer) == slot
