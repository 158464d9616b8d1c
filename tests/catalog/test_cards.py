from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from talknshop.catalog.cards import MOST_COMPARED
from talknshop.catalog.corrections import Speller
from talknshop.catalog.importer import ImportReport
from talknshop.catalog.item_reading import read_items
from talknshop.catalog.rank import Weights
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.core.errors import ValidationError
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement, RequirementSpec
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.search.synonyms import Synonyms

ImportRows = Callable[..., ImportReport]

NEW = {"condition": "new", "product_type": "Lamps", "brand": "Lumo"}
ARC = "4006381333931"
SHOP: list[Mapping[str, str]] = [
    {**NEW, "id": "arc", "title": "Lumo Arc Lamp", "price": "50 USD", "gtin": ARC},
    {
        **NEW, "id": "arc-used", "title": "Lumo Arc Lamp (Used)", "price": "20 USD", "gtin": ARC,
        "condition": "used",
    },
    {**NEW, "id": "orb", "title": "Lumo Orb Lamp", "price": "70 USD"},
    {**NEW, "id": "orb-2", "title": "Lumo Orb Lamp, 2-Pack", "price": "120 USD"},
]  # fmt: skip
OTHER_SHOP: list[Mapping[str, str]] = [
    {**NEW, "id": "1", "title": "Arc lamp by Lumo", "price": "45 USD", "gtin": f"0{ARC}"},
    {**NEW, "id": "2", "title": "Orb lamp", "price": "75 USD", "availability": "out_of_stock"},
    {**NEW, "id": "3", "title": "Lumo Fold Lamp", "price": "30 EUR"},
]


@pytest.fixture
async def service(
    repository: CatalogRepository, synonyms: Synonyms, import_rows: ImportRows
) -> AsyncGenerator[CatalogService]:
    import_rows(SHOP, "one")
    import_rows(OTHER_SHOP, "two")
    executor = ThreadPoolExecutor(2)
    speller = Speller(synonyms, frozenset[str]().__contains__)
    yield CatalogService(repository, synonyms, speller, executor, Weights())
    executor.shutdown()


async def search(
    service: CatalogService, *, limit: int = 20, offset: int = 0, **wish: object
) -> SearchResults:
    spec = RequirementSpec.model_validate({"product_type": "lamp", **wish})
    return await service.search(SearchRequest(requirement_spec=spec, limit=limit, offset=offset))


def offers(results: SearchResults, place: int = 0) -> list[tuple[str, float | None, str]]:
    return [
        (one.product_id.removeprefix("store_"), one.price, str(one.condition))
        for one in results.products[place].offers
    ]


async def test_an_item_is_one_card_with_every_offer(service: CatalogService) -> None:
    results = await search(service, sort="price_asc")
    assert results.total_count == len(results.products) == 4
    assert results.sources[0].count == 7, "a source counts its products"
    assert results.products[0].product_id == "store_one_arc-used", "the best ranked stands for it"
    assert offers(results) == [
        ("two_1", 45.0, "new"),
        ("one_arc", 50.0, "new"),
        ("one_arc-used", 20.0, "used"),
    ]
    first = results.products[0].offers[0]
    assert (first.deep_link, first.availability) == ("https://shop.example/p/1", "unknown")
    assert first.as_of is not None


async def test_sold_out_offers_come_behind_those_that_can_be_had(service: CatalogService) -> None:
    results = await search(service, sort="price_asc")
    orb = next(card for card in results.products if "Orb" in card.title and len(card.offers) > 1)
    assert [one.product_id for one in orb.offers] == ["store_one_orb", "store_two_2"]
    assert orb.product_id == "store_one_orb"


async def test_a_pack_of_two_is_another_item(service: CatalogService) -> None:
    results = await search(service)
    pack = next(card for card in results.products if card.product_id == "store_one_orb-2")
    assert len(pack.offers) == 1


@pytest.mark.parametrize("sort", ["relevance", "price_asc", "price_desc"])
async def test_pages_are_pages_of_cards(service: CatalogService, sort: str) -> None:
    whole = await search(service, sort=sort)
    pages = [await search(service, limit=1, offset=place, sort=sort) for place in range(5)]
    assert [[one.product_id for one in page.products] for page in pages] == [
        *([one.product_id] for one in whole.products),
        [],
    ]
    assert {page.total_count for page in pages} == {4}


async def test_offers_that_do_not_fit_are_not_shown(service: CatalogService) -> None:
    results = await search(service, condition="new", price={"max": 47})
    assert [offers(results, place) for place in range(results.total_count)] == [
        [("two_1", 45.0, "new")]
    ]


