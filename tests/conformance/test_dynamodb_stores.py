from collections.abc import AsyncGenerator

import pytest
from tests.conformance.dynamodb import SERVERS, TestTable, table_like

from talknshop.core.settings import load_settings
from talknshop.storage.dynamodb_events import DynamoDbEventLog
from talknshop.storage.dynamodb_records import DynamoDbRecordStore
from talknshop.storage.dynamodb_tables import BY_EXPIRY, BY_USER, TableDescription, sessions_table
from talknshop.testing.clock import ManualClock
from talknshop.testing.storage import EventLogConformance, RecordStoreConformance

pytestmark = pytest.mark.socket

_RECORDS = TableDescription("", indexes=(BY_USER, BY_EXPIRY), swept=("SESSION#", "OTHER#"))


@pytest.fixture(params=SERVERS)
def address(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(f"{request.param}_url")


class TestDynamoDbRecordStore(RecordStoreConformance):
    @pytest.fixture
    async def table(self, address: str) -> AsyncGenerator[TestTable]:
        async with table_like(address, _RECORDS) as table:
            yield table

    @pytest.fixture
    def store(self, table: TestTable, clock: ManualClock) -> DynamoDbRecordStore:
        return DynamoDbRecordStore(table.opened(), table.description, clock)


class TestDynamoDbEventLog(EventLogConformance):
    @pytest.fixture
    async def table(self, address: str) -> AsyncGenerator[TestTable]:
        async with table_like(address, sessions_table(load_settings())) as table:
            yield table

    @pytest.fixture
    def log(self, table: TestTable) -> DynamoDbEventLog:
        return DynamoDbEventLog(table.opened(), ManualClock(), look_seconds=0.05)

    @pytest.fixture
    def other_log(self, table: TestTable) -> DynamoDbEventLog:
        return DynamoDbEventLog(table.opened(), ManualClock(), look_seconds=0.05)

    @pytest.fixture
    def store(self, table: TestTable) -> DynamoDbRecordStore:
        return DynamoDbRecordStore(table.opened(), table.description, ManualClock())
