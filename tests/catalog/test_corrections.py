from collections.abc import Callable

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.service import CatalogService
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement, RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults

ImportRows = Callable[..., ImportReport]

SHELF = [
    {"title": "Swift Laptop", "product_type": "Laptops"},
    {"title": "Volt gaming laptop", "product_type": "Laptops", "brand": "Volt"},
    {"title": "Laptop bag", "product_type": "Laptop Bags"},
    {"title": "Oak desk", "product_type": "Desks"},
]


@pytest.fixture
def shop(service: CatalogService, import_rows: ImportRows) -> CatalogService:
    import_rows(SHELF)
    return service


async def search(service: CatalogService, asked: str) -> SearchResults:
    return await service.search(SearchRequest(requirement_spec=RequirementSpec(product_type=asked)))


async def test_a_slip_is_corrected_and_told_with_the_way_back(shop: CatalogService) -> None:
    results = await search(shop, "labtops")
    assert results.total_count == 2
    (correction,) = results.corrections
    assert (correction.original, correction.corrected) == ("labtops", "laptops")
    assert results.requirement_spec.product_type == "laptops"
    facets = await shop.facets(RequirementSpec(product_type="labtops"))
    assert facets.total_count == 2
    asked = Requirement(product_type="labtops")
    back = apply_operations(asked, correction.operations).as_spec()
    assert back is not None
    literal = await shop.search(SearchRequest(requirement_spec=back))
    assert (literal.total_count, literal.corrections) == (0, [])
    assert literal.requirement_spec.product_type == "labtops"


@pytest.mark.parametrize(
    "asked",
    [
        "laptop",
        "desk",
        "trombone",
        "volt",
        "bag",
        "lapt0p",
        "qwertyuiop",
        "swft lptp dsk",
        "xdesk7",
    ],
)
async def test_what_is_a_word_or_too_far_from_one_is_not_corrected(
    shop: CatalogService, asked: str
) -> None:
    assert (await search(shop, asked)).corrections == []


async def test_a_slip_in_a_variety_is_corrected_where_that_finds_something(
    shop: CatalogService,
) -> None:
    results = await search(shop, "gamign laptop")
    assert [one.corrected for one in results.corrections] == ["gaming laptop"]
    assert [one.title for one in results.products] == ["Volt gaming laptop"]
    none = await search(shop, "gamign desk")
    assert (none.corrections, none.total_count) == ([], 0)


async def test_words_of_a_new_import_are_known_at_once(
    shop: CatalogService, import_rows: ImportRows
) -> None:
    assert (await search(shop, "wardobe")).corrections == []
    import_rows([{"title": "Wardrobe"}])
    results = await search(shop, "wardobe")
    assert [one.corrected for one in results.corrections] == ["wardrobe"]
