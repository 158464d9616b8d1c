import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.service import CatalogService
from talknshop.core.errors import NotFoundError
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import Facets, PriceFacet, SearchRequest, SearchResults

ImportRows = Callable[..., ImportReport]


def laptop(number: int, price: str, **more: str) -> Mapping[str, str]:
    return {
        "id": f"l{number}",
        "title": f"Swift {number} Laptop",
        "price": price,
        "product_type": "Computers > Laptops",
        "condition": "new",
        "brand": "Swift",
        **more,
    }


SHELF: list[Mapping[str, str]] = [
    laptop(1, "400 USD", product_detail="ram: 8 GB"),
    laptop(2, "900 USD", product_detail="ram: 16 GB", product_rating="4.8", rating_count="500"),
    laptop(3, "1200 USD", title="Volt gaming laptop", brand="Volt"),
    laptop(4, "300 USD", availability="out_of_stock"),
    laptop(5, "800 EUR"),
    laptop(6, ""),
    laptop(7, "500 USD", condition="refurbished"),
    {"id": "bag", "title": "Laptop bag", "product_type": "Bags > Laptop Bags", "price": "20 USD"},
    {"id": "desk", "title": "Desk for a laptop", "product_type": "Desks", "price": "99 USD"},
    {"id": "book", "title": "Paper notebook", "product_type": "Paper Notebooks", "price": "5 USD"},
]


@pytest.fixture
async def shop(service: CatalogService, import_rows: ImportRows) -> CatalogService:
    import_rows(SHELF)
    return service


async def search(
    service: CatalogService, wish: Mapping[str, Any], *, limit: int = 20, offset: int = 0
) -> SearchResults:
    spec = RequirementSpec.model_validate({"product_type": "laptop", **wish})
    return await service.search(SearchRequest(requirement_spec=spec, limit=limit, offset=offset))


def ids(results: SearchResults) -> list[str]:
    return [product.product_id.removeprefix("store_shop_") for product in results.products]


def ledger(results: SearchResults) -> dict[str, int]:
    return {one.reason: one.count for one in results.excluded}


async def test_who_asks_for_a_laptop_gets_laptops(shop: CatalogService) -> None:
    results = await search(shop, {})
    assert set(ids(results)) == {f"l{number}" for number in range(1, 8)}
    assert results.total_count == 7
    assert ids(results)[-1] == "l4", "what is sold out comes last"
    assert ledger(results) == {"product_type": 3}
    (report,) = results.sources
    assert (report.marketplace, report.status, report.count) == ("store", "ok", 7)


@pytest.mark.parametrize("asked", ["laptops", "Laptop", "notebook", "NOTEBOOKS"])
async def test_wording_and_number_do_not_matter(shop: CatalogService, asked: str) -> None:
    expected = {f"l{number}" for number in range(1, 8)}
    found = set(ids(await search(shop, {"product_type": asked})))
    assert found - {"book"} == expected


async def test_a_price_limit_holds_for_its_currency_and_known_prices(shop: CatalogService) -> None:
    results = await search(shop, {"price": {"max": 1_000}})
    assert set(ids(results)) == {"l1", "l2", "l4", "l7"}
    assert ledger(results) == {
        "price": 1, "currency": 1, "price_unknown": 1, "product_type": 3,
    }  # fmt: skip
    assert [one.label for one in results.relaxations] == ["Up to $1,300: 1 more"]
    assert all(product.why_ranked for product in results.products)


async def test_wishes_lift(shop: CatalogService) -> None:
    results = await search(shop, {"attributes": {"ram": "16GB"}})
    assert ids(results)[0] == "l2"
    assert results.products[0].why_ranked is not None
    assert "4.8 stars from 500 ratings" in results.products[0].why_ranked


@pytest.mark.parametrize(
    ("sort", "first"), [("price_asc", "l1"), ("price_desc", "l3"), ("rating_desc", "l2")]
)
async def test_sorts_are_honoured(shop: CatalogService, sort: str, first: str) -> None:
    results = await search(shop, {"sort": sort})
    assert ids(results)[0] == first
    assert ids(results)[-1] == "l4"


async def test_nothing_fits_comes_with_the_ledger_and_a_way_out(shop: CatalogService) -> None:
    results = await search(shop, {"price": {"max": 100}})
    assert (results.products, results.total_count) == ([], 0)
    assert ledger(results)["price"] == 5
    assert results.relaxations[0].label == "Up to $500: 3 more"


async def test_a_variety_that_is_rare_may_be_given_up(shop: CatalogService) -> None:
    results = await search(shop, {"product_type": "gaming laptop"})
    assert ids(results) == ["l3"]
    (proposal,) = results.relaxations
    assert proposal.label == "Any laptop: 6 more"
    assert proposal.operations[0].value == "laptop"


