"""A shop over UCP on a real socket, over REST and over MCP."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from starlette.responses import JSONResponse, Response
from tests.marketplaces.scripted import Answering, Asked, ScriptedMarketplace, served, sources_of
from tests.marketplaces.test_ucp import LAMP, page_of

from talknshop.core.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    ExternalServiceError,
    InternalError,
    NotFoundError,
)
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.ucp.mapping import (
    product_id_of,
)
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.requirement import RequirementSpec

PROFILE = "https://agent.example/.well-known/ucp"
WISH = RequirementSpec(product_type="lamp")


class Shop:
    """Answers its profile and, over REST or MCP, pages by cursors of its own making."""

    def __init__(self, *, transport: str = "rest", products: int = 1, page: int = 10) -> None:
        self.transport = transport
        self.products = [LAMP | {"id": f"p{number}"} for number in range(products)]
        self.page = page
        self.endpoint: str | None = None
        self.profile: Response | None = None
        self.as_event = False
        self.odd: dict[str, Any] | None = None
        self.searches: list[dict[str, Any]] = []
        self.forgotten: set[str] = set()

    def answer(self, asked: Asked) -> Response:
        if asked.path == "/.well-known/ucp":
            return self.profile or JSONResponse(self._profile(asked))
        body = asked.json()
        cursor = body.get("pagination", {}).get("cursor")
        if cursor in self.forgotten:
            self.forgotten.remove(cursor)
            return Response("", 400)
        if self.transport == "rest":
            return JSONResponse(self.odd or self._catalogue(body, asked.path.rsplit("/", 1)[1]))
        params = body["params"]
        arguments = params["arguments"]
        assert arguments["meta"] == {"ucp-agent": {"profile": PROFILE}}
        name = {"search_catalog": "search", "get_product": "product"}[params["name"]]
        made: dict[str, Any] = {"structuredContent": self._catalogue(arguments["catalog"], name)}
        result = self.odd or made
        message = {"jsonrpc": "2.0", "id": body["id"], "result": result}
        if not self.as_event:
            return JSONResponse(message)
        notice = json.dumps({"jsonrpc": "2.0", "method": "notifications/message"})
        text = f"event: message\ndata: {notice}\n\nevent: message\ndata: {json.dumps(message)}\n\n"
        return Response(text, media_type="text/event-stream")

    def _profile(self, asked: Asked) -> dict[str, object]:
        endpoint = self.endpoint or f"http://{asked.headers['host']}/ucp/v1"
        services = {"dev.ucp.shopping": [{"transport": self.transport, "endpoint": endpoint}]}
        return {"ucp": {"version": "2026-04-08", "services": services}}

    def _catalogue(self, body: dict[str, Any], name: str) -> dict[str, object]:
        if name == "product":
            return {"ucp": {"version": "2026-04-08"}, "product": LAMP | {"id": body["id"]}}
        self.searches.append(body)
        pagination = body["pagination"]
        start = int(pagination.get("cursor", "c0")[1:])
        end = start + min(pagination["limit"], self.page)
        cursor = f"c{end}" if end < len(self.products) else None
        return page_of(*self.products[start:end], cursor=cursor, total=len(self.products))


@asynccontextmanager
async def asked_over(
    script: Answering, path: str = "", **settings: object
) -> AsyncGenerator[tuple[ProductSource, ScriptedMarketplace]]:
    marketplace = ScriptedMarketplace(script)
    with served(marketplace) as url:
        named = {"ucp_merchants": url + path, "ucp_agent_profile": PROFILE}
        async with sources_of({**named, **settings}) as sources:
            yield sources.configured[0], marketplace


@pytest.mark.socket
@pytest.mark.parametrize("transport", ["rest", "mcp"])
async def test_a_shop_is_asked_where_its_profile_says(transport: str) -> None:
    shop = Shop(transport=transport)
    async with asked_over(shop.answer) as (source, marketplace):
        answer = await source.search(WISH, limit=5)
        await source.search(WISH, limit=5)
        again = await source.product(answer.products[0].product_id)
    paths = [asked.path for asked in marketplace.asked]
    end = "/ucp/v1/catalog/search" if transport == "rest" else "/ucp/v1"
    assert paths[:3] == ["/.well-known/ucp", end, end]
    assert (len(answer.products), answer.total, answer.next_offset) == (1, 1, None)
    assert again.product_id == answer.products[0].product_id
    if transport == "rest":
        assert marketplace.asked[1].headers["ucp-agent"] == f'profile="{PROFILE}"'
        assert UUID(marketplace.asked[1].headers["request-id"])


@pytest.mark.socket
async def test_an_answer_may_come_as_an_event() -> None:
    shop = Shop(transport="mcp")
    shop.as_event = True
    async with asked_over(shop.answer) as (source, _):
        assert (await source.search(WISH, limit=5)).products


@pytest.mark.socket
@pytest.mark.parametrize(
    "result",
    [
        {"content": [{"type": "image"}, {"type": "text", "text": json.dumps(page_of(LAMP))}]},
        page_of(LAMP),
    ],
)
async def test_an_answer_may_be_text_or_bare(result: dict[str, Any]) -> None:
    shop = Shop(transport="mcp")
    shop.odd = result
    async with asked_over(shop.answer) as (source, _):
        assert (await source.search(WISH, limit=5)).products


@pytest.mark.socket
async def test_a_store_without_a_profile_is_asked_as_shopify_has_it() -> None:
    shop = Shop(transport="mcp")
    shop.profile = Response(status_code=404)
    async with asked_over(shop.answer) as (source, marketplace):
        await source.check()
    assert marketplace.asked[1].path == "/api/ucp/mcp"
    assert marketplace.asked[1].headers["mcp-name"] == "search_catalog"


@pytest.mark.socket
async def test_an_endpoint_in_the_settings_needs_no_profile() -> None:
    shop = Shop(transport="mcp")
    async with asked_over(shop.answer, "/api/ucp/mcp") as (source, marketplace):
        await source.search(WISH, limit=5)
    assert [asked.path for asked in marketplace.asked] == ["/api/ucp/mcp"]


@pytest.mark.socket
@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("https://elsewhere.example/ucp", "answers at another host.*https://elsewhere.example/ucp"),
        ("http://127.0.0.1:1/ucp", "answers at another host"),
        ("file:///etc/passwd", "does not offer its catalogue"),
    ],
)
async def test_no_answer_decides_which_server_is_called(endpoint: str, said: str) -> None:
    shop = Shop()
    shop.endpoint = endpoint
    async with asked_over(shop.answer) as (source, marketplace):
        with pytest.raises(ConfigurationError, match=said):
            await source.search(WISH, limit=5)
    assert [asked.path for asked in marketplace.asked] == ["/.well-known/ucp"]


@pytest.mark.socket
@pytest.mark.parametrize("page", [3, 10, 50])
async def test_offsets_are_reached_by_cursors_also_after_a_restart(page: int) -> None:
    shop = Shop(products=27, page=page)
    async with asked_over(shop.answer, marketplace_timeout=10) as (source, _):
        seen: list[str] = []
        offset: int | None = 0
        while offset is not None:
            answer = await source.search(WISH, limit=7, offset=offset)
            seen += [product.product_id.rsplit("_", 1)[1] for product in answer.products]
            offset = answer.next_offset
        asked = len(shop.searches)
        await source.search(WISH, limit=7, offset=21)
        assert len(shop.searches) - asked <= 2
    assert seen == [f"p{number}" for number in range(27)]
    async with asked_over(shop.answer, marketplace_timeout=10) as (source, _):
        late = await source.search(WISH, limit=3, offset=20)
    assert next(p.product_id.rsplit("_", 1)[1] for p in late.products) == "p20"
    assert late.next_offset is not None


@pytest.mark.socket
async def test_a_cursor_that_the_shop_has_forgotten_is_walked_to_again() -> None:
    shop = Shop(products=27, page=10)
    async with asked_over(shop.answer, marketplace_timeout=10) as (source, _):
        await source.search(WISH, limit=10)
        shop.forgotten.add("c10")
        answer = await source.search(WISH, limit=5, offset=10)
    assert answer.products[0].product_id.endswith("_p10")


@pytest.mark.socket
@pytest.mark.parametrize(
    "body",
    [page_of(), {"ucp": {}}, {"products": None}, {"pagination": {"has_next_page": True}}],
)
async def test_no_products_are_no_failure(body: dict[str, object]) -> None:
    shop = Shop()
    shop.odd = body
    async with asked_over(shop.answer) as (source, _):
        answer = await source.search(WISH, limit=5)
    assert (answer.products, answer.next_offset) == ((), None)


@pytest.mark.socket
async def test_what_a_shop_warns_of_is_told() -> None:
    shop = Shop()
    warning = {"type": "warning", "code": "x", "content": "Prices without <b>tax</b>."}
    shop.odd = page_of(LAMP) | {"messages": [warning, {"type": "info", "content": "Hello"}, 7]}
    async with asked_over(shop.answer) as (source, _):
        answer = await source.search(WISH, limit=5)
    assert not answer.complete
    assert answer.notes[0].endswith("says: Prices without tax.")
    assert len(answer.notes) == 1


def told(code: str) -> dict[str, object]:
    message = {"type": "error", "code": code, "content": "x", "severity": "unrecoverable"}
    return {"ucp": {"version": "2026-04-08", "status": "error"}, "messages": [message]}


@pytest.mark.socket
async def test_a_product_that_is_gone() -> None:
    shop = Shop()
    shop.odd = told("not_found")
    async with asked_over(shop.answer) as (source, _):
        host = source.name
        with pytest.raises(NotFoundError, match="any more"):
            await source.product(product_id_of(host, "p1"))
        with pytest.raises(NotFoundError, match="is no product of"):
            await source.product("ucp_other.example_p1")


@pytest.mark.socket
@pytest.mark.parametrize(
    ("transport", "odd"),
    [
        ("rest", told("boom")),
        ("mcp", {"isError": True, "content": [{"type": "text", "text": "no"}]}),
    ],
)
async def test_errors_within_a_success(transport: str, odd: dict[str, Any]) -> None:
    shop = Shop(transport=transport)
    shop.odd = odd
    async with asked_over(shop.answer) as (source, _):
        with pytest.raises(ExternalServiceError):
            await source.search(WISH, limit=5)


@pytest.mark.socket
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (JSONResponse({"jsonrpc": "2.0", "id": 1, "error": {"code": -32602}}), InternalError),
        (JSONResponse({"jsonrpc": "2.0", "id": 1, "error": None}), ExternalServiceError),
        (JSONResponse({"error": "unauthorized"}, 401), CredentialsRefusedError),
    ],
)
async def test_refusals(answer: Response, kind: type[Exception]) -> None:
    async with asked_over(lambda _: answer, "/api/ucp/mcp") as (source, _):
        with pytest.raises(kind):
            await source.search(WISH, limit=5)


async def test_every_shop_is_a_source_of_its_own() -> None:
    settings = {"ucp_merchants": "a.example, b.example,a.example", "ucp_agent_profile": PROFILE}
    async with sources_of(settings) as sources:
        assert [source.name for source in sources.configured] == ["a.example", "b.example"]
        owner = sources.owner_of(product_id_of("b.example", "7"))
        assert owner is sources.configured[1]
        assert sources.owner_of("nothing") is None


@pytest.mark.parametrize(
    "settings",
    [{"ucp_merchants": "http://a.example", "ucp_agent_profile": PROFILE},
     {"ucp_merchants": "a.example", "ucp_agent_profile": "me"}],
)  # fmt: skip
async def test_settings_that_are_wrong_are_told(settings: dict[str, object]) -> None:
    async with sources_of(settings) as sources:
        [missing] = [m for m in sources.missing if m.marketplace is Marketplace.UCP]
    assert missing.is_wrong
