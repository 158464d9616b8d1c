"""What the orchestrator keeps: the files, and the repositories over them."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.metrics import STORE_READ_SECONDS, STORE_WRITE_SECONDS, Metrics
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.orchestrator.housekeeping import Housekeeper
from talknshop.orchestrator.inbox_repository import InboxRepository
from talknshop.orchestrator.repository import ResultsRepository, SessionRepository
from talknshop.orchestrator.run_repository import RunRepository
from talknshop.storage.checkpoints import SqliteCheckpointSaver
from talknshop.storage.sqlite import (
    MIGRATIONS,
    RECORD_MIGRATIONS,
    SqliteEventLog,
    SqliteRecordStore,
)


@dataclass(frozen=True, slots=True)
class Stores:
    """Repositories over the files of sessions and of users."""

    records: SqliteRecordStore
    log: SqliteEventLog
    checkpoints: SqliteCheckpointSaver
    sessions: SessionRepository
    runs: RunRepository
    results: ResultsRepository
    inbox: InboxRepository
    housekeeper: Housekeeper


def open_stores(
    settings: Settings,
    clock: Clock,
    metrics: Metrics,
    open_database: type[Database],
    stack: ExitStack,
) -> Stores:
    """Opens every file; ``stack`` closes them.

    Args:
        settings: Where the files are, and for how long what is in them counts.
        clock: The time.
        metrics: Is told how long reads and writes take.
        open_database: Opens a file.
        stack: Is given the closing of every file.

    Raises:
        DatabaseError: A file cannot be opened, or is damaged.
    """

    def database(name: str, migrations: Sequence[str]) -> Database:
        opened = open_database(
            settings.data_dir / f"{name}.db",
            migrations,
            on_write=partial(metrics.observe, STORE_WRITE_SECONDS, store=name),
            on_read=partial(metrics.observe, STORE_READ_SECONDS, store=name),
        )
        stack.callback(opened.close)
        return opened

    sessions = database("sessions", MIGRATIONS)
    users = database("users", RECORD_MIGRATIONS)
    ttl = timedelta(hours=settings.session_ttl_hours)
    records = SqliteRecordStore(sessions, clock)
    log = SqliteEventLog(sessions, clock)
    checkpoints = SqliteCheckpointSaver(sessions)
    inbox = InboxRepository(SqliteRecordStore(users, clock), clock)
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
        housekeeper=Housekeeper(records, log, checkpoints, inbox),
    )
