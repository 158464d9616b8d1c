import asyncio
from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.catalog.watch_schedule import WATCH_MIGRATIONS, SqliteWatchSchedule
from talknshop.core.encryption import Cipher
from talknshop.core.sqlite import Database
from talknshop.storage.model_spending import SqlitePromptOutcomes, SqliteSpendingLedger
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite_schema import SELLER_TOKEN_MIGRATIONS, SPENDING_MIGRATIONS
from talknshop.testing.ledgers import PromptOutcomesConformance, SpendingLedgerConformance
from talknshop.testing.seller_tokens import (
    OpenTokens,
    SellerTokens,
    SellerTokensConformance,
    StoredValues,
)
from talknshop.testing.watch_schedule import WatchScheduleConformance


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    database = Database(tmp_path / "spending.db", SPENDING_MIGRATIONS)
    yield database
    database.close()


class TestSpending(SpendingLedgerConformance):
    @pytest.fixture
    def ledger(self, database: Database) -> SqliteSpendingLedger:
        return SqliteSpendingLedger(database)


class TestOutcomes(PromptOutcomesConformance):
    @pytest.fixture
    def outcomes(self, database: Database) -> SqlitePromptOutcomes:
        return SqlitePromptOutcomes(database)


class TestSellerTokens(SellerTokensConformance):
    @pytest.fixture
    def accounts(self, tmp_path: Path) -> Generator[Database]:
        accounts = Database(tmp_path / "sellers.db", SELLER_TOKEN_MIGRATIONS)
        yield accounts
        accounts.close()

    @pytest.fixture
    def open_tokens(self, accounts: Database) -> OpenTokens:
        def opened(cipher: Cipher) -> SellerTokens:
            return SqliteSellerTokens(accounts, cipher)

        return opened

    @pytest.fixture
    def stored(self, tmp_path: Path) -> StoredValues:
        async def values() -> list[bytes]:
            return await asyncio.to_thread(_everything_in, tmp_path)

        return values


def _everything_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


class TestSchedule(WatchScheduleConformance):
    @pytest.fixture
    def schedule(self, tmp_path: Path) -> Generator[SqliteWatchSchedule]:
        database = Database(tmp_path / "watches.db", WATCH_MIGRATIONS)
        yield SqliteWatchSchedule(database)
        database.close()
