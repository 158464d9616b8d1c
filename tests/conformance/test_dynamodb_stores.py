from collections.abc import AsyncGenerator
from functools import partial

import pytest
from tests.conformance.dynamodb import SERVERS, OpenTable, TestTable, table_like

from talknshop.core.settings import load_settings
from talknshop.storage.dynamodb.events import DynamoDbEventLog
from talknshop.storage.dynamodb.records import DynamoDbRecordStore
from talknshop.storage.dynamodb.tables import BY_EXPIRY, BY_USER, TableDescription, sessions_table
from talknshop.testing.clock import ManualClock
from talknshop.testing.event_log import EventLogConformance
from talknshop.testing.storage import RecordStoreConformance

pytestmark = pytest.mark.socket

_RECORDS = TableDescription("", indexes=(BY_USER, BY_EXPIRY), swept=("SESSION#", "OTHER#"))


@pytest.fixture(params=SERVERS)
def open_table(request: pytest.FixtureRequest) -> OpenTable:
    address = request.getfixturevalue(f"{request.param}_url")
    return partial(table_like, address, serial=request.param == "moto")


class TestDynamoDbRecordStore(RecordStoreConformance):
    @pytest.fixture
    async def table(self, open_table: OpenTable) -> AsyncGenerator[TestTable]:
        async with open_table(_RECORDS) as table:
            yield table

    @pytest.fixture
    def store(self, table: TestTable, clock: ManualClock) -> DynamoDbRecordStore:
        return DynamoDbRecordStore(table.opened(), table.description, clock)


class TestDynamoDbEventLog(EventLogConformance):
    @pytest.fixture
    async def table(self, open_table: OpenTable) -> AsyncGenerator[TestTable]:
        async with open_table(sessions_table(load_settings())) as table:
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