async def test_pages_follow_each_other(shop: CatalogService) -> None:
    whole = ids(await search(shop, {}))
    pages = [ids(await search(shop, {}, limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    assert [one for page in pages for one in page] == whole
    assert pages[-1] == []


async def test_facets_and_vocabulary(shop: CatalogService) -> None:
    facets = await shop.facets(RequirementSpec(product_type="laptop"))
    assert [(one.name, one.count) for one in facets.brands] == [("Swift", 6), ("Volt", 1)]
    assert facets.price is not None
    assert facets.price.max == 1_200
    vocabulary = await shop.vocabulary()
    assert vocabulary.generation == "1"
    assert vocabulary.brands == ["Swift", "Volt"]
    assert vocabulary.product_types == ["laptop", "desk", "laptop bag", "paper notebook"]


async def test_one_product(shop: CatalogService) -> None:
    product = await shop.product("store_shop_l2")
    assert (product.title, product.price, product.currency) == ("Swift 2 Laptop", 900.0, "USD")
    assert product.marketplace_url == "https://shop.example"
    assert product.attributes == {"ram": "16 GB"}
    assert (product.simulated, product.seller_name, product.score) == (False, None, None)
    assert (await shop.product("store_shop_l6")).price is None


@pytest.mark.parametrize(
    "product_id",
    ["", "x", "store_", "store_shop", "store_shop_", "store_shop_nope", "store_other_l2"],
)
async def test_products_that_are_not_there(shop: CatalogService, product_id: str) -> None:
    with pytest.raises(NotFoundError):
        await shop.product(product_id)


async def test_demo_products_say_so_and_hide_behind_real_ones(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows([laptop(1, "1 USD")], feed="demo")
    demo = await service.product("store_demo_l1")
    assert (demo.simulated, demo.seller_name) == (True, "Demo store")
    import_rows([laptop(2, "1 USD")])
    with pytest.raises(NotFoundError):
        await service.product("store_demo_l1")
    assert ids(await search(service, {})) == ["l2"]
    assert [(feed.name, feed.visible) for feed in await service.feeds()] == [
        ("demo", False),
        ("shop", True),
    ]


async def test_an_import_is_noticed_without_a_restart(
    shop: CatalogService, import_rows: ImportRows
) -> None:
    before = await shop.holdings()
    import_rows([laptop(9, "1 USD")])
    after = await shop.holdings()
    assert ids(await search(shop, {})) == ["l9"]
    assert (before.products, after.products) == (10, 1)
    assert after.generation > before.generation


async def test_an_empty_catalogue_answers(service: CatalogService) -> None:
    assert (await search(service, {})).total_count == 0
    assert (await service.vocabulary()).brands == []
    assert await service.holdings() == (0, 0)


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        "laptop AND",
        "NEAR(laptop",
        "'; DROP TABLE feeds; --",
        "title:x*",
        "ﷺ" * 50,
        "laptop " * 28,
    ],
)
async def test_whatever_is_asked_is_harmless(shop: CatalogService, asked: str) -> None:
    await search(
        shop,
        {
            "product_type": asked,
            "attributes": {"features": [asked * 25, "x" * 5_000]},
            "exclude": [asked * 25],
            "brands_excluded": [asked],
        },
    )
    assert (await search(shop, {})).total_count == 7


async def test_searches_run_beside_each_other(shop: CatalogService) -> None:
    found = await asyncio.gather(*(search(shop, {}) for _ in range(20)))
    assert {results.total_count for results in found} == {7}


async def test_nothing_fits_when_nothing_is_called_so(shop: CatalogService) -> None:
    results = await search(shop, {"product_type": "swift scooter"})
    assert (results.products, results.total_count) == ([], 0)
    results = await search(shop, {"product_type": "volt"})
    assert ids(results) == ["l3"], "a brand by itself names its products"


async def test_facets_of_nothing_are_empty(shop: CatalogService) -> None:
    assert await shop.facets(RequirementSpec(product_type="tent")) == Facets()
    elsewhere = RequirementSpec.model_validate({"product_type": "laptop", "marketplaces": ["ebay"]})
    assert await shop.facets(elsewhere) == Facets()


async def test_facets_describe_prices_in_the_commonest_currency(shop: CatalogService) -> None:
    facets = await shop.facets(RequirementSpec(product_type="laptop"))
    assert [(one.name, one.count) for one in facets.conditions] == [("new", 6), ("refurbished", 1)]
    assert facets.price == PriceFacet(
        currency="USD", count=5, min=300, max=1_200, quantiles=[400, 500, 900]
    )


async def test_more_than_are_judged_are_counted_and_paged(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows([laptop(number, f"{number} USD") for number in range(1, 261)])
    first = await search(service, {"price": {"max": 250}}, limit=100)
    assert first.total_count == 250
    assert ledger(first) == {"price": 10}
    assert first.relaxations[0].adds == 10
    pages = [
        await search(service, {"price": {"max": 250}}, limit=50, offset=at) for at in (200, 250)
    ]
    assert [len(page.products) for page in pages] == [50, 0]
    assert not any("heapest" in (one.why_ranked or "") for one in first.products)
