"""Makes tables as they are described, in an empty account or on a server that speaks for it."""

import asyncio
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import DatabaseError
from talknshop.storage.dynamodb.tables import IndexDescription, KeyAttribute, TableDescription

_LOOK_SECONDS = 0.5
_MOST_LOOKS = 240
_NOT_KNOWN_THERE = "UnknownOperationException"


class DynamoDbTableResource:
    """A table that can be looked for, made, and compared with its description."""

    kind = "table"

    def __init__(self, client: AwsClient, description: TableDescription) -> None:
        """Asks ``client``, whose owner closes it."""
        self.name = description.name
        self._client = client
        self._description = description

    async def exists(self) -> bool:
        """Whether the table is there, whatever its keys are.

        Raises:
            TalknShopError: DynamoDB refused or did not answer.
        """
        return await self._described() is not None

    async def create(self) -> None:
        """Makes it, waits until it can be used, and has what expires removed.

        What another process makes at the same time is waited for.

        Raises:
            TalknShopError: DynamoDB refused, did not answer, or took more than two minutes.
        """
        try:
            await self._ask("create_table", **_creation(self._description))
        except ClientError as error:
            if code_of(error) != "ResourceInUseException":
                raise self._translated(error) from error
        await self._until_active()
        await self._expire()

    async def differences(self) -> list[str]:
        """What of the table is not as described, and what to do; empty where nothing is.

        Raises:
            TalknShopError: DynamoDB refused or did not answer.
        """
        there = await self._described()
        if there is None:
            return ["it is not there: `talknshop aws create` makes it"]
        found = _compared(self._description, there)
        if self._description.ttl_attribute and not await self._expires():
            found.append(
                f"nothing is removed by its attribute {self._description.ttl_attribute}: switch "
                "time to live on with `talknshop aws create`"
            )
        return found

    async def _until_active(self) -> None:
        for _ in range(_MOST_LOOKS):
            there = await self._described()
            if there is not None and there["TableStatus"] == "ACTIVE":
                return
            await asyncio.sleep(_LOOK_SECONDS)
        raise DatabaseError(
            f"The table {self.name} is still being made. Look again with `talknshop doctor --aws`.",
            service="DynamoDB",
        )

    async def _expire(self) -> None:
        attribute = self._description.ttl_attribute
        if attribute is None or await self._expires():
            return
        wanted = {"Enabled": True, "AttributeName": attribute}
        try:
            await self._ask("update_time_to_live", TimeToLiveSpecification=wanted)
        except ClientError as error:
            # Stand-ins remove nothing; expired items are not read all the same.
            if code_of(error) != _NOT_KNOWN_THERE:
                raise self._translated(error) from error

    async def _expires(self) -> bool:
        try:
            told = await self._ask("describe_time_to_live")
        except ClientError as error:
            if code_of(error) == _NOT_KNOWN_THERE:
                return False
            raise self._translated(error) from error
        state = told["TimeToLiveDescription"]
        enabled = state.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
        return enabled and state.get("AttributeName") == self._description.ttl_attribute

    async def _described(self) -> dict[str, Any] | None:
        try:
            return (await self._ask("describe_table"))["Table"]
        except ClientError as error:
            if code_of(error) == "ResourceNotFoundException":
                return None
            raise self._translated(error) from error

    async def _ask(self, operation: str, **arguments: object) -> dict[str, Any]:
        try:
            client = await self._client.opened()
            answer: dict[str, Any] = await getattr(client, operation)(
                TableName=self.name, **arguments
            )
        except BotoCoreError as error:
            raise self._translated(error) from error
        return answer

    def _translated(self, error: BotoCoreError | ClientError) -> Exception:
        return translated(error, DatabaseError, service="DynamoDB", what=f"the table {self.name}")


def _creation(table: TableDescription) -> dict[str, Any]:
    attributes = {attribute.name: attribute.type for attribute in _key_attributes(table)}
    made: dict[str, Any] = {
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema(table.partition, table.sort),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()
        ],
    }
    if table.indexes:
        made["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index.name,
                "KeySchema": _key_schema(index.partition, index.sort),
                "Projection": {"ProjectionType": "KEYS_ONLY" if index.keys_only else "ALL"},
            }
            for index in table.indexes
        ]
    return made


def _key_attributes(table: TableDescription | IndexDescription) -> list[KeyAttribute]:
    mine = [table.partition, table.sort]
    if isinstance(table, TableDescription):
        mine += [one for index in table.indexes for one in _key_attributes(index)]
    return mine


def _key_schema(partition: KeyAttribute, sort: KeyAttribute) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition.name, "KeyType": "HASH"},
        {"AttributeName": sort.name, "KeyType": "RANGE"},
    ]


def _compared(wanted: TableDescription, there: dict[str, Any]) -> list[str]:
    found: list[str] = []
    expected = _creation(wanted)
    types = {one["AttributeName"]: one["AttributeType"] for one in there["AttributeDefinitions"]}
    if _keys(there, types) != _keys(expected, {a.name: a.type for a in _key_attributes(wanted)}):
        found.append(
            "its keys are others: make a table with another name and set that, or remove this one"
        )
    told: list[dict[str, Any]] = there.get("GlobalSecondaryIndexes") or []
    indexes = {one["IndexName"]: one for one in told}
    for index in wanted.indexes:
        present = indexes.get(index.name)
        schema = _key_schema(index.partition, index.sort)
        if present is None:
            found.append(f"it lacks the index {index.name}: add it, or make the table anew")
        elif _ordered(present["KeySchema"]) != _ordered(schema):
            found.append(f"the keys of its index {index.name} are others: make the index anew")
    if there["TableStatus"] not in {"ACTIVE", "UPDATING"}:
        found.append(f"it is {there['TableStatus'].lower()}: look again in a moment")
    return found


def _keys(table: dict[str, Any], types: dict[str, str]) -> list[tuple[str, str, str]]:
    return sorted(
        (one["KeyType"], one["AttributeName"], types[one["AttributeName"]])
        for one in table["KeySchema"]
    )


def _ordered(schema: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((one["KeyType"], one["AttributeName"]) for one in schema)
