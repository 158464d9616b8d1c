"""The conformance suite of a ``WatchSchedule``: every implementation passes it."""

import asyncio
from datetime import UTC, datetime, timedelta

from talknshop.catalog.watch_schedule import Appointment, Due, WatchSchedule

_NOW = datetime(2026, 1, 2, 12, 0, 0, 123_456, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


async def _all_due(schedule: WatchSchedule, at: datetime, *, most: int) -> list[str]:
    found: list[str] = []
    after: Due | None = None
    while page := await schedule.due(at, after=after, most=most):
        assert len(page) <= most
        found += [due.watch_id for due in page]
        after = page[-1]
    return found


class WatchScheduleConformance:
    """The suite; needs the fixture ``schedule``."""

    async def test_what_is_due_comes_longest_due_first(self, schedule: WatchSchedule) -> None:
        for number in range(5):
            due_at = _NOW - number * _MINUTE
            await schedule.put(Appointment(f"w{number}", f"u{number}", due_at, "g"))
        await schedule.put(Appointment("later", "u", _NOW + _MINUTE, "g"))
        await schedule.put(Appointment("paused", "u", None, "g"))
        first = await schedule.due(_NOW, after=None, most=2)
        assert [(due.watch_id, due.user_id, due.generation) for due in first] == [
            ("w4", "u4", "g"), ("w3", "u3", "g")
        ]  # fmt: skip
        assert [due.due_at for due in first] == [
            (_NOW - number * _MINUTE).timestamp() for number in (4, 3)
        ]
        assert await _all_due(schedule, _NOW, most=2) == ["w4", "w3", "w2", "w1", "w0"]

    async def test_those_of_one_moment_come_each_once(self, schedule: WatchSchedule) -> None:
        names = [f"w{number:02}" for number in range(30)]
        await asyncio.gather(*(schedule.put(Appointment(one, "u", _NOW, "")) for one in names))
        assert await _all_due(schedule, _NOW, most=7) == names

    async def test_an_appointment_takes_the_place_of_the_last(
        self, schedule: WatchSchedule
    ) -> None:
        for due_at in (_NOW, None, _NOW - _MINUTE, _NOW + _MINUTE):
            await schedule.put(Appointment("w", "u", due_at, "g"))
        assert await schedule.due(_NOW, after=None, most=9) == []
        assert len(await schedule.due(_NOW + _MINUTE, after=None, most=9)) == 1
        await schedule.remove("w")
        await schedule.remove("w")
        assert await schedule.due(_NOW + _MINUTE, after=None, most=9) == []

    async def test_another_generation_brings_forward(self, schedule: WatchSchedule) -> None:
        later = _NOW + 10 * _MINUTE
        await schedule.put(Appointment("old", "u", later, "1"))
        await schedule.put(Appointment("new", "u", later, "2"))
        await schedule.put(Appointment("paused", "u", None, "1"))
        await schedule.put(Appointment("due", "u", _NOW - _MINUTE, "1"))
        await schedule.bring_forward("2", _NOW)
        assert await _all_due(schedule, _NOW, most=9) == ["due", "old"]
        assert await _all_due(schedule, later, most=9) == ["due", "old", "new"]
