"""The prices of a product over time, as our own imports found them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from talknshop.catalog.price_observations import Observation
from talknshop.core.money import from_minor
from talknshop.schemas.catalog import PriceHistory, PriceObservation


def price_history(
    found: Sequence[Observation], product_id: str, *, days: int, now: datetime
) -> PriceHistory:
    """What was found in the last ``days`` days; nothing is filled in between.

    Args:
        found: All that is known of a product, oldest first.
        product_id: Its id on the wire.
        days: How far to look back.
        now: From when.
    """
    begin = now - timedelta(days=days)
    recent = [one for one in found if one.at >= begin]
    earlier = [one for one in found if one.at < begin]
    return PriceHistory(
        product_id=product_id,
        days=days,
        currency=found[-1].currency if found else None,
        since=found[0].at if found else None,
        count=len(recent),
        history=[_shown(one) for one in recent],
        before=_shown(earlier[-1]) if earlier else None,
    )


def _shown(one: Observation) -> PriceObservation:
    known = one.price_minor is not None and one.currency is not None
    price = float(from_minor(one.price_minor or 0, one.currency or "")) if known else None
    return PriceObservation(at=one.at, price=price, currency=one.currency)
