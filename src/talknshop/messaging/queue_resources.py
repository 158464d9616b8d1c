"""Queues of Amazon SQS as things of an account that are looked for, made and compared."""

import json
import math
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import translated
from talknshop.core.errors import ExternalServiceError
from talknshop.messaging.queue_descriptions import QueueDescription, create_queue, queue_exists

if TYPE_CHECKING:
    from types_aiobotocore_sqs import SQSClient


class QueueResource:
    """Implements ``core.aws_resources.AwsResource`` for a queue with its dead letters."""

    kind = "queue"

    def __init__(self, client: AwsClient, description: QueueDescription) -> None:
        """Asks ``client``, whose owner closes it."""
        self.name = description.name
        self._client = client
        self._description = description

    async def exists(self) -> bool:
        """Whether the queue and that of its dead letters are there."""
        return await queue_exists(self._client, self._description)

    async def create(self) -> None:
        """Makes both; made alike already, they stay."""
        await create_queue(self._client, self._description)

    async def differences(self) -> list[str]:
        """What of the queue is not as described, each with what to do."""
        if not await self.exists():
            return ["it is not there, or its dead letters are not: `talknshop aws create` makes it"]
        try:
            opened: SQSClient = await self._client.opened()
            url = (await opened.get_queue_url(QueueName=self.name))["QueueUrl"]
            told = await opened.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        except (BotoCoreError, ClientError) as error:
            what = f"the queue {self.name}"
            raise translated(error, ExternalServiceError, service="SQS", what=what) from error
        present = told.get("Attributes", {})
        found: list[str] = []
        wanted = str(math.ceil(self._description.visibility_seconds))
        if present.get("VisibilityTimeout") != wanted:
            found.append(
                f"messages are hidden for {present.get('VisibilityTimeout')} s, not {wanted}: "
                "set CROSSPOST_VISIBILITY_SECONDS or the queue's visibility timeout alike"
            )
        policy = json.loads(present.get("RedrivePolicy", "{}"))
        if int(policy.get("maxReceiveCount", 0)) != self._description.most_receives:
            found.append(
                "messages that nobody can handle do not go to its dead letters after "
                f"{self._description.most_receives} times: set its redrive policy"
            )
        return found
