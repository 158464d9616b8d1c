"""DynamoDB throttled, slow, gone, with answers lost: what is told, and what is there afterwards."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conformance.dynamodb import client_at, table_like
from tests.stand_ins import servers

from talknshop.core.aws import AwsClient, CallLimits
from talknshop.core.errors import ConflictError, CredentialsRefusedError, DatabaseError
from talknshop.core.settings import load_settings
from talknshop.orchestrator.run_repository import Run, RunRepository
from talknshop.storage.dynamodb.calls import DynamoDbCalls
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.events import DynamoDbEventLog
from talknshop.storage.dynamodb.items import key_of
from talknshop.storage.dynamodb.records import DynamoDbRecordStore
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.dynamodb.tables import TableDescription, sessions_table
from talknshop.storage.event_log import NewEvent
from talknshop.testing.clock import ManualClock
from talknshop.testing.faulty_aws import Fault, FaultyAws
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

WRITERS = 50


@dataclass
class Stores:
    """A table behind a server that fails, with the time of whoever opens it."""

    proxy: FaultyAws
    client: AwsClient
    description: TableDescription
    clock: ManualClock = field(default_factory=ManualClock)

    @property
    def table(self) -> DynamoDbTable:
        return DynamoDbTable(DynamoDbCalls(self.client, self.description.name))

    def records(self, clock: ManualClock | None = None) -> DynamoDbRecordStore:
        return DynamoDbRecordStore(self.table, self.description, clock or self.clock)

    def log(self, clock: ManualClock | None = None) -> DynamoDbEventLog:
        return DynamoDbEventLog(self.table, clock or self.clock)


@pytest.fixture
def proxy(dynalite_url: str) -> FaultyAws:
    return FaultyAws(dynalite_url)


@pytest.fixture
def proxy_url(proxy: FaultyAws) -> Generator[str]:
    with running(proxy) as url:
        yield url


@pytest.fixture
async def stores(proxy: FaultyAws, proxy_url: str) -> AsyncGenerator[Stores]:
    async with table_like(proxy_url, sessions_table(load_settings())) as made:
        proxy.calls.clear()
        yield Stores(proxy, made.client, made.description)


async def told(log: DynamoDbEventLog) -> list[tuple[int, str]]:
    return [(event.seq, event.type) for event in await log.read("s", after=0, limit=500)]


async def test_what_is_throttled_is_asked_for_again(stores: Stores) -> None:
    records = stores.records()
    stores.proxy.faults += [Fault.THROTTLED, Fault.THROTTLED]
    assert (await records.put("p", "s", {"n": 1})).version == 1
    assert stores.proxy.calls["UpdateItem"] == 3
    stores.proxy.faults += [Fault.THROTTLED] * 3
    with pytest.raises(DatabaseError, match="ProvisionedThroughputExceededException") as refused:
        await records.get("p", "s")
    assert refused.value.retryable
    assert not stores.proxy.faults


async def test_what_is_put_off_is_asked_for_again(stores: Stores) -> None:
    items = [key_of("p", f"{number:02}") for number in range(30)]
    stores.proxy.faults += [Fault.PUT_OFF, Fault.PUT_OFF]
    await stores.table.put_all(items)
    stores.proxy.faults += [Fault.PUT_OFF]
    assert len(await stores.table.get_all(items)) == 30
    assert stores.proxy.calls["BatchWriteItem"] == 4


async def test_a_write_whose_answer_was_lost_is_known_as_ours(stores: Stores) -> None:
    records, log = stores.records(), stores.log()
    stores.proxy.faults.append(Fault.LOST)
    assert (await records.put("p", "s", {"n": 1}, expected_version=0)).version == 1
    stores.proxy.faults.append(Fault.LOST)
    assert (await records.put("p", "s", {"n": 2}, expected_version=1)).version == 2
    with pytest.raises(ConflictError):
        await records.put("p", "s", {"n": 3}, expected_version=1)
    await log.append("s", [NewEvent("x", {})])
    stores.proxy.faults.append(Fault.LOST)
    assert [event.seq for event in await log.append("s", [NewEvent("y", {})])] == [2]
    await log.append("s", [NewEvent("z", {})])
    assert await told(log) == [(1, "x"), (2, "y"), (3, "z")]


async def test_what_was_added_once_is_not_added_again_though_nobody_was_told(
    stores: Stores, proxy_url: str
) -> None:
    hasty = AwsClient("dynamodb", servers.access_at(proxy_url), CallLimits(attempts=1))
    log = DynamoDbEventLog(DynamoDbTable(DynamoDbCalls(hasty, stores.description.name)),
                           stores.clock)  # fmt: skip
    news, stores.proxy.only = [NewEvent("job", {})], "PutItem"
    await log.append("s", [NewEvent("x", {})])
    stores.proxy.faults.append(Fault.LOST)
    with pytest.raises(DatabaseError):
        await log.append("s", news, once="news")
    # It was stored, and its name stands nowhere else yet.
    assert await log.append("s", news, once="news") == []
    assert await stores.log().append("s", news, once="news") == []

    stores.proxy.faults += [Fault.THROTTLED, Fault.THROTTLED]
    with pytest.raises(DatabaseError):
        await log.append("s", news, once="other news")
    with pytest.raises(DatabaseError):
        await log.append("s", news, once="other news")
    # Neither was stored. Now its name cannot be written down behind it, by whoever comes next.
    assert await log.append("s", news, once="other news")
    await log.append("s", [NewEvent("y", {})])
    assert await stores.log().append("s", news, once="other news") == []
    assert [kind for _, kind in await told(stores.log())] == ["x", "job", "job", "y"]
    await hasty.aclose()


async def test_who_waits_too_long_is_told_and_leaves_no_gap(stores: Stores, proxy_url: str) -> None:
    limits = CallLimits(attempts=1, read_seconds=0.2)
    hasty = AwsClient("dynamodb", servers.access_at(proxy_url), limits)
    log = DynamoDbEventLog(DynamoDbTable(DynamoDbCalls(hasty, stores.description.name)),
                           stores.clock)  # fmt: skip
    await log.append("s", [NewEvent("x", {})])
    stores.proxy.delay_seconds = 0.5
    with pytest.raises(DatabaseError, match="did not answer in time"):
        await log.append("s", [NewEvent("y", {})])
    stores.proxy.delay_seconds = 0.0
    await log.append("s", [NewEvent("z", {})])
    # Nobody was told of y, which was stored all the same.
    assert await told(log) == [(1, "x"), (2, "y"), (3, "z")]
    await hasty.aclose()


async def test_of_many_who_write_the_same_version_one_wins(stores: Stores) -> None:
    records = stores.records()
    await records.put("p", "s", {"n": 0})
    written = await asyncio.gather(
        *(records.put("p", "s", {"n": n}, expected_version=1) for n in range(WRITERS)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ConflictError) for one in written) == WRITERS - 1
    kept = await records.get("p", "s")
    assert kept is not None
    assert kept.version == 2


async def test_credentials_that_have_expired_are_named(stores: Stores) -> None:
    stores.proxy.faults.append(Fault.EXPIRED)
    with pytest.raises(CredentialsRefusedError, match="whether its token has expired"):
        await stores.records().get("p", "s")
    assert await stores.records().get("p", "s") is None


async def test_a_clock_that_is_ahead_takes_over_early_and_nothing_is_said_twice(
    stores: Stores,
) -> None:
    ahead = ManualClock()
    ahead.advance(seconds=60)
    lease, ttl = timedelta(seconds=15), timedelta(hours=1)
    log, other_log = stores.log(), stores.log(ahead)
    runs = RunRepository(stores.records(), log, stores.clock, ttl=ttl, lease=lease)
    others = RunRepository(stores.records(ahead), other_log, ahead, ttl=ttl, lease=lease)
    run = await runs.create(Run(run_id="r", session_id="s", user_id="u", owner="a:1:x",
                                created_at=stores.clock.now()))  # fmt: skip
    assert run is not None
    await log.append("s", [NewEvent("thinking", {})], fence=run.guard)
    [seen] = await others.open_runs()
    assert seen.lease_until is not None
    assert stores.clock.now() < seen.lease_until <= ahead.now(), "it has ended by that clock only"
    claimed = await others.claim(seen, "b:2:y")
    assert claimed is not None
    with pytest.raises(ConflictError):
        await log.append("s", [NewEvent("done", {})], fence=run.guard)
    with pytest.raises(ConflictError):
        await runs.renew(run)
    await other_log.append("s", [NewEvent("done", {})], fence=claimed.guard)
    assert await told(log) == [(1, "thinking"), (2, "done")]


async def test_what_has_expired_by_one_clock_is_there_by_another(stores: Stores) -> None:
    ahead = ManualClock()
    ahead.advance(seconds=60)
    mine, theirs = stores.records(), stores.records(ahead)
    soon = stores.clock.now() + timedelta(seconds=30)
    await mine.put("p", "SESSION#p", {"n": 1}, expires_at=soon)
    await mine.put("p", "SESSION#p", {"n": 2}, expires_at=soon)
    assert await theirs.get("p", "SESSION#p") is None
    assert await mine.get("p", "SESSION#p") is not None
    later = ahead.now() + timedelta(seconds=30)
    anew = await theirs.put("p", "SESSION#p", {"n": 3}, expected_version=0, expires_at=later)
    assert anew.version == 1
    with pytest.raises(ConflictError):
        await mine.put("p", "SESSION#p", {"n": 4}, expected_version=2)
    assert await mine.get("p", "SESSION#p") == anew
    # The item outlives its time by a week, so that our sweep finds it first.
    item = await stores.table.get("p", "SESSION#p", "ttl")
    assert item is not None
    assert int(item["ttl"]["N"]) == later.timestamp() + 7 * 86_400


async def _until_gone(records: DynamoDbRecordStore, log: DynamoDbEventLog, writer: int,
                      done: list[tuple[int, int]]) -> None:  # fmt: skip
    for number in range(10_000):
        try:
            await records.put(f"p{writer}", f"S#{number:05}", {"n": number}, expected_version=0)
            await log.append(f"s{writer % 4}", [NewEvent("x", {"writer": writer, "n": number})])
        except DatabaseError:
            return
        done.append((writer, number))


async def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(
    tmp_path: Path,
) -> None:
    port, made = servers.free_port(), sessions_table(load_settings())
    command = servers.dynalite_command(port, tmp_path / "kept")
    client, clock = client_at(f"http://127.0.0.1:{port}", attempts=1), ManualClock()
    table = DynamoDbTable(DynamoDbCalls(client, made.name))
    records, log = DynamoDbRecordStore(table, made, clock), DynamoDbEventLog(table, clock)
    done: list[tuple[int, int]] = []
    with servers.process(command, port) as server:
        await DynamoDbTableResource(client, made).create()
        writers = [asyncio.create_task(_until_gone(records, log, n, done)) for n in range(12)]
        while len(done) < 100:  # noqa: ASYNC110  # the writers say nothing but this
            await asyncio.sleep(0.01)
        server.kill()
        await asyncio.gather(*writers)
        with pytest.raises(DatabaseError, match="cannot be reached"):
            await records.get("p0", "S#00000")
    with servers.process(command, port):
        for writer in range(12):
            kept = await records.query(f"p{writer}", "S#", limit=10_000)
            sure = [number for one, number in done if one == writer]
            assert [record.value["n"] for record in kept][: len(sure)] == sure
            assert len(kept) <= len(sure) + 1
        for session in range(4):
            events = await log.read(f"s{session}", after=0, limit=10_000)
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            there = {(event.data["writer"], event.data["n"]) for event in events}
            assert there >= {one for one in done if one[0] % 4 == session}
            # The log goes on where it stood.
            [next_one] = await log.append(f"s{session}", [NewEvent("again", {})])
            assert next_one.seq == len(events) + 1
    await client.aclose()
