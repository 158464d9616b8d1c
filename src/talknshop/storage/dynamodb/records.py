"""Records in a table of DynamoDB."""

import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from math import ceil
from secrets import token_hex
from typing import Any

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, DatabaseError
from talknshop.storage.dynamodb.calls import ConditionFailedError
from talknshop.storage.dynamodb.items import (
    Item,
    assigning,
    bare_key,
    by_hundreds,
    float_of,
    int_of,
    key_of,
    number,
    text,
    text_of,
)
from talknshop.storage.dynamodb.payloads import PAYLOAD_ATTRIBUTES, packed, part_keys, unpacked
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.dynamodb.tables import BY_EXPIRY, BY_USER, SWEEP_SHARDS, TableDescription
from talknshop.storage.records import Record

EVENT_PREFIX = "EVENT#"
"""What the keys of the event log begin with; its items lie in the partitions of sessions."""

# What our sweep removes with all that belongs to it, DynamoDB must not remove before.
_SWEPT_WITHIN_SECONDS = 7 * 86_400
_OPTIONAL = (*PAYLOAD_ATTRIBUTES, "user_id", "expires_at", "ttl", "expiry_shard")
_AFTER_ALL = "\U0010ffff"
_MOST_ATTEMPTS = 20
_IS_ABSENT = "attribute_not_exists(pk) OR expires_at <= :now"
_IS_LIVE = "(attribute_not_exists(expires_at) OR expires_at > :now)"


