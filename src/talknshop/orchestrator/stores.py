"""What the orchestrator keeps, and the repositories over it."""

from dataclasses import dataclass
from datetime import timedelta

from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.orchestrator.checkpointing import checkpoint_saver
from talknshop.orchestrator.housekeeping import Housekeeper
from talknshop.orchestrator.inbox_repository import InboxRepository
from talknshop.orchestrator.repository import ResultsRepository, SessionRepository
from talknshop.orchestrator.run_repository import RunRepository
from talknshop.orchestrator.saved_repository import SavedRepository
from talknshop.storage.checkpoint_saver import ConversationCheckpointSaver
from talknshop.storage.event_log import EventLog
from talknshop.storage.opening import Kept, StateEngines
from talknshop.storage.records import RecordStore
from talknshop.storage.sqlite_schema import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Stores:
    """Repositories over what is kept of sessions and of users."""

    records: RecordStore
    log: EventLog
    checkpoints: ConversationCheckpointSaver
    sessions: SessionRepository
    runs: RunRepository
    results: ResultsRepository
    inbox: InboxRepository
    saved: SavedRepository
    housekeeper: Housekeeper


def build_stores(engines: StateEngines, settings: Settings, clock: Clock) -> Stores:
    """Puts the repositories over what ``engines`` open, whose owner closes them; blocks.

    Raises:
        DatabaseError: A file cannot be opened, or is damaged.
    """
    ttl = timedelta(hours=settings.session_ttl_hours)
    records = engines.records(Kept.SESSIONS, MIGRATIONS)
    log = engines.event_log()
    checkpoints = checkpoint_saver(
        settings, lambda: engines.database(Kept.SESSIONS, MIGRATIONS), clock
    )
    of_users = engines.records(Kept.USERS)
    inbox = InboxRepository(of_users, clock)
    return Stores(
        records=records,
        log=log,
        checkpoints=checkpoints,
        sessions=SessionRepository(records, clock, ttl),
        runs=RunRepository(
            records, log, clock, ttl=ttl, lease=timedelta(seconds=settings.run_lease_seconds)
        ),
        results=ResultsRepository(records, clock, ttl),
        inbox=inbox,
        saved=SavedRepository(of_users, clock),
        housekeeper=Housekeeper(records, log, checkpoints, inbox),
    )
