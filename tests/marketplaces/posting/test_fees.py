from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.marketplaces.posting.fees import fees_of, net_minor
from talknshop.schemas.enums import PostingMarketplace

EBAY, FACEBOOK = PostingMarketplace.EBAY, PostingMarketplace.FACEBOOK
POSHMARK, CRAIGSLIST = PostingMarketplace.POSHMARK, PostingMarketplace.CRAIGSLIST


@pytest.mark.parametrize(
    ("marketplace", "price", "shipped", "total"),
    [
        (EBAY, 650_00, True, 88.80),
        (EBAY, 10_00, True, 1.66),
        (EBAY, 10_01, True, 1.76),
        (EBAY, 10_000_00, True, 1020.00 + 58.75 + 0.40),
        (CRAIGSLIST, 650_00, False, 0.0),
        (FACEBOOK, 650_00, False, 0.0),
        (FACEBOOK, 650_00, True, 65.00),
        (FACEBOOK, 5_00, True, 0.80),
        (POSHMARK, 14_99, True, 2.95),
        (POSHMARK, 15_00, True, 3.00),
    ],
)
def test_fees_are_those_of_the_marketplaces_own_pages(
    marketplace: PostingMarketplace, price: int, shipped: object, total: float
) -> None:
    fees = fees_of(marketplace, price, "USD", shipped=bool(shipped))

    assert fees is not None
    assert fees.total == pytest.approx(total)
    assert fees.source_url.startswith("https://")
    assert date(2026, 1, 1) <= fees.as_of


def test_fees_in_another_currency_are_not_known() -> None:
    assert fees_of(EBAY, 100, "EUR", shipped=True) is None
    assert fees_of(PostingMarketplace.STORE, 100, "USD", shipped=True) is None


@given(st.sampled_from([EBAY, FACEBOOK, POSHMARK]), st.integers(1, 10**9), st.booleans())
def test_fees_add_up_to_the_cent(
    marketplace: PostingMarketplace, price: int, shipped: object
) -> None:
    fees = fees_of(marketplace, price, "USD", shipped=bool(shipped))

    assert fees is not None
    assert round(sum(line.amount for line in fees.lines) * 100) == round(fees.total * 100)
    assert net_minor(price, fees) + round(fees.total * 100) == price
