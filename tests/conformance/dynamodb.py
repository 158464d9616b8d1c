"""Tables of a test's own on the servers that speak for DynamoDB."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient, CallLimits
from talknshop.storage.dynamodb.calls import DynamoDbCalls
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.dynamodb.tables import TableDescription

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


class _OneAtATime:
    """A client that asks again only when it was answered."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  # as AwsClient has it
        self._client = client
        self._gate = asyncio.Lock()

    def __getattr__(self, operation: str) -> Callable[..., Awaitable[Any]]:
        async def ask(**arguments: object) -> Any:  # noqa: ANN401  # as AwsClient has it
            async with self._gate:
                return await getattr(self._client, operation)(**arguments)

        return ask


class SerialClient(AwsClient):
    """For moto, whose threads check conditions and write without a lock between."""

    _serial: _OneAtATime | None = None

    async def opened(self) -> Any:  # noqa: ANN401  # as AwsClient has it
        if self._serial is None:
            self._serial = _OneAtATime(await super().opened())
        return self._serial


def client_at(address: str, *, attempts: int = 3, serial: bool = False) -> AwsClient:
    """A client of a server that speaks for DynamoDB."""
    limits = CallLimits(attempts=attempts, read_seconds=10)
    kind = SerialClient if serial else AwsClient
    return kind("dynamodb", access_at(address), limits)


@asynccontextmanager
async def table_like(
    address: str, description: TableDescription, *, serial: bool = False
) -> AsyncGenerator[TestTable]:
    """A new table as described, under a name of its own."""
    named = replace(description, name=f"test-{uuid4().hex[:12]}")
    client = client_at(address, serial=serial)
    try:
        await DynamoDbTableResource(client, named).create()
        yield TestTable(client, named)
    finally:
        await client.aclose()


OpenTable = Callable[[TableDescription], AbstractAsyncContextManager[TestTable]]
"""Makes a new table as described, on one of the servers."""
