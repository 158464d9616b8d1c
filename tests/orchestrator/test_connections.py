import asyncio
from datetime import UTC, datetime

import pytest

from talknshop.core.errors import RateLimitError
from talknshop.orchestrator.connections import Connection, ConnectionManager
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import DoneData, DoneEvent, ReconnectEvent

NOW = datetime(2026, 1, 2, tzinfo=UTC)


class Closed:
    def __init__(self) -> None:
        self.calls: list[tuple[int, str]] = []

    async def __call__(self, code: int, reason: str) -> None:
        self.calls.append((code, reason))


def connect(session_id: str = "s", closed: Closed | None = None) -> Connection:
    return Connection(session_id, "u", NOW, closed or Closed())


def event(seq: int | None, session_id: str = "s") -> DoneEvent:
    data = DoneData(outcome=Outcome.MESSAGE, session_id=session_id)
    return DoneEvent(timestamp=NOW, session_id=session_id, seq=seq, data=data)


def sent(connection: Connection) -> list[int | None]:
    return [connection.outgoing.get_nowait().seq for _ in range(connection.outgoing.qsize())]


def test_events_reach_every_connection_of_their_session_only() -> None:
    manager = ConnectionManager(10)
    first, second, other = connect(), connect(), connect("t")
    for connection in (first, second, other):
        manager.add(connection)
        connection.release()
    manager.publish(event(1))
    assert (sent(first), sent(second), sent(other)) == ([1], [1], [])


async def test_live_events_wait_for_the_replay_and_come_once() -> None:
    connection = connect()
    connection.offer(event(3))
    connection.offer(event(4))
    for seq in (1, 2, 3):
        await connection.replay(event(seq))
    connection.release()
    connection.offer(event(4))
    connection.offer(event(5))
    assert sent(connection) == [1, 2, 3, 4, 5]


def test_an_event_that_leaves_a_gap_waits_for_what_precedes_it() -> None:
    gaps: list[str] = []
    manager = ConnectionManager(10, on_gap=gaps.append)
    behind, held = connect(), connect()
    for connection in (behind, held):
        manager.add(connection)
    behind.release(after=4)
    assert manager.places() == {"s": 4}
    manager.publish(event(6))
    assert (sent(behind), gaps) == ([], ["s"])
    manager.publish(event(5))
    manager.publish(event(6))
    assert sent(behind) == [5, 6]
    held.release(after=5)
    assert sent(held) == [6]
    assert manager.places() == {"s": 6}


def test_the_limit_holds_and_a_place_becomes_free() -> None:
    manager = ConnectionManager(1)
    first = connect()
    manager.add(first)
    with pytest.raises(RateLimitError, match="Connection limit reached"):
        manager.add(connect())
    manager.remove(first)
    manager.remove(first)
    manager.add(connect())
    assert manager.count == 1


async def test_a_client_that_does_not_read_is_cut_off_and_holds_nobody_up() -> None:
    manager = ConnectionManager(10)
    closed = Closed()
    slow, quick = connect(closed=closed), connect()
    for connection in (slow, quick):
        manager.add(connection)
        connection.release()
    for seq in range(1, 2500):
        manager.publish(event(seq))
        sent(quick)
    await asyncio.sleep(0)
    assert [code for code, _ in closed.calls] == [1008]
    assert manager.of_session("s") == {quick}


async def test_shutdown_closes_everybody() -> None:
    manager = ConnectionManager(10)
    closed = Closed()
    manager.add(connect(closed=closed))
    await manager.shutdown()
    assert closed.calls == [(1001, "The server is restarting")]
    assert manager.count == 0


def test_everybody_is_told_to_come_back_but_not_at_once() -> None:
    manager = ConnectionManager(100)
    connections = [connect(f"s{number}") for number in range(50)]
    for connection in connections:
        manager.add(connection)
    manager.announce_restart(NOW)
    told = [connection.outgoing.get_nowait() for connection in connections]
    assert {event.type for event in told} == {"reconnect"}
    assert [event.session_id for event in told] == [c.session_id for c in connections]
    pauses = {event.data.after_ms for event in told if isinstance(event, ReconnectEvent)}
    assert len(pauses) > 10
