"""One process under one origin: the same rules as split, without a network."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from talknshop.cli.one_process import create_one_process_app
from talknshop.cli.origin import create_origin
from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConfigurationError
from talknshop.core.service_tokens import ServiceTokenMiddleware
from talknshop.core.settings import Environment, load_settings
from talknshop.core.tokens import open_signer
from talknshop.demo.feed import bundled_feed
from talknshop.testing.catalog_client import misbehaving_app

ISSUER_SECRET = "i" * 32
NEVER = 4_000_000_000


@pytest.fixture
async def client(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    settings = load_settings(
        data_dir=tmp_path, environment=Environment.PRODUCTION, jwt_secret=ISSUER_SECRET
    )
    app = create_one_process_app(settings, bundled_feed=bundled_feed())
    transport = StreamingASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


def signed_in() -> dict[str, str]:
    key = OctKey.import_key(ISSUER_SECRET)
    token = jwt.encode({"alg": "HS256"}, {"sub": "ann", "exp": NEVER}, key)
    return {"Authorization": f"Bearer {token}"}


async def test_reading_is_for_everybody(client: httpx.AsyncClient) -> None:
    assert (await client.get("/catalog/health")).json()["products"] > 0
    body = {"requirement_spec": {"product_type": "laptop"}}
    assert (await client.post("/catalog/api/v1/search", json=body)).json()["products"]


async def test_changing_is_for_who_is_known(client: httpx.AsyncClient) -> None:
    forged = {"X-TalknShop-User": "ann", "X-TalknShop-Service-Token": "forged"}
    for headers in ({}, forged):
        assert (await client.post("/catalog/api/v1/feeds", headers=headers)).status_code == 401
    # There is no such change yet; who may ask for one learns that.
    assert (await client.post("/catalog/api/v1/feeds", headers=signed_in())).status_code == 405


async def test_the_conversation_asks_other_services_signed(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    catalog = misbehaving_app()
    catalog.add_middleware(
        ServiceTokenMiddleware,
        service="catalog",
        signer=lambda: open_signer(settings, SystemClock()),
        required=True,
        public_posts=(),
    )
    origin = create_origin(settings, {"catalog": catalog})
    transport = StreamingASGITransport(origin)
    async with (
        origin.router.lifespan_context(origin),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        said = {"message": "a lamp under $1000"}
        assert (await client.post("/api/v1/chat", json=said)).json()["type"] == "results"
        # Whoever is not known asks the same catalogue without a token.
        body = {"requirement_spec": {"product_type": "lamp"}}
        stranger = httpx.AsyncClient(transport=transport, base_url="http://localhost")
        assert (await stranger.post("/catalog/api/v1/search", json=body)).status_code == 401


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_other_sites_are_kept_away_from_every_path(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    for path in ("/rank", "/catalog/api/v1/rank"):
        assert (await client.post(path, json={}, headers=headers)).status_code in {400, 403}
        assert "understood" not in (await client.post(path, json={}, headers=headers)).text


def test_a_service_that_is_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^CATALOG_SERVICE_URL is not set"):
        create_origin(load_settings(data_dir=tmp_path), {})
