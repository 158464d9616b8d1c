"""The composition root of the orchestrator: the only place that builds its adapters."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from talknshop.clients.catalog import Catalog
from talknshop.clients.crosspost import Crosspost, KeptListings
from talknshop.clients.documents import Documents, FeedbackTaker, KeptDocuments
from talknshop.clients.media import KeptFiles, Media
from talknshop.clients.price_advice import PriceAdvisers
from talknshop.clients.watches import WatchStore
from talknshop.core.bearer import (
    FetchKeys,
    JwtVerifier,
    RemoteKeySet,
    SharedSecret,
    VerificationKeys,
)
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.process import ProcessId
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.core.telemetry import NullTracer, Tracer
from talknshop.core.tokens import Signer, TokenRules, open_signer
from talknshop.language.base import LanguageEngine
from talknshop.language.outcomes import OutcomeCounter
from talknshop.orchestrator.connections import ConnectionManager
from talknshop.orchestrator.execution import RunExecutor
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.orchestrator.graphs.conversation import build_conversation_graph
from talknshop.orchestrator.identity import Authenticator, IdentityPolicy
from talknshop.orchestrator.inbox import InboxService
from talknshop.orchestrator.job_news import JobNewsService
from talknshop.orchestrator.journal import Journal
from talknshop.orchestrator.load_balance import LoadBalance, kept
from talknshop.orchestrator.log_tail import LogTail
from talknshop.orchestrator.open_sessions import OpenSessions
from talknshop.orchestrator.personal import PersonalData
from talknshop.orchestrator.rate_limits import RateLimits, limits_of
from talknshop.orchestrator.recovery import Recovery
from talknshop.orchestrator.runs import RunService
from talknshop.orchestrator.said_search import SaidSearch
from talknshop.orchestrator.saved import SavedService
from talknshop.orchestrator.service import ConversationService
from talknshop.orchestrator.sharing import Shared, open_shared
from talknshop.orchestrator.stores import Stores, build_stores
from talknshop.orchestrator.vocabulary import vocabulary_kept_fresh
from talknshop.storage.opening import StateEngines

_DRAIN_SECONDS = 10.0
_FLUSH_SECONDS = 1.0


@dataclass(slots=True)
class Lifecycle:
    """Whether the server still takes new work."""

    draining: bool = False


@dataclass(frozen=True, slots=True)
class Container:
    """What the routes and the socket use."""

    lifecycle: Lifecycle
    clock: Clock
    conversation: ConversationService
    runs: RunService
    connections: ConnectionManager
    open_sessions: OpenSessions
    catalog: Catalog
    media: Media | None
    documents: Documents | None
    language: LanguageEngine
    metrics: PrometheusMetrics
    authenticator: Authenticator
    signer: Signer
    rate_limits: RateLimits
    inbox: InboxService
    job_news: JobNewsService
    saved: SavedService
    personal: PersonalData
    said: SaidSearch

    async def drain(self) -> None:
        """Takes no new work, tells everybody to come back, and lets what is under way end."""
        self.lifecycle.draining = True
        self.connections.announce_restart(self.clock.now())
        await self.runs.drain(_DRAIN_SECONDS)
        await self.connections.flush(_FLUSH_SECONDS)


@dataclass(frozen=True, slots=True)
class Collaborators:
    """What the orchestrator works with and does not build itself."""

    catalog: Catalog
    language: LanguageEngine
    media: Media | None = None
    """None where there is no media service."""
    files: KeptFiles | None = None
    """None where nobody keeps a person's files."""
    watches: WatchStore | None = None
    """None where nobody looks after watches."""
    crosspost: Crosspost | None = None
    """None where there is no crosspost service."""
    prices: PriceAdvisers | None = None
    """None where nobody knows what comparable items cost."""
    listings: KeptListings | None = None
    """None where nobody keeps a person's listings."""
    documents: Documents | None = None
    """None where there is no documents service."""
    kept_documents: KeptDocuments | None = None
    """None where nobody keeps a person's documents."""
    feedback: FeedbackTaker | None = None
    """None where nobody wants to know what people think of answers."""
    clock: Clock = field(default_factory=SystemClock)
    metrics: PrometheusMetrics = field(default_factory=PrometheusMetrics)
    tracer: Tracer = field(default_factory=NullTracer)
    outcomes: OutcomeCounter | None = None
    """Counts how prompts fare, where a model is asked."""
    fetch_keys: FetchKeys | None = None
    """Fetches the key set of bearer tokens, where settings name one."""
    open_database: type[Database] = Database
    """Opens the files of sessions and of users."""


@asynccontextmanager
async def open_container(
    settings: Settings, collaborators: Collaborators
) -> AsyncGenerator[Container]:
    """Opens the stores, builds the services, and closes everything in order at the end."""
    clock, process = collaborators.clock, ProcessId.of_this_process()
    async with AsyncExitStack() as stack:
        stores = _open_stores(settings, collaborators, stack)
        shared = await stack.enter_async_context(
            open_shared(settings, clock, collaborators.metrics, process)
        )
        tail = LogTail(shared.bus)
        journal, container = _build(
            settings, collaborators, stores, tail, shared, owner=str(process)
        )
        runs, lease_seconds = container.runs, settings.run_lease_seconds
        recovery = Recovery(stores.runs, runs, clock, process, lease_seconds=lease_seconds)
        async with (
            aclosing(stores.checkpoints),
            tail.following(stores.log, journal, container.connections, also=container.runs.hear),
            container.open_sessions.following(),
            vocabulary_kept_fresh(collaborators.catalog, collaborators.language),
            recovery.watching(),
            stores.housekeeper.at_work(),
        ):
            # Whoever goes away is counted no longer.
            async with kept(_balance(container, shared)):
                yield container
            await container.drain()
            await container.connections.shutdown()


