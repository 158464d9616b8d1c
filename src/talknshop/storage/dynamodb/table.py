"""One table of DynamoDB, in the few ways we ask it; what it puts off is asked for again."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from talknshop.core.errors import DatabaseError
from talknshop.storage.dynamodb.calls import DynamoDbCalls
from talknshop.storage.dynamodb.items import Item, key_of

_WRITES_AT_ONCE = 25
_READS_AT_ONCE = 100
_MOST_REPETITIONS = 12
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 1.0

T = TypeVar("T")


class DynamoDbTable:
    """Asks one table."""

    def __init__(self, calls: DynamoDbCalls) -> None:
        """Asks through ``calls``; nothing is asked yet."""
        self.name = calls.table
        self._calls = calls

    async def get(self, partition: str, sort: str, *names: str) -> Item | None:
        """An item as it is now, or None; only the attributes of ``names`` where there are any.

        Raises:
            DatabaseError: DynamoDB refused or did not answer.
        """
        chosen = _projection(names)
        answer = await self._calls.read(
            "get_item",
            TableName=self.name,
            Key=key_of(partition, sort),
            ConsistentRead=True,
            **chosen,
        )
        return answer.get("Item")

    async def put(
        self,
        item: Item,
        condition: str | None = None,
        *,
        names: Mapping[str, str] | None = None,
        values: Item | None = None,
    ) -> None:
        """Writes an item whole.

        Raises:
            ConditionFailedError: ``condition`` did not hold.
            DatabaseError: DynamoDB refused or did not answer; it may have been written.
        """
        arguments = _given(
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )
        await self._calls.write("put_item", TableName=self.name, Item=item, **arguments)

    async def update(
        self,
        key: Item,
        expression: str,
        condition: str | None = None,
        *,
        names: Mapping[str, str] | None = None,
        values: Item | None = None,
        returning: str = "NONE",
    ) -> Item:
        """Changes attributes of an item, and makes it where there is none.

        Returns:
            The attributes that ``returning`` names, such as ``UPDATED_OLD``.

        Raises:
            ConditionFailedError: ``condition`` did not hold.
            DatabaseError: DynamoDB refused or did not answer; it may have been written.
        """
        arguments = _given(
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )
        answer = await self._calls.write(
            "update_item",
            TableName=self.name,
            Key=key,
            UpdateExpression=expression,
            ReturnValues=returning,
            **arguments,
        )
        return answer.get("Attributes", {})

    async def delete(self, partition: str, sort: str) -> Item:
        """Removes an item and returns what it was; empty where there was none.

        Raises:
            DatabaseError: DynamoDB refused or did not answer.
        """
        answer = await self._calls.write(
            "delete_item", TableName=self.name, Key=key_of(partition, sort), ReturnValues="ALL_OLD"
        )
        return answer.get("Attributes", {})

    async def query(
        self,
        condition: str,
        values: Item,
        *,
        index: str | None = None,
        names: Sequence[str] = (),
        filtered: str | None = None,
        backward: bool = False,
        page: int | None = None,
    ) -> AsyncGenerator[Item]:
        """Items that fit, in the order of their sort key, read page by page as they are taken.

        Args:
            condition: On the keys.
            values: Those in ``condition`` and ``filtered``.
            index: An index, which is behind the table by moments; the table itself as it is now.
            names: Only these attributes.
            filtered: A condition on what was found.
            backward: Last first.
            page: How many are read at once.

        Raises:
            DatabaseError: DynamoDB refused or did not answer.
        """
        arguments = _given(IndexName=index, FilterExpression=filtered, Limit=page)
        arguments |= _projection(names) | _search(self.name, condition, values, backward=backward)
        arguments["ConsistentRead"] = index is None
        while True:
            answer = await self._calls.read("query", **arguments)
            for item in answer["Items"]:
                yield item
            if not answer.get("LastEvaluatedKey"):
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    async def first(
        self,
        condition: str,
        values: Item,
        *,
        names: Sequence[str] = (),
        backward: bool = False,
    ) -> Item | None:
        """The first item that fits, as it is now, or the last; None where there is none.

        Raises:
            DatabaseError: DynamoDB refused or did not answer.
        """
        search = _search(self.name, condition, values, backward=backward)
        answer = await self._calls.read(
            "query", ConsistentRead=True, Limit=1, **search, **_projection(names)
        )
        found: list[Item] = answer["Items"]
        return found[0] if found else None

    async def scan(self) -> AsyncIterator[Item]:
        """Every item; for upkeep only.

        Raises:
            DatabaseError: DynamoDB refused or did not answer.
        """
        start: dict[str, Any] = {"TableName": self.name, "ConsistentRead": True}
        while True:
            answer = await self._calls.read("scan", **start)
            for item in answer["Items"]:
                yield item
            if not answer.get("LastEvaluatedKey"):
                return
            start["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    async def get_all(self, keys: Iterable[Item], *names: str) -> list[Item]:
        """The items that there are of ``keys``, as they are now, in no order.

        Raises:
            DatabaseError: DynamoDB refused, did not answer, or put off too often.
        """
        found: list[Item] = []
        for some in _slices(keys, _READS_AT_ONCE):
            wanted: dict[str, Any] = {"Keys": some, "ConsistentRead": True}
            left = {self.name: wanted | _projection(names)}
            async for answer in self._until_done("batch_get_item", left, "UnprocessedKeys"):
                found += answer["Responses"].get(self.name, [])
        return found

    async def put_all(self, items: Iterable[Item]) -> None:
        """Writes items, in no order and not as one.

        Raises:
            DatabaseError: DynamoDB refused, did not answer, or put off too often.
        """
        await self._write_all({"PutRequest": {"Item": item}} for item in items)

    async def delete_all(self, keys: Iterable[Item]) -> None:
        """Removes items, in the order given by 25, and not as one.

        Raises:
            DatabaseError: DynamoDB refused, did not answer, or put off too often.
        """
        await self._write_all({"DeleteRequest": {"Key": key}} for key in keys)

    async def _write_all(self, requests: Iterable[dict[str, Any]]) -> None:
        for some in _slices(requests, _WRITES_AT_ONCE):
            left = {self.name: some}
            async for _ in self._until_done("batch_write_item", left, "UnprocessedItems"):
                pass

    async def _until_done(
        self, operation: str, requests: dict[str, Any], left_in: str
    ) -> AsyncIterator[dict[str, Any]]:
        """Asks again for what was put off, after a pause of full jitter."""
        ask = self._calls.read if operation == "batch_get_item" else self._calls.write
        for attempt in range(_MOST_REPETITIONS):
            answer = await ask(operation, RequestItems=requests)
            yield answer
            requests = answer.get(left_in) or {}
            if not requests:
                return
            longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
            await asyncio.sleep(random.uniform(0, longest))  # noqa: S311  # no secret
        raise DatabaseError(
            f"DynamoDB put off a part of the work on the table {self.name} "
            f"{_MOST_REPETITIONS} times. Please try again, or raise the table's capacity.",
            service="DynamoDB",
        )


def _slices(all_of_them: Iterable[T], most: int) -> Iterator[list[T]]:
    left = iter(all_of_them)
    while some := list(islice(left, most)):
        yield some


def _search(table: str, condition: str, values: Item, *, backward: bool) -> dict[str, Any]:
    return {
        "TableName": table,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": not backward,
    }


def _projection(names: Sequence[str]) -> dict[str, Any]:
    if not names:
        return {}
    return {
        "ProjectionExpression": ", ".join(f"#{name}" for name in names),
        "ExpressionAttributeNames": {f"#{name}": name for name in names},
    }


def _given(**arguments: object) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
