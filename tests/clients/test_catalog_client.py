from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from talknshop.clients.catalog import CatalogClient
from talknshop.core.errors import ExternalServiceError
from talknshop.core.http import http_client, in_process_client
from talknshop.core.resilience import RetryPolicy
from talknshop.core.reverse_proxy import ReverseProxy
from talknshop.core.settings import load_settings
from talknshop.schemas.requirement import RequirementSpec
from talknshop.testing.catalog_client import (
    TIMEOUT_SECONDS,
    CatalogClientContract,
    misbehaving_app,
)
from talknshop.testing.server import running

SETTINGS = load_settings(http_timeout=TIMEOUT_SECONDS)


class TestInProcess(CatalogClientContract):
    @pytest.fixture
    async def http(self) -> AsyncGenerator[httpx.AsyncClient]:
        async with in_process_client(misbehaving_app(), SETTINGS) as http:
            yield http


@pytest.fixture(scope="module")
def base_url() -> Generator[str]:
    with running(misbehaving_app()) as url:
        yield url


@pytest.mark.socket
class TestOverASocket(CatalogClientContract):
    @pytest.fixture
    async def http(self, base_url: str) -> AsyncGenerator[httpx.AsyncClient]:
        async with http_client(base_url, SETTINGS) as http:
            yield http


@pytest.fixture(scope="module")
def proxied_url(base_url: str) -> Generator[str]:
    with running(_origin(base_url)) as url:
        yield f"{url}/catalog"


def _origin(base_url: str) -> Starlette:
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    # It is more patient than the client, which must be the one to give up.
    patience = httpx.Timeout(10 * TIMEOUT_SECONDS)
    proxy = ReverseProxy("catalog", base_url, transport, timeout=patience, max_body_bytes=10_000)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with transport:
            yield

    return Starlette(routes=[Mount("/catalog", proxy)], lifespan=lifespan)


@pytest.mark.socket
class TestThroughTheProxy(CatalogClientContract):
    @pytest.fixture
    async def http(self, proxied_url: str) -> AsyncGenerator[httpx.AsyncClient]:
        async with http_client(proxied_url, SETTINGS) as http:
            yield http


@pytest.mark.socket
async def test_a_service_that_is_not_there() -> None:
    async with http_client("http://127.0.0.1:9", SETTINGS) as http:
        client = CatalogClient(http, retry=RetryPolicy(base_seconds=0))
        assert not await client.healthy()
        with pytest.raises(ExternalServiceError, match="cannot be reached"):
            await client.facets(RequirementSpec(product_type="lamp"))
