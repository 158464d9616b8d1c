"""What comparable items cost, for whoever wants to sell one; every figure is of a record."""

from collections.abc import Callable, Sequence
from statistics import quantiles

from talknshop.catalog.comparable import Comparable, Comparing
from talknshop.catalog.service import CatalogService
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.usual_price import UsualPrice
from talknshop.core.errors import ValidationError
from talknshop.core.money import from_minor, is_currency, to_minor
from talknshop.schemas.listing import PriceAdvice, PriceAdviceRequest
from talknshop.schemas.product import ProductResult
from talknshop.search.synonyms import Synonyms

FEWEST = 8
"""With fewer comparable items, nothing is said of a price."""

KeptResults = Callable[[], Sequence[ProductResult]]
"""What marketplaces answered to searches, as far as it is still kept."""


class PriceAdviser:
    """Compares what is asked with what comparable items cost."""

    def __init__(
        self, catalog: CatalogService, synonyms: Synonyms, *, kept: KeptResults = tuple
    ) -> None:
        """Compares with the products of ``catalog`` and with ``kept`` results."""
        self._catalog = catalog
        self._synonyms = synonyms
        self._kept = kept

    async def advise(self, item: PriceAdviceRequest) -> PriceAdvice:
        """What items like this one cost.

        Raises:
            ValidationError: There is no such currency.
        """
        if not is_currency(item.currency):
            raise ValidationError(f"There is no currency {item.currency}. Name one such as USD.")
        comparing = Comparing(item, self._synonyms)
        kept = self._kept()

        def work(snapshot: Snapshot) -> PriceAdvice:
            found = comparing.in_catalogue(snapshot) + comparing.among(kept)
            # The demonstration's prices are records too, and say nothing of the world's.
            simulated = all(feed.simulated for feed in snapshot.visible_feeds) and all(
                product.simulated for product in kept
            )
            return advice_of(_closest(found, comparing), item, simulated=simulated)

        return await self._catalog.read(work)


def advice_of(
    prices: Sequence[int], item: PriceAdviceRequest, *, simulated: bool = False
) -> PriceAdvice:
    """What prices of comparable items say.

    Args:
        prices: In minor units of the item's currency, all above 0.
        item: What is to be sold, and for how much.
        simulated: Whether they are the demonstration's.
    """
    believable = _believable(prices, item.currency)
    count = len(believable)
    if count < FEWEST:
        message = (
            f"Not enough to say: {count} comparable items are known, "
            f"and a price is compared with {FEWEST} at least."
        )
        return PriceAdvice(sample_size=count, currency=item.currency, message=message)
    low, middle, high = (
        float(from_minor(round(part), item.currency))
        for part in quantiles(believable, n=4, method="inclusive")
    )
    percentile = None
    if item.price:
        asked = to_minor(item.price, item.currency)
        percentile = round(100 * sum(price < asked for price in believable) / count)
    message = (
        f"{count} comparable items: half of them cost {low:,.2f} to {high:,.2f} {item.currency}, "
        f"the middle one {middle:,.2f}."
    )
    if percentile is not None:
        message += f" {percentile}% of them cost less than you ask."
    if simulated:
        message += " These are demonstration products."
    return PriceAdvice(
        sample_size=count,
        currency=item.currency,
        low=low,
        median=middle,
        high=high,
        percentile=percentile,
        message=message,
    )


def _closest(found: Sequence[Comparable], comparing: Comparing) -> list[int]:
    """Prices of those with the same attributes, or where these are few, of those without others."""
    same = comparing.narrowed(found)
    chosen = same if len(same) >= FEWEST else comparing.not_contradicting(found)
    return [product.price_minor for product in chosen]


def _believable(prices: Sequence[int], currency: str) -> list[int]:
    """Without prices that are so low that they are of something else."""
    if len(prices) < FEWEST:
        return list(prices)
    bound = UsualPrice.of(prices, currency).doubtful_below
    return [price for price in prices if price >= bound]
