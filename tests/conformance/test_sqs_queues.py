import asyncio
from collections.abc import AsyncGenerator
from uuid import uuid4

import pytest
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsAccess, AwsClient
from talknshop.core.errors import (
    ConfigurationError,
    ContentTooLargeError,
    ExternalServiceError,
    ValidationError,
)
from talknshop.messaging.message_queue import MOST_DELAY_SECONDS, MessageQueue
from talknshop.messaging.queue_descriptions import QueueDescription, create_queue, queue_exists
from talknshop.messaging.sqs_batches import MOST_BYTES
from talknshop.messaging.sqs_queue import SqsQueues
from talknshop.testing.message_queue import MessageQueueConformance, PassTime

pytestmark = pytest.mark.socket

QUEUE, OTHER = "ebay-crosspost-queue", "facebook-crosspost-queue"


@pytest.fixture
def access(moto_url: str) -> AwsAccess:
    return access_at(moto_url)


@pytest.fixture
async def queues(access: AwsAccess) -> AsyncGenerator[SqsQueues]:
    prefix = f"{uuid4().hex}-"
    client = AwsClient("sqs", access)
    for name in (QUEUE, OTHER):
        await create_queue(client, QueueDescription(prefix + name, 30, 3))
    await client.aclose()
    queues = SqsQueues(access, prefix=prefix, most_receives=3)
    yield queues
    await queues.aclose()


class TestSqsQueue(MessageQueueConformance):
    knows_its_holders = False

    @pytest.fixture
    def queue(self, queues: SqsQueues) -> MessageQueue:
        return queues.queue(QUEUE)

    @pytest.fixture
    def other_queue(self, queues: SqsQueues) -> MessageQueue:
        return queues.queue(OTHER)

    @pytest.fixture
    def pass_time(self) -> PassTime:
        return asyncio.sleep

    async def test_what_is_too_large_is_told_before_it_is_sent(self, queue: MessageQueue) -> None:
        await queue.send("x" * MOST_BYTES)
        with pytest.raises(ContentTooLargeError, match="256 KB"):
            await queue.send("x" * (MOST_BYTES + 1))
        with pytest.raises(ValidationError, match="900 seconds"):
            await queue.send("x", delay_seconds=MOST_DELAY_SECONDS + 1)

    async def test_large_messages_sent_together_go_in_several_calls(
        self, queue: MessageQueue
    ) -> None:
        bodies = [str(number) * 100_000 for number in range(7)]
        await asyncio.gather(*(queue.send(body) for body in bodies))
        received = [one.body for one in await queue.receive()]
        assert sorted(received) == bodies


async def test_queues_are_made_once_and_found_again(access: AwsAccess) -> None:
    client = AwsClient("sqs", access)
    description = QueueDescription(f"{uuid4().hex}-crosspost-queue", 30.0, 5)
    assert not await queue_exists(client, description)
    await create_queue(client, description)
    await create_queue(client, description)
    assert await queue_exists(client, description)
    await client.aclose()


async def test_a_queue_that_was_never_made_is_named(access: AwsAccess) -> None:
    queues = SqsQueues(access, prefix="never-made-")
    with pytest.raises(ConfigurationError, match="never-made-ebay-crosspost-queue"):
        await queues.queue(QUEUE).send("a")
    with pytest.raises(ConfigurationError, match="talknshop aws create"):
        await queues.queue(QUEUE).receive()
    await queues.aclose()


async def test_a_server_that_is_gone_is_an_error_of_ours() -> None:
    queues = SqsQueues(access_at("http://127.0.0.1:9"))
    queue = queues.queue(QUEUE)
    with pytest.raises(ExternalServiceError, match="SQS cannot be reached"):
        await queue.send("a")
    await queues.aclose()
