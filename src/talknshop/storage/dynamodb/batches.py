"""Puts and deletions of one table, gathered into as few calls as there can be.

Whoever writes waits until its own items are acknowledged. While calls are under way, what arrives
gathers for the next; so a single writer waits for one round trip, and a hundred share theirs.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import translated
from talknshop.core.errors import DatabaseError, TalknShopError
from talknshop.core.resilience import RetryPolicy, plan_retry

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.client import DynamoDBClient
    from types_aiobotocore_dynamodb.type_defs import (
        AttributeValueTypeDef,
        WriteRequestOutputTypeDef,
        WriteRequestTypeDef,
    )

# Of Amazon, whose calls may have 16 MB too; one of more than a MB would hold up the event loop.
_ITEMS_PER_CALL = 25
_BYTES_PER_CALL = 700_000
_INVALID = "ValidationException"
_CALLS_AT_ONCE = 16
# With more under way, a call waits until it is full or one of them ends: fewer and larger calls
# cost both sides less, and nobody waits longer than for a round trip.
_UNFILLED_CALLS_AT_ONCE = 2
# A table that is restarted, or grows with what is asked of it, is back within this time.
PATIENCE = RetryPolicy(attempts=30, base_seconds=0.05, max_seconds=2.0, total_seconds=25.0)

Item = dict[str, "AttributeValueTypeDef"]
ItemKey = tuple[str, str]
"""Partition and sort key: ``pk`` and ``sk``."""


@dataclass(slots=True)
class _Write:
    key: ItemKey
    item: Item | None
    """None removes what is there."""
    waiting: list[asyncio.Future[None]] = field(default_factory=list[asyncio.Future[None]])

    @property
    def size(self) -> int:
        """Of what is large in it, in bytes."""
        return len(self.item["body"].get("B", b"")) if self.item and "body" in self.item else 0

    def request(self) -> "WriteRequestTypeDef":
        if self.item is not None:
            return {"PutRequest": {"Item": self.item}}
        return {"DeleteRequest": {"Key": {"pk": {"S": self.key[0]}, "sk": {"S": self.key[1]}}}}

    def settle(self, error: Exception | None = None) -> None:
        for future in self.waiting:
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)


class BatchWriter:
    """Writes to a table whose keys are ``pk`` and ``sk``."""

    def __init__(self, client: AwsClient, table: str, patience: RetryPolicy = PATIENCE) -> None:
        """Writes to ``table`` through ``client``, whose owner closes it."""
        self._client = client
        self._table = table
        self._patience = patience
        self._waiting: dict[ItemKey, _Write] = {}
        self._under_way: set[ItemKey] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self._is_due = False

    async def write(self, put: Sequence[Item] = (), delete: Sequence[ItemKey] = ()) -> None:
        """Puts and deletes items; returns when all are durable.

        Raises:
            TalknShopError: Some were not written in good time; which is not known.
        """
        loop = asyncio.get_running_loop()
        writes = [_Write(key_of(item), item) for item in put] + [_Write(k, None) for k in delete]
        await asyncio.gather(*[self._add(write, loop.create_future()) for write in writes])

    async def aclose(self) -> None:
        """Waits for the calls under way."""
        while self._calls:
            await asyncio.gather(*self._calls, return_exceptions=True)

    def _add(self, write: _Write, future: asyncio.Future[None]) -> asyncio.Future[None]:
        # A call may name a key once. Who waits for the older item is served by the newer.
        earlier = self._waiting.pop(write.key, None)
        write.waiting = [*(earlier.waiting if earlier else []), future]
        self._waiting[write.key] = write
        self._call_soon()
        return future

    def _call_soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            # After everything that this turn of the loop still brings.
            asyncio.get_running_loop().call_soon(self._begin_calls)

    def _begin_calls(self) -> None:
        self._is_due = False
        while len(self._calls) < _CALLS_AT_ONCE:
            keys, is_full = self._next_keys()
            if not keys or (not is_full and len(self._calls) >= _UNFILLED_CALLS_AT_ONCE):
                return
            self._under_way.update(keys)
            batch = {key: self._waiting.pop(key) for key in keys}
            task = asyncio.create_task(self._call(batch, keys))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    def _next_keys(self) -> tuple[list[ItemKey], bool]:
        """What the next call takes, and whether it is full."""
        keys: list[ItemKey] = []
        size = 0
        for key, write in self._waiting.items():
            if key in self._under_way:
                # Two calls that overtake one another would leave the older item.
                continue
            size += write.size
            if keys and size > _BYTES_PER_CALL:
                return keys, True
            keys.append(key)
            if len(keys) == _ITEMS_PER_CALL:
                return keys, True
        return keys, False

    async def _call(self, batch: dict[ItemKey, _Write], keys: list[ItemKey]) -> None:
        try:
            await self._deliver(batch)
        except BaseException as error:
            told = error if isinstance(error, Exception) else DatabaseError("The server stops.")
            for write in batch.values():
                write.settle(told)
            if not isinstance(error, TalknShopError):
                raise
        finally:
            self._under_way.difference_update(keys)
            # This call still counts as under way until its task has ended.
            asyncio.get_running_loop().call_soon(self._call_soon)

    async def _deliver(self, left: dict[ItemKey, _Write]) -> None:
        """Sends until nothing is left; what is acknowledged leaves ``left`` at once."""
        attempt, since = 1, time.monotonic()
        while left:
            count = len(left)
            error = await self._send(left)
            if not left:
                return
            if error.details.get("code") == _INVALID:
                await self._deliver_apart(left, error)
                return
            if len(left) < count:
                # A table that takes some is not to be given up.
                attempt, since = 1, time.monotonic()
            elapsed = time.monotonic() - since
            jitter = random.random()  # noqa: S311  # no secret
            pause = plan_retry(
                self._patience, attempt, error, elapsed_seconds=elapsed, random=jitter
            )
            if pause is None:
                error.retry_count = attempt - 1
                raise error
            await asyncio.sleep(pause)
            attempt += 1

    async def _deliver_apart(self, left: dict[ItemKey, _Write], error: TalknShopError) -> None:
        """Keeps an item that the table can never take from costing the others of its call."""
        if len(left) == 1:
            raise error
        for key in list(left):
            write = left.pop(key)
            try:
                await self._deliver({key: write})
            except TalknShopError as own:
                write.settle(own)

    async def _send(self, left: dict[ItemKey, _Write]) -> TalknShopError:
        """Sends once; returns why something is left, where something is."""
        try:
            client = cast("DynamoDBClient", await self._client.opened())
            answer = await client.batch_write_item(
                RequestItems={self._table: [write.request() for write in left.values()]}
            )
        except (BotoCoreError, ClientError) as error:
            told = translated(
                error, DatabaseError, service="DynamoDB", what=f"the table {self._table}"
            )
            told.__cause__ = error
            return told
        refused = {_key_of_request(one) for one in answer["UnprocessedItems"].get(self._table, [])}
        for key in [key for key in left if key not in refused]:
            left.pop(key).settle()
        return DatabaseError("DynamoDB is busy. Please try again.", service="DynamoDB")


def key_of(item: Item) -> ItemKey:
    """The key of an item that is to be written, or was read."""
    return item["pk"].get("S", ""), item["sk"].get("S", "")


def _key_of_request(request: "WriteRequestOutputTypeDef") -> ItemKey:
    if "PutRequest" in request:
        return key_of(request["PutRequest"]["Item"])
    return key_of(request["DeleteRequest"]["Key"]) if "DeleteRequest" in request else ("", "")
