"""What every record store and event log must do; subclass with a fixture that makes one."""

import asyncio
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
        assert not await log.written_elsewhere()
        await other_log.append("s", [NewEvent("y", {})])
        assert await log.written_elsewhere()
        assert not await log.written_elsewhere()
        assert (await log.last_seqs(["s"])) == {"s": 2}

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

    async def test_delete_removes_one_session(self, log: EventLog) -> None:
        await log.append("a", [NewEvent("x", {})])
        await log.append("b", [NewEvent("x", {})])
        await log.delete("a")
        assert (await log.last_seq("a"), await log.last_seq("b")) == (0, 1)

    async def test_who_was_overtaken_writes_no_more(
        self, log: EventLog, store: RecordStore
    ) -> None:
        await store.put("p", "run", {"fence": 1})
        mine = Fence("p", "run", 1)
        await log.append("s", [NewEvent("x", {})], fence=mine)
        await store.put("p", "run", {"fence": 2})
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("late", {})], fence=mine)
        with pytest.raises(ConflictError):
            await log.append("s", [NewEvent("lost", {})], fence=Fence("p", "gone", 1))
        assert await log.last_seq("s") == 1
