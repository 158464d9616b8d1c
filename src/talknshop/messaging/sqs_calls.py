"""The calls of one queue of Amazon SQS."""

import asyncio
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import translated
from talknshop.core.errors import ContentTooLargeError, ExternalServiceError, ValidationError
from talknshop.messaging.message_queue import MOST_DELAY_SECONDS
from talknshop.messaging.sqs_batches import MOST_BYTES, Entry, EntryRefusedError, SqsBatches

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient
    from types_aiobotocore_sqs.type_defs import MessageTypeDef

LONGEST_POLL_SECONDS = 20
"""For how long one call waits for a message."""
LONGEST_VISIBILITY_SECONDS = 43_200
"""A message is hidden for twelve hours at most, from when it was received."""

# A minute less: the time since a message was received counts, too.
_LONGEST_EXTENSION_SECONDS = LONGEST_VISIBILITY_SECONDS - 60
_LOST = frozenset({
    "AWS.SimpleQueueService.MessageNotInflight", "InvalidParameterValue", "MessageNotInflight",
    "ReceiptHandleIsInvalid",
})  # fmt: skip
_ATTRIBUTES = ("ApproximateReceiveCount", "SentTimestamp")


class SqsCalls:
    """What one queue is asked; every failure is an exception of ours."""

    def __init__(self, client: AwsClient, polling: AwsClient, name: str) -> None:
        """Asks the queue ``name``, whose address is looked up once.

        Args:
            client: For calls that are answered at once.
            polling: For those that wait for messages.
            name: The whole name.
        """
        self._client = client
        self._polling = polling
        self.name = name
        self._url: str | None = None
        self._looking = asyncio.Lock()
        self._sends = SqsBatches(self._send_batch)
        self._deletes = SqsBatches(self._delete_batch)
        self._moves = SqsBatches(self._move_batch)

    async def send(self, body: str, *, delay_seconds: float = 0.0) -> str:
        """Stores a message and returns its id.

        Raises:
            ContentTooLargeError: It has more than 256 KB.
            ValidationError: It shall wait longer than SQS lets it.
            ExternalServiceError: SQS failed.
        """
        size = len(body.encode())
        if size > MOST_BYTES:
            raise ContentTooLargeError(
                f"A message has {MOST_BYTES // 1024} KB at most, and this one {size // 1024}. "
                "Store what it says, and send where that is."
            )
        if delay_seconds > MOST_DELAY_SECONDS:
            raise ValidationError(f"A message waits {MOST_DELAY_SECONDS} seconds at most.")
        entry = {"MessageBody": body, "DelaySeconds": max(0, math.ceil(delay_seconds))}
        try:
            sent = await self._sends.add(entry, size=size)
        except EntryRefusedError as error:
            raise self._refused(error) from error
        return str(sent["MessageId"])

    async def receive(
        self, *, most: int, wait_seconds: float, visibility_seconds: float
    ) -> "list[MessageTypeDef]":
        """One look, of up to 20 seconds; SQS counts whole ones.

        Raises:
            ExternalServiceError: SQS failed.
        """
        try:
            _, url = await self._opened()
            client: SQSClient = await self._polling.opened()
            told = await client.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=most,
                WaitTimeSeconds=min(LONGEST_POLL_SECONDS, math.ceil(wait_seconds)),
                VisibilityTimeout=min(LONGEST_VISIBILITY_SECONDS, math.ceil(visibility_seconds)),
                MessageSystemAttributeNames=_ATTRIBUTES,
            )
        except (BotoCoreError, ClientError) as error:
            raise self._translated(error) from error
        return told.get("Messages", [])

    async def delete(self, receipt: str) -> None:
        """Forgets a message; what is there no more, or is somebody else's, is left alone.

        Raises:
            ExternalServiceError: SQS failed.
        """
        try:
            await self._deletes.add({"ReceiptHandle": receipt})
        except EntryRefusedError as error:
            if error.code not in _LOST:
                raise self._refused(error) from error

    async def hide(self, receipt: str, seconds: float) -> bool:
        """Hides a message for so long from now; False when it is not held any more.

        Raises:
            ExternalServiceError: SQS failed.
        """
        whole = max(0, min(_LONGEST_EXTENSION_SECONDS, math.ceil(seconds)))
        try:
            await self._moves.add({"ReceiptHandle": receipt, "VisibilityTimeout": whole})
        except EntryRefusedError as error:
            if error.code in _LOST:
                return False
            raise self._refused(error) from error
        return True

    async def counts(self) -> tuple[int, int, int]:
        """About how many messages are ready, delayed, and in flight.

        Raises:
            ExternalServiceError: SQS failed.
        """
        names = ("", "Delayed", "NotVisible")
        try:
            client, url = await self._opened()
            told = await client.get_queue_attributes(
                QueueUrl=url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesDelayed",
                    "ApproximateNumberOfMessagesNotVisible",
                ],
            )
        except (BotoCoreError, ClientError) as error:
            raise self._translated(error) from error
        known: Mapping[str, str] = {str(name): one for name, one in told["Attributes"].items()}
        ready, delayed, in_flight = (
            int(known.get(f"ApproximateNumberOfMessages{name}", "0")) for name in names
        )
        return ready, delayed, in_flight

    async def _opened(self) -> "tuple[SQSClient, str]":
        client: SQSClient = await self._client.opened()
        async with self._looking:
            if self._url is None:
                self._url = (await client.get_queue_url(QueueName=self.name))["QueueUrl"]
        return client, self._url

    async def _send_batch(self, entries: list[Entry]) -> Mapping[str, Any]:
        return await self._batch("send_message_batch", entries)

    async def _delete_batch(self, entries: list[Entry]) -> Mapping[str, Any]:
        return await self._batch("delete_message_batch", entries)

    async def _move_batch(self, entries: list[Entry]) -> Mapping[str, Any]:
        return await self._batch("change_message_visibility_batch", entries)

    async def _batch(self, operation: str, entries: list[Entry]) -> Mapping[str, Any]:
        try:
            client, url = await self._opened()
            answer: Mapping[str, Any] = await getattr(client, operation)(
                QueueUrl=url, Entries=entries
            )
        except (BotoCoreError, ClientError) as error:
            raise self._translated(error) from error
        return answer

    def _translated(self, error: BotoCoreError | ClientError) -> Exception:
        return translated(error, ExternalServiceError, service="SQS", what=f"the queue {self.name}")

    def _refused(self, error: EntryRefusedError) -> ExternalServiceError:
        return ExternalServiceError(
            f"SQS refused ({error.code}; the queue {self.name}). Please try again.", service="SQS"
        )
