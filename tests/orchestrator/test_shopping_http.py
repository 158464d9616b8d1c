"""Searching, ranking and composing without a conversation."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
import pytest
from tests.orchestrator.serving import Served, serve

from talknshop.core.errors import DependencyTimeoutError, ExternalServiceError, TalknShopError
from talknshop.core.settings import Settings
from talknshop.language.base import ReplyKind, ReplyPlan
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.orchestrator.shopping import compose_reply
from talknshop.schemas.compose import ComposeRequest
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.language import ScriptedLanguageEngine, ScriptedTurn

LAMP = {"product_type": "lamp"}


@pytest.fixture
def catalog() -> InMemoryCatalog:
    return InMemoryCatalog([make_product(number, price=number) for number in range(1, 31)])


@pytest.fixture
async def served(settings: Settings, catalog: InMemoryCatalog) -> AsyncGenerator[Served]:
    async with serve(settings, catalog) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> httpx.AsyncClient:
    return served[0]


def given(number: int, **more: object) -> dict[str, Any]:
    return {**make_product(number).model_dump(mode="json"), **more}


def ids(body: dict[str, Any]) -> list[str]:
    return [product["product_id"] for product in body["products"]]


@pytest.mark.parametrize(
    "body", [{"requirement_spec": LAMP, "limit": 2, "offset": 1}, {**LAMP, "limit": 2, "offset": 1}]
)
async def test_search_without_a_conversation(
    client: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    answer = (await client.post("/api/v1/search", json=body)).json()
    assert ids(answer) == ["store_test_2", "store_test_3"]
    assert (answer["total_count"], answer["marketplaces_searched"]) == (30, ["store"])


async def test_rank_orders_products_that_are_given(served: Served) -> None:
    client, conversation = served
    body = {
        "products": [given(1, price=None), given(2, price=9.0), given(3, price=4.0)],
        "requirement_spec": LAMP,
        "criteria": {"price_weight": 0.8, "condition_weight": 0},
    }
    ranked = (await client.post("/rank", json=body)).json()["products"]
    assert [product["price"] for product in ranked] == [4.0, 9.0, None]
    assert all(product["why_ranked"] and product["score"]["total"] for product in ranked)
    (request,) = conversation.catalog.ranked
    assert request.criteria is not None
    assert (request.criteria.price_weight, request.criteria.rating_weight) == (0.8, None)


async def test_compose_fills_slots_from_what_is_given(served: Served) -> None:
    client, conversation = served
    conversation.language.script["hello"] = ScriptedTurn(
        reply=("{shown_count} of {total_count}; {requirement}: ", "{product_1.price}.")
    )
    await conversation.say("hello")
    results = {
        "products": [given(1, price=19.5)],
        "total_count": 1200,
        "excluded": [{"reason": "price", "slot": "price_max", "count": 3}],
    }
    body = {"results": results, "requirement_spec": {**LAMP, "price": {"max": 20}}}
    answer = (await client.post("/compose", json=body)).json()
    first, second = answer["parts"]
    assert first.startswith("1 of 1,200; lamp")
    assert first.endswith("under $20: ")
    assert second == "$19.50."
    assert answer["message"] == first + second
    plan = conversation.language.plans[-1]
    assert plan.kind is ReplyKind.RESULTS
    assert "excluded.price" in plan.slots

    unpriced = {"products": [given(1, price=None)], "requirement_spec": LAMP, "language": "de"}
    refused = await client.post("/compose", json=unpriced)
    assert (refused.status_code, refused.json()["error"]) == (503, "ai_service_error")
    assert conversation.language.plans[-1].dialogue.locale == "de"


async def test_the_embedded_engine_states_only_what_is_given() -> None:
    def request(**more: object) -> ComposeRequest:
        return ComposeRequest.model_validate({"requirement_spec": LAMP, **more})

    engine = RulesEngine(load_lexicon())
    found = request(products=[given(1, title="Glim Lamp", price=37.25)])
    reply = "".join(await compose_reply(engine, found.as_results(), "en"))
    assert "Glim Lamp" in reply
    assert "$37.25" in reply
    unpriced = request(products=[given(1, title="Glim Lamp", price=None)])
    assert "$" not in "".join(await compose_reply(engine, unpriced.as_results(), "en"))
    nothing = request(results={"products": []})
    assert "Glim" not in "".join(await compose_reply(engine, nothing.as_results(), "en"))


async def test_an_engine_that_finds_nothing_is_asked_for_that_kind_of_reply() -> None:
    plans: list[ReplyPlan] = []

    class Recording(ScriptedLanguageEngine):
        async def compose(self, plan: ReplyPlan) -> AsyncIterator[str]:
            plans.append(plan)
            yield "Nothing."

    request = ComposeRequest.model_validate({"requirement_spec": LAMP, "products": []})
    assert await compose_reply(Recording({}), request.as_results(), "en") == ["Nothing."]
    assert plans[0].kind is ReplyKind.NOTHING_FITS


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/search", {}),
        ("/api/v1/search", {**LAMP, "limit": 101}),
        ("/api/v1/search", {"requirement_spec": LAMP, "criteria": {"colour_weight": 1}}),
        ("/rank", {"products": []}),
        ("/rank", {"products": [given(1)], "requirement_spec": LAMP, "criteria": {"price": 1}}),
        (
            "/rank",
            {"products": [given(1)], "requirement_spec": LAMP, "criteria": {"price_weight": 1.1}},
        ),
        ("/rank", {"products": [given(1, price=-1)], "requirement_spec": LAMP}),
        ("/rank", {"products": [given(1)] * 101, "requirement_spec": LAMP}),
        ("/compose", {"requirement_spec": LAMP}),
        ("/compose", {"requirement_spec": LAMP, "products": [], "results": {"products": []}}),
        ("/compose", {"products": [given(1)]}),
        ("/compose", {"requirement_spec": {**LAMP, "price": {"max": 1e300}}, "products": []}),
        (
            "/compose",
            {
                "requirement_spec": LAMP,
                "results": {
                    "products": [],
                    "excluded": [{"reason": "}", "slot": "price", "count": 1}],
                },
            },
        ),
        ("/compose", {"requirement_spec": LAMP, "products": [], "language": ""}),
    ],
)
async def test_refusals(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    response = await client.post(path, json=body)
    assert (response.status_code, response.json()["error"]) == (400, "validation_error")


@pytest.mark.parametrize(
    "unsendable", ['"\\ud800"', "9" * 25, "[" * 40 + "]" * 40, "[" * 300 + "]" * 300]
)
async def test_what_cannot_be_passed_on_is_refused(
    client: httpx.AsyncClient, unsendable: str
) -> None:
    filters = f'{{"product_type": "lamp", "filters": {{"x": {unsendable}}}}}'
    shipping = json.dumps(
        {"products": [given(1, shipping_info={"x": "?"})], "requirement_spec": LAMP}
    )
    for path, body in (
        ("/api/v1/search", filters),
        ("/rank", shipping.replace('"?"', unsendable)),
    ):
        response = await client.post(
            path, content=body, headers={"content-type": "application/json"}
        )
        assert (response.status_code, response.json()["error"]) == (400, "validation_error")


@pytest.mark.parametrize(
    ("failure", "status"),
    [(ExternalServiceError("away"), 503), (DependencyTimeoutError("slow"), 504)],
)
async def test_the_catalogue_fails(served: Served, failure: TalknShopError, status: int) -> None:
    client, conversation = served
    conversation.catalog.failure = failure
    rank = {"products": [given(1)], "requirement_spec": LAMP}
    for response in (
        await client.post("/api/v1/search", json=LAMP),
        await client.post("/rank", json=rank),
    ):
        assert (response.status_code, response.json()["message"]) == (status, failure.message)


async def test_every_operation_is_described(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    described = {
        "/api/v1/chat": "post",
        "/api/v1/sessions/{session_id}/clarify": "post",
        "/api/v1/sessions/{session_id}/results": "get",
        "/api/v1/search": "post",
        "/rank": "post",
        "/compose": "post",
    }
    for path, method in described.items():
        operation = document["paths"][path][method]
        assert operation["description"]
        answers = operation["responses"]
        assert "$ref" in answers["200"]["content"]["application/json"]["schema"]
        assert "422" not in answers, "errors come in the envelope"
        errors = [answer for status, answer in answers.items() if status != "200"]
        for answer in errors:
            reference = answer["content"]["application/json"]["schema"]["$ref"]
            assert reference.endswith("/ErrorEnvelope")
