"""The scripted vendors, and clients of them that are closed."""

from collections.abc import AsyncGenerator, Callable, Generator

import pytest
from tests.language.models.served import Vendors, serve_vendors

from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.telemetry import NullTracer
from talknshop.language.model_client import ModelClient
from talknshop.language.providers import open_model_client

Opened = Callable[..., ModelClient]


@pytest.fixture(scope="session")
def running_vendors() -> Generator[Vendors]:
    """One server for all tests of a process."""
    with serve_vendors() as vendors:
        yield vendors


@pytest.fixture
def vendors(running_vendors: Vendors) -> Vendors:
    """The server, with an empty script."""
    running_vendors.script.set()
    running_vendors.script.recorded.clear()
    return running_vendors


@pytest.fixture
async def opened(vendors: Vendors) -> AsyncGenerator[Opened]:
    """Opens clients: a model, perhaps a second one, and settings."""
    clients: list[ModelClient] = []

    def open_client(model: str, second: str | None = None, **overrides: object) -> ModelClient:
        settings = vendors.settings(model, second, **overrides)
        client = open_model_client(settings, NullTracer(), PrometheusMetrics())
        assert client is not None
        clients.append(client)
        return client

    yield open_client
    for client in clients:
        await client.aclose()
