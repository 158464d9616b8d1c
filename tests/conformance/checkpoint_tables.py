"""Checkpointers on tables of their own, on servers that speak for AWS."""

# pyright: reportMissingTypeStubs=false

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsAccess, AwsClient, CallLimits, aws_client
from talknshop.core.clock import Clock, SystemClock
from talknshop.core.resilience import RetryPolicy
from talknshop.storage.dynamodb.batches import PATIENCE
from talknshop.storage.dynamodb.checkpoint_bucket import CheckpointBucket
from talknshop.storage.dynamodb.checkpoint_items import CHECKPOINT_TABLE
from talknshop.storage.dynamodb.checkpoints import CHECKPOINT_CALLS, DynamoCheckpointSaver

NOBODY = "http://127.0.0.1:9"
"""Where no server is."""
TTL = timedelta(hours=24)


async def new_table(url: str) -> str:
    """Makes an empty table for checkpoints, by a name that nobody else has."""
    name = f"checkpoints-{uuid4()}"
    async with aws_client("dynamodb", access_at(url)) as dynamodb:
        await dynamodb.create_table(TableName=name, **CHECKPOINT_TABLE)
    return name


async def new_bucket(url: str) -> str:
    """Makes an empty bucket."""
    name = f"checkpoints-{uuid4()}"
    async with aws_client("s3", access_at(url)) as s3:
        place = {"LocationConstraint": "us-west-2"}
        await s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    return name


@asynccontextmanager
async def saver_on(
    url: str,
    table: str,
    *,
    bucket: tuple[str, str] = (NOBODY, "none"),
    access: AwsAccess | None = None,
    patience: RetryPolicy = PATIENCE,
    clock: Clock | None = None,
    limits: CallLimits = CHECKPOINT_CALLS,
) -> AsyncGenerator[DynamoCheckpointSaver]:
    """A checkpointer on a table, with a bucket by its server's address and its name."""
    where, name = bucket
    saver = DynamoCheckpointSaver(
        AwsClient("dynamodb", access or access_at(url), limits),
        table,
        CheckpointBucket(AwsClient("s3", access_at(where)), name, patience),
        clock or SystemClock(),
        ttl=TTL,
        patience=patience,
    )
    try:
        yield saver
    finally:
        await saver.aclose()
