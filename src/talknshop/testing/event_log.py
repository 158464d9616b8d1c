"""What every event log must do; subclass with a fixture that makes one."""

import asyncio
import hashlib

import pytest

from talknshop.core.errors import ConflictError
from talknshop.storage.event_log import EventLog, Fence, NewEvent
from talknshop.storage.records import RecordStore


class EventLogConformance:
    """The base suite of an ``EventLog``.

    Needs the fixtures ``log`` and ``store``, which share what they write to, and ``other_log``,
    which is over the same as another process would open it.
    """

    async def test_empty(self, log: EventLog) -> None:
        assert await log.last_seq("s") == 0
        assert await log.read("s", after=0, limit=10) == []

    async def test_places_count_from_one_within_each_session(self, log: EventLog) -> None:
        first = await log.append("a", [NewEvent("x", {}), NewEvent("y", {"k": None}, "run_1")])
        second = await log.append("a", [NewEvent("z", {})])
        other = await log.append("b", [NewEvent("x", {})])
        assert [e.seq for e in first + second + other] == [1, 2, 3, 1]
        assert await log.last_seq("a") == 3

    async def test_read_gives_back_what_was_appended(self, log: EventLog) -> None:
        appended = await log.append("s", [NewEvent("x", {"n": n}, f"run_{n}") for n in range(5)])
        assert await log.read("s", after=1, limit=2) == appended[1:3]

    async def test_concurrent_writers_leave_no_gap(self, log: EventLog) -> None:
        await asyncio.gather(*(log.append("s", [NewEvent("x", {"n": n})]) for n in range(50)))
        assert [e.seq for e in await log.read("s", after=0, limit=100)] == list(range(1, 51))

    async def test_newest_places_of_several_sessions(self, log: EventLog) -> None:
        await log.append("a", [NewEvent("x", {}), NewEvent("y", {})])
        await log.append("b", [NewEvent("x", {})])
        assert await log.last_seqs(["a", "b", "none"]) == {"a": 2, "b": 1}
        assert await log.last_seqs([]) == {}

    async def test_what_others_write_is_noticed(self, log: EventLog, other_log: EventLog) -> None:
        assert await log.written_elsewhere()
        assert not await log.written_elsewhere()
        await log.append("s", [NewEvent("x", {})])
        await other_log.append("s", [NewEvent("y", {})])
        async with asyncio.timeout(5):
            while not await log.written_elsewhere():  # noqa: ASYNC110  # as its callers do
                await asyncio.sleep(0.01)
        assert (await log.last_seqs(["s"])) == {"s": 2}

    async def test_two_processes_share_a_log(self, log: EventLog, other_log: EventLog) -> None:
        logs = [log, other_log]
        await asyncio.gather(
            *(logs[n % 2].append("s", [NewEvent("x", {"n": n})]) for n in range(20))
        )
        told = await log.read("s", after=0, limit=100)
        assert [event.seq for event in told] == list(range(1, 21))
        assert sorted(event.data["n"] for event in told) == list(range(20))
        assert await other_log.read("s", after=0, limit=100) == told

    async def test_what_is_added_once_is_not_added_again(self, log: EventLog) -> None:
        first = await log.append("s", [NewEvent("job", {"n": 1})], once="news-1")
        again = await asyncio.gather(
            *(log.append("s", [NewEvent("job", {"n": 2})], once="news-1") for _ in range(5))
        )
        assert [one.seq for one in first] == [1]
        assert again == [[]] * 5
        assert await log.append("s", [NewEvent("job", {"n": 2})], once="news-2")
        assert await log.append("other", [NewEvent("job", {"n": 1})], once="news-1")
        assert await log.last_seq("s") == 2

    async def test_one_name_for_two_processes(self, log: EventLog, other_log: EventLog) -> None:
        logs = [log, other_log]
        stored = await asyncio.gather(
            *(logs[n % 2].append("s", [NewEvent("job", {"n": n})], once="news") for n in range(6)),
            *(logs[n % 2].append("s", [NewEvent("token", {})]) for n in range(6)),
        )
        assert sum(bool(one) for one in stored[:6]) == 1
        told = await log.read("s", after=0, limit=50)
        assert [event.seq for event in told] == list(range(1, 8))

    async def test_delete_removes_one_session(self, log: EventLog) -> None:
        await log.append("a", [NewEvent("x", {})])
        await log.append("b", [NewEvent("x", {})])
        await log.delete("a")
        assert (await log.last_seq("a"), await log.last_seq("b")) == (0, 1)
        assert await log.read("a", after=0, limit=10) == []

    async def test_a_session_that_begins_again_counts_from_one(
        self, log: EventLog, other_log: EventLog
    ) -> None:
        for life in range(3):
            # Each process knows of the end as it was before the other deleted it.
            for one in (log, other_log):
                await one.append("s", [NewEvent("x", {"life": life}), NewEvent("y", {})])
            await log.append("s", [NewEvent("z", {})])
            assert (await log.last_seq("s"), await other_log.last_seq("s")) == (5, 5)
            told = await other_log.read("s", after=0, limit=10)
            assert [(event.seq, event.type) for event in told] == [
                (1, "x"), (2, "y"), (3, "x"), (4, "y"), (5, "z")
            ]  # fmt: skip
            assert [event.seq for event in await log.read("s", after=3, limit=10)] == [4, 5]
            assert await log.last_seqs(["s"]) == {"s": 5}
            await other_log.delete("s")
            assert await log.last_seqs(["s"]) == {}
            assert await log.read("s", after=0, limit=10) == []

    async def test_many_events_at_once(self, log: EventLog) -> None:
        await log.append("s", [NewEvent("x", {"n": n}) for n in range(40)])
        await log.append("s", [NewEvent("x", {"n": 40})])
        told = await log.read("s", after=17, limit=3)
        assert [event.data["n"] for event in told] == [17, 18, 19]
        assert [event.seq for event in await log.read("s", after=38, limit=9)] == [39, 40, 41]
        assert await log.append("s", []) == []

    async def test_a_large_event(self, log: EventLog) -> None:
        large = {"products": [hashlib.sha256(b"%d" % n).hexdigest() for n in range(8_000)]}
        await log.append("s", [NewEvent("results", large)])
        await log.append("s", [NewEvent("done", {})])
        told = await log.read("s", after=0, limit=10)
        assert [event.type for event in told] == ["results", "done"]
        assert told[0].data == large

    async def test_who_was_overtaken_writes_no_more(
        self, log: EventLog, store: RecordStore
    ) -> None:
        await store.put("p", "run", {"fence": 1})
        mine = Fence("p", "run", 1)
        await log.append("s", [NewEvent("x", {})], fence=mine)
        await store.put("p", "run", {"fence": 2})
        await log.raise_fence("s")
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("late", {})], fence=mine)
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("lost", {})], fence=Fence("p", "gone", 1))
        assert await log.last_seq("s") == 1

    async def test_who_was_overtaken_by_another_process_writes_no_more(
        self, log: EventLog, other_log: EventLog, store: RecordStore
    ) -> None:
        await store.put("p", "run", {"fence": 1})
        await store.put("p", "other run", {"fence": 1})
        mine, of_another_run = Fence("p", "run", 1), Fence("p", "other run", 1)
        for fence in (mine, of_another_run):
            await log.append("s", [NewEvent("x", {})], fence=fence)
        await store.put("p", "run", {"fence": 2})
        await other_log.raise_fence("s")
        # What is added without a fence meanwhile makes the end known anew.
        await log.append("s", [NewEvent("notice", {})])
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("late", {})], fence=mine)
        await other_log.append("s", [NewEvent("y", {})], fence=Fence("p", "run", 2))
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("late", {})], fence=mine)
        await log.append("s", [NewEvent("z", {})], fence=of_another_run)
        told = await log.read("s", after=0, limit=10)
        assert [(e.seq, e.type) for e in told] == [
            (1, "x"), (2, "x"), (3, "notice"), (4, "y"), (5, "z")
        ]  # fmt: skip

    async def test_whose_session_was_deleted_writes_no_more(
        self, log: EventLog, other_log: EventLog, store: RecordStore
    ) -> None:
        await store.put("s", "run", {"fence": 1})
        mine = Fence("s", "run", 1)
        await log.append("s", [NewEvent("x", {})], fence=mine)
        await store.delete_partition("s")
        await other_log.delete("s")
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("late", {})], fence=mine)
        assert await log.last_seq("s") == 0
