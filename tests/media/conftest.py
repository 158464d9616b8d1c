"""A media service in this process, and people who ask it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.clock import SystemClock
from talknshop.core.service_tokens import ORIGIN, SERVICE_TOKEN_HEADER, ServiceTokens, user_header
from talknshop.core.settings import Settings, load_settings
from talknshop.core.tokens import open_signer
from talknshop.media.app import create_app
from talknshop.schemas.barcode import BarcodeProduct
from talknshop.schemas.search import Vocabulary

Client = Callable[[str | None], httpx.AsyncClient]


class KnownProducts:
    """A catalogue of one product with a barcode."""

    LAMP = BarcodeProduct(
        gtin="4006381333931",
        product_id="store_1",
        title="Lumo desk lamp",
        brand="Lumo",
        product_type="lamp",
    )

    async def vocabulary(self) -> Vocabulary:
        return Vocabulary(generation="1", brands=["Lumo", "Brightwell"])

    async def with_barcode(self, gtin: str) -> BarcodeProduct | None:
        return self.LAMP if gtin == self.LAMP.gtin else None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    # The model of shopping language takes a processor for half a minute.
    return load_settings(data_dir=tmp_path, media_stt_build_model=False)


@pytest.fixture
async def app(settings: Settings) -> AsyncGenerator[FastAPI]:
    @asynccontextmanager
    async def knowledge() -> AsyncGenerator[KnownProducts]:
        yield KnownProducts()

    app = create_app(settings, knowledge=knowledge)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI, settings: Settings) -> AsyncGenerator[Client]:
    """Gives a client that asks for a person as the origin does; for nobody with None."""
    clock = SystemClock()
    tokens = ServiceTokens(open_signer(settings, clock), clock, caller=ORIGIN, service="media")
    async with AsyncExitStack() as stack:

        def asking(user_id: str | None) -> httpx.AsyncClient:
            headers = {SERVICE_TOKEN_HEADER: tokens.current()}
            if user_id is not None:
                name, value = user_header(user_id)
                headers[name.decode()] = value.decode()
            transport = StreamingASGITransport(app)
            made = httpx.AsyncClient(
                transport=transport, base_url="http://media", headers=headers, timeout=60
            )
            stack.push_async_callback(made.aclose)
            return made

        yield asking
