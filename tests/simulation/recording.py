"""Everything that passes between our sources and the simulated marketplaces."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import orjson
import pytest
from pydantic import JsonValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotFoundError, TalknShopError
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.marketplaces.base import ProductSource
from talknshop.marketplaces.quota import MemoryQuotaLedger
from talknshop.marketplaces.registry import build_sources
from talknshop.schemas.enums import Condition, Marketplace, Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.simulation.app import Simulation, build_simulation, simulated_settings
from talknshop.simulation.faults import Fault, Switch
from talknshop.testing.server import running


@dataclass(frozen=True)
class Exchange:
    """A request, and what was answered."""

    shop: str
    request: httpx.Request
    status: int
    body: bytes
    whole: bool
    """False when the answer was cut by a fault."""

    @property
    def path(self) -> str:
        """Below the shop's own address, escaped as it was sent."""
        path = self.request.url.raw_path.decode().partition("?")[0]
        return path.removeprefix(f"/{self.shop}")

    @property
    def answered(self) -> JsonValue:
        return orjson.loads(self.body)

    @property
    def sent(self) -> JsonValue:
        return orjson.loads(self.request.content)


@dataclass
class Recorder:
    """Passes everything on to an application that comes later, and keeps it."""

    app: ASGIApp | None = None
    simulation: Simulation | None = None
    kept: list[Exchange] = field(default_factory=list[Exchange])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        if scope["type"] != "http" or scope["path"].startswith("/faults"):
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []
        asked: list[bytes] = []

        async def heard() -> Message:
            message = await receive()
            asked.append(message.get("body", b""))
            return message

        async def said(message: Message) -> None:
            messages.append(message)
            await send(message)

        await self.app(scope, heard, said)
        if messages:
            self.kept.append(self._exchange(scope, b"".join(asked), messages))

    def _exchange(self, scope: Scope, asked: bytes, messages: list[Message]) -> Exchange:
        query = scope["query_string"].decode()
        url = f"http://shops{scope['raw_path'].decode()}" + (f"?{query}" if query else "")
        request = httpx.Request(scope["method"], url, headers=scope["headers"], content=asked)
        name = scope["path"].split("/")[1]
        assert self.simulation is not None
        switches = self.simulation.faults.switches
        shop = name if name in switches else "ucp"
        body = b"".join(message.get("body", b"") for message in messages)
        broken = switches[shop].fault is Fault.HALF_BROKEN
        return Exchange(shop, request, messages[0]["status"], body, whole=not broken)


UNKNOWN = {Marketplace.EBAY: "v1|1|0", Marketplace.AMAZON: "B000000001"}
"""Ids as each marketplace gives them, of nothing."""


def wishes() -> list[RequirementSpec]:
    """Requirements that use all that the marketplaces understand, and more."""
    plain = RequirementSpec(product_type="headphones")
    changes: list[dict[str, object]] = [
        {},
        {"product_type": "laptop", "brand_preferences": ["Nordvik"], "rating_min": 4.0},
        {"brand_preferences": ["Auralto", "Brunvik"], "brands_excluded": ["Tonquil"]},
        {"product_type": "running shoes", "price": PriceFilter(min=20, max=90.5)},
        {"product_type": "lamp", "price": PriceFilter(max=80, currency="EUR")},
        {"product_type": "zzz qqq"},
        {"product_type": 'desk (lamp) & "x" | {y} [z] *,:;=<>%/\\'},
        {"product_type": "décor für 机"},
        *({"condition": condition} for condition in Condition),
        *({"sort": sort} for sort in Sort),
    ]
    return [plain.model_copy(update=change) for change in changes]


class SkippingClock:
    """The real time, and seconds that nobody has to wait for."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._skipped = 0.0

    def now(self) -> datetime:
        return self._real.now()

    def monotonic(self) -> float:
        return self._real.monotonic() + self._skipped

    async def sleep(self, seconds: float) -> None:
        self._skipped += seconds


@contextmanager
def recorded_shops() -> Generator[tuple[Recorder, str]]:
    """The simulated marketplaces on a port, and its address."""
    recorder, clock = Recorder(), SystemClock()
    with running(recorder) as base_url:
        simulation = build_simulation(bundled_feed(), base_url, lambda: clock.now().timestamp())
        recorder.simulation, recorder.app = simulation, simulation.app
        yield recorder, base_url


@asynccontextmanager
async def sources_of(
    recorder: Recorder, base_url: str
) -> AsyncGenerator[tuple[ProductSource, ...]]:
    """Our sources for these marketplaces, which have asked nothing yet."""
    assert recorder.simulation is not None
    given = simulated_settings(base_url, recorder.simulation.walmart_key)
    clock = SkippingClock()
    sources = build_sources(
        load_settings(**given, http_max_retries=1),
        clock=clock, ledger=MemoryQuotaLedger(), sleep=clock.sleep,
    )  # fmt: skip
    try:
        yield sources.configured
    finally:
        await sources.aclose()


async def record_everything(recorder: Recorder, base_url: str) -> None:
    """Searches, pages, look-ups and checks, then a search under every fault that answers."""
    async with sources_of(recorder, base_url) as sources:
        for source in sources:
            await _record_source(source)
    assert recorder.simulation is not None
    faults = recorder.simulation.faults
    for fault in (Fault.THROTTLED, Fault.FAILING, Fault.UNAUTHORIZED, Fault.HALF_BROKEN):
        for name in faults.switches:
            faults.set(name, Switch(fault))
        async with sources_of(recorder, base_url) as sources:
            for source in sources:
                with suppress(TalknShopError):
                    await source.search(RequirementSpec(product_type="lamp"), limit=3)
    for name in faults.switches:
        faults.set(name, Switch())


async def _record_source(source: ProductSource) -> None:
    for wish in wishes():
        answer = await source.search(wish, limit=10)
        if answer.next_offset is not None:
            await source.search(wish, limit=10, offset=answer.next_offset)
    found = await source.search(RequirementSpec(product_type="laptop"), limit=3)
    known = found.products[0].product_id
    await source.product(known)
    prefix = known[: known.rindex("_") + 1]
    with pytest.raises(NotFoundError):
        await source.product(prefix + UNKNOWN.get(source.marketplace, "1"))
    await source.check()
