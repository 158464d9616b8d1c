"""Which tables, queues and buckets the settings need on AWS: one list for making and checking."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from talknshop.core.aws_resources import AwsResource
from talknshop.core.aws_settings import RecordEngine
from talknshop.core.settings import Settings


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncGenerator[Sequence[AwsResource]]:
    """Everything that the settings need, in the order of making; nothing is asked yet."""
    async with AsyncExitStack() as stack:
        found: list[AwsResource] = []
        if settings.keeps_records_in is RecordEngine.DYNAMODB:
            found += _tables(settings, stack)
        yield found


def _tables(settings: Settings, stack: AsyncExitStack) -> list[AwsResource]:
    # botocore comes with these.
    from talknshop.storage.dynamodb_creation import DynamoDbTableResource  # noqa: PLC0415
    from talknshop.storage.dynamodb_tables import described_tables  # noqa: PLC0415
    from talknshop.storage.opening import dynamodb_client  # noqa: PLC0415

    client = dynamodb_client(settings)
    stack.push_async_callback(client.aclose)
    return [DynamoDbTableResource(client, table) for table in described_tables(settings)]
