"""What we send to eBay against its own document, and what it once answered."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError

from talknshop.marketplaces.ebay.errors import refusal
from talknshop.marketplaces.ebay.mapping import to_product
from talknshop.marketplaces.ebay.request import (
    GROUP_PATH,
    LEGACY_PATH,
    SEARCH_PATH,
    item_path,
    search_parameters,
    site_headers,
)
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.paging import page_holding
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

pytestmark = [
    pytest.mark.shared,
    # The validator knows no OAuth; tokens have tests of their own.
    pytest.mark.filterwarnings("ignore:Unsupported scheme type"),
]

NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Sent:
    """A request as openapi-core looks at it."""

    def __init__(self, path: str, query: dict[str, str], headers: dict[str, str]) -> None:
        request = httpx.Request("GET", f"https://api.ebay.com{path}", params=query, headers=headers)
        self.host_url = "https://api.ebay.com"
        self.path = request.url.raw_path.decode().partition("?")[0]
        self.method = "get"
        self.body = None
        self.content_type = ""
        self.parameters = RequestParameters(
            query=dict(request.url.params), header=dict(request.headers)
        )


@pytest.fixture(scope="module")
def document(shared_folder: Path) -> OpenAPI:
    path = shared_folder / "contracts" / "ebay" / "browse.json"
    return OpenAPI.from_dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def recorded(shared_folder: Path) -> dict[str, Any]:
    examples = shared_folder / "contracts" / "examples" / "ebay"
    return json.loads((examples / "browse_search_sample_response_100.json").read_text())


def known_parameters(document: OpenAPI, path: str) -> set[str]:
    operation = document.spec / "paths" / path / "get"
    return {str(parameter["name"]) for parameter in operation["parameters"].read_value()}


@pytest.mark.parametrize("condition", [None, *Condition])
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("offset", [0, 7, 9_990])
def test_every_search_is_one_of_the_document(
    document: OpenAPI, condition: Condition | None, sort: Sort, offset: int
) -> None:
    requirement = RequirementSpec(
        product_type="lamp", condition=condition, sort=sort, price=PriceFilter(min=1, max=9)
    )
    page = page_holding(offset, 20, largest=200)
    query = search_parameters(requirement, page, "EBAY_US")
    headers = site_headers("EBAY_US", "5338")
    document.validate_request(Sent(SEARCH_PATH, query, headers))
    assert {*query, *headers} <= known_parameters(document, SEARCH_PATH)


def test_every_look_up_is_one_of_the_document(document: OpenAPI) -> None:
    headers = site_headers("EBAY_US", None)
    item = "/buy/browse/v1/item/{item_id}"
    for template, path, query in [
        (item, item_path("v1|2|0"), {"fieldgroups": "PRODUCT"}),
        (LEGACY_PATH, LEGACY_PATH, {"legacy_item_id": "1"}),
        (GROUP_PATH, GROUP_PATH, {"item_group_id": "1"}),
    ]:
        document.validate_request(Sent(path, query, headers))
        assert {*query, *headers} <= known_parameters(document, template)


def test_what_is_not_of_the_document_would_be_noticed(document: OpenAPI) -> None:
    with pytest.raises(OpenAPIError, match="limit"):
        document.validate_request(Sent(SEARCH_PATH, {"q": "x", "limit": "many"}, {}))
    with pytest.raises(OpenAPIError):
        document.validate_request(Sent("/buy/browse/v1/nothing", {}, {}))


def test_every_recorded_item_becomes_a_product(recorded: dict[str, Any]) -> None:
    items: list[dict[str, Any]] = recorded["itemSummaries"]
    found = mapped(items, lambda item: to_product(item, NOW, simulated=False))
    assert (len(found.products), found.unmapped) == (len(items), 0)
    for item, product in zip(items, found.products, strict=True):
        assert product.product_id == f"ebay_{item['itemId']}"
        assert product.title
        assert product.deep_link.startswith("https://www.ebay.com/itm/")
        assert "%253C" not in product.deep_link
        assert product.price == float(item["price"]["value"])
        assert product.currency == item["price"]["currency"]
        assert (product.condition is None) == ("conditionId" not in item)
        assert product.image_url
        assert "225" not in product.image_url
        assert product.seller_name == item["seller"]["username"]


def test_a_day_that_is_spent_as_it_was_captured() -> None:
    stated = {"errors": [{"errorId": 2001, "domain": "ACCESS", "category": "REQUEST",
                          "message": "Too many requests.",
                          "longMessage": "The request limit has been reached."}]}  # fmt: skip
    error = refusal(httpx.Response(429, json=stated), stated, NOW)
    assert error is not None
    assert error.retry_after_seconds == 8 * 3600
