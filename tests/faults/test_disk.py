"""A full disk and a damaged file: defined answers, and nothing acknowledged is lost."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
from tests.faults.lives import Event, Talk, log_of, texts
from websockets.asyncio.client import ClientConnection, connect

from talknshop.core.errors import CorruptDatabaseError, DatabaseError
from talknshop.core.settings import Settings, load_settings
from talknshop.core.sqlite import Database
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.faults import Pauses, StatelessEngine, StatelessMedia
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

_PAGE_BYTES = 4096
_NO_LIMIT = 2**30
_LEASE_SECONDS = 0.5

_WISH: Event = {"type": "message", "message": "a lamp under 50", "client_id": "c1"}
_LATER: Event = {"type": "message", "message": "under 40", "client_id": "c2"}


class Disk:
    """The file of a running server's conversations, and how much may be written to it."""

    def __init__(self) -> None:
        self.database: Database | None = None
        self.path: Path | None = None
        disk = self

        class Opened(Database):
            def __init__(
                self,
                path: Path,
                migrations: Sequence[str],
                **observers: Callable[[float], None],
            ) -> None:
                super().__init__(path, migrations, **observers)
                if path.stem != "users":
                    disk.database = self
                    disk.path = path

        self.opened: type[Database] = Opened

    async def fill(self, *, pages_left: int = 0) -> None:
        def limit(connection: sqlite3.Connection) -> None:
            (used,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {used + pages_left}")

        await self._write(limit)

    def damage(self) -> None:
        """Overwrites every page but the first, under the server's open connections."""
        assert self.path is not None
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        with self.path.open("r+b") as file:
            file.seek(_PAGE_BYTES)
            file.write(b"\xa5" * (self.path.stat().st_size - _PAGE_BYTES))

    async def make_room(self) -> None:
        await self._write(lambda c: c.execute(f"PRAGMA max_page_count = {_NO_LIMIT}").close())

    async def _write(self, work: Callable[[sqlite3.Connection], None]) -> None:
        assert self.database is not None
        written = False
        while not written:
            # It shares the fate of whatever else is in its commit.
            with suppress(DatabaseError):
                await self.database.write(work)
                written = True


def _settings(data: Path) -> Settings:
    return load_settings(
        data_dir=data, run_lease_seconds=_LEASE_SECONDS, rate_limit_per_user=_NO_LIMIT
    )


def opened(data: Path, disk: Disk) -> AbstractAsyncContextManager[Container]:
    pauses = Pauses(data)
    collaborators = Collaborators(
        catalog=InMemoryCatalog([make_product(n) for n in range(3)]),
        language=StatelessEngine(pauses),
        media=StatelessMedia(pauses),
        open_database=disk.opened,
    )
    return open_container(_settings(data), collaborators)


@contextmanager
def serving(data: Path, disk: Disk) -> Generator[str]:
    app = create_app(_settings(data), container=lambda: opened(data, disk))
    with running(app) as base:
        yield f"{base.replace('http', 'ws')}/ws/chat"


@asynccontextmanager
async def connected(url: str, session_id: str) -> AsyncGenerator[ClientConnection]:
    async with (
        asyncio.timeout(20),
        connect(f"{url}?user_id=u&session_id={session_id}", ping_interval=None) as opened,
    ):
        yield opened


async def receive(opened: ClientConnection) -> Event:
    return json.loads(await opened.recv())


async def test_a_message_that_cannot_be_stored_is_refused_and_may_be_sent_again(
    tmp_path: Path,
) -> None:
    disk = Disk()
    with serving(tmp_path, disk) as url:
        async with connected(url, "s") as opened:
            await receive(opened)
            await disk.fill()
            error = await first_refusal(opened)
            assert error["data"]["code"] == "database_error"
            assert "full" in error["data"]["error"]
            assert error["data"]["retryable"]
        await disk.make_room()
        talk = Talk(url, "s2")
        await talk.say(_WISH)
        assert talk.events[-1]["data"]["outcome"] == "results"


async def first_refusal(opened: ClientConnection) -> Event:
    """Talks until it is refused: the free part of the last page still takes a few messages."""
    while True:
        frame: Event = {"type": "message", "message": "x" * 4000}
        await opened.send(json.dumps(frame))
        event = await receive(opened)
        while event["type"] not in ("error", "done"):
            event = await receive(opened)
        if event["type"] == "error":
            return event


@pytest.mark.parametrize("step", ["route", "search_marketplaces", "rank_and_compose"])
@pytest.mark.parametrize("pages_left", [0, 1, 3])
async def test_a_disk_that_fills_during_a_turn_costs_time_and_nothing_else(
    tmp_path: Path, step: str, pages_left: int
) -> None:
    disk = Disk()
    with serving(tmp_path, disk) as url:
        undisturbed = Talk(url, "undisturbed")
        await undisturbed.say(_WISH)
        hold = tmp_path / "hold"
        hold.write_text(step)
        talk = Talk(url, "disturbed")
        saying = asyncio.create_task(talk.say(_WISH))
        await talk.hears_of(step)
        await disk.fill(pages_left=pages_left)
        hold.unlink()
        await asyncio.sleep(0.2)
        acknowledged = list(talk.events)
        await disk.make_room()
        await saying
        await talk.say(_LATER)
        log = await log_of(url, "disturbed")
    assert log == talk.events
    assert log[: len(acknowledged)] == acknowledged
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    often = Counter((event["run_id"], event["type"]) for event in log)
    assert {n for (_, kind), n in often.items() if kind not in ("progress", "token")} == {1}
    outcomes = [event["data"]["outcome"] for event in log if event["type"] == "done"]
    if "error" in {event["type"] for event in log}:
        # There was room for this sentence and no more.
        assert outcomes[0] == "failed"
    else:
        assert outcomes == ["results", "results"]
        assert texts(log)[0] == texts(undisturbed.events)[0]
        assert "under $40" in texts(log)[1]


async def test_work_beside_a_full_disk_is_told_so_and_rolled_back(tmp_path: Path) -> None:
    disk = Disk()
    database = disk.opened(tmp_path / "a.db", ("CREATE TABLE t (x BLOB)",))
    await disk.fill(pages_left=2)

    def insert(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO t VALUES (?)", (b"x" * 5 * _PAGE_BYTES,))

    def small(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO t VALUES (x'00')")

    outcomes = await asyncio.gather(
        database.write(small), database.write(insert), database.write(small), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, DatabaseError)]
    assert isinstance(outcomes[1], DatabaseError)
    assert {error.message.split(";")[0].split(" is ")[-1] for error in refused} == {"full"}
    (stored,) = await database.read(lambda c: c.execute("SELECT count(*) FROM t").fetchone())
    assert stored == len(outcomes) - len(refused)
    await disk.make_room()
    await database.write(insert)
    database.close()


async def test_a_file_damaged_while_nobody_ran_is_answered_and_left_alone(tmp_path: Path) -> None:
    with serving(tmp_path, Disk()) as url:
        await Talk(url, "s").say(_WISH)
    path = tmp_path / "sessions.db"
    whole = path.read_bytes()
    damaged = whole[:_PAGE_BYTES] + b"\xa5" * (len(whole) - _PAGE_BYTES)
    path.write_bytes(damaged)
    with pytest.raises(CorruptDatabaseError, match=r"sessions\.db is damaged"):
        async with opened(tmp_path, Disk()):
            pass
    assert path.read_bytes()[_PAGE_BYTES:] == damaged[_PAGE_BYTES:]


async def test_a_file_damaged_under_a_running_server_is_told_and_kills_nobody(
    tmp_path: Path,
) -> None:
    disk = Disk()
    with serving(tmp_path, disk) as url:
        await Talk(url, "s").say(_WISH)
        async with connected(url, "s") as opened:
            await receive(opened)
            disk.damage()
            refused = await first_refusal(opened)
            assert refused["data"]["code"] == "database_error"
            assert "damaged" in refused["data"]["error"]
            assert "backup" in refused["data"]["error"]
            await opened.send(json.dumps({"type": "ping"}))
            assert (await receive(opened))["type"] == "pong"
