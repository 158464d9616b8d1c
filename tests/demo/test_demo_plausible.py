from decimal import Decimal
from statistics import mean

from talknshop.demo import plausible
from talknshop.schemas.enums import Availability, Condition

ITEMS = [f"kettle {n}" for n in range(1_000)]
"""Enough that a share of them is near what is meant."""


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_draws_are_repeatable_even_and_apart_by_purpose() -> None:
    draws = [plausible.draw(item, "stock") for item in ITEMS]
    assert draws == [plausible.draw(item, "stock") for item in ITEMS]
    assert draws != [plausible.draw(item, "cut") for item in ITEMS]
    assert 0 <= min(draws) < 0.02
    assert 0.98 < max(draws) < 1
    assert 0.45 < mean(draws) < 0.55


def test_choices_reach_every_option() -> None:
    assert {plausible.choose("abc", item, "letter") for item in ITEMS} == set("abc")


def test_dearer_items_are_rated_better_by_fewer_people() -> None:
    cheap, dear = (
        [rating for item in ITEMS if (rating := plausible.rating(item, tier))] for tier in (0, 1)
    )
    assert 0.85 < len(cheap) / len(ITEMS) < 0.95
    assert mean(stars for stars, _ in cheap) < mean(stars for stars, _ in dear)
    assert mean(count for _, count in cheap) > mean(count for _, count in dear)
    assert all(Decimal("3.3") <= stars <= Decimal("4.9") for stars, _ in cheap + dear)


def test_some_items_are_reduced_from_a_price_that_shops_write() -> None:
    for price in (Decimal("14.90"), Decimal(45), Decimal(999)):
        regular = [plausible.list_price(item, price) for item in ITEMS]
        reduced = [one for one in regular if one is not None]
        assert 0.15 < len(reduced) / len(ITEMS) < 0.25
        assert all(price < one < price * 2 for one in reduced)
        assert all(one % 10 == 9 for one in reduced if one >= 100)


def test_a_few_items_are_sold_out_or_without_a_barcode() -> None:
    sold_out = [plausible.availability(item) is Availability.OUT_OF_STOCK for item in ITEMS]
    assert 0.02 < share(sold_out) < 0.08
    assert 0.92 < share([plausible.has_barcode(item) for item in ITEMS]) < 0.98


def test_second_hand_items_cost_less_the_more_they_are_worn() -> None:
    states = [Condition.LIKE_NEW, Condition.GOOD, Condition.FAIR]
    offers = [offer for item in ITEMS for offer in plausible.resold(item, Decimal(100), states)]
    by_state = {
        state: mean(float(offer.price or 0) for offer in offers if offer.condition is state)
        for state in states
    }
    assert 100 > by_state[Condition.LIKE_NEW] > by_state[Condition.GOOD]
    assert by_state[Condition.GOOD] > by_state[Condition.FAIR] > 30


def test_nothing_is_resold_that_is_cheap_or_kept() -> None:
    states = [Condition.GOOD]
    assert not any(plausible.resold(item, Decimal(20), states) for item in ITEMS)
    assert not any(plausible.resold(item, None, states) for item in ITEMS)
    assert not any(plausible.resold(item, Decimal(100), []) for item in ITEMS)


def test_another_seller_asks_another_price() -> None:
    prices = [plausible.second_listing_price(item, Decimal(100)) for item in ITEMS]
    asked = [price for price in prices if price is not None]
    assert 0.04 < len(asked) / len(ITEMS) < 0.12
    assert all(90 <= price <= 110 and price != 100 for price in asked)
    assert plausible.second_listing_price("kettle", None) is None
