"""The crosspost service over HTTP in this process, with people who ask it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from talknshop.core.clock import SystemClock
from talknshop.core.errors import ExternalServiceError
from talknshop.core.http import in_process_client
from talknshop.core.service_tokens import ORIGIN, ServiceAuth, ServiceTokens, user_header
from talknshop.core.settings import Settings
from talknshop.core.tokens import open_signer
from talknshop.crosspost.app import create_app
from talknshop.crosspost.container import Container
from talknshop.crosspost.neighbours import Neighbours
from talknshop.crosspost.places import Place, Places
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.job import JobNews
from talknshop.testing.publisher import InMemoryMarketplace

T = TypeVar("T")

As = Callable[[str | None], httpx.AsyncClient]
"""A client that asks for a person as the origin does; for nobody with None."""


@dataclass
class Listener:
    """Takes news in as the orchestrator does, unless it is down."""

    news: list[JobNews] = field(default_factory=list[JobNews])
    is_down: bool = False

    async def deliver(self, news: JobNews) -> None:
        if self.is_down:
            raise ExternalServiceError("Nobody is there.")
        if news.news_id not in [one.news_id for one in self.news]:
            self.news.append(news)


@dataclass
class Served:
    """A running service."""

    app: FastAPI
    ask: As
    listener: Listener
    marketplaces: dict[PostingMarketplace, InMemoryMarketplace]

    @property
    def container(self) -> Container:
        return self.app.state.container


def in_memory(*marketplaces: PostingMarketplace) -> dict[PostingMarketplace, InMemoryMarketplace]:
    return {one: InMemoryMarketplace(one) for one in marketplaces}


def places_of(marketplaces: dict[PostingMarketplace, InMemoryMarketplace]) -> Places:
    modes = {PostingMarketplace.STORE: PostingMode.OWN, PostingMarketplace.EBAY: PostingMode.API}
    return {
        name: Place(publisher, modes.get(name, PostingMode.ASSISTED))
        for name, publisher in marketplaces.items()
    }


@asynccontextmanager
async def serving(
    settings: Settings,
    marketplaces: dict[PostingMarketplace, InMemoryMarketplace] | None = None,
    *,
    listener: Listener | None = None,
    neighbours: Neighbours | None = None,
) -> AsyncGenerator[Served]:
    """Serves with marketplaces in memory, or with those of the settings where there are none."""
    heard = listener or Listener()

    @asynccontextmanager
    async def around() -> AsyncGenerator[Neighbours]:
        yield neighbours or Neighbours(orchestrator=heard)

    places = None if marketplaces is None else places_of(marketplaces)
    app = create_app(settings, neighbours=around, places=places)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        ask = clients(app, settings, stack)
        yield Served(app, ask, heard, marketplaces or {})


def clients(app: FastAPI, settings: Settings, stack: AsyncExitStack) -> As:
    signer, clock = open_signer(settings, SystemClock()), SystemClock()
    opened: dict[str | None, httpx.AsyncClient] = {}

    def ask(user_id: str | None) -> httpx.AsyncClient:
        if user_id not in opened:
            opened[user_id] = client_of(user_id)
            closing: AbstractAsyncContextManager[object] = opened[user_id]
            stack.push_async_exit(closing.__aexit__)
        return opened[user_id]

    def client_of(user_id: str | None) -> httpx.AsyncClient:
        if user_id is None:
            return in_process_client(app, settings)
        tokens = ServiceTokens(signer, clock, caller=ORIGIN, service="crosspost")
        client = in_process_client(app, settings, auth=ServiceAuth(tokens))
        name, value = user_header(user_id)
        client.headers[name.decode()] = value.decode()
        return client

    return ask


async def until(condition: Callable[[], Awaitable[T | None]]) -> T:
    """What a condition gives, once it gives something; ten seconds are too long."""
    async with asyncio.timeout(10):
        while True:
            found = await condition()
            if found:
                return found
            await asyncio.sleep(0.01)


async def part_with(
    client: httpx.AsyncClient, job_id: str, marketplace: str, **wanted: object
) -> dict[str, Any]:
    """A part of a job, once it is as wanted; ``action`` is compared by its kind."""

    async def look() -> dict[str, Any] | None:
        job = (await client.get(f"/api/v1/jobs/{job_id}")).json()
        parts: list[dict[str, Any]] = job["marketplace_jobs"]
        part = next(one for one in parts if one["marketplace"] == marketplace)
        shown = part | {"action": part["action"] and part["action"]["kind"]}
        return part if all(shown[name] == value for name, value in wanted.items()) else None

    return await until(look)
