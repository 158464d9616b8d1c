"""Which tables, queues and buckets the settings need on AWS: one list for making and checking."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from talknshop.core.aws_resources import AwsResource
from talknshop.core.aws_settings import BlobEngine, CheckpointEngine, QueueEngine, RecordEngine
from talknshop.core.settings import Settings

_ATTEMPTS = 6
"""Everything that is asked here may be asked again."""


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncGenerator[Sequence[AwsResource]]:
    """Everything that the settings need, in the order of making; nothing is asked yet."""
    async with AsyncExitStack() as stack:
        yield [
            *_tables(settings, stack),
            *_queues(settings, stack),
            *_buckets(settings, stack),
        ]


def _tables(settings: Settings, stack: AsyncExitStack) -> list[AwsResource]:
    keeps_records = settings.keeps_records_in is RecordEngine.DYNAMODB
    keeps_checkpoints = settings.keeps_checkpoints_in is not CheckpointEngine.SQLITE
    if not (keeps_records or keeps_checkpoints):
        return []
    # botocore comes with these.
    from talknshop.storage.dynamodb.creation import DynamoDbTableResource  # noqa: PLC0415
    from talknshop.storage.dynamodb.tables import (  # noqa: PLC0415
        checkpoint_table,
        described_tables,
    )
    from talknshop.storage.opening import dynamodb_client  # noqa: PLC0415

    wanted = [*described_tables(settings)] if keeps_records else []
    if keeps_checkpoints:
        wanted.append(checkpoint_table(settings))
    client = dynamodb_client(settings)
    stack.push_async_callback(client.aclose)
    return [DynamoDbTableResource(client, table) for table in wanted]


def _queues(settings: Settings, stack: AsyncExitStack) -> list[AwsResource]:
    if settings.queues_in is not QueueEngine.SQS:
        return []
    from talknshop.core.aws import AwsAccess, AwsClient, CallLimits  # noqa: PLC0415
    from talknshop.crosspost.queues import queue_descriptions  # noqa: PLC0415
    from talknshop.messaging.queue_resources import QueueResource  # noqa: PLC0415

    access = AwsAccess.of(settings).at(settings.sqs_endpoint_url)
    client = AwsClient("sqs", access, CallLimits(_ATTEMPTS))
    stack.push_async_callback(client.aclose)
    return [QueueResource(client, queue) for queue in queue_descriptions(settings)]


def _buckets(settings: Settings, stack: AsyncExitStack) -> list[AwsResource]:
    if settings.keeps_blobs_in is not BlobEngine.S3:
        return []
    from talknshop.core.aws import AwsAccess, AwsClient, CallLimits  # noqa: PLC0415
    from talknshop.storage.bucket_descriptions import bucket_descriptions  # noqa: PLC0415
    from talknshop.storage.bucket_resources import BucketResource  # noqa: PLC0415

    access = AwsAccess.of(settings).at(settings.s3_endpoint_url)
    client = AwsClient("s3", access, CallLimits(_ATTEMPTS))
    stack.push_async_callback(client.aclose)
    return [BucketResource(client, bucket) for bucket in bucket_descriptions(settings)]
