"""What the orchestrator keeps: the files, and the repositories over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.metrics import STORE_READ_SECONDS, STORE_WRITE_SECONDS, Metrics
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.orchestrator.checkpointing import checkpoint_saver
from talknshop.orchestrator.housekeeping import Housekeeper
from talknshop.orchestrator.inbox_repository import InboxRepository
from talknshop.orchestrator.repository import ResultsRepository, SessionRepository
from talknshop.orchestrator.run_repository import RunRepository
from talknshop.orchestrator.saved_repository import SavedRepository
from talknshop.storage.checkpoint_saver import ConversationCheckpointSaver
from talknshop.storage.sqlite import SqliteEventLog, SqliteRecordStore


@dataclass(frozen=True, slots=True)
class Stores:
    """Repositories over the files of sessions and of users."""

    records: SqliteRecordStore
    log: SqliteEventLog
    checkpoints: ConversationCheckpointSaver
    sessions: SessionRepository
    runs: RunRepository
    results: ResultsRepository
    inbox: InboxRepository
    saved: SavedRepository
    housekeeper: Housekeeper


def build_stores(sessions: Database, users: Database, settings: Settings, clock: Clock) -> Stores:
    """Puts the repositories over two open files, whose owner closes them."""
    ttl = timedelta(hours=settings.session_ttl_hours)
    records = SqliteRecordStore(sessions, clock)
    log = SqliteEventLog(sessions, clock)
    checkpoints = checkpoint_saver(settings, sessions, clock)
    of_users = SqliteRecordStore(users, clock)
    inbox = InboxRepository(of_users, clock)
    return Stores(
        records=records,
        log=log,
        checkpoints=checkpoints,
        sessions=SessionRepository(records, clock, ttl),
        runs=RunRepository(
            records, clock, ttl=ttl, lease=timedelta(seconds=settings.run_lease_seconds)
        ),
        results=ResultsRepository(records, clock, ttl),
        inbox=inbox,
        saved=SavedRepository(of_users, clock),
        housekeeper=Housekeeper(records, log, checkpoints, inbox),
    )


def open_database(
    name: str,
    migrations: Sequence[str],
    settings: Settings,
    metrics: Metrics,
    *,
    kind: type[Database] = Database,
) -> Database:
    """Opens a file of the data folder whose reads and writes are measured.

    Raises:
        DatabaseError: It cannot be opened, or is damaged.
    """
    return kind(
        settings.data_dir / f"{name}.db",
        migrations,
        on_write=partial(metrics.observe, STORE_WRITE_SECONDS, store=name),
        on_read=partial(metrics.observe, STORE_READ_SECONDS, store=name),
    )
