"""Tables of a test's own on the servers that speak for DynamoDB."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient, CallLimits
from talknshop.storage.dynamodb_calls import DynamoDbCalls
from talknshop.storage.dynamodb_creation import DynamoDbTableResource
from talknshop.storage.dynamodb_table import DynamoDbTable
from talknshop.storage.dynamodb_tables import TableDescription

SERVERS = ["moto", "dynalite"]


@dataclass(frozen=True, slots=True)
class TestTable:
    """A table that nobody else uses."""

    __test__ = False

    client: AwsClient
    description: TableDescription

    def opened(self) -> DynamoDbTable:
        """As another process would open it."""
        return DynamoDbTable(DynamoDbCalls(self.client, self.description.name))


def client_at(address: str, *, attempts: int = 3) -> AwsClient:
    """A client of a server that speaks for DynamoDB."""
    limits = CallLimits(attempts=attempts, read_seconds=10)
    return AwsClient("dynamodb", access_at(address), limits)


@asynccontextmanager
async def table_like(address: str, description: TableDescription) -> AsyncGenerator[TestTable]:
    """A new table as described, under a name of its own."""
    named = replace(description, name=f"test-{uuid4().hex[:12]}")
    client = client_at(address)
    try:
        await DynamoDbTableResource(client, named).create()
        yield TestTable(client, named)
    finally:
        await client.aclose()
