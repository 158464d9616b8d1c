"""What each marketplace takes of a sale, by a dated list."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from talknshop.core.money import from_minor, to_minor
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import FeeLine, ListingFees

_HUNDRED = Decimal(100)


class _Tier(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: Decimal
    up_to: Decimal | None = None


class _Line(BaseModel):
    """One fee; see ``fees.toml`` for the meaning of its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    percent: Decimal | None = None
    tiers: tuple[_Tier, ...] = ()
    amount: Decimal | None = None
    minimum: Decimal = Decimal(0)
    over: Decimal | None = None
    up_to: Decimal | None = None
    at_least: Decimal | None = None
    below: Decimal | None = None
    only: str | None = None

    def counts(self, price: Decimal, *, shipped: bool) -> bool:
        return (
            (self.over is None or price > self.over)
            and (self.up_to is None or price <= self.up_to)
            and (self.at_least is None or price >= self.at_least)
            and (self.below is None or price < self.below)
            and (self.only is None or (self.only == "shipping" and shipped))
        )

    def of(self, price: Decimal) -> Decimal:
        if self.amount is not None:
            return self.amount
        tiers = self.tiers or (_Tier(percent=self.percent or Decimal(0)),)
        total, begin = Decimal(0), Decimal(0)
        for tier in tiers:
            end = price if tier.up_to is None else min(price, tier.up_to)
            total += max(Decimal(0), end - begin) * tier.percent / _HUNDRED
            begin = end
        return max(total, self.minimum)


class _Rates(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    source_url: str
    currency: str
    estimated: bool
    lines: tuple[_Line, ...]


def fees_of(
    marketplace: PostingMarketplace, price_minor: int, currency: str, *, shipped: bool
) -> ListingFees | None:
    """What a marketplace takes of a sale.

    Args:
        marketplace: Where it is sold.
        price_minor: What is asked, in minor units.
        currency: The price's.
        shipped: Whether the buyer can have it sent.

    Returns:
        The fees; None where they are not known, as in a currency that the rates do not name.
    """
    rates = _rates().get(marketplace)
    if rates is None or rates.currency != currency:
        return None
    price = from_minor(price_minor, currency)
    lines = [
        (line.label, to_minor(line.of(price), currency))
        for line in rates.lines
        if line.counts(price, shipped=shipped)
    ]
    return ListingFees(
        lines=[FeeLine(label=label, amount=_told(minor, currency)) for label, minor in lines],
        total=_told(sum(minor for _, minor in lines), currency),
        currency=currency,
        as_of=rates.as_of,
        source_url=rates.source_url,
        estimated=rates.estimated,
    )


def net_minor(price_minor: int, fees: ListingFees) -> int:
    """What is left of a price, in minor units; below 0 where the fees are more than it."""
    return price_minor - to_minor(fees.total, fees.currency)


def _told(minor: int, currency: str) -> float:
    return float(from_minor(minor, currency))


@cache
def _rates() -> dict[PostingMarketplace, _Rates]:
    source = files("talknshop.marketplaces.posting") / "fees.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return TypeAdapter(dict[PostingMarketplace, _Rates]).validate_python(data)
