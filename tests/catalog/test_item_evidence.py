"""What parts two records for good, and what is weighed where no rule is sure."""

import pytest

from talknshop.catalog.item import Item, ItemRecord, read_item
from talknshop.catalog.item_differences import differ, leave_open
from talknshop.catalog.item_evidence import evidence, load_weights, parse_weights
from talknshop.catalog.same_item import Evidence, same_item


def read(title: str, brand: str | None = None, **attributes: str) -> Item:
    return read_item(ItemRecord(title, title, brand, None, attributes))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lumo Strider 8 Running Shoe, Black", "Lumo Strider 9 Running Shoe, Black"),
        ("Lumo Tab 11 128GB Gray", "Lumo Tab 11 Ultra 128GB Gray"),
        ("Lumo Watch 5 GPS 40mm Black", "Lumo Watch 5 GPS + Cellular 40mm Black"),
        ("Lumo Beam Soundbar (Gen 2) Black", "Lumo Beam Soundbar Black"),
        ("Lumo Arctic Fan White", "Lumo Arctic Fan White Bundle"),
        ("Lumo Pods Detergent, 42 Count", "Lumo Pods Detergent"),
        ("Lumo Meridian Lamp, Brass", "Lumo Polaris Lamp, Brass"),
        ("Lumo LX-2040A Camera", "Lumo LXR2040A Camera with 50mm Lens"),
    ],
)
def test_what_makes_another_item_parts_titles_that_are_alike(one: str, other: str) -> None:
    assert differ(read(one, "Lumo"), read(other, "Lumo"))
    assert same_item(read(one, "Lumo"), read(other, "Lumo")) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lumo Slate Phone 256GB", "Lumo Slate Phone"),
        ("Lumo Ridge Jacket, Medium", "Lumo Ridge Jacket"),
        ("Lumo Ridge Kids Jacket", "Lumo Ridge Jacket"),
    ],
)
def test_what_only_one_tells_stays_open(one: str, other: str) -> None:
    assert leave_open(read(one, "Lumo"), read(other, "Lumo"))
    assert same_item(read(one, "Lumo"), read(other, "Lumo")) is None


@pytest.mark.parametrize(
    ("one", "brand", "other"),
    [
        ("Lumo - Strider 9 Road Running Shoe - Black", "Lumo", "Lumo Strider 9 Shoe Black NEW"),
        ("Pâté Maker Grande 2 L, Silver", "Lumo", "Lumo Pate Maker Grande 2L Stainless Steel"),
        ("Lumo Brisa 7 Kettle, Navy", "Lumo", "Lumo Brisa 7 Kettle Navy Blue w/ box"),
    ],
)
def test_shops_say_one_item_in_their_ways(one: str, brand: str, other: str) -> None:
    assert same_item(read(one, brand), read(other)) is Evidence.TITLE


def test_each_weight_is_of_something_that_is_looked_at() -> None:
    lamp = read("Lumo Meridian Lamp, Brass", "Lumo")
    assert evidence(lamp, lamp, sure=True).keys() == load_weights().keys()


def test_a_file_of_weights() -> None:
    assert parse_weights("# told\nbias\t-0.15\n\nthe same color\t1.2\n") == {
        "bias": -0.15,
        "the same color": 1.2,
    }
