"""What every record store and event log must do; subclass with a fixture that makes one."""

import asyncio
import hashlib
from datetime import timedelta

import pytest

from talknshop.core.errors import ConflictError
from talknshop.storage.event_log import EventLog, Fence, NewEvent
from talknshop.storage.records import RecordStore
from talknshop.testing.clock import ManualClock

_ODD_KEYS = [
    "plain",
    "with space",
    "ünï/ço:de#",
    "'; DROP TABLE records; --",
    "x" * 900,
    "\U0001f6d2",
]


class RecordStoreConformance:
    """The base suite of a ``RecordStore``; needs the fixtures ``store`` and ``clock``."""

    @pytest.fixture
    def clock(self) -> ManualClock:
        """The clock that the store is made with."""
        return ManualClock()

    async def test_round_trip(self, store: RecordStore) -> None:
        value = {"a": 1, "nested": {"list": [1.5, None, True, "ü"]}}
        written = await store.put("p", "s", value, user_id="u")
        assert written.version == 1
        read = await store.get("p", "s")
        assert read is not None
        assert (read.value, read.version, read.user_id) == (value, 1, "u")

    async def test_absent_is_none(self, store: RecordStore) -> None:
        assert await store.get("p", "nothing") is None

    async def test_versions_count_up(self, store: RecordStore) -> None:
        versions = [(await store.put("p", "s", {"n": n})).version for n in range(3)]
        assert versions == [1, 2, 3]

    @pytest.mark.parametrize("expected", [1, 7])
    async def test_conditional_write_refuses_another_version(
        self, store: RecordStore, expected: int
    ) -> None:
        with pytest.raises(ConflictError):
            await store.put("p", "s", {}, expected_version=expected)
        assert await store.get("p", "s") is None

    async def test_create_only_once(self, store: RecordStore) -> None:
        await store.put("p", "s", {"first": True}, expected_version=0)
        with pytest.raises(ConflictError):
            await store.put("p", "s", {"first": False}, expected_version=0)
        kept = await store.get("p", "s")
        assert kept is not None
        assert kept.value == {"first": True}

    async def test_concurrent_creators_have_one_winner(self, store: RecordStore) -> None:
        outcomes = await asyncio.gather(
            *(store.put("p", "s", {"n": n}, expected_version=0) for n in range(20)),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 19

    async def test_who_lost_finds_what_the_winner_wrote(self, store: RecordStore) -> None:
        async def create(number: int) -> int | None:
            try:
                await store.put("p", "s", {"n": number}, expected_version=0)
            except ConflictError:
                found = await store.get("p", "s")
                return found.value["n"] if found else None
            return number

        seen = await asyncio.gather(*(create(number) for number in range(20)))
        assert len(set(seen)) == 1
        assert None not in seen

    async def test_expired_is_gone_and_may_be_made_anew(
        self, store: RecordStore, clock: ManualClock
    ) -> None:
        end = clock.now() + timedelta(seconds=10)
        await store.put("p", "s", {"old": True}, expires_at=end, user_id="u")
        clock.advance(seconds=11)
        assert await store.get("p", "s") is None
        assert await store.query("p", "") == []
        assert await store.list_by_user("u", "") == []
        assert (await store.put("p", "s", {}, expected_version=0)).version == 1

    async def test_query_is_ordered_prefixed_and_paged(self, store: RecordStore) -> None:
        for sort in ("B#2", "A#1", "B#10", "B#1", "C#1"):
            await store.put("p", sort, {})
        await store.put("other", "B#3", {})
        assert [r.sort for r in await store.query("p", "B#")] == ["B#1", "B#10", "B#2"]
        assert [r.sort for r in await store.query("p", "B#", after="B#1", limit=1)] == ["B#10"]

    async def test_list_by_user_is_newest_first(
        self, store: RecordStore, clock: ManualClock
    ) -> None:
        for number in range(3):
            await store.put(f"p{number}", "S#1", {"n": number}, user_id="u")
            clock.advance(seconds=1)
        await store.put("p9", "S#1", {}, user_id="somebody else")
        assert [r.value["n"] for r in await store.list_by_user("u", "S#", limit=2)] == [2, 1]

    async def test_delete(self, store: RecordStore) -> None:
        await store.put("p", "s", {})
        await store.delete("p", "s")
        await store.delete("p", "s")
        assert await store.get("p", "s") is None

    async def test_expired_records_can_be_found_and_a_partition_removed(
        self, store: RecordStore, clock: ManualClock
    ) -> None:
        soon = clock.now() + timedelta(seconds=10)
        await store.put("p", "SESSION#p", {"n": 1}, expires_at=soon)
        await store.put("p", "OTHER#1", {}, expires_at=soon)
        await store.put("q", "SESSION#q", {}, expires_at=soon + timedelta(hours=1))
        await store.put("r", "SESSION#r", {})
        assert await store.expired("SESSION#") == []
        clock.advance(seconds=11)
        assert [record.partition for record in await store.expired("SESSION#")] == ["p"]
        await store.delete_partition("p")
        assert await store.expired("") == []
        assert await store.get("r", "SESSION#r") is not None

    async def test_many_who_change_one_record_each_change_it(self, store: RecordStore) -> None:
        await store.put("p", "s", {"n": 0})

        async def count() -> None:
            while True:
                found = await store.get("p", "s")
                assert found is not None
                try:
                    changed = {"n": found.value["n"] + 1}
                    await store.put("p", "s", changed, expected_version=found.version)
                except ConflictError:
                    continue
                return

        await asyncio.gather(*(count() for _ in range(8)))
        record = await store.get("p", "s")
        assert record is not None
        assert (record.value, record.version) == ({"n": 8}, 9)

    async def test_a_large_value(self, store: RecordStore) -> None:
        large = {"lines": [hashlib.sha256(b"%d" % n).hexdigest() for n in range(8_000)]}
        for n in range(2):
            await store.put("p", "S#large", {**large, "n": n}, user_id="u")
        await store.put("p", "S#small", {}, user_id="u")
        read = await store.get("p", "S#large")
        assert read is not None
        assert read.value == {**large, "n": 1}
        found = await store.query("p", "")
        assert [(r.sort, r.value) for r in found] == [
            ("S#large", {**large, "n": 1}), ("S#small", {})
        ]  # fmt: skip
        assert {r.sort for r in await store.list_by_user("u", "S#")} == {"S#large", "S#small"}
        with pytest.raises(ConflictError):
            await store.put("p", "S#large", large, expected_version=1)
        assert await store.get("p", "S#large") == read
        await store.put("p", "S#large", {})
        read = await store.get("p", "S#large")
        assert read is not None
        assert read.value == {}
        await store.delete_partition("p")
        assert await store.query("p", "") == []

    async def test_a_partition_of_many_is_read_and_removed_whole(self, store: RecordStore) -> None:
        await asyncio.gather(*(store.put("p", f"A#{n:03}", {"n": n}) for n in range(60)))
        found = await store.query("p", "A#", limit=55)
        assert [record.value["n"] for record in found] == list(range(55))
        found = await store.query("p", "A#", after=found[-1].sort)
        assert [record.value["n"] for record in found] == list(range(55, 60))
        await store.delete_partition("p")
        assert await store.query("p", "") == []

    @pytest.mark.parametrize("key", _ODD_KEYS)
    async def test_odd_keys(self, store: RecordStore, key: str) -> None:
        await store.put(key, key, {"key": key})
        assert [r.value for r in await store.query(key, key)] == [{"key": key}]


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