def _open_stores(settings: Settings, collaborators: Collaborators, stack: AsyncExitStack) -> Stores:
    clock = collaborators.clock
    engines = StateEngines(settings, clock, collaborators.metrics, kind=collaborators.open_database)
    stack.callback(engines.close)
    stack.push_async_callback(engines.aclose)
    return build_stores(engines, settings, clock)


def _build(
    settings: Settings,
    collaborators: Collaborators,
    stores: Stores,
    tail: LogTail,
    shared: Shared,
    *,
    owner: str,
) -> tuple[Journal, Container]:
    clock = collaborators.clock
    signer = open_signer(settings, clock)
    connections = ConnectionManager(settings.ws_max_concurrent_connections, on_gap=tail.notice_gap)
    open_sessions = shared.open_sessions(connections)
    journal = Journal(stores.log, connections.publish, announce=shared.bus.announce)
    executor = _executor(settings, collaborators, stores, journal)
    runs = _runs(settings, stores, executor, shared, owner=owner)
    personal = _personal(stores, journal, collaborators)
    inbox = InboxService(stores.inbox, journal, open_sessions)
    return journal, Container(
        lifecycle=Lifecycle(),
        clock=clock,
        conversation=_conversation(stores, runs, journal, collaborators),
        runs=runs,
        connections=connections,
        open_sessions=open_sessions,
        catalog=collaborators.catalog,
        media=collaborators.media,
        documents=collaborators.documents,
        language=collaborators.language,
        metrics=collaborators.metrics,
        authenticator=_authenticator(settings, collaborators, signer),
        signer=signer,
        rate_limits=limits_of(settings, shared.windows),
        inbox=inbox,
        job_news=JobNewsService(stores.sessions, journal, open_sessions, inbox),
        saved=SavedService(stores.saved, collaborators.catalog),
        personal=personal,
        said=SaidSearch(personal, stores.runs),
    )


def _runs(
    settings: Settings, stores: Stores, executor: RunExecutor, shared: Shared, *, owner: str
) -> RunService:
    most_queued, announce = settings.max_queued_messages, shared.bus.announce
    return RunService(
        stores.runs, executor, owner=owner, most_queued=most_queued, announce=announce
    )


def _balance(container: Container, shared: Shared) -> LoadBalance | None:
    if shared.loads is None:
        return None
    is_busy = container.runs.is_busy
    return LoadBalance(container.connections, shared.loads, container.clock, is_busy=is_busy)


def _conversation(
    stores: Stores, runs: RunService, journal: Journal, collaborators: Collaborators
) -> ConversationService:
    clock, counter, told = collaborators.clock, collaborators.outcomes, collaborators.feedback
    return ConversationService(
        stores.sessions, runs, journal, clock, outcomes=counter, documents=told
    )


def _personal(stores: Stores, journal: Journal, collaborators: Collaborators) -> PersonalData:
    return PersonalData(
        stores.records,
        journal,
        stores.housekeeper,
        inbox=stores.inbox,
        saved=stores.saved,
        watches=collaborators.watches,
        files=collaborators.files,
        listings=collaborators.listings,
        documents=collaborators.kept_documents,
    )


def _executor(
    settings: Settings, collaborators: Collaborators, stores: Stores, journal: Journal
) -> RunExecutor:
    return RunExecutor(
        graph=build_conversation_graph(stores.checkpoints),
        context=ConversationContext(
            language=collaborators.language,
            catalog=collaborators.catalog,
            results=stores.results,
            media=collaborators.media,
            max_clarification_loops=settings.max_clarification_loops,
            tracer=collaborators.tracer,
            watches=collaborators.watches,
            crosspost=collaborators.crosspost,
            prices=collaborators.prices,
            documents=collaborators.documents,
        ),
        journal=journal,
        checkpoints=stores.checkpoints,
        runs=stores.runs,
        sessions=stores.sessions,
        metrics=collaborators.metrics,
        tracer=collaborators.tracer,
        clock=collaborators.clock,
        max_attempts=settings.run_max_attempts,
        outcomes=collaborators.outcomes,
    )


def _authenticator(
    settings: Settings, collaborators: Collaborators, signer: Signer
) -> Authenticator:
    clock = collaborators.clock
    keys: VerificationKeys | None = None
    if settings.jwt_secret is not None:
        keys = SharedSecret(settings.jwt_secret.get_secret_value())
    elif collaborators.fetch_keys is not None:
        keys = RemoteKeySet(collaborators.fetch_keys, clock)
    rules = TokenRules(audience=settings.jwt_audience, issuer=settings.jwt_issuer)
    return Authenticator(
        signer,
        # Where people sign in, an unproved user id could be somebody's subject.
        IdentityPolicy(settings.requires_sign_in, legacy_allowed=keys is None),
        jwt=JwtVerifier(keys, rules, clock) if keys is not None else None,
        session_lifetime=timedelta(hours=settings.session_ttl_hours),
    )
