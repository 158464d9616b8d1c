"""What queues of Amazon SQS are needed, and making those that are missing."""

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import ExternalServiceError

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient
    from types_aiobotocore_sqs.literals import QueueAttributeNameType

_MISSING = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})
_FOURTEEN_DAYS = str(14 * 24 * 3600)
_LONGEST_POLL = "20"


@dataclass(frozen=True, slots=True)
class QueueDescription:
    """A queue as it shall be; its dead letters come with it.

    Attributes:
        name: With the prefix of the installation.
        visibility_seconds: For how long a message is hidden where its receiver does not say.
        most_receives: After so many a message is a dead letter.
    """

    name: str
    visibility_seconds: float
    most_receives: int

    @property
    def dead_name(self) -> str:
        """The queue of its dead letters."""
        return dead_name(self.name)


def dead_name(name: str) -> str:
    """The queue of the dead letters of a queue: ebay-crosspost-dlq of ebay-crosspost-queue."""
    return f"{name.removesuffix('-queue')}-dlq"


async def queue_exists(client: AwsClient, description: QueueDescription) -> bool:
    """Whether a queue and that of its dead letters are there.

    Raises:
        ExternalServiceError: SQS failed.
        ConfigurationError: There is no access.
    """
    opened: SQSClient = await client.opened()
    for name in (description.name, description.dead_name):
        try:
            await opened.get_queue_url(QueueName=name)
        except ClientError as error:
            if code_of(error) in _MISSING:
                return False
            raise _translated(error, name) from error
        except BotoCoreError as error:
            raise _translated(error, name) from error
    return True


async def create_queue(client: AwsClient, description: QueueDescription) -> None:
    """Makes a queue and that of its dead letters; made alike already, they stay.

    Raises:
        ExternalServiceError: SQS failed, or has a queue of the name with other attributes.
        ConfigurationError: There is no access.
    """
    try:
        opened: SQSClient = await client.opened()
        dead = await opened.create_queue(
            QueueName=description.dead_name,
            Attributes={"MessageRetentionPeriod": _FOURTEEN_DAYS, "SqsManagedSseEnabled": "true"},
        )
        told = await opened.get_queue_attributes(
            QueueUrl=dead["QueueUrl"], AttributeNames=["QueueArn"]
        )
        policy = {
            "deadLetterTargetArn": told["Attributes"]["QueueArn"],
            "maxReceiveCount": description.most_receives,
        }
        attributes: dict[QueueAttributeNameType, str] = {
            "VisibilityTimeout": str(math.ceil(description.visibility_seconds)),
            "MessageRetentionPeriod": _FOURTEEN_DAYS,
            "ReceiveMessageWaitTimeSeconds": _LONGEST_POLL,
            "SqsManagedSseEnabled": "true",
            "RedrivePolicy": json.dumps(policy),
        }
        await opened.create_queue(QueueName=description.name, Attributes=attributes)
    except (BotoCoreError, ClientError) as error:
        raise _translated(error, description.name) from error


def _translated(error: BotoCoreError | ClientError, name: str) -> Exception:
    return translated(error, ExternalServiceError, service="SQS", what=f"the queue {name}")
