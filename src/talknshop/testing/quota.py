"""The conformance suite of a ``QuotaLedger``: every implementation passes it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from talknshop.marketplaces.quota import QuotaLedger, QuotaWindow

_WINDOW = QuotaWindow("ebay:1f2e", 3, datetime(2026, 1, 3, 8, tzinfo=UTC))


class QuotaLedgerConformance:
    """The suite; needs the fixture ``ledger``."""

    async def test_an_allowance_is_used_up(self, ledger: QuotaLedger) -> None:
        assert await ledger.taken(_WINDOW) == 0
        assert [await ledger.take(_WINDOW) for _ in range(5)] == [True, True, True, False, False]
        assert await ledger.taken(_WINDOW) == 3

    async def test_accounts_do_not_share(self, ledger: QuotaLedger) -> None:
        await ledger.exhaust(_WINDOW)
        assert await ledger.take(replace(_WINDOW, account="ebay:other"))
        assert not await ledger.take(_WINDOW)

    async def test_the_next_day_begins_at_nothing(self, ledger: QuotaLedger) -> None:
        await ledger.exhaust(_WINDOW)
        tomorrow = replace(_WINDOW, resets_at=_WINDOW.resets_at + timedelta(days=1))
        assert await ledger.take(tomorrow)
        assert await ledger.taken(tomorrow) == 1

    async def test_what_the_marketplace_says_counts_more_than_our_count(
        self, ledger: QuotaLedger
    ) -> None:
        await ledger.take(_WINDOW)
        await ledger.exhaust(_WINDOW)
        assert not await ledger.take(_WINDOW)
        assert await ledger.taken(_WINDOW) == _WINDOW.limit

    async def test_a_limit_that_was_lowered_holds_at_once(self, ledger: QuotaLedger) -> None:
        for _ in range(3):
            await ledger.take(_WINDOW)
        lowered = replace(_WINDOW, limit=2)
        assert not await ledger.take(lowered)
        assert await ledger.take(replace(_WINDOW, limit=4))

    async def test_many_at_once_get_no_more_than_there_is(self, ledger: QuotaLedger) -> None:
        window = replace(_WINDOW, limit=10)
        taken = await asyncio.gather(*(ledger.take(window) for _ in range(40)))
        assert sum(taken) == 10
