"""What the tables leave open, drawn so that it is plausible and always the same.

Every draw depends on the name of the item and on its purpose alone. Nothing here is a fact about a
product; it stands in for what shoppers and shops would add to one: ratings, reductions, second-hand
offers, empty shelves.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from talknshop.demo.departments import Variant
from talknshop.schemas.enums import Availability, Condition

T = TypeVar("T")

_UNRATED = 0.1
_REDUCED = 0.2
_SOLD_OUT = 0.05
_NO_BARCODE = 0.05
_RESOLD = 0.35
_RESOLD_TWICE = 0.1
_LISTED_TWICE = 0.08

_WORST, _BEST = 3.3, 4.9
_CUTS = (8, 10, 12, 15, 20, 25)
_WHOLE_PRICES_FROM = 20
_PRICES_END_IN_9_FROM = 100
_LEAST_WORTH_RESELLING = 30

_SECOND_HAND = {
    Condition.REFURBISHED: 0.73,
    Condition.LIKE_NEW: 0.8,
    Condition.GOOD: 0.6,
    Condition.FAIR: 0.42,
    Condition.USED: 0.55,
}
"""The part of the price of a new item that is asked for one in that condition."""


def draw(item: str, purpose: str) -> float:
    """A number of 0 up to 1 that is always the same for an item and a purpose."""
    digest = hashlib.sha256(f"{purpose}|{item}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def choose(options: Sequence[T], item: str, purpose: str) -> T:
    """One of ``options``, always the same for an item and a purpose."""
    return options[int(draw(item, purpose) * len(options))]


def rating(item: str, tier: float) -> tuple[Decimal, int] | None:
    """Average stars and number of ratings; one item in ten has none.

    Args:
        item: The item.
        tier: Its place among the prices of its type, 0 the cheapest and 1 the dearest. Dearer items
            are rated a little better, by fewer people.
    """
    if draw(item, "rated") < _UNRATED:
        return None
    spread = draw(item, "liked") + draw(item, "praised") - 1
    stars = min(_BEST, max(_WORST, 3.95 + 0.35 * tier + 0.75 * spread))
    count = 6 * 10 ** (2.7 * draw(item, "sold")) * (1.2 - 0.7 * tier)
    return Decimal(f"{stars:.1f}"), max(2, int(count))


def list_price(item: str, price: Decimal) -> Decimal | None:
    """The regular price of an item that is reduced; one in five is."""
    if draw(item, "reduced") >= _REDUCED:
        return None
    cut = choose(_CUTS, item, "cut")
    regular = int(price * 100 / (100 - cut)) + 1
    if regular >= _PRICES_END_IN_9_FROM:
        return Decimal(regular - regular % 10 + 9)
    return Decimal(regular) + price % 1


def availability(item: str) -> Availability:
    """In stock, or for one item in twenty sold out."""
    is_gone = draw(item, "stock") < _SOLD_OUT
    return Availability.OUT_OF_STOCK if is_gone else Availability.IN_STOCK


def has_barcode(item: str) -> bool:
    """Whether the shop states the GTIN; one in twenty does not."""
    return draw(item, "barcode") >= _NO_BARCODE


def resold(
    item: str, price: Decimal | None, conditions: Sequence[Condition]
) -> tuple[Variant, ...]:
    """Second-hand offers of an item: often none, often one, sometimes two.

    Args:
        item: The item.
        price: What a new one costs.
        conditions: Those in which items of this type are resold; may be empty.
    """
    if price is None or price < _LEAST_WORTH_RESELLING or draw(item, "resold") >= _RESOLD:
        return ()
    count = 2 if draw(item, "resold") < _RESOLD_TWICE else 1
    first = int(draw(item, "condition") * len(conditions))
    chosen = [*conditions[first:], *conditions[:first]][:count]
    return tuple(
        Variant(price=_second_hand_price(item, price, state), condition=state) for state in chosen
    )


def second_listing_price(item: str, price: Decimal | None) -> Decimal | None:
    """What another seller asks for the same new item; None when there is no other seller."""
    if price is None or price < _WHOLE_PRICES_FROM or draw(item, "listed") >= _LISTED_TWICE:
        return None
    other = Decimal(round(float(price) * (0.93 + 0.14 * draw(item, "other price"))))
    return other if other != price else other + 1


def _second_hand_price(item: str, price: Decimal, condition: Condition) -> Decimal:
    factor = _SECOND_HAND[condition] + 0.1 * (draw(item, f"worn {condition}") - 0.5)
    return Decimal(round(float(price) * factor))
