"""What every record store must do; subclass with a fixture that makes one."""

import asyncio
import hashlib
from datetime import timedelta

import pytest

from talknshop.core.errors import ConflictError
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
