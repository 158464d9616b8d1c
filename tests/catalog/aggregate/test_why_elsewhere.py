"""Why-not knows what other shops answered, and a relaxation counts their cards."""

from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.catalog.aggregate.scripted_source import ScriptedSource, product

from talknshop.catalog.aggregate.aggregator import Aggregator
from talknshop.catalog.aggregate.answers import AnswerCache
from talknshop.catalog.aggregate.source_search import SourceSearch
from talknshop.catalog.corrections import Speller
from talknshop.catalog.importer import ImportReport
from talknshop.catalog.kept_prices import CataloguePrices
from talknshop.catalog.product_service import ProductService
from talknshop.catalog.rank import Weights
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.service import CatalogService
from talknshop.marketplaces.registry import Sources
from talknshop.schemas.catalog import WhyAnswer, WhyOutcome, WhyRequest
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, Requirement, RequirementSpec
from talknshop.schemas.search import SearchRequest
from talknshop.search.synonyms import Synonyms
from talknshop.testing.clock import ManualClock

ImportRows = Callable[..., ImportReport]

OWN = {
    "id": "volt", "title": "Volt Laptop", "price": "500 USD", "brand": "Volt", "condition": "new",
    "product_type": "Laptops",
}  # fmt: skip
THEIRS: Sequence[ProductResult] = [
    product(1, "Nimbus Air Laptop", 450, brand="Nimbus"),
    product(2, "Dell Orion 15 Laptop", 900, brand="Dell"),
    product(3, "Dell Orion 15 Laptop, Refurbished", 880, brand="Dell", seller_name="other"),
    product(4, "Dell Laptop Sleeve 15 inch", 15, brand="Dell"),
]
UP_TO_600 = RequirementSpec(product_type="laptop", price=PriceFilter(max=600))


@pytest.fixture
async def shops(
    repository: CatalogRepository, synonyms: Synonyms, import_rows: ImportRows
) -> AsyncGenerator[tuple[Aggregator, ProductService, ScriptedSource]]:
    import_rows([OWN])
    executor = ThreadPoolExecutor(2)
    clock = ManualClock()
    speller = Speller(synonyms, frozenset[str]().__contains__)
    service = CatalogService(repository, synonyms, speller, executor, Weights())
    source = ScriptedSource(Marketplace.EBAY, THEIRS)
    asked = SourceSearch([source], {}, AnswerCache(), clock, deadline_seconds=30, fresh_seconds=600)
    everywhere = Aggregator(service, asked, clock)
    yield (
        everywhere,
        ProductService(
            service,
            everywhere,
            Sources((), ()),
            clock,
            prices=CataloguePrices(service),
            kept=everywhere.kept,
        ),
        source,
    )
    executor.shutdown()


Shops = tuple[Aggregator, ProductService, ScriptedSource]


async def why(shops: Shops, meant: str) -> WhyAnswer:
    everywhere, products, source = shops
    await everywhere.search(SearchRequest(requirement_spec=UP_TO_600))
    answer = await products.why(WhyRequest(requirement_spec=UP_TO_600, product=meant))
    assert source.calls == 1, "nobody is asked to explain what was answered"
    return answer


async def test_what_another_shop_sells_too_dear_says_so(shops: Shops) -> None:
    answer = await why(shops, "the Dell Orion")
    assert answer.outcome is WhyOutcome.LEFT_OUT
    assert answer.product is not None
    assert answer.product.product_id == "ebay_2"
    (failure,) = answer.failures
    assert (failure.slot, failure.wanted) == ("price_max", "up to 600.00 USD")
    assert "900" in str(failure.found)


async def test_what_is_ranked_is_told_its_place_from_the_same_figures(shops: Shops) -> None:
    everywhere, _, _ = shops
    results = await everywhere.search(SearchRequest(requirement_spec=UP_TO_600))
    place = [one.product_id for one in results.products].index("ebay_1") + 1
    answer = await why(shops, "ebay_1")
    assert (answer.outcome, answer.place) == (WhyOutcome.RANKED, place)
    assert answer.score == results.products[place - 1].score


async def test_what_stands_above_is_named_wherever_it_is_sold(shops: Shops) -> None:
    answers = [await why(shops, meant) for meant in ("ebay_1", "Volt Laptop")]
    first, second = sorted(answers, key=lambda one: one.place or 0)
    assert first.product is not None
    assert [one.product_id for one in second.above] == [first.product.product_id]


async def test_what_only_goes_with_the_thing_is_no_such_thing(shops: Shops) -> None:
    assert (await why(shops, "ebay_4")).outcome is WhyOutcome.NOT_OF_THIS_KIND


async def test_what_nobody_answered_is_not_found(shops: Shops) -> None:
    _, products, source = shops
    asked = WhyRequest(requirement_spec=UP_TO_600, product="ebay_2")
    assert (await products.why(asked)).outcome is WhyOutcome.NOT_FOUND
    assert source.calls == 0


async def test_a_proposal_counts_the_cards_of_other_shops(shops: Shops) -> None:
    everywhere, _, _ = shops
    results = await everywhere.search(SearchRequest(requirement_spec=UP_TO_600))
    (proposal,) = results.relaxations
    present = Requirement.model_validate(results.requirement_spec.model_dump())
    then = apply_operations(present, proposal.operations).as_spec()
    assert then is not None
    relaxed = await everywhere.search(SearchRequest(requirement_spec=then))
    # Two offers of one item are one card.
    assert proposal.adds == relaxed.total_count - results.total_count == 1
