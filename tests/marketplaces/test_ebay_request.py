from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marketplaces.json_noise import unhurried

from talknshop.marketplaces.ebay.request import item_path, search_parameters, site_headers
from talknshop.marketplaces.paging import page_holding
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec


def parameters(requirement: RequirementSpec, site: str = "EBAY_US") -> dict[str, str]:
    return search_parameters(requirement, page_holding(40, 20, largest=200), site)


def test_a_search() -> None:
    requirement = RequirementSpec(
        product_type="laptop",
        brand_preferences=["Dell"],
        price=PriceFilter(min=100, max=999.99),
        condition=Condition.NEW,
        sort=Sort.PRICE_ASC,
    )
    assert parameters(requirement) == {
        "q": "Dell laptop",
        "limit": "20",
        "offset": "40",
        "filter": "buyingOptions:{FIXED_PRICE},conditions:{NEW},price:[100.00..999.99],"
        "priceCurrency:USD",
        "fieldgroups": "EXTENDED",
        "sort": "price",
        "auto_correct": "KEYWORD",
    }


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (PriceFilter(max=50), "price:[..50.00],priceCurrency:USD"),
        (PriceFilter(min=10), "price:[10.00],priceCurrency:USD"),
        (PriceFilter(max=5000, currency="JPY"), "price:[..5000],priceCurrency:JPY"),
        (PriceFilter(min=0, max=1e13), "price:[0.00..10000000000000.00],priceCurrency:USD"),
    ],
)
def test_a_price_always_names_its_currency(price: PriceFilter, expected: str) -> None:
    stated = parameters(RequirementSpec(product_type="lamp", price=price))["filter"]
    assert stated == f"buyingOptions:{{FIXED_PRICE}},{expected}"


@pytest.mark.parametrize("price", [None, PriceFilter()])
def test_no_price_no_filter(price: PriceFilter | None) -> None:
    assert "price" not in parameters(RequirementSpec(product_type="lamp", price=price))["filter"]


@pytest.mark.parametrize("condition", list(Condition))
def test_every_condition_has_a_filter(condition: Condition) -> None:
    stated = parameters(RequirementSpec(product_type="lamp", condition=condition))["filter"]
    assert ",condition" in stated


def test_refurbished_is_asked_for_by_number() -> None:
    stated = parameters(RequirementSpec(product_type="x", condition=Condition.REFURBISHED))
    assert "conditionIds:{2000|2010|2020|2030|2500}" in stated["filter"]


def test_spelling_is_left_alone_when_told_so_and_where_ebay_corrects_none() -> None:
    assert "auto_correct" not in parameters(RequirementSpec(product_type="x", literal=True))
    assert "auto_correct" not in parameters(RequirementSpec(product_type="x"), "EBAY_PL")


TEXTS = st.text(min_size=1, max_size=60)


@unhurried
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_what_a_person_writes_stays_in_its_value(
    product: str, brand: str, name: str, value: str
) -> None:
    requirement = RequirementSpec(
        product_type=product,
        brand_preferences=[brand],
        brands_excluded=[brand],
        exclude=[value],
        attributes={name: value},
        price=PriceFilter(max=50),
    )
    asked = parameters(requirement)
    plain = parameters(RequirementSpec(product_type="lamp", price=PriceFilter(max=50)))
    assert {key: text for key, text in asked.items() if key != "q"} == {
        key: text for key, text in plain.items() if key != "q"
    }
    assert not set(asked["q"]) & set("()*,|\"'{}[]:&=%")
    assert dict(parse_qsl(urlencode(asked), keep_blank_values=True)) == asked


def test_the_bars_of_an_item_id_are_escaped() -> None:
    assert item_path("v1|265|0") == "/buy/browse/v1/item/v1%7C265%7C0"
    assert item_path("../../x?y") == "/buy/browse/v1/item/..%2F..%2Fx%3Fy"


def test_the_campaign_is_named_only_when_there_is_one() -> None:
    assert site_headers("EBAY_GB", None) == {"X-EBAY-C-MARKETPLACE-ID": "EBAY_GB"}
    stated = site_headers("EBAY_US", "5338000000")["X-EBAY-C-ENDUSERCTX"]
    assert stated == "affiliateCampaignId=5338000000"
    assert "<" not in stated
    assert "%3C" not in stated
