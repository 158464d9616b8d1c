"""What a kind of thing usually costs, and from where on a price is too low to be believed."""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple, Self

from talknshop.catalog.records import Candidate
from talknshop.catalog.retrieval import Selection
from talknshop.catalog.snapshot import Snapshot
from talknshop.search.index import Is, Query

_FEWEST_PRICES = 8
"""With fewer, nothing is usual."""

_CURRENCIES = 10
_SHARES = tuple(range(5, 100, 5))
"""Percentiles that stand for the whole spread."""

_SPREADS = 3.0
"""About two standard deviations, in median deviations of the logarithm."""

_SURELY_NEAR = 3.0
"""Whoever asks for no less than a third of the usual price is never doubted."""


class UsualPrice(NamedTuple):
    """How a kind of thing is priced, in minor units of one currency."""

    currency: str
    middle: float
    """Half of the products cost less."""
    doubtful_below: float
    """Cheaper ones are priced like something else: an accessory, a part, a mistake."""

    @classmethod
    def of(cls, prices: Sequence[float], currency: str) -> Self:
        """Describes prices, or percentiles that stand for them; all above 0.

        The spread is measured as the median distance from the median, in logarithms: neither a few
        absurd prices nor a broad range of honest ones moves the bound much.
        """
        logs = [math.log(price) for price in prices]
        middle = median(logs)
        spread = median(abs(one - middle) for one in logs)
        bound = math.exp(middle - max(_SPREADS * spread, math.log(_SURELY_NEAR)))
        return cls(currency, math.exp(middle), bound)

    def doubts(self, product: Candidate) -> bool:
        """Whether the product's price is far below what its kind usually costs."""
        return (
            product.price_minor is not None
            and product.currency == self.currency
            and product.price_minor < self.doubtful_below
        )


def usual_price(
    snapshot: Snapshot, selection: Selection, currency: str | None
) -> UsualPrice | None:
    """How the kind of thing that is asked for is priced, whatever else is required of it.

    Args:
        snapshot: The catalogue.
        selection: What is asked for.
        currency: The currency that counts; by default the commonest.

    Returns:
        None when there are too few prices to call any usual.
    """
    if selection.things < _FEWEST_PRICES:
        return None
    kind = Query(None, selection.kinds.thing)
    counts = {one.name: one.count for one in snapshot.values(kind, "currency", most=_CURRENCIES)}
    currency = currency or max(counts, key=lambda name: counts[name], default=None)
    if currency is None or counts.get(currency, 0) < _FEWEST_PRICES:
        return None
    priced = kind.also(Is("currency", (currency,)))
    prices = [price for price in snapshot.quantiles(priced, "price", _SHARES) if price > 0]
    return UsualPrice.of(prices, currency) if prices else None
