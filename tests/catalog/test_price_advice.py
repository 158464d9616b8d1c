from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.catalog.app import create_app
from talknshop.catalog.importer import ImportReport, import_feed
from talknshop.catalog.price_advice import FEWEST, PriceAdviser, advice_of
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.clients.price_advice import PriceAdviceClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ValidationError
from talknshop.core.settings import Settings
from talknshop.schemas.enums import Availability, Condition, Marketplace
from talknshop.schemas.listing import PriceAdviceRequest
from talknshop.schemas.product import ProductResult
from talknshop.search.synonyms import Synonyms

ImportRows = Callable[..., ImportReport]
WriteFeed = Callable[..., Path]


def phone(number: int, price: str, **more: str) -> dict[str, str]:
    return {
        "id": f"phone{number}",
        "title": "Kite Nova 7 Smartphone",
        "brand": "Kite",
        "product_type": "Electronics > Smartphones",
        "condition": "used",
        "price": price,
        **more,
    }


USED = [phone(number, f"{100 + 10 * number} USD") for number in range(9)]
SHELF = [
    *USED,
    *(phone(20 + n, f"{500 + n} USD", condition="new") for n in range(9)),
    *(phone(30 + n, f"{90 + n} EUR") for n in range(9)),
    *(phone(40 + n, "300 USD", title="Kite Nova 7 Pro Smartphone") for n in range(9)),
    *(phone(50 + n, "60 USD", title="Kite Nova 5 Smartphone") for n in range(9)),
    *(
        phone(60 + n, "9 USD", title="Case for Kite Nova 7", product_type="Phone Cases")
        for n in range(9)
    ),
]


def wanted(**changes: object) -> PriceAdviceRequest:
    whole: dict[str, object] = {
        "product": "smartphone",
        "brand": "Kite",
        "model": "Nova 7",
        "condition": Condition.GOOD,
        "price": 125,
    }
    return PriceAdviceRequest.model_validate(whole | changes)


@pytest.fixture
def adviser(service: CatalogService, synonyms: Synonyms, import_rows: ImportRows) -> PriceAdviser:
    import_rows(SHELF)
    return PriceAdviser(service, synonyms)


async def test_advice_is_of_the_same_model_condition_and_currency(adviser: PriceAdviser) -> None:
    advice = await adviser.advise(wanted())

    assert advice.sample_size == 9
    assert (advice.low, advice.median, advice.high) == (120, 140, 160)
    assert advice.percentile == 33
    assert "9 comparable items" in advice.message


@pytest.mark.parametrize(
    ("changes", "median"),
    [
        ({"condition": Condition.NEW}, 504),
        ({"condition": Condition.FAIR}, 140),
        ({"currency": "EUR"}, 94),
        ({"model": "Nova 7 Pro"}, 300),
        ({"model": "Nova 5"}, 60),
    ],
)
async def test_other_items_are_compared_with_others(
    adviser: PriceAdviser, changes: dict[str, object], median: float
) -> None:
    assert (await adviser.advise(wanted(**changes))).median == median


@pytest.mark.parametrize(
    "changes",
    [
        {"condition": Condition.REFURBISHED},
        {"condition": Condition.FOR_PARTS},
        {"currency": "GBP"},
        {"model": "Nova 9"},
        {"brand": "Heron"},
        {"product": "trombone"},
    ],
)
async def test_too_few_say_nothing(adviser: PriceAdviser, changes: dict[str, object]) -> None:
    advice = await adviser.advise(wanted(**changes))

    assert advice.sample_size < FEWEST
    assert (advice.low, advice.median, advice.high, advice.percentile) == (None,) * 4
    assert "Not enough to say" in advice.message


async def test_without_a_price_there_is_no_percentile(adviser: PriceAdviser) -> None:
    advice = await adviser.advise(wanted(price=None))

    assert (advice.median, advice.percentile) == (140, None)


async def test_a_currency_that_does_not_exist_is_refused(adviser: PriceAdviser) -> None:
    with pytest.raises(ValidationError, match="no currency QQQ"):
        await adviser.advise(wanted(currency="QQQ"))


async def test_attributes_narrow_where_enough_is_left(
    service: CatalogService, synonyms: Synonyms, import_rows: ImportRows
) -> None:
    import_rows(
        [
            *(phone(n, "200 USD", product_detail="Storage: 256 GB") for n in range(9)),
            *(phone(20 + n, "100 USD", product_detail="Storage: 128 GB") for n in range(9)),
            *(phone(40 + n, "150 USD") for n in range(9)),
        ]
    )
    adviser = PriceAdviser(service, synonyms)

    narrow = await adviser.advise(wanted(attributes={"storage": "256GB"}))
    rare = await adviser.advise(wanted(attributes={"storage": "512 GB"}))

    assert (narrow.median, narrow.sample_size) == (200, 9)
    assert (rare.median, rare.sample_size) == (150, 9)


def elsewhere(number: int, **changes: object) -> ProductResult:
    whole: dict[str, object] = {
        "product_id": f"ebay_{number}",
        "marketplace": Marketplace.EBAY,
        "title": "Kite Nova 7 smartphone, unlocked",
        "price": 130.0,
        "currency": "USD",
        "condition": Condition.USED,
        "availability": Availability.IN_STOCK,
        "deep_link": "https://www.ebay.com/itm/1",
        "marketplace_url": "https://www.ebay.com/itm/1",
        "as_of": datetime(2026, 1, 2, tzinfo=UTC),
    }
    return ProductResult.model_validate(whole | changes)


async def test_kept_results_of_marketplaces_count_once(
    service: CatalogService, synonyms: Synonyms, import_rows: ImportRows
) -> None:
    import_rows(USED[:4])
    kept: Sequence[ProductResult] = [
        *(elsewhere(n) for n in range(5)),
        *(elsewhere(n) for n in range(5)),
        elsewhere(10, price=None),
        elsewhere(11, condition=Condition.NEW),
        elsewhere(12, currency="EUR"),
        elsewhere(13, title="Heron Nova 7 smartphone"),
        elsewhere(14, title="Case for Kite Nova 7 smartphone"),
    ]

    advice = await PriceAdviser(service, synonyms, kept=lambda: kept).advise(wanted())

    assert (advice.sample_size, advice.median) == (9, 130)


@given(st.lists(st.integers(1, 10**10), max_size=60), st.floats(0, 1e8))
def test_quartiles_are_in_order_and_shares_are_shares(prices: list[int], price: float) -> None:
    advice = advice_of(prices, wanted(price=price))

    assert advice.sample_size <= len(prices)
    if advice.median is not None:
        assert advice.low is not None
        assert advice.high is not None
        assert advice.low <= advice.median <= advice.high
        assert advice.percentile is None or 0 <= advice.percentile <= 100


def test_prices_of_something_else_do_not_count() -> None:
    advice = advice_of([100_00] * 9 + [1_00], wanted())

    assert (advice.sample_size, advice.low) == (9, 100)


async def test_the_client_asks_the_service(tmp_path: Path, write_feed: WriteFeed) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    repository = CatalogRepository(settings.data_dir / "catalog.db")
    import_feed(write_feed(SHELF), "shop", repository, clock=SystemClock())
    repository.close()
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://catalog"
        ) as http,
    ):
        advice = await PriceAdviceClient(http).price_advice(wanted())
        refused = await http.post("/api/v1/price-advice", json={"product": "", "condition": "x"})

    assert advice.median == 140
    assert refused.status_code == 400
