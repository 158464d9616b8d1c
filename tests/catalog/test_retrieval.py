from collections.abc import Callable, Mapping

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.query import build_query
from talknshop.catalog.records import Candidate
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.retrieval import MOST_JUDGED, find_fits, select
from talknshop.catalog.thing import Asked, Kinship
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.index import Query, Term
from talknshop.search.synonyms import Synonyms

MakeCandidate = Callable[..., Candidate]
ImportRows = Callable[..., ImportReport]
Row = Mapping[str, str]


@pytest.fixture
def synonyms() -> Synonyms:
    groups = [["sofa", "couch"], ["laptop", "notebook"], ["hard drive", "hdd"]]
    return Synonyms(groups, alone=["notebook"], accessories=["case", "charger"])


def required(*variants: str) -> Term:
    return Term(variants, required=True)


@pytest.mark.parametrize(
    ("spec", "terms"),
    [
        ({"product_type": "Sofas"}, [required("sofa", "couch")]),
        (
            {"product_type": "power bank"},
            [required("power", "powerbank"), required("bank", "powerbank")],
        ),
        (
            {"product_type": "leather sofa", "brand_preferences": ["Glim"]},
            [
                required("leather", "leathersofa"),
                required("sofa", "couch", "leathersofa"),
                Term(("glim",)),
            ],
        ),
        (
            {"product_type": "sofa", "attributes": {"color": "Red", "size": ["2 m", "?"]}},
            [required("sofa", "couch"), Term(("red",)), Term(("2 m",))],
        ),
        (
            {"product_type": "red power bank"},
            [
                required("red", "redpower"),
                required("power", "redpower", "powerbank"),
                required("bank", "powerbank"),
            ],
        ),
        (
            {"product_type": "hard drive"},
            [Term(("hard drive", "hdd"), required=True, loose="hard drive")],
        ),
        ({"product_type": "?!"}, []),
    ],
)
def test_queries(synonyms: Synonyms, spec: dict[str, object], terms: list[Term]) -> None:
    built = build_query(RequirementSpec.model_validate(spec), synonyms)
    assert built == Query(tuple(terms))


@pytest.mark.parametrize(
    ("asked", "own", "title", "expected"),
    [
        ("laptop", "laptop", "", Kinship.THING),
        ("laptop", "gaming laptop", "", Kinship.THING),
        ("laptop", "notebook", "", Kinship.THING),
        ("laptop", "paper notebook", "", Kinship.ACCESSORY),
        ("laptop", "laptop bag", "", Kinship.ACCESSORY),
        ("laptop", "notebook bag", "", Kinship.ACCESSORY),
        ("laptop", "backpack", "Backpack with laptop pocket", Kinship.OTHER),
        ("laptop", "leather case", "Case with a strap", Kinship.ACCESSORY),
        ("phone case", "camera charger", "", Kinship.OTHER),
        ("laptop", None, "Some laptop", Kinship.OTHER),
        ("laptops", "laptop", "", Kinship.THING),
        ("gaming mouse", "mouse", "Swift gaming mouse", Kinship.THING),
        ("gaming mouse", "mouse", "Swift mouse", Kinship.SAME_KIND),
        ("gaming mouse", "mouse pad", "Gaming mouse pad", Kinship.ACCESSORY),
        ("leather couch", "sofa", "Brown leather sofa", Kinship.THING),
        ("?!", "lamp", "Lamp", Kinship.OTHER),
    ],
)
def test_kinship(
    candidate: MakeCandidate,
    synonyms: Synonyms,
    asked: str,
    own: str | None,
    title: str,
    *,
    expected: Kinship,
) -> None:
    kinship = Asked(asked, synonyms).kinship
    product = candidate(product_type=own, title=title)
    assert kinship(product) is expected
    assert kinship(product) is expected, "the second answer comes from what is remembered"


