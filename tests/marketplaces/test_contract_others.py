"""What we send to Amazon and to shops over UCP against their documents, and what is recorded."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from tests.marketplaces.test_amazon import LAMP as AMAZON_LAMP
from tests.marketplaces.test_ucp import LAMP as UCP_LAMP
from tests.marketplaces.test_ucp import page_of
from tests.marketplaces.test_ucp_source import told

from talknshop.marketplaces.amazon.errors import refusal as amazon_refusal
from talknshop.marketplaces.amazon.mapping import to_product as amazon_product
from talknshop.marketplaces.amazon.request import (
    CURRENCIES,
    check_body,
    items_body,
    search_body,
)
from talknshop.marketplaces.bestbuy.errors import refusal as bestbuy_refusal
from talknshop.marketplaces.bestbuy.mapping import to_product as bestbuy_product
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.paging import page_holding
from talknshop.marketplaces.ucp.mapping import to_product as ucp_product
from talknshop.marketplaces.ucp.request import (
    mcp_call,
    product_request,
    rest_headers,
    search_request,
)
from talknshop.marketplaces.walmart.mapping import to_product as walmart_product
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 20, tzinfo=UTC)
UCP_ROOT = "https://ucp.dev/schemas/"
PROFILE = "https://agent.example/.well-known/ucp"


@pytest.fixture(scope="module")
def contracts(shared_folder: Path) -> Path:
    return shared_folder / "contracts"


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def recorded_calls(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))


def check(validator: Validator, body: object) -> None:
    """Validates what goes over the wire, not the Python behind it."""
    validator.validate(json.loads(json.dumps(body)))


def accepts(validator: Validator, body: object) -> bool:
    return validator.is_valid(json.loads(json.dumps(body)))


def amazon_validator(contracts: Path, name: str) -> Validator:
    return Draft202012Validator(read(contracts / "amazon" / f"{name}.schema.json"))


def wishes() -> Iterator[RequirementSpec]:
    for condition in (None, *Condition):
        for sort in Sort:
            for rating in (None, 0.2, 4.9):
                yield RequirementSpec(
                    product_type="lamp",
                    condition=condition,
                    sort=sort,
                    rating_min=rating,
                    price=PriceFilter(min=0, max=0.001),
                )


@pytest.mark.parametrize("site", CURRENCIES)
def test_every_search_of_amazon_is_one_of_its_model(contracts: Path, site: str) -> None:
    validator = amazon_validator(contracts, "SearchItemsRequestContent")
    known = set(read(contracts / "amazon" / "SearchItemsRequestContent.schema.json")["properties"])
    for wish in wishes():
        for offset in (0, 95):
            page = page_holding(offset, 10, largest=10, smallest=10)
            body = search_body(wish, page, partner_tag="mine-20", site=site)
            check(validator, body)
            assert set(body) <= known
    check(validator, check_body("mine-20"))


def test_every_look_up_of_amazon_is_one_of_its_model(contracts: Path) -> None:
    validator = amazon_validator(contracts, "GetItemsRequestContent")
    check(validator, items_body("B0LAMP0001", partner_tag="mine-20"))
    assert not accepts(validator, {"itemIds": "B0LAMP0001"})


def test_our_examples_of_amazon_are_of_its_model(contracts: Path) -> None:
    validator = amazon_validator(contracts, "SearchItemsResponseContent")
    item = AMAZON_LAMP | {"itemInfo": {"title": {"displayValue": "Desk lamp"}}}
    check(validator, {"searchResult": {"items": [item], "totalResultCount": 1}})


def test_what_amazon_answered_becomes_a_product(contracts: Path) -> None:
    recorded = read(contracts / "examples/amazon/creators_searchItems_rtx5070_20260924.json")
    amazon_validator(contracts, "SearchItemsResponseContent").validate(recorded)
    items: list[Any] = recorded["searchResult"]["items"]
    found = mapped(
        items,
        lambda item: amazon_product(item, "www.amazon.com", NOW, wanted=None, simulated=False),
    )
    assert (len(found.products), found.unmapped) == (len(items), 0)
    [product] = found.products
    assert (product.price, product.list_price, product.currency) == (856.99, 909.99, "USD")
    assert (product.rating, product.review_count) == (None, None)
    assert product.deep_link == items[0]["detailPageURL"]
    assert product.title == items[0]["itemInfo"]["title"]["displayValue"]
    assert product.brand == "ASUS"


def test_what_amazon_is_known_to_refuse_with(contracts: Path) -> None:
    answers = read(contracts / "examples/amazon/errors_authored_from_sdk_models.json")
    errors = {
        name: amazon_refusal(httpx.Response(int(name[:3]), json=body), body, NOW)
        for name, body in answers.items()
    }
    assert {name: type(error).__name__ for name, error in errors.items()} == {
        "429": "RateLimitError",
        "403_recorded_sergioteula_issue_144": "NotConfiguredError",
        "400": "InternalError",
        "401": "AuthenticationError",
        "404_no_results": "NoneType",
    }


def test_what_walmart_answered_becomes_products(contracts: Path) -> None:
    recorded = read(contracts / "examples/walmart/search_iphone8_2018.json")
    items: list[Any] = recorded["items"]
    found = mapped(items, lambda item: walmart_product(item, NOW, simulated=False))
    assert (len(found.products), found.unmapped) == (len(items), 0)
    for item, product in zip(items, found.products, strict=True):
        assert product.product_id == f"walmart_{item['itemId']}"
        assert product.price == item.get("salePrice", item.get("msrp"))
        assert product.rating == (
            float(item["customerRating"]) if "customerRating" in item else None
        )
        assert product.deep_link == f"https://www.walmart.com/ip/{item['itemId']}"
        assert "&lt;" not in (product.description or "")
        refurbished = "efurbished" in item["name"]
        assert product.condition is (Condition.REFURBISHED if refurbished else Condition.NEW)


def bestbuy_records(contracts: Path) -> list[dict[str, Any]]:
    """Every product of every recorded answer of the Products API."""
    records: list[dict[str, Any]] = []
    for path in sorted((contracts / "examples" / "bestbuy" / "nock").glob("*.json")):
        for call in recorded_calls(path):
            # Some were kept as packed bytes or as XML.
            answer: Any = call["response"]
            if "/v1/products" in call["path"] and str(answer).startswith("{"):
                records += [answer, *answer.get("products", [])]
    records.append(read(contracts / "examples" / "bestbuy" / "product_5758400_2017.json"))
    return records


def test_what_best_buy_answered_becomes_products(contracts: Path) -> None:
    records = bestbuy_records(contracts)
    whole = [record for record in records if "sku" in record and "name" in record]
    found = mapped(whole, lambda item: bestbuy_product(item, NOW, simulated=False))
    assert len(whole) > 300
    assert (len(found.products), found.unmapped) == (len(whole), 0)
    for record, product in zip(whole, found.products, strict=True):
        assert product.product_id == f"bestbuy_{record['sku']}"
        hidden = record.get("priceRestriction") in ("MAP", "ICR")
        assert product.price == (None if hidden else record.get("salePrice"))
        assert product.rating == record.get("customerReviewAverage")
        assert product.deep_link == (
            record.get("affiliateUrl") or record.get("url") or product.marketplace_url
        )


def test_what_best_buy_refused_is_our_fault(contracts: Path) -> None:
    folder = contracts / "examples" / "bestbuy" / "nock"
    [call] = recorded_calls(folder / "Product_search_beginning_with_asterisk_should_fail_.json")
    response = httpx.Response(call["status"], json=call["response"])
    error = bestbuy_refusal(response, call["response"], NOW, has_worked=True)
    assert type(error).__name__ == "InternalError"
    assert error is not None
    assert "wildcard" in error.details["message"]


@cache
def ucp_registry(root: Path) -> Registry[Any]:
    resources = [
        (str(schema["$id"]), Resource.from_contents(schema, default_specification=DRAFT202012))
        for path in sorted(root.rglob("schemas/**/*.json"))
        if "$id" in (schema := read(path))
    ]
    return Registry[Any]().with_resources(resources)


def ucp_validator(contracts: Path, reference: str) -> Validator:
    registry = ucp_registry(contracts / "ucp" / "source-v2026-04-08")
    return Draft202012Validator({"$ref": UCP_ROOT + reference}, registry=registry)


@pytest.mark.parametrize("cursor", [None, "abc"])
@pytest.mark.parametrize("price", [None, PriceFilter(min=1, max=9.99), PriceFilter(currency="JPY")])
def test_every_search_over_ucp_is_one_of_the_protocol(
    contracts: Path, cursor: str | None, price: PriceFilter | None
) -> None:
    validator = ucp_validator(contracts, "shopping/catalog_search.json#/$defs/search_request")
    wish = RequirementSpec(product_type="lamp", price=price)
    body = search_request(wish, limit=20, cursor=cursor, country="US")
    check(validator, body)
    assert not accepts(validator, body | {"pagination": {"limit": "many"}})
    rpc: dict[str, Any] = mcp_call("search_catalog", body, PROFILE)
    openrpc = read(contracts / "ucp/source-v2026-04-08/services/shopping/mcp.openrpc.json")
    assert rpc["params"]["name"] in {method["name"] for method in openrpc["methods"]}
    meta = rpc["params"]["arguments"]["meta"]
    check(Draft202012Validator(openrpc["components"]["schemas"]["meta"]), meta)


def test_every_look_up_over_ucp_is_one_of_the_protocol(contracts: Path) -> None:
    reference = "shopping/catalog_lookup.json#/$defs/get_product_request"
    check(ucp_validator(contracts, reference), product_request("p1", country="US"))


def test_the_headers_over_rest_are_those_of_the_protocol(contracts: Path) -> None:
    rest = read(contracts / "ucp/source-v2026-04-08/services/shopping/rest.openapi.json")
    assert {"/catalog/search", "/catalog/product"} <= set(rest["paths"])
    required = {
        parameter["name"]
        for name in ("request_id", "ucp_agent")
        if (parameter := rest["components"]["parameters"][name])["required"]
    }
    assert required <= set(rest_headers(PROFILE))


def test_our_examples_of_shops_are_of_the_protocol(contracts: Path) -> None:
    search = ucp_validator(contracts, "shopping/catalog_search.json#/$defs/search_response")
    check(search, page_of(UCP_LAMP, cursor="c", total=3))
    check(ucp_validator(contracts, "shopping/types/error_response.json"), told("not_found"))
    assert ucp_product(UCP_LAMP, "shop.example", "https://shop.example", NOW, simulated=False)


def test_the_scaffold_of_the_protocol_is_an_empty_answer(contracts: Path) -> None:
    scaffold = read(contracts / "examples/ucp/catalog_search_response_scaffold.json")
    assert scaffold["products"] == []
