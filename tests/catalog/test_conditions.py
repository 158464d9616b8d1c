from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest

from talknshop.catalog.conditions import KindConditions, apart_from, breaches, meets
from talknshop.catalog.importer import ImportReport
from talknshop.catalog.matching import Criteria, Failure
from talknshop.catalog.records import Candidate
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.thing import Asked, Kinship
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.index import Query
from talknshop.search.synonyms import Synonyms, load_synonyms

ImportRows = Callable[..., ImportReport]

PRICES = ("", "80 USD", "100 USD", "100.01 USD", "90 EUR")
BRANDS = ("", "Glim", "Volt & Co")
CONDITIONS = ("", "new", "used", "refurbished")
RATINGS = ("", "3.9", "4.0")
TITLES = ("Glim red desk lamp", "Lamps of leather", "Volt & Co shade")

WISHES: list[dict[str, Any]] = [
    {},
    {"price": {"max": 100}},
    {"price": {"min": 90}},
    {"price": {"min": 90, "max": 100}},
    {"price": {"max": 100, "currency": "EUR"}},
    {"price": {"max": 95}, "rating_min": 4, "exclude": ["shade"]},
    {"price": {"min": 95, "currency": "EUR"}, "brands_excluded": ["Glim"], "rating_min": 4},
    {"brand_preferences": ["glim", "VOLT & Co"]},
    {"brands_excluded": ["Glim"]},
    {"brand_preferences": ["Glim", "Volt & Co"], "brands_excluded": ["volt & co"]},
    {"condition": "new"},
    {"condition": "used"},
    {"rating_min": 4},
    {"rating_min": 0},
    {"exclude": ["leather", "desk lamps"]},
    {"exclude": ["!"]},
    {"filters": {"categories": ["Desk Lamps"]}},
    {"filters": {"categories": ["shade", "leather"]}, "condition": "new"},
    {"filters": {"categories": ["sofas"]}},
    {"filters": {"categories": []}},
    {"price": {"max": 100}, "rating_min": 4, "condition": "new", "brand_preferences": ["Glim"]},
]


def shelf() -> list[Mapping[str, str]]:
    return [
        {
            "title": title,
            "price": price,
            "brand": brand,
            "condition": condition,
            "product_rating": rating,
        }
        for title, price, brand, condition, rating in product(
            TITLES, PRICES, BRANDS, CONDITIONS, RATINGS
        )
    ]


def test_the_index_and_the_judgement_of_one_product_agree_on_requirements(
    repository: CatalogRepository, import_rows: ImportRows
) -> None:
    import_rows(shelf())
    for wish in WISHES:
        spec = RequirementSpec.model_validate({"product_type": "lamp", **wish})
        criteria = Criteria.of(spec)
        ways = breaches(criteria)
        with repository.snapshot() as snapshot:
            everything = snapshot.search(Query(None), limit=10_000)
            fitting = set(snapshot.find(Query(None, meets(ways)), limit=10_000).scores)
            assert fitting == {one.key for one in everything if not criteria.failures(one)}, wish
            for way in ways:
                failing = set(snapshot.find(Query(None, way.condition), limit=10_000).scores)
                expected = {one.key for one in everything if fails(criteria, one, way.failure)}
                assert failing == expected, (wish, way.failure)
                alone = Query(None, way.condition).also(meets(apart_from(ways, way)))
                failing = set(snapshot.find(alone, limit=10_000).scores)
                expected = {o.key for o in everything if criteria.failures(o) == [way.failure]}
                assert failing == expected, (wish, way.failure)


def fails(criteria: Criteria, candidate: Candidate, failure: Failure) -> bool:
    return failure in criteria.failures(candidate)


KINDS = [
    "laptop", "gaming laptop", "notebook", "paper notebook", "laptop bag", "notebook case",
    "mouse", "gaming mouse", "mouse pad", "bed", "dog bed", "smartphone", "cordless phone",
    "phone case", "tv", "lamp",
]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    ["laptop", "notebook", "gaming mouse", "bed", "phone", "phone case", "red lamp", "tent", "?!"],
)
def test_the_index_and_the_judgement_of_one_product_agree_on_kinds(
    repository: CatalogRepository, import_rows: ImportRows, asked: str
) -> None:
    synonyms = load_synonyms()
    import_rows(
        [
            {"title": f"{color} {kind}", "product_type": kind}
            for kind, color in product(KINDS, ("Gaming", "Red", "Plain"))
        ]
    )
    kinds = KindConditions(Asked(asked, synonyms), synonyms)
    kinship = Asked(asked, synonyms).kinship
    with repository.snapshot() as snapshot:
        everything = snapshot.search(Query(None), limit=1_000)
        things = set(snapshot.find(Query(None, kinds.thing), limit=1_000).scores)
        of_kind = set(snapshot.find(Query(None, kinds.of_kind), limit=1_000).scores)
    assert things == {one.key for one in everything if kinship(one) is Kinship.THING}
    assert of_kind == {one.key for one in everything if kinship(one) >= Kinship.SAME_KIND}


def test_what_means_something_only_alone_does_not_hide_the_rest(
    repository: CatalogRepository, import_rows: ImportRows
) -> None:
    synonyms = Synonyms([["laptop", "notebook"]], alone=["notebook"])
    import_rows([{"title": "A", "product_type": one} for one in ("notebook", "paper notebook")])
    kinds = KindConditions(Asked("laptop", synonyms), synonyms)
    with repository.snapshot() as snapshot:
        assert snapshot.count(Query(None, kinds.thing)) == 1
