from collections.abc import Callable

import pytest

from talknshop.catalog.query import build_query
from talknshop.catalog.records import Candidate
from talknshop.catalog.retrieval import SYNONYM_FACTOR, find_candidates, focus
from talknshop.catalog.thing import Asked, Kinship
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.index import Query, Term
from talknshop.search.synonyms import Synonyms

MakeCandidate = Callable[..., Candidate]


@pytest.fixture
def synonyms() -> Synonyms:
    groups = [["sofa", "couch"], ["laptop", "notebook"], ["hard drive", "hdd"]]
    return Synonyms(groups, alone=["notebook"])


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
        ({"product_type": "hard drive"}, [required("hard drive", "hdd")]),
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


def test_what_only_a_synonym_finds_counts_less(
    candidate: MakeCandidate, synonyms: Synonyms
) -> None:
    sofa, couch = candidate(1, score=2.0), candidate(2, score=3.0)

    def find(query: Query) -> list[Candidate]:
        return [sofa, couch] if "couch" in query.terms[0].variants else [sofa]

    found = find_candidates(RequirementSpec(product_type="sofa"), synonyms, find)
    assert found == [sofa, couch._replace(score=3.0 * SYNONYM_FACTOR)]


def test_without_synonyms_the_index_is_asked_once(
    candidate: MakeCandidate, synonyms: Synonyms
) -> None:
    asked: list[Query] = []

    def find(query: Query) -> list[Candidate]:
        asked.append(query)
        return [candidate()]

    find_candidates(RequirementSpec(product_type="lamp"), synonyms, find)
    assert len(asked) == 1


BAG = {"product_type": "laptop bag", "title": "Laptop bag"}
PACK = {"product_type": "backpack", "title": "City backpack"}
DESK = {"product_type": "desk", "title": "Desk for a laptop"}
GUESSED = {"product_type": "thing", "type_stated": False}
NAMED = {"product_type": "computer", "title": "Swift 14 Laptop"}
LAPTOP = {"product_type": "laptop"}


@pytest.mark.parametrize(
    ("others", "things", "beside"),
    [
        ([BAG, PACK, GUESSED, DESK], 0, [PACK]),
        ([BAG, PACK, GUESSED, DESK, NAMED], 1, [BAG, PACK, DESK]),
        ([BAG, PACK, GUESSED, DESK, NAMED], 20, [BAG, PACK, GUESSED, DESK, NAMED]),
    ],
    ids=["none of the thing", "one of it", "plenty of it"],
)
def test_focus(
    candidate: MakeCandidate,
    synonyms: Synonyms,
    others: list[dict[str, object]],
    things: int,
    beside: list[dict[str, object]],
) -> None:
    descriptions = [*others, *([LAPTOP] * things)]
    products = [candidate(row, **each) for row, each in enumerate(descriptions)]
    focused = focus(products, Asked("laptop", synonyms))
    expected = [
        product for product, each in zip(products, descriptions, strict=True) if each in beside
    ]
    assert [one.product for one in focused.beside] == expected
    assert len(focused.kept) + len(focused.beside) == len(products)


def test_the_kind_is_the_thing_while_no_product_says_it_is_the_variety(
    candidate: MakeCandidate, synonyms: Synonyms
) -> None:
    mouse = candidate(1, product_type="mouse", title="Swift mouse")
    pad = candidate(2, product_type="mouse pad", title="Gaming mouse pad")
    focused = focus([mouse, pad], Asked("gaming mouse", synonyms))
    assert [one.product for one in focused.kept] == [mouse]
