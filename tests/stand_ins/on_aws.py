"""Keeps everything on servers that speak for AWS, under names that nobody else has."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest

from talknshop.cli.aws_resources import open_resources
from talknshop.core.settings import Settings, load_settings

_TABLES = (
    "DYNAMODB_TABLE_NAME",
    "DYNAMODB_CHECKPOINT_TABLE",
    "DYNAMODB_JOBS_TABLE",
    "DYNAMODB_CATALOG_TABLE",
    "DYNAMODB_MEDIA_TABLE",
    "DYNAMODB_DOCUMENTS_TABLE",
    "DYNAMODB_ACCOUNTS_TABLE",
    "DYNAMODB_LEDGERS_TABLE",
)
_BUCKETS = ("MEDIA_BUCKET", "DOCUMENTS_BUCKET", "CHECKPOINT_BUCKET")


@dataclass(frozen=True)
class StandIns:
    """Where the servers are."""

    dynamodb: str
    others: str
    """Speaks for SQS, S3 and STS."""
    redis: str


def settings_on(stand_ins: StandIns) -> dict[str, str]:
    """The environment of a server of ours; each call names tables, queues and buckets anew."""
    names = uuid4().hex[:12]
    return {
        "TALKNSHOP_BACKEND": "aws",
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DYNAMODB_ENDPOINT_URL": stand_ins.dynamodb,
        "SQS_ENDPOINT_URL": stand_ins.others,
        "S3_ENDPOINT_URL": stand_ins.others,
        "STS_ENDPOINT_URL": stand_ins.others,
        "REDIS_URL": stand_ins.redis,
        "SQS_QUEUE_PREFIX": f"{names}-",
        **{name: f"{name.lower().replace('_', '-')}-{names}" for name in (*_TABLES, *_BUCKETS)},
    }


@contextmanager
def everything_on(stand_ins: StandIns) -> Generator[None]:
    """Sets the environment so within the block, with everything made that servers need."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings_on(stand_ins).items():
            environment.setenv(name, value)
        asyncio.run(_make(load_settings()))
        yield


async def _make(settings: Settings) -> None:
    async with open_resources(settings) as resources:
        await asyncio.gather(*(resource.create() for resource in resources))
