"""All that passes between our sources and the simulated marketplaces, against the documents."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator, ValidationError
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from pydantic import JsonValue
from tests.marketplaces.test_contract_others import amazon_validator, read, ucp_validator
from tests.marketplaces.test_contract_others import check as valid
from tests.simulation.recording import Exchange, record_everything, recorded_shops

DOCUMENTS = Path(__file__).with_name("documents")
TOKEN = re.compile(r"/(?:identity/v1/oauth2|auth/o2|oauth2)/token")


@pytest.fixture(scope="module")
def recorded() -> list[Exchange]:
    with recorded_shops() as (recorder, base_url):
        asyncio.run(record_everything(recorder, base_url))
    return recorder.kept


def of(recorded: list[Exchange], shop: str) -> Iterator[Exchange]:
    """What passed to and from a shop, without tokens and what a fault has cut."""
    return (one for one in recorded if one.shop == shop and not TOKEN.fullmatch(one.path))


def own_document(name: str) -> Callable[[str, JsonValue], None]:
    """Checks by a document that was written for these tests."""
    document = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))

    def check(part: str, value: JsonValue) -> None:
        valid(Draft202012Validator(document | {"$ref": f"#/$defs/{part}"}), value)

    return check


@pytest.mark.socket
class TestOwnDocuments:
    def test_something_of_every_kind_was_recorded(self, recorded: list[Exchange]) -> None:
        seen = Counter((one.shop, one.status) for one in recorded)
        for shop in ("ebay", "amazon", "walmart", "bestbuy", "ucp"):
            assert seen[shop, 200] >= 20
            assert sum(count for (name, status), count in seen.items()
                       if name == shop and status >= 400) >= 3  # fmt: skip
        assert len(recorded) > 150
        assert sum(not one.whole for one in recorded) >= 5

    def test_walmart(self, recorded: list[Exchange]) -> None:
        check = own_document("walmart")
        for one in of(recorded, "walmart"):
            part = "error" if one.status >= 400 else one.path.rsplit("/", 1)[1]
            if one.whole:
                check(part, one.answered)

    def test_bestbuy(self, recorded: list[Exchange]) -> None:
        check = own_document("bestbuy")
        for one in of(recorded, "bestbuy"):
            single = one.path.endswith(".json")
            part = "error" if one.status >= 400 else "product" if single else "products"
            if one.whole:
                check(part, one.answered)

    def test_tokens(self, recorded: list[Exchange]) -> None:
        check = own_document("oauth")
        tokens = [one for one in recorded if TOKEN.fullmatch(one.path)]
        assert {one.status for one in tokens} == {200, 503}
        for one in tokens:
            check("error" if one.status >= 400 else "token", one.answered)

    def test_what_is_sent_to_walmart_and_best_buy(self, recorded: list[Exchange]) -> None:
        for one in of(recorded, "walmart"):
            asked = one.request.url.params
            known = {"query", "start", "numItems", "sort", "order", "responseGroup", "facet",
                     "facet.range", "ids", "publisherId", "format", "categoryId"}  # fmt: skip
            assert set(asked) <= known
            assert 1 <= int(asked.get("numItems", 1)) <= 25
            assert {"wm_consumer.id", "wm_consumer.intimestamp", "wm_sec.auth_signature",
                    "wm_sec.key_version"} <= set(one.request.headers)  # fmt: skip
        for one in of(recorded, "bestbuy"):
            asked = one.request.url.params
            assert set(asked) <= {"apiKey", "format", "show", "sort", "pageSize", "page"}
            assert 1 <= int(asked.get("pageSize", 1)) <= 100
            inside = re.fullmatch(r"/v1/products(?:\((.*)\)|/\d+\.json)?", unquote(one.path))
            assert inside is not None
            assert not set(inside[1] or "") & set('[]{}%;:,\\"/')

    def test_a_document_notices_what_is_not_of_it(self) -> None:
        check = own_document("walmart")
        wrong: dict[str, JsonValue] = {"items": {"items": [{"itemId": "1"}]}, "error": {"error": 1}}
        for part, value in wrong.items():
            with pytest.raises(ValidationError):
                check(part, value)


@dataclass
class _Sent:
    """A request as openapi-core looks at it."""

    path: str
    parameters: RequestParameters
    host_url: str = "https://api.ebay.com"
    method: str = "get"
    body: None = None
    content_type: str = ""


@dataclass
class _Answered:
    """An answer as openapi-core looks at it."""

    status_code: int
    headers: Mapping[str, str]
    content_type: str
    data: bytes


@pytest.mark.socket
@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:Unsupported scheme type")
class TestVendorsDocuments:
    def test_ebay(self, recorded: list[Exchange], shared_folder: Path) -> None:
        document = OpenAPI.from_dict(read(shared_folder / "contracts" / "ebay" / "browse.json"))
        for one in of(recorded, "ebay"):
            asked = RequestParameters(
                query=dict(one.request.url.params), header=dict(one.request.headers)
            )
            sent = _Sent(one.path, asked)
            document.validate_request(sent)
            if one.whole:
                document.validate_response(
                    sent, _Answered(one.status, {}, "application/json", one.body)
                )

    def test_amazon(self, recorded: list[Exchange], shared_folder: Path) -> None:
        contracts = shared_folder / "contracts"
        refusals = {401: "UnauthorizedException", 429: "ThrottleException",
                    400: "ValidationException"}  # fmt: skip
        for one in of(recorded, "amazon"):
            operation = one.path.rsplit("/", 1)[1]
            operation = operation[0].upper() + operation[1:]
            # Who refuses at once has not read what was sent.
            if one.request.content:
                amazon_validator(contracts, f"{operation}RequestContent").validate(one.sent)
            # Of a missing product or a fault of theirs, the models say nothing.
            name = refusals.get(one.status) if one.status != 200 else f"{operation}Response"
            if one.whole and one.status in {200, *refusals}:
                content = name if one.status == 200 else f"{name}Response"
                amazon_validator(contracts, f"{content}Content").validate(one.answered)

    def test_ucp(self, recorded: list[Exchange], shared_folder: Path) -> None:
        contracts = shared_folder / "contracts"
        parts = {
            "/catalog/search": ("catalog_search", "search"),
            "/catalog/lookup": ("catalog_lookup", "lookup"),
            "/catalog/product": ("catalog_lookup", "get_product"),
        }
        for one in of(recorded, "ucp"):
            if one.path in parts:
                file, name = parts[one.path]
                asked = f"shopping/{file}.json#/$defs/{name}_request"
                if one.request.content:
                    ucp_validator(contracts, asked).validate(one.sent)
                told = f"shopping/{file}.json#/$defs/{name}_response"
                told = "shopping/types/error_response.json" if one.status >= 400 else told
                if one.whole:
                    ucp_validator(contracts, told).validate(one.answered)
        assert {one.path for one in of(recorded, "ucp")} > set(parts) - {"/catalog/lookup"}
