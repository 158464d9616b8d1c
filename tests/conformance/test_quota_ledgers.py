import asyncio
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from talknshop.core.sqlite import Database
from talknshop.marketplaces.quota import MemoryQuotaLedger, QuotaLedger, QuotaWindow
from talknshop.storage.quota import SqliteQuotaLedger
from talknshop.storage.sqlite_schema import QUOTA_MIGRATIONS
from talknshop.testing.quota import QuotaLedgerConformance


class TestMemoryQuotaLedger(QuotaLedgerConformance):
    @pytest.fixture
    def ledger(self) -> QuotaLedger:
        return MemoryQuotaLedger()


class TestSqliteQuotaLedger(QuotaLedgerConformance):
    @pytest.fixture
    def database(self, tmp_path: Path) -> Generator[Database]:
        database = Database(tmp_path / "quotas.db", QUOTA_MIGRATIONS)
        yield database
        database.close()

    @pytest.fixture
    def ledger(self, database: Database) -> QuotaLedger:
        return SqliteQuotaLedger(database)

    async def test_two_processes_share_an_allowance(
        self, database: Database, tmp_path: Path
    ) -> None:
        other = Database(tmp_path / "quotas.db", QUOTA_MIGRATIONS)
        try:
            ledgers = [SqliteQuotaLedger(database), SqliteQuotaLedger(other)]
            window = QuotaWindow("a", 25, datetime(2026, 1, 3, tzinfo=UTC))
            taken = await asyncio.gather(*(ledgers[n % 2].take(window) for n in range(60)))
            assert sum(taken) == 25
            await ledgers[0].exhaust(window)
            assert not await ledgers[1].take(window)
        finally:
            other.close()

    async def test_ended_days_are_removed(self, database: Database) -> None:
        ledger = SqliteQuotaLedger(database)
        first = QuotaWindow("a", 5, datetime(2026, 1, 3, tzinfo=UTC))
        for day in range(3):
            await ledger.take(QuotaWindow("a", 5, first.resets_at + timedelta(days=day)))
        rows = await database.read(lambda c: c.execute("SELECT COUNT(*) FROM quotas").fetchone()[0])
        assert rows == 1
        assert await ledger.taken(first) == 0
