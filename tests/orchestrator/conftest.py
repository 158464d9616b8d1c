import asyncio
import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.orchestrator.sellers import Open, Seller

from talknshop.clients.documents import Documents, FeedbackTaker
from talknshop.clients.media import Media
from talknshop.clients.watches import WatchStore
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings, load_settings
from talknshop.core.telemetry import NullTracer, Tracer
from talknshop.language.base import RequirementUpdate
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.orchestrator.identity import Identity, IdentityKind
from talknshop.orchestrator.stores import Stores, build_stores
from talknshop.schemas.enums import Intent
from talknshop.schemas.events import DoneEvent, ServerEvent
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.requirement import Operation, OperationName
from talknshop.storage.opening import StateEngines
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.crosspost import InMemoryCrosspost
from talknshop.testing.language import ScriptedLanguageEngine, ScriptedTurn

_PATIENCE_SECONDS = 90.0


def setting(slot: str, value: str | float) -> RequirementUpdate:
    return RequirementUpdate((Operation(op=OperationName.SET, slot=slot, value=value),))


SCRIPT = {
    "I need a laptop": ScriptedTurn(update=setting("product_type", "laptop"), sufficient=False),
    "under $1000": ScriptedTurn(
        update=setting("price_max", 1000), reply=("I found {total_count} ", "for {requirement}.")
    ),
    "whatever": ScriptedTurn(
        update=RequirementUpdate((), no_preference=True), sufficient=False, reply=("Fine.",)
    ),
    "hello": ScriptedTurn(intent=Intent.SMALLTALK, reply=("Hello ", "there.")),
    "never mind": ScriptedTurn(intent=Intent.CANCEL, reply=("Forgotten.",)),
    "": ScriptedTurn(update=setting("product_type", "lamp")),
    "nonsense slot": ScriptedTurn(
        update=setting("product_type", "lamp"), reply=("{made.up} products",)
    ),
}


def person(user_id: str) -> Identity:
    return Identity(user_id, IdentityKind.LEGACY)


class Conversation:
    """A container with what stands in for the services, and a way to talk through it."""

    def __init__(
        self, container: Container, catalog: InMemoryCatalog, language: ScriptedLanguageEngine
    ) -> None:
        self.container = container
        self.catalog = catalog
        self.language = language

    async def say(
        self, message: str, *, session_id: str = "s1", client_id: str | None = None
    ) -> list[ServerEvent]:
        return await self.send(
            ClientFrame.model_validate(
                {"type": "message", "message": message, "client_id": client_id}
            ),
            session_id=session_id,
        )

    async def send(self, frame: ClientFrame, *, session_id: str = "s1") -> list[ServerEvent]:
        service = self.container.conversation
        session, _ = await service.open(session_id, person("u1"))
        before = await service.last_seq(session_id)
        run_id = await service.take_turn(session, frame)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._until_done(session_id, before)
        except TimeoutError:
            raise AssertionError(await self._standstill(session_id, run_id)) from None

    async def _until_done(self, session_id: str, before: int) -> list[ServerEvent]:
        while True:
            events = await self.container.conversation.events(session_id, after=before, limit=500)
            if events and isinstance(events[-1], DoneEvent):
                return events

    async def _standstill(self, session_id: str, run_id: str) -> str:
        """Where a turn stands that does not come to its end, for whoever looks for the cause."""
        events = await self.container.conversation.events(session_id, after=0, limit=500)
        told = [f"{event.seq} {event.type} {event.run_id}" for event in events[-20:]]
        stacks = io.StringIO()
        for task in asyncio.all_tasks():
            task.print_stack(file=stacks)
        busy = self.container.runs.is_busy(session_id)
        return f"{run_id} has no end (busy: {busy}):\n" + "\n".join(told) + stacks.getvalue()


@asynccontextmanager
async def converse(
    settings: Settings,
    *,
    catalog: InMemoryCatalog | None = None,
    media: Media | None = None,
    tracer: Tracer | None = None,
    watches: WatchStore | None = None,
    documents: Documents | None = None,
    metrics: PrometheusMetrics | None = None,
    clock: Clock | None = None,
    feedback: FeedbackTaker | None = None,
) -> AsyncGenerator[Conversation]:
    catalog = catalog or InMemoryCatalog([make_product(n) for n in range(1, 4)])
    language = ScriptedLanguageEngine(SCRIPT)
    collaborators = Collaborators(
        catalog=catalog,
        language=language,
        media=media,
        tracer=tracer or NullTracer(),
        watches=watches,
        documents=documents,
        metrics=metrics or PrometheusMetrics(),
        clock=clock or SystemClock(),
        feedback=feedback,
    )
    async with open_container(settings, collaborators) as container:
        yield Conversation(container, catalog, language)


@asynccontextmanager
async def stores_of(settings: Settings) -> AsyncGenerator[Stores]:
    """What a server keeps, opened once more beside it, as another server does."""
    clock = SystemClock()
    engines = StateEngines(settings, clock)
    stores = build_stores(engines, settings, clock)
    try:
        yield stores
    finally:
        await stores.checkpoints.aclose()
        await engines.aclose()
        engines.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path)


@pytest.fixture
async def conversation(settings: Settings) -> AsyncGenerator[Conversation]:
    async with converse(settings) as conversation:
        yield conversation


@pytest.fixture(scope="session")
def rules() -> RulesEngine:
    return RulesEngine(load_lexicon())


@pytest.fixture
def selling(settings: Settings, rules: RulesEngine) -> Open:
    @asynccontextmanager
    async def opened(crosspost: InMemoryCrosspost | None = None) -> AsyncGenerator[Seller]:
        crosspost = crosspost or InMemoryCrosspost()
        collaborators = Collaborators(
            catalog=InMemoryCatalog([make_product(n) for n in range(1, 4)]),
            language=rules,
            crosspost=crosspost,
        )
        async with open_container(settings, collaborators) as container:
            yield Seller(container, crosspost)

    return opened


@pytest.fixture
async def seller(selling: Open) -> AsyncGenerator[Seller]:
    async with selling() as opened:
        yield opened
