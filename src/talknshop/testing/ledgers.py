"""The conformance suites of what is counted for models: every implementation passes them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from talknshop.language.budget import BudgetWindow, Scope, SpendingLedger
from talknshop.language.outcomes import PromptOutcomes

_NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
_TURN = BudgetWindow(Scope.TURN, "t", 100, None, _NOW + timedelta(hours=1))
_DAY = BudgetWindow(Scope.DAY, "2026-01-02", 250, 9_000, _NOW + timedelta(hours=12))


class SpendingLedgerConformance:
    """The suite; needs the fixture ``ledger``."""

    async def test_what_was_taken_is_counted(self, ledger: SpendingLedger) -> None:
        assert await ledger.spent(_DAY) == (0, 0)
        assert await ledger.take([_TURN, _DAY], 60, 1_000, now=_NOW) is None
        assert await ledger.spent(_TURN) == (60, 1_000)
        assert await ledger.spent(_DAY) == (60, 1_000)

    async def test_in_every_window_or_in_none(self, ledger: SpendingLedger) -> None:
        assert await ledger.take([_DAY], 200, 0, now=_NOW) is None
        assert await ledger.take([_TURN, _DAY], 60, 5, now=_NOW) == Scope.DAY
        assert await ledger.spent(_TURN) == (0, 0)
        assert await ledger.take([_TURN, _DAY], 101, 0, now=_NOW) == Scope.TURN
        assert await ledger.take([_TURN, _DAY], 50, 9_001, now=_NOW) == Scope.DAY
        assert await ledger.take([_TURN, _DAY], 50, 9_000, now=_NOW) is None
        assert await ledger.spent(_DAY) == (250, 9_000)

    async def test_what_was_too_much_is_given_back(self, ledger: SpendingLedger) -> None:
        await ledger.take([_TURN, _DAY], 90, 500, now=_NOW)
        await ledger.correct([_TURN, _DAY], -50, -400)
        assert await ledger.spent(_TURN) == (40, 100)
        assert await ledger.take([_TURN], 60, 0, now=_NOW) is None
        await ledger.correct([_DAY], -1_000, -1_000)
        assert await ledger.spent(_DAY) == (0, 0)
        await ledger.correct([_DAY], 7, 3)
        assert await ledger.spent(_DAY) == (7, 3)

    async def test_a_window_that_has_ended_counts_anew(self, ledger: SpendingLedger) -> None:
        assert await ledger.take([_TURN], 100, 0, now=_NOW) is None
        later = _NOW + timedelta(hours=2)
        again = replace(_TURN, expires_at=later + timedelta(hours=1))
        assert await ledger.take([again], 90, 7, now=later) is None
        assert await ledger.spent(again) == (90, 7)

    async def test_without_limits_all_is_counted(self, ledger: SpendingLedger) -> None:
        unlimited = replace(_DAY, most_tokens=None, most_micros=None)
        for _ in range(2):
            assert await ledger.take([unlimited], 10**9, 10**9, now=_NOW) is None
        assert await ledger.spent(unlimited) == (2 * 10**9, 2 * 10**9)

    async def test_many_at_once_get_no_more_than_there_is(self, ledger: SpendingLedger) -> None:
        taken = await asyncio.gather(*(ledger.take([_DAY], 30, 10, now=_NOW) for _ in range(20)))
        assert taken.count(None) == 8
        assert await ledger.spent(_DAY) == (240, 80)


class PromptOutcomesConformance:
    """The suite; needs the fixture ``outcomes``."""

    async def test_outcomes_are_counted_for_each_version(self, outcomes: PromptOutcomes) -> None:
        assert await outcomes.counts() == []
        await outcomes.add({"reply": "v2", "ask": "v1"}, "turn")
        await asyncio.gather(*(outcomes.add({"reply": "v2"}, "turn") for _ in range(4)))
        await outcomes.add({"reply": "v1"}, "thumbs_up")
        assert await outcomes.counts() == [
            ("ask", "v1", "turn", 1), ("reply", "v1", "thumbs_up", 1), ("reply", "v2", "turn", 5)
        ]  # fmt: skip
