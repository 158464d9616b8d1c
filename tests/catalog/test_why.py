from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from talknshop.catalog.corrections import Speller
from talknshop.catalog.importer import ImportReport
from talknshop.catalog.kept_prices import CataloguePrices
from talknshop.catalog.product_service import ProductService
from talknshop.catalog.rank import Weights
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.core.clock import SystemClock
from talknshop.marketplaces.registry import Sources
from talknshop.schemas.catalog import WhyAnswer, WhyRequest
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import RankingCriteria, SearchRequest
from talknshop.search.synonyms import Synonyms

ImportRows = Callable[..., ImportReport]


def laptop(name: str, price: str, **more: str) -> dict[str, str]:
    return {
        "id": name.casefold(),
        "title": f"{name} Laptop",
        "price": price,
        "brand": name,
        "condition": "new",
        "product_type": "Laptops",
        **more,
    }


def rated(stars: str, people: str = "900") -> dict[str, str]:
    return {"product_rating": stars, "rating_count": people}


SHELF = [
    laptop("Volt", "500 USD", **rated("4.9")),
    laptop("Swift", "600 USD", **rated("4.5")),
    laptop("Nimbus", "700 USD", **rated("4.0")),
    laptop("Kestrel", "800 USD", **rated("3.0")),
    laptop("Ember", "900 USD", **rated("2.0")),
    laptop("Onyx", "2000 USD", **rated("5.0")),
    laptop("Quill", "", **rated("4.8")),
    laptop("Dusk", "100 USD", availability="out_of_stock", **rated("4.9")),
    {"id": "bag", "title": "Volt Laptop Bag", "product_type": "Laptop Bags", "price": "20 USD"},
    {"id": "mug", "title": "Blue Mug", "product_type": "Mugs", "price": "5 USD"},
]


@pytest.fixture
async def products(
    repository: CatalogRepository, synonyms: Synonyms, import_rows: ImportRows
) -> AsyncGenerator[tuple[ProductService, CatalogService]]:
    import_rows(SHELF)
    executor = ThreadPoolExecutor(2)
    speller = Speller(synonyms, frozenset[str]().__contains__)
    service = CatalogService(repository, synonyms, speller, executor, Weights())
    yield (
        ProductService(
            service, service, Sources((), ()), SystemClock(), prices=CataloguePrices(service)
        ),
        service,
    )
    executor.shutdown()


Services = tuple[ProductService, CatalogService]


async def why(
    services: Services, product: str, criteria: RankingCriteria | None = None, **wish: object
) -> WhyAnswer:
    spec = RequirementSpec.model_validate({"product_type": "laptop", **wish})
    return await services[0].why(
        WhyRequest(requirement_spec=spec, product=product, criteria=criteria)
    )


async def test_a_requirement_that_it_fails_is_named_with_both_figures(products: Services) -> None:
    answer = await why(products, "the Onyx", price={"max": 1_000})
    assert answer.outcome == "left_out"
    assert answer.product is not None
    assert answer.product.product_id == "store_shop_onyx"
    (failure,) = answer.failures
    assert (failure.reason, failure.slot) == ("price", "price_max")
    assert (failure.wanted, failure.found) == ("up to 1,000.00 USD", "2,000.00 USD")
    assert answer.sentence == (
        "Onyx Laptop is left out. "
        "Price: wanted is up to 1,000.00 USD, the record says 2,000.00 USD."
    )


async def test_every_failure_is_named(products: Services) -> None:
    answer = await why(
        products, "store_shop_quill", price={"max": 1_000}, brand_preferences=["Volt"],
        rating_min=4.9, condition="used", exclude=["quill"],
    )  # fmt: skip
    assert {(one.slot, one.found) for one in answer.failures} == {
        ("price_max", None),
        ("brands", "Quill"),
        ("rating_min", "4.8"),
        ("condition", "new"),
        ("exclude", "Quill Laptop"),
    }
    assert "Price: wanted is up to 1,000.00 USD, the record says nothing" in answer.sentence


async def test_its_place_is_that_of_the_search(products: Services) -> None:
    spec = RequirementSpec(product_type="laptop")
    found = await products[1].search(SearchRequest(requirement_spec=spec))
    for place, card in enumerate(found.products, start=1):
        answer = await why(products, card.product_id)
        assert (answer.outcome, answer.place) == ("ranked", place)
        assert answer.total_count == found.total_count
        assert answer.score == card.score


async def test_the_parts_make_up_the_lead(products: Services) -> None:
    for criteria in (None, RankingCriteria(price_weight=0.5, condition_weight=0.2)):
        answer = await why(products, "Ember", criteria)
        assert answer.place is not None
        assert answer.score is not None
        assert [one.place for one in answer.above][:3] == [1, 2, 3]
        assert answer.above[-1].place == answer.place - 1
        for other in answer.above:
            lead = other.score.total - answer.score.total
            assert sum(part.lead for part in other.parts) == pytest.approx(lead, abs=0.001)
            leads = [abs(part.lead) for part in other.parts]
            assert leads == sorted(leads, reverse=True)
        assert "makes" in answer.sentence


async def test_what_decides_the_order_is_said(products: Services) -> None:
    assert (await why(products, "dusk")).sentence.endswith(
        "it is out of stock, and what is comes last."
    )
    answer = await why(products, "Swift", sort="price_asc")
    assert answer.sentence == "Swift Laptop is number 2 of 8, sorted by price, lowest first."
    answer = await why(products, "Volt", sort="price_asc")
    assert answer.sentence == "Volt Laptop is number 1 of 8."
    assert answer.above == []


async def test_what_is_of_another_kind_says_so(products: Services) -> None:
    for name in ("Volt laptop bag", "store_shop_bag", "blue mug"):
        answer = await why(products, name)
        assert (answer.outcome, answer.place) == ("not_of_this_kind", None)
        (failure,) = answer.failures
        assert (failure.reason, failure.wanted) == ("product_type", "laptop")
        assert failure.found in {"laptop bag", "mug"}


async def test_what_is_sold_where_nobody_asked_says_so(products: Services) -> None:
    answer = await why(products, "store_shop_volt", marketplaces=["ebay"])
    assert (answer.outcome, answer.total_count) == ("left_out", 0)
    (failure,) = answer.failures
    assert (failure.reason, failure.wanted, failure.found) == ("marketplace", "ebay", "store")


async def test_what_fits_behind_those_that_are_put_in_order_says_so(
    products: Services, import_rows: ImportRows
) -> None:
    import_rows([laptop(f"Model{number}", f"{number} USD") for number in range(1, 1_001)])
    answer = await why(products, "store_shop_model900", sort="price_asc")
    assert (answer.outcome, answer.place, answer.failures) == ("ranked", None, [])
    assert answer.total_count == 1_000
    assert answer.sentence == ("Model900 Laptop fits, but stands behind the first 300 of 1,000.")
    assert (await why(products, "the Model900", sort="price_asc")).product == answer.product
    answer = await why(products, "store_shop_model1000", price={"max": 999})
    assert [one.reason for one in answer.failures] == ["price"]
    assert (await why(products, "Model3", sort="price_asc")).place == 3


@pytest.mark.parametrize(
    "name", ["store_shop_nope", "store_other_volt", "zzzz", "'; DROP TABLE feeds", '"', "x" * 500]
)
async def test_a_product_that_nobody_knows(products: Services, name: str) -> None:
    answer = await why(products, name)
    assert (answer.outcome, answer.product, answer.failures) == ("not_found", None, [])
    assert answer.total_count == 8