class DynamoDbRecordStore:
    """Records as items; what may have been removed already but was not counts as absent.

    Reads are strongly consistent, except which items ``list_by_user`` and ``expired`` look at.
    """

    lists_at_once = False
    """See ``RecordStore``; an index is behind by moments."""

    def __init__(self, table: DynamoDbTable, description: TableDescription, clock: Clock) -> None:
        """Uses ``table``, which is as ``description`` says; its owner closes the client."""
        self._table = table
        self._swept = description.swept
        self._clock = clock

    async def get(self, partition: str, sort: str) -> Record | None:
        """See ``RecordStore``."""
        for _ in range(_MOST_ATTEMPTS):
            item = await self._table.get(partition, sort)
            if item is None or not self._is_live(item):
                return None
            if (record := await self._record(item)) is not None:
                return record
        raise DatabaseError(
            "The record is written anew faster than it can be read. Please try again.",
            service="DynamoDB",
        )

    async def put(
        self,
        partition: str,
        sort: str,
        value: dict[str, Any],
        *,
        expected_version: int | None = None,
        user_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> Record:
        """See ``RecordStore``.

        Raises:
            ContentTooLargeError: The value is larger than 16 MB.
        """
        write_id = token_hex(8)
        attributes = self._attributes(partition, sort, write_id, user_id, expires_at)
        ttl = None if "ttl" not in attributes else int_of(attributes, "ttl")
        payload = await packed(value, partition, write_id, ttl=ttl)
        await self._table.put_all(payload.parts)
        key = key_of(partition, sort)
        try:
            version, before = await self._write(key, attributes | payload.attributes,
                                                expected_version)  # fmt: skip
        except ConflictError:
            await self._table.delete_all(bare_key(part) for part in payload.parts)
            raise
        await self._table.delete_all(part_keys(key | before))
        return Record(partition, sort, value, version, user_id, expires_at)

    async def query(
        self, partition: str, prefix: str, *, after: str = "", limit: int = 100
    ) -> list[Record]:
        """See ``RecordStore``."""
        low, high = max(prefix, after), prefix + _AFTER_ALL
        if low > high:
            return []
        condition, values = "pk = :pk", {":pk": text(partition)}
        if low:
            condition += " AND sk BETWEEN :low AND :high"
            values |= {":low": text(low), ":high": text(high)}
        found: list[Record] = []
        async with aclosing(self._table.query(condition, values, page=limit + 1)) as items:
            async for item in items:
                if item["sk"]["S"] == after or not self._is_live(item):
                    continue
                # One whose parts have gone was written anew since: it is read again by itself.
                record = await self._record(item) or await self.get(partition, item["sk"]["S"])
                if record is not None:
                    found.append(record)
                if len(found) >= limit:
                    break
        return found

    async def list_by_user(self, user_id: str, prefix: str, *, limit: int = 100) -> list[Record]:
        """See ``RecordStore``; what was written a moment ago may be missing."""
        values = {":user_id": text(user_id)}
        filtered = None
        if prefix:
            filtered = "begins_with(sk, :prefix)"
            values[":prefix"] = text(prefix)
        keys = self._table.query(
            "user_id = :user_id", values, index=BY_USER.name, names=("pk", "sk"),
            filtered=filtered, backward=True,
        )  # fmt: skip
        found: list[tuple[float, Record]] = []
        async with aclosing(by_hundreds(keys, limit)) as hundreds:
            async for some in hundreds:
                for item in await self._table.get_all(some):
                    record = await self._record(item) if self._is_live(item) else None
                    if record is not None and record.user_id == user_id:
                        found.append((float_of(item, "written_at") or 0.0, record))
                if len(found) >= limit:
                    break
        found.sort(key=lambda one: (-one[0], one[1].partition, one[1].sort))
        return [record for _, record in found[:limit]]

    async def delete(self, partition: str, sort: str) -> None:
        """See ``RecordStore``."""
        await self._table.delete_all(part_keys(await self._table.delete(partition, sort)))

    async def expired(self, prefix: str, *, limit: int = 100) -> list[Record]:
        """See ``RecordStore``; only of the kinds that the table's description has swept."""
        kinds = [one for one in self._swept if one.startswith(prefix) or prefix.startswith(one)]
        found: list[Record] = []
        for kind in kinds:
            for shard in range(SWEEP_SHARDS):
                async with aclosing(self._expired_in(f"{kind}{shard}", limit)) as records:
                    async for record in records:
                        if record.sort.startswith(prefix):
                            found.append(record)
                        if len(found) >= limit:
                            return found
        return found

    async def delete_partition(self, partition: str) -> None:
        """See ``RecordStore``; the events that lie there too are the event log's."""
        keys: list[Item] = []
        names = ("pk", "sk", "parts", "part_of")
        async for item in self._table.query("pk = :pk", {":pk": text(partition)}, names=names):
            if not item["sk"]["S"].startswith(EVENT_PREFIX):
                keys += [*part_keys(item), bare_key(item)]
        await self._table.delete_all(keys)

    async def _expired_in(self, shard: str, limit: int) -> AsyncGenerator[Record]:
        values = {":shard": text(shard)} | self._now()
        keys = self._table.query(
            "expiry_shard = :shard AND expires_at <= :now", values, index=BY_EXPIRY.name,
            names=("pk", "sk"),
        )  # fmt: skip
        async with aclosing(by_hundreds(keys, limit)) as hundreds:
            async for some in hundreds:
                for item in await self._table.get_all(some):
                    # The index may lag behind: by now the record may be in use again.
                    record = None if self._is_live(item) else await self._record(item)
                    if record is not None:
                        yield record

    async def _write(self, key: Item, item: Item, expected: int | None) -> tuple[int, Item]:
        """Writes an item where its condition holds; returns its version, and what it replaced."""
        if expected is not None:
            try:
                return expected + 1, await self._write_as(key, item, expected)
            except ConditionFailedError:
                return expected + 1, await self._own_write(key, item)
        for _ in range(_MOST_ATTEMPTS):
            try:
                before = await self._write_over(key, item)
                return int_of(before, "version") + 1, before
            except ConditionFailedError:
                # It has expired, and counts anew.
                with suppress(ConditionFailedError):
                    return 1, await self._write_as(key, item, 0)
        raise _conflict()

    async def _write_over(self, key: Item, item: Item) -> Item:
        """Writes an item where there is none or one that has not expired."""
        expression, names, assigned = assigning(item, _OPTIONAL)
        version = "SET #version = if_not_exists(#version, :none) + :one, "
        return await self._table.update(
            key,
            version + expression.removeprefix("SET "),
            f"attribute_not_exists(pk) OR {_IS_LIVE}",
            names=names | {"#version": "version"},
            values=assigned | self._now() | {":none": number(0), ":one": number(1)},
            returning="UPDATED_OLD",
        )

    async def _write_as(self, key: Item, item: Item, expected: int) -> Item:
        values = self._now()
        condition = _IS_ABSENT
        if expected:
            condition = f"#version = :expected AND {_IS_LIVE}"
            values[":expected"] = number(expected)
        expression, names, assigned = assigning(item | {"version": number(expected + 1)}, _OPTIONAL)
        return await self._table.update(
            key, expression, condition, names=names, values=assigned | values,
            returning="UPDATED_OLD",
        )  # fmt: skip

    def _now(self) -> Item:
        return {":now": number(self._clock.now().timestamp())}

    async def _own_write(self, key: Item, item: Item) -> Item:
        """Tells a write of ours whose answer was lost, and that was then repeated, from another's.

        Raises:
            ConflictError: It was another's.
        """
        present = await self._table.get(key["pk"]["S"], key["sk"]["S"], "write_id")
        if present is None or text_of(present, "write_id") != text_of(item, "write_id"):
            raise _conflict()
        return {}

    def _attributes(
        self,
        partition: str,
        sort: str,
        write_id: str,
        user_id: str | None,
        expires_at: datetime | None,
    ) -> Item:
        item: Item = {
            "write_id": text(write_id),
            "written_at": number(self._clock.now().timestamp()),
        }
        if user_id:
            item["user_id"] = text(user_id)
        if expires_at is None:
            return item
        ttl = ceil(expires_at.timestamp())
        kind = next((kind for kind in self._swept if sort.startswith(kind)), None)
        if kind is not None:
            shard = zlib.crc32(partition.encode()) % SWEEP_SHARDS
            item["expiry_shard"] = text(f"{kind}{shard}")
            ttl += _SWEPT_WITHIN_SECONDS
        return item | {"expires_at": number(expires_at.timestamp()), "ttl": number(ttl)}

    def _is_live(self, item: Item) -> bool:
        """Whether it is a record that has not expired; events of a session are none."""
        expires_at = float_of(item, "expires_at")
        is_record = "version" in item
        return is_record and (expires_at is None or expires_at > self._clock.now().timestamp())

    async def _record(self, item: Item) -> Record | None:
        if "version" not in item:
            return None
        value = await unpacked(self._table, item)
        if value is None:
            return None
        expires_at = float_of(item, "expires_at")
        return Record(
            partition=item["pk"]["S"],
            sort=item["sk"]["S"],
            value=value,
            version=int_of(item, "version"),
            user_id=text_of(item, "user_id"),
            expires_at=None if expires_at is None else datetime.fromtimestamp(expires_at, UTC),
        )


def _conflict() -> ConflictError:
    return ConflictError(
        "The record was changed by somebody else. Read it again and repeat the change.",
        service="DynamoDB",
    )
