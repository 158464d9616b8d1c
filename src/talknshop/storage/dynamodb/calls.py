"""Calls of DynamoDB about one table: measured, repeated by botocore, their errors as ours."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import ContentTooLargeError, DatabaseError, TalknShopError

_TOO_LARGE = "exceeded the maximum allowed size"
_CONDITION = "ConditionalCheckFailedException"


class ConditionFailedError(Exception):
    """A write found something else than its condition asked for; nothing was written."""


def _unobserved(_seconds: float) -> None:
    pass


class DynamoDbCalls:
    """Calls that name their operation and arguments as botocore does."""

    def __init__(
        self,
        client: AwsClient,
        table: str,
        *,
        on_write: Callable[[float], None] = _unobserved,
        on_read: Callable[[float], None] = _unobserved,
    ) -> None:
        """Will ask ``client``, whose owner closes it.

        Args:
            client: Of DynamoDB.
            table: The name of the table.
            on_write: Is told the seconds that each write took.
            on_read: Is told the seconds that each read took.
        """
        self.table = table
        self._client = client
        self._on_write = on_write
        self._on_read = on_read

    async def read(self, operation: str, **arguments: object) -> dict[str, Any]:
        """Calls an operation that changes nothing.

        Raises:
            DatabaseError: DynamoDB refused or did not answer.
        """
        return await self._ask(self._on_read, operation, arguments)

    async def write(self, operation: str, **arguments: object) -> dict[str, Any]:
        """Calls an operation that changes something.

        Raises:
            ConditionFailedError: Its condition did not hold.
            DatabaseError: DynamoDB refused or did not answer; it may have been done.
        """
        return await self._ask(self._on_write, operation, arguments)

    async def _ask(
        self, observe: Callable[[float], None], operation: str, arguments: Mapping[str, object]
    ) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            client = await self._client.opened()
            answer: dict[str, Any] = await getattr(client, operation)(**arguments)
        except ClientError as error:
            if code_of(error) == _CONDITION:
                raise ConditionFailedError from error
            raise self._refused(error) from error
        except BotoCoreError as error:
            raise self._refused(error) from error
        observe(time.perf_counter() - started)
        return answer

    def _refused(self, error: BotoCoreError | ClientError) -> TalknShopError:
        if isinstance(error, ClientError) and _TOO_LARGE in str(error):
            return ContentTooLargeError(
                "This is more than can be stored in one piece. Make it smaller.",
                service="DynamoDB",
            )
        return translated(error, DatabaseError, service="DynamoDB", what=f"the table {self.table}")