BAG = {"title": "Laptop bag", "product_type": "Laptop Bags"}
PACK = {"title": "City pack for a laptop", "product_type": "Backpacks"}
GUESSED = {"title": "Sleek thing", "description": "as good as a laptop"}
CASE = {"title": "Rugged case", "description": "for any laptop"}
NAMED = {"title": "Swift 14 Laptop", "product_type": "Computers"}
LAPTOP = {"title": "Volt 3", "product_type": "Laptops"}
LINE = {"title": "Orbit X2 clock", "brand": "Orbit", "product_type": "Clocks"}
LINE_CASE = {"title": "Case for Orbit X2", "product_type": "Cases"}
OWN_CASE = {"title": "Round case", "brand": "Orbit", "product_type": "Cases"}
SHORT = {"title": "Bracelet 7", "description": "for the orbit x2, soft", "product_type": "Bands"}
LONG = {
    "title": "Radio",
    "description": f"{'very ' * 40} near an orbit x2",
    "product_type": "Radio",
}


@pytest.mark.parametrize(
    ("asked", "rows", "shown"),
    [
        ("laptop", [BAG, PACK, GUESSED, CASE, NAMED, LAPTOP], [NAMED, LAPTOP]),
        ("laptop", [BAG, PACK, GUESSED, NAMED, *[LAPTOP] * 20], [LAPTOP] * 20),
        ("laptop", [BAG, PACK], [BAG, PACK]),
        ("laptop", [GUESSED, CASE], list[Row]()),
        (
            "gaming laptop",
            [BAG, {"title": "Volt gaming laptop"}],
            [{"title": "Volt gaming laptop"}],
        ),
        ("orbit x2", [LINE, LINE_CASE, LONG], [LINE]),
        ("orbit x2", [LINE_CASE, LONG], list[Row]()),
        ("orbit x2", [SHORT, LONG], [SHORT]),
        ("orbit", [LINE, OWN_CASE, LINE_CASE], [LINE, OWN_CASE]),
        ("quilted tent", [LAPTOP], list[Row]()),
        ("?!", [LAPTOP], list[Row]()),
    ],
    ids=[
        "few of the thing",
        "plenty of the thing",
        "called by the words",
        "only mentioned",
        "a variety",
        "a line by name",
        "only something for it",
        "a short description names it",
        "a brand and its own accessory",
        "nothing",
        "no words",
    ],
)
def test_what_is_worth_showing(
    repository: CatalogRepository,
    import_rows: ImportRows,
    synonyms: Synonyms,
    asked: str,
    *,
    rows: list[Row],
    shown: list[Row],
) -> None:
    import_rows(rows)
    spec = RequirementSpec(product_type=asked)
    with repository.snapshot() as snapshot:
        selection = select(snapshot, spec, synonyms)
        fits = find_fits(snapshot, spec, selection, Asked(asked, synonyms), needed=20)
    assert sorted(one.product.title for one in fits.judged) == sorted(one["title"] for one in shown)
    assert fits.total == len(shown)


@pytest.mark.parametrize(("sort", "first"), [("price_asc", 1), ("price_desc", 500)])
def test_the_cheapest_of_many_are_found_though_their_text_is_no_better(
    repository: CatalogRepository,
    import_rows: ImportRows,
    synonyms: Synonyms,
    sort: str,
    first: int,
) -> None:
    import_rows([{"title": "Volt Lamp", "price": f"{price} USD"} for price in range(500, 0, -1)])
    spec = RequirementSpec.model_validate({"product_type": "lamp", "sort": sort})
    with repository.snapshot() as snapshot:
        selection = select(snapshot, spec, synonyms)
        asked = Asked("lamp", synonyms)
        fits = find_fits(snapshot, spec, selection, asked, needed=10)
        deep = find_fits(snapshot, spec, selection, asked, needed=MOST_JUDGED + 50)
    assert fits.judged[0].product.price_minor == first * 100
    assert (len(fits.judged), len(fits.others), fits.total) == (MOST_JUDGED, 0, 500)
    assert len(deep.groups) == 1, "whole groups, so that pages fit together"
    assert len(deep.others) == MOST_JUDGED
