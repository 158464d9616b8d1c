"""What only comes near: listed for who asks for it, behind what fits, and never counted with it."""

from collections.abc import Callable, Mapping

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.service import CatalogService
from talknshop.schemas.enums import Sort
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults

ImportRows = Callable[..., ImportReport]

OAK = {"title": "Hale oak desk", "product_type": "Desks", "price": "90 USD"}
PINE = {"title": "Brem desk, pine", "product_type": "Desks", "price": "80 USD"}
DEAR = {"title": "Tull desk", "product_type": "Desks", "price": "900 USD"}
SHELF = {"title": "Oak shelf", "product_type": "Shelves", "price": "40 USD"}
RADIO = {"title": "Kitchen radio", "product_type": "Radios", "price": "40 USD"}
ROWS = [RADIO, SHELF, PINE, DEAR, OAK]


async def search(service: CatalogService, asked: str, **wishes: object) -> SearchResults:
    near = bool(wishes.pop("near", True))
    spec = RequirementSpec.model_validate({"product_type": asked, **wishes})
    return await service.search(SearchRequest(requirement_spec=spec, near=near))


def titles(results: SearchResults) -> list[str]:
    return [product.title for product in results.products]


async def test_it_follows_what_fits_and_says_so(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows(ROWS)
    results = await search(service, "oak desk")
    assert titles(results)[0] == OAK["title"]
    assert set(titles(results)[1:]) == {row["title"] for row in (PINE, DEAR)}
    assert (results.total_count, results.near_count) == (1, 2)
    own, *others = [product.why_ranked or "" for product in results.products]
    assert own == "Matches oak desk"
    assert all(why.startswith("Only comes near “oak desk”") for why in others)


async def test_who_does_not_ask_for_it_gets_only_what_fits(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows(ROWS)
    results = await search(service, "oak desk", near=False)
    assert titles(results) == [OAK["title"]]
    assert (results.total_count, results.near_count) == (1, 0)


async def test_it_meets_the_limits_that_were_set(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows(ROWS)
    price: Mapping[str, object] = {"max": 100, "currency": "USD"}
    limited = await search(service, "oak desk", price=price, exclude=["shelf"])
    assert titles(limited) == [OAK["title"], PINE["title"]]
    assert not [one for one in limited.excluded if one.slot == "price_max"]


@pytest.mark.parametrize(
    ("asked", "changes"),
    [("oak piano", {}), ("oak desk", {"sort": Sort.PRICE_ASC})],
    ids=["nothing fits", "sorted by price"],
)
async def test_where_it_is_left_out(
    service: CatalogService, import_rows: ImportRows, asked: str, changes: dict[str, object]
) -> None:
    import_rows(ROWS)
    results = await search(service, asked, **changes)
    assert results.near_count == 0
    assert results.total_count == len(results.products) <= 1


async def test_where_the_limits_leave_nothing_it_still_comes_near(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows(ROWS)
    price: Mapping[str, object] = {"max": 85, "currency": "USD"}
    results = await search(service, "oak desk", price=price)
    assert (results.total_count, results.near_count) == (0, 1)
    assert titles(results) == [PINE["title"]]
    assert {one.reason: one.count for one in results.excluded} == {"price": 1}


GUESSED = [
    {"title": "Ferro oak lamp", "price": "20 USD"},
    {"title": "Ferro lamp", "description": "an oak look", "price": "30 USD"},
    {"title": "Ferro stool", "description": "Stands below an oak lamp", "price": "10 USD"},
    {"title": "Ferro bowl", "description": "Kitchenware of steel", "price": "10 USD"},
]


async def test_a_description_alone_makes_nothing_fit(
    service: CatalogService, import_rows: ImportRows
) -> None:
    import_rows(GUESSED)
    results = await search(service, "oak lamp")
    assert titles(results) == [row["title"] for row in GUESSED[:3]]
    assert (results.total_count, results.near_count) == (2, 1)


async def test_what_fits_stands_first_however_well_the_rest_is_rated(
    service: CatalogService, import_rows: ImportRows
) -> None:
    rated = {**PINE, "rating": "5.0", "review_count": "5000"}
    import_rows([rated, {**OAK, "availability": "out of stock"}])
    assert titles(await search(service, "oak desk")) == [OAK["title"], PINE["title"]]


async def test_what_is_listed_is_not_left_out(
    service: CatalogService, import_rows: ImportRows
) -> None:
    rows = [
        {"title": "Volt gaming mouse"},
        {"title": "Volt gaming mouse pad"},
    ]
    import_rows(rows)
    alone = await search(service, "gaming mouse", near=False)
    listed = await search(service, "gaming mouse")
    assert (titles(alone), alone.excluded[0].reason) == ([rows[0]["title"]], "product_type")
    assert (listed.near_count, listed.excluded) == (1, [])


async def test_no_more_of_it_than_is_enough(
    service: CatalogService, import_rows: ImportRows
) -> None:
    desks = [{"title": f"Pine desk {n} by Maker{n}", "product_type": "Desks"} for n in range(9)]
    import_rows([*desks, OAK])
    spec = RequirementSpec(product_type="oak desk")
    for enough, near in ((1, 0), (4, 3), (100, 9)):
        request = SearchRequest(requirement_spec=spec, near=True, enough=enough)
        results = await service.search(request)
        assert (results.total_count, results.near_count) == (1, near)
        assert len(results.products) == 1 + near


async def test_plenty_that_fits_needs_nothing_near(
    service: CatalogService, import_rows: ImportRows
) -> None:
    desks = [{"title": f"Oak desk {n} by Maker{n}", "product_type": "Desks"} for n in range(100)]
    import_rows([*desks, SHELF, PINE])
    results = await search(service, "oak desk")
    assert (results.total_count, results.near_count) == (100, 0)


async def test_pages_fit_together(service: CatalogService, import_rows: ImportRows) -> None:
    import_rows(ROWS)
    spec = RequirementSpec(product_type="oak desk")
    pages = [
        await service.search(
            SearchRequest(requirement_spec=spec, near=True, limit=2, offset=offset)
        )
        for offset in (0, 2, 4)
    ]
    whole = await search(service, "oak desk")
    assert [title for page in pages for title in titles(page)] == titles(whole)
    assert {(page.total_count, page.near_count) for page in pages} == {(1, 2)}