@pytest.mark.parametrize(
    "wish",
    [
        {"condition": "new"},
        {"price": {"max": 47, "currency": "USD"}},
        {"price": {"min": 60, "currency": "USD"}},
        {"condition": "new", "price": {"max": 47, "currency": "USD"}},
    ],
)
async def test_a_proposal_says_how_many_cards_the_pages_then_have(
    service: CatalogService, wish: dict[str, Any]
) -> None:
    results = await search(service, **wish)
    for proposal in results.relaxations:
        present = Requirement.model_validate(results.requirement_spec.model_dump())
        then = apply_operations(present, proposal.operations).as_spec()
        assert then is not None
        relaxed = await service.search(SearchRequest(requirement_spec=then))
        assert relaxed.total_count == results.total_count + proposal.adds
        assert len(relaxed.products) == relaxed.total_count
    if wish == {"condition": "new"}:
        assert results.relaxations == [], "the used lamp is an offer of a card that is shown"
    else:
        assert results.relaxations


async def test_the_reason_counts_cards(service: CatalogService) -> None:
    results = await search(service, price={"max": 100, "currency": "USD"})
    reasons = [one.why_ranked or "" for one in results.products]
    assert any("cheapest of 2 that fit" in reason.lower() for reason in reasons)


async def test_behind_what_is_compared_each_product_is_a_card(
    service: CatalogService, import_rows: ImportRows
) -> None:
    twins = [
        {"id": str(number), "title": "Lumo Arc Lamp", "price": f"{number} USD", "gtin": ARC}
        for number in range(1, MOST_COMPARED + 6)
    ]
    import_rows(twins, "one")
    import_rows(OTHER_SHOP[1:], "two")
    results = await search(service, sort="price_asc", limit=100)
    assert results.total_count == len(results.products) == 8


async def test_cards_are_the_same_before_and_after_items_are_read(
    service: CatalogService, repository: CatalogRepository
) -> None:
    before = await search(service)
    left = sum(unread.products for unread in repository.unread())
    assert (left, read_items(repository), repository.unread()) == (7, 7, [])
    after = await search(service)
    assert after.products == before.products
    assert read_items(repository) == 0


async def test_a_currency_that_does_not_exist_is_refused(service: CatalogService) -> None:
    with pytest.raises(ValidationError, match="'XQX' is no currency"):
        await search(service, price={"max": 5, "currency": "XQX"})


async def test_a_requirement_that_rules_itself_out_says_so(service: CatalogService) -> None:
    results = await search(service, brand_preferences=["Lumo"], brands_excluded=["LUMO"])
    assert results.products == []
    (contradiction,) = results.contradictions
    assert contradiction.slots == ["brands", "brands_excluded"]
    assert "Lumo" in contradiction.message
    results = await search(service, exclude=["lamps"], product_type="lamps")
    assert [one.reason for one in results.contradictions] == ["exclude"]
    assert (await search(service, brand_preferences=["Lumo"])).contradictions == []


LARGE = 700


@pytest.fixture
def large(import_rows: ImportRows) -> None:
    """Lamps of one shop, every third of which another shop has, too; some by another name."""
    lamps = [
        {
            **NEW,
            "id": str(number),
            "title": f"Lumo {'Couch' if number % 5 else 'Sofa'} Lamp K{number}",
            "price": f"{number % 90 + 10} USD" if number % 7 else "",
            "gtin": f"{4_006_381_000_000 + number * 10:013d}",
            "description": "A lamp for the sofa." if number % 4 else "Light.",
        }
        for number in range(1, LARGE)
    ]
    import_rows(lamps, "one")
    import_rows([{**lamp, "condition": "used"} for lamp in lamps[::3]], "two")


@pytest.mark.parametrize("sort", ["relevance", "price_asc", "price_desc", "rating_desc"])
@pytest.mark.parametrize("product_type", ["lamp", "sofa lamp"])
async def test_pages_fit_together_far_behind_what_is_compared(
    service: CatalogService, large: None, sort: str, product_type: str
) -> None:
    del large
    found: list[str] = []
    counts: set[int] = set()
    sources: set[int] = set()
    cards = 0
    more = True
    while more:
        page = await search(service, sort=sort, product_type=product_type, offset=cards, limit=37)
        counts.add(page.total_count)
        sources.add(page.sources[0].count)
        cards += len(page.products)
        found += [offer.product_id for card in page.products for offer in card.offers]
        more = bool(page.products)
    assert len(found) == len(set(found)), "no product stands on two pages"
    assert sources == {len(found)}
    assert counts == {cards}
