"""What a terminal tells of shops: how each answered, what it asks with shipping, and who sells."""

from collections.abc import Iterator, Sequence

from talknshop.schemas.enums import Availability, Condition, Marketplace, SourceStatus
from talknshop.schemas.product import Offer, ProductResult
from talknshop.schemas.progress import ProgressData
from talknshop.schemas.search import SourceReport

_NAMES = {
    Marketplace.STORE: "TalknShop store",
    Marketplace.AMAZON: "Amazon",
    Marketplace.EBAY: "eBay",
    Marketplace.WALMART: "Walmart",
    Marketplace.BESTBUY: "Best Buy",
    Marketplace.UCP: "Partner shop",
}

_SAID = {
    SourceStatus.OK: "{count:,} found",
    SourceStatus.PARTIAL: "answered in part, {count:,} found",
    SourceStatus.THROTTLED: "is busy",
    SourceStatus.TIMED_OUT: "did not answer in time",
    SourceStatus.NOT_CONFIGURED: "is not connected here",
    SourceStatus.AUTH_ERROR: "did not let us in",
    SourceStatus.ERROR: "did not answer",
}
_ANSWERED = frozenset({SourceStatus.OK, SourceStatus.PARTIAL})
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


class ShopLines:
    """How the shops of a search answer, each told once."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._told: set[str] = set()
        self._is_waiting_told = False

    def lines(self, progress: ProgressData) -> Iterator[str]:
        """What is new; whoever is waited for is named once in a search."""
        for report in progress.sources or ():
            line = report_line(report)
            if line not in self._told:
                self._told.add(line)
                yield line
        if progress.awaiting and progress.sources and not self._is_waiting_told:
            self._is_waiting_told = True
            names = [shop_name(one.marketplace, one.name) for one in progress.awaiting]
            yield f"Waiting for {_listed(names)} …"
        if progress.step == "search_complete":
            self._told.clear()
            self._is_waiting_told = False


def shop_name(marketplace: Marketplace, name: str | None = None) -> str:
    """What people call a shop; those of one protocol go by their own names, not by addresses."""
    is_own = marketplace is Marketplace.UCP and name is not None and ":" not in name
    return name if is_own and name else _NAMES[marketplace]


def report_line(report: SourceReport) -> str:
    """How a shop answered, from when its products are, and whether it is a simulation."""
    said = _SAID[report.status].format(count=report.count)
    parts = [f"{shop_name(report.marketplace, report.name)}: {said}"]
    if report.cached_at is not None:
        found = "" if report.status in _ANSWERED else f"{report.count:,} found "
        moment = report.cached_at.astimezone().strftime("%H:%M")
        parts.append(f"{found}as of {moment} (kept answer)")
    return ", ".join(parts) + (" (simulated)" if report.simulated else "")


def money_text(amount: float, currency: str) -> str:
    """An amount with the sign of its currency."""
    return f"{_SIGNS.get(currency, f'{currency} ')}{amount:,.2f}"


def landed_text(product: ProductResult) -> str | None:
    """What the product costs with its shipping; None where its shop does not say."""
    own = _own_offer(product)
    if own is None or own.landed_price is None:
        return None
    if own.landed_price == own.price:
        return "free shipping"
    return f"{money_text(own.landed_price, own.currency)} with shipping"


def seller_line(product: ProductResult) -> str:
    """Where it is sold, by whom, and what others say of the seller."""
    shop = shop_name(product.marketplace)
    is_own = product.marketplace is Marketplace.STORE
    where = product.seller_name or shop
    if product.seller_name and not is_own:
        where = f"{product.seller_name} on {shop}"
    own = _own_offer(product)
    count = own.seller_rating_count if own else None
    if own is None or not count:
        return where
    percent = own.seller_positive_percent
    record = (
        f"{count:,} ratings" if percent is None else f"{percent:g}% of {count:,} ratings positive"
    )
    return f"{where}, {record}"


def offers_line(product: ProductResult) -> str:
    """How many offers there are, and from which price on new and used; empty for a single one."""
    if len(product.offers) < 2:  # noqa: PLR2004  # it is the product itself
        return ""
    new = [one for one in product.offers if one.condition in {None, Condition.NEW}]
    used = [one for one in product.offers if one.condition not in {None, Condition.NEW}]
    lowest = {"new": _lowest(new), "used": _lowest(used)}
    prices = [f"{name} from {price}" for name, price in lowest.items() if price]
    return f"{len(product.offers)} offers" + (f": {', '.join(prices)}" if prices else "")


def _lowest(offers: Sequence[Offer]) -> str | None:
    priced = [one for one in offers if one.price is not None
              and one.availability is not Availability.OUT_OF_STOCK]  # fmt: skip
    if len({one.currency for one in priced}) != 1:
        return None
    return money_text(min(one.price or 0 for one in priced), priced[0].currency)


def _own_offer(product: ProductResult) -> Offer | None:
    return next((one for one in product.offers if one.product_id == product.product_id), None)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
