"""Doubts are read off records; an honest record raises none."""

import pytest
from tests.catalog.aggregate.scripted_source import product

from talknshop.catalog.aggregate.trust import find_doubts
from talknshop.catalog.by_value import candidate_of
from talknshop.catalog.usual_price import UsualPrice
from talknshop.schemas.enums import Condition
from talknshop.schemas.product import DoubtCode, DoubtReason

USUAL = UsualPrice.of([30_000, 35_000, 40_000, 45_000, 50_000, 52_000, 60_000, 65_000], "USD")


def reasons(title: str, price: float | None = 450, **more: object) -> list[DoubtReason]:
    found = product(1, title, price, **more)
    return [doubt.reason for doubt in find_doubts(found, candidate_of(0, found), USUAL)]


def test_a_price_far_below_the_comparable_ones() -> None:
    assert reasons("Acme 14 inch laptop", 25) == [DoubtReason.PRICE_FAR_BELOW]
    assert reasons("Acme 14 inch laptop", None) == []


def test_a_seller_whom_nobody_has_rated() -> None:
    unrated = {"seller_feedback_score": "0"}
    assert reasons("Acme laptop", attributes=unrated) == [DoubtReason.SELLER_WITHOUT_RECORD]
    assert reasons("Acme laptop", attributes={"seller_feedback_score": "10"}) == []


@pytest.mark.parametrize(
    "title", ["Acme Phone 12 BOX ONLY", "Empty box for Acme Phone", "Picture of an Acme Phone"]
)
def test_what_is_not_the_thing(title: str) -> None:
    assert reasons(title) == [DoubtReason.NOT_THE_WHOLE_ITEM]


@pytest.mark.parametrize(
    ("title", "attributes"),
    [
        ("Acme Phone 12, for parts", {}),
        ("Acme Phone 12 256GB blue", {"Storage Capacity": "128 GB"}),
        ('Acme 15.6" laptop 16GB 512GB', {"Screen Size": "14 in"}),
    ],
)
def test_a_title_that_contradicts_the_details(title: str, attributes: dict[str, str]) -> None:
    assert reasons(title, attributes=attributes) == [DoubtReason.TITLE_CONTRADICTS]


@pytest.mark.parametrize(
    ("title", "attributes"),
    [
        ("Acme Phone 12 256GB blue", {"Storage Capacity": "256 GB", "RAM": "8 GB"}),
        ("Acme laptop 16GB RAM 1TB", {"SSD Capacity": "1 TB"}),
        ("Acme laptop 16GB RAM", {"SSD Capacity": "512 GB"}),
        ('Acme 15.6" laptop', {"Screen Size": "15.6 in"}),
        ("Acme Phone 12 unlocked", {}),
    ],
)
def test_an_honest_record(title: str, attributes: dict[str, str]) -> None:
    assert reasons(title, attributes=attributes) == []


def test_who_says_that_it_is_broken_contradicts_nobody() -> None:
    assert reasons("Acme Phone 12 cracked", condition="for_parts") == []


def test_what_a_doubt_is_of_is_told_by_code_and_values() -> None:
    found = product(1, "Acme laptop, cracked screen", 450, condition=Condition.LIKE_NEW)
    [doubt] = find_doubts(found, candidate_of(0, found), USUAL)
    assert doubt.code is DoubtCode.TITLE_SAYS_UNSOUND
    assert doubt.values == {"said": "cracked", "condition": "like_new"}
    assert doubt.message == "Its title says “cracked”, and it is offered as like new."
