from collections.abc import Callable

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.records import Candidate
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.retrieval import select
from talknshop.catalog.usual_price import UsualPrice, usual_price
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.synonyms import Synonyms

MakeCandidate = Callable[..., Candidate]
ImportRows = Callable[..., ImportReport]


@pytest.mark.parametrize(
    ("prices", "middle", "bound"),
    [
        ([90, 95, 100, 105, 110], 100, 100 / 3),
        ([100] * 9, 100, 100 / 3),
        ([10, 20, 50, 100, 200, 500, 1_000], 100, 100 / 125),
        ([1, 95, 98, 100, 100, 102, 105, 9_000], 100, 100 / 3),
    ],
    ids=["narrow", "all the same", "broad", "two absurd ones"],
)
def test_the_bound_follows_the_spread_and_never_comes_near_the_middle(
    prices: list[float], middle: float, bound: float
) -> None:
    usual = UsualPrice.of(prices, "USD")
    assert usual.middle == pytest.approx(middle)
    assert usual.doubtful_below == pytest.approx(bound)


def test_only_known_prices_in_its_currency_are_doubted(candidate: MakeCandidate) -> None:
    usual = UsualPrice("USD", 10_000, 3_000)
    assert usual.doubts(candidate(price_minor=2_999))
    assert not usual.doubts(candidate(price_minor=3_000))
    assert not usual.doubts(candidate(price_minor=None))
    assert not usual.doubts(candidate(price_minor=1, currency="EUR"))


def test_the_kind_counts_whatever_else_is_required(
    repository: CatalogRepository, import_rows: ImportRows, synonyms: Synonyms
) -> None:
    kinds = {"Sofas": range(400, 500, 10), "Sofa Covers": range(10, 20)}
    import_rows(
        [
            {"title": f"{kind} {price}", "product_type": kind, "price": f"{price} USD"}
            for kind, prices in kinds.items()
            for price in prices
        ]
    )
    spec = RequirementSpec.model_validate({"product_type": "sofa", "price": {"max": 50}})
    with repository.snapshot() as snapshot:
        selection = select(snapshot, spec, synonyms)
        usual = usual_price(snapshot, selection, None)
        elsewhere = usual_price(snapshot, selection, "EUR")
        rare = select(snapshot, RequirementSpec(product_type="lamp"), synonyms)
        assert usual_price(snapshot, rare, None) is None
    assert usual is not None
    assert usual.currency == "USD"
    assert usual.middle == pytest.approx(45_000, rel=0.05)
    assert 10_000 < usual.doubtful_below < 16_000
    assert elsewhere is None
