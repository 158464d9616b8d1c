"""Sizes and colours of one model leave the first places to others, and are counted all the same."""

import re
from collections.abc import Callable

import pytest

from talknshop.catalog.importer import ImportReport, import_feed
from talknshop.catalog.records import Candidate
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.catalog.variety import model_of
from talknshop.core.clock import Clock
from talknshop.demo.feed import bundled_feed
from talknshop.schemas.enums import Sort
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults

ImportRows = Callable[..., ImportReport]
MakeCandidate = Callable[..., Candidate]


def shoe(model: str, size: int, color: str = "Black", **facts: str) -> dict[str, str]:
    title = f"Calder {model} Running Shoes, {color}, US {size}"
    return {"title": title, "brand": "Calder", "product_type": "Running shoes", **facts}


async def search(service: CatalogService, **wishes: object) -> SearchResults:
    spec = RequirementSpec.model_validate({"product_type": "running shoe", **wishes})
    return await service.search(SearchRequest(requirement_spec=spec, limit=100))


def models(results: SearchResults) -> list[str]:
    return [product.title.split()[1] for product in results.products]


@pytest.mark.parametrize(
    ("title", "other", "same"),
    [
        ("Calder Dash Shoes, Black, US 9", "Calder Dash Shoes, Navy, US 10.5", True),
        ("Calder Dash Shoes Blue (US 3, wide)", "Calder Dash Shoes Pink (US 4, wide)", True),
        ("Fenn shirt, dark green, XL", "Fenn shirt, white, M", True),
        ("Fenn shirt size 42", "Fenn shirt size 44", True),
        ("Volt phone, 128 GB, black", "Volt phone, 256 GB, black", False),
        ("Volt battery 48V", "Volt battery 36V", False),
        ("Calder Dash Shoes, Men's, US 9", "Calder Dash Shoes, Women's, US 9", False),
    ],
)
def test_what_makes_a_model(
    candidate: MakeCandidate, title: str, other: str, *, same: bool
) -> None:
    one, two = (model_of(candidate(title=text, brand="Calder")) for text in (title, other))
    assert (one == two) is same


def test_another_brand_is_another_model(candidate: MakeCandidate) -> None:
    brands = ("Calder", "Fenn", None)
    assert len({model_of(candidate(title="Dash, US 9", brand=brand)) for brand in brands}) == 3


async def test_two_of_a_model_and_then_others(
    service: CatalogService, import_rows: ImportRows
) -> None:
    best = [shoe("Dash", size, rating="5.0", review_count="900") for size in range(6, 12)]
    rest = [shoe(f"Trail{n}", 9, rating="3.0", review_count="900") for n in range(9)]
    import_rows([*best, *rest])
    results = await search(service)
    assert results.total_count == len(results.products) == 15
    found = models(results)
    assert found[:2] == ["Dash", "Dash"]
    assert found[:10].count("Dash") == 2
    assert found[10:14] == ["Dash"] * 4, "right behind the first places"


async def test_with_little_else_all_are_shown(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows([*(shoe("Dash", size) for size in range(6, 12)), shoe("Trail", 9)])
    assert models(await search(service)).count("Dash") == 6


async def test_nobody_makes_room_for_what_is_sold_out(
    service: CatalogService, import_rows: ImportRows
) -> None:
    gone = [shoe(f"Trail{n}", 9, availability="out of stock") for n in range(4)]
    import_rows([*gone, *(shoe("Dash", size) for size in range(6, 10))])
    assert models(await search(service))[:4] == ["Dash"] * 4


async def test_who_sorts_gets_exactly_that_order(
    service: CatalogService, import_rows: ImportRows
) -> None:
    cheap = [shoe("Dash", size, price=f"{size} USD") for size in range(6, 12)]
    import_rows([*cheap, *(shoe(f"Trail{n}", 9, price="90 USD") for n in range(6))])
    prices = [one.price or 0 for one in (await search(service, sort=Sort.PRICE_ASC)).products]
    assert prices == sorted(prices)


async def test_pages_fit_together(service: CatalogService, import_rows: ImportRows) -> None:
    import_rows([shoe(f"Line{n % 20}", 5 + n // 20) for n in range(200)])
    spec = RequirementSpec(product_type="running shoe")
    whole = await search(service)
    pages = [
        await service.search(SearchRequest(requirement_spec=spec, limit=10, offset=offset))
        for offset in range(0, 100, 10)
    ]
    shown = [one.product_id for page in pages for one in page.products]
    assert shown == [one.product_id for one in whole.products]


async def test_the_demo_catalogue_shows_several_shoes(
    service: CatalogService, repository: CatalogRepository, clock: Clock
) -> None:
    import_feed(bundled_feed(), "demo", repository, clock=clock)
    results = await search(service, price={"max": 120, "currency": "USD"})
    assert results.total_count == len(results.products) >= 20
    names = {re.split(r",| Running Shoes", one.title)[0] for one in results.products[:10]}
    assert len(names) >= 5
