"""The orchestrator as it is served, without a socket."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from tests.orchestrator.conftest import SCRIPT, Conversation

from talknshop.core.asgi_transport import StreamingASGITransport
from talknshop.core.settings import Settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog
from talknshop.testing.language import ScriptedLanguageEngine

Served = tuple[httpx.AsyncClient, Conversation]


@asynccontextmanager
async def serve(settings: Settings, catalog: InMemoryCatalog) -> AsyncGenerator[Served]:
    language = ScriptedLanguageEngine(SCRIPT)

    def container() -> AbstractAsyncContextManager[Container]:
        return open_container(settings, Collaborators(catalog=catalog, language=language))

    app = create_app(settings, container=container)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=StreamingASGITransport(app), base_url="http://localhost"
        ) as client,
    ):
        yield client, Conversation(app.state.container, catalog, language)
