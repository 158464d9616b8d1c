"""Reads of one table, strongly consistent, tried again while the table is busy or restarting."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import translated
from talknshop.core.errors import DatabaseError
from talknshop.core.resilience import RetryPolicy, retrying
from talknshop.storage.dynamodb.batches import PATIENCE, Item, ItemKey

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.client import DynamoDBClient
    from types_aiobotocore_dynamodb.type_defs import QueryInputTypeDef, ScanInputTypeDef

T = TypeVar("T")

# Of Amazon.
_KEYS_PER_CALL = 100


class ItemReader:
    """Reads from a table whose keys are ``pk`` and ``sk``."""

    def __init__(self, client: AwsClient, table: str, patience: RetryPolicy = PATIENCE) -> None:
        """Reads ``table`` through ``client``, whose owner closes it."""
        self._client = client
        self._table = table
        self._patience = patience

    async def query(
        self,
        partition: str,
        prefix: str = "",
        *,
        newest_first: bool = False,
        page: int | None = None,
        only: str | None = None,
    ) -> AsyncGenerator[list[Item]]:
        """Items of a partition whose sort key begins with ``prefix``, page by page.

        Args:
            partition: The ``pk``.
            prefix: Beginning of the ``sk``; empty for all.
            newest_first: From the greatest sort key to the least.
            page: Items a call reads at most.
            only: The attributes that are wanted, as a projection; None for all.

        Raises:
            TalknShopError: The table cannot be read.
        """
        condition = "pk = :pk AND begins_with(sk, :sk)" if prefix else "pk = :pk"
        values = {":pk": {"S": partition}, ":sk": {"S": prefix}}
        asked: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values if prefix else {":pk": values[":pk"]},
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
        }
        if page:
            asked["Limit"] = page
        if only:
            asked["ProjectionExpression"] = only
        while True:
            answer = await self._ask(lambda client: client.query(**asked))
            yield answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    async def scan(self, *, only: str | None = None) -> AsyncGenerator[list[Item]]:
        """Every item of the table, page by page: reads, and costs, all of it.

        Raises:
            TalknShopError: The table cannot be read.
        """
        asked: ScanInputTypeDef = {"TableName": self._table, "ConsistentRead": True}
        if only:
            asked["ProjectionExpression"] = only
        while True:
            answer = await self._ask(lambda client: client.scan(**asked))
            yield answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    async def get(self, keys: Sequence[ItemKey]) -> list[Item]:
        """The items with these keys, in no order; those that are not there are left out.

        Raises:
            TalknShopError: The table cannot be read.
        """
        found: list[Item] = []
        left: list[Any] = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]

        async def get_some(client: "DynamoDBClient") -> None:
            answer = await client.batch_get_item(
                RequestItems={self._table: {"Keys": left[:_KEYS_PER_CALL], "ConsistentRead": True}}
            )
            found.extend(answer["Responses"].get(self._table, []))
            refused = answer["UnprocessedKeys"].get(self._table)
            again = refused["Keys"] if refused else []
            asked = len(left[:_KEYS_PER_CALL])
            left[:_KEYS_PER_CALL] = again
            if len(again) == asked:
                raise DatabaseError("DynamoDB is busy. Please try again.", service="DynamoDB")

        while left:
            await self._ask(get_some)
        return found

    async def _ask(self, call: "Callable[[DynamoDBClient], Awaitable[T]]") -> T:
        async def once(seconds: float) -> T:
            del seconds
            try:
                return await call(cast("DynamoDBClient", await self._client.opened()))
            except (BotoCoreError, ClientError) as error:
                raise translated(
                    error, DatabaseError, service="DynamoDB", what=f"the table {self._table}"
                ) from error

        return await retrying(self._patience, once)
