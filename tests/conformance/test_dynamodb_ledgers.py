from collections.abc import AsyncGenerator
from functools import partial

import pytest
from tests.conformance.dynamodb import SERVERS, OpenTable, TestTable, table_like

from talknshop.catalog.dynamodb_watch_schedule import DynamoDbWatchSchedule
from talknshop.core.encryption import Cipher
from talknshop.core.settings import load_settings
from talknshop.storage.dynamodb.ledgers import (
    DynamoDbPromptOutcomes,
    DynamoDbQuotaLedger,
    DynamoDbSpendingLedger,
)
from talknshop.storage.dynamodb.seller_tokens import DynamoDbSellerTokens
from talknshop.storage.dynamodb.tables import accounts_table, catalog_table, ledgers_table
from talknshop.testing.ledgers import PromptOutcomesConformance, SpendingLedgerConformance
from talknshop.testing.quota import QuotaLedgerConformance
from talknshop.testing.seller_tokens import (
    OpenTokens,
    SellerTokens,
    SellerTokensConformance,
    StoredValues,
)
from talknshop.testing.watch_schedule import WatchScheduleConformance

pytestmark = pytest.mark.socket


@pytest.fixture(params=SERVERS)
def open_table(request: pytest.FixtureRequest) -> OpenTable:
    address = request.getfixturevalue(f"{request.param}_url")
    return partial(table_like, address, serial=request.param == "moto")


@pytest.fixture
async def ledgers(open_table: OpenTable) -> AsyncGenerator[TestTable]:
    async with open_table(ledgers_table(load_settings())) as table:
        yield table


class TestQuotas(QuotaLedgerConformance):
    @pytest.fixture
    def ledger(self, ledgers: TestTable) -> DynamoDbQuotaLedger:
        return DynamoDbQuotaLedger(ledgers.opened())


class TestSpending(SpendingLedgerConformance):
    @pytest.fixture
    def ledger(self, ledgers: TestTable) -> DynamoDbSpendingLedger:
        return DynamoDbSpendingLedger(ledgers.opened())


class TestOutcomes(PromptOutcomesConformance):
    @pytest.fixture
    def outcomes(self, ledgers: TestTable) -> DynamoDbPromptOutcomes:
        return DynamoDbPromptOutcomes(ledgers.opened())


class TestSellerTokens(SellerTokensConformance):
    @pytest.fixture
    async def accounts(self, open_table: OpenTable) -> AsyncGenerator[TestTable]:
        async with open_table(accounts_table(load_settings())) as table:
            yield table

    @pytest.fixture
    def open_tokens(self, accounts: TestTable) -> OpenTokens:
        def opened(cipher: Cipher) -> SellerTokens:
            return DynamoDbSellerTokens(accounts.opened(), cipher)

        return opened

    @pytest.fixture
    def stored(self, accounts: TestTable) -> StoredValues:
        async def values() -> list[bytes]:
            return [bytes(item["value"]["B"]) async for item in accounts.opened().scan()]

        return values


class TestSchedule(WatchScheduleConformance):
    @pytest.fixture
    async def schedule(self, open_table: OpenTable) -> AsyncGenerator[DynamoDbWatchSchedule]:
        async with open_table(catalog_table(load_settings())) as table:
            yield DynamoDbWatchSchedule(table.opened())
