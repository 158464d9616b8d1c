"""Keeps everything on servers that speak for AWS, under names that nobody else has."""

import asyncio
import itertools
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest
from tests.stand_ins import servers

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


# Limits and answers that are kept there would be those of other tests, too.
_databases = itertools.cycle(range(servers.REDIS_DATABASES))


def settings_on(stand_ins: StandIns) -> dict[str, str]:
    """The environment of a server of ours; each call names everything that is kept anew."""
    names = uuid4().hex[:12]
    redis = stand_ins.redis.rpartition("/")[0]
    return {
        "TALKNSHOP_BACKEND": "aws",
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DYNAMODB_ENDPOINT_URL": stand_ins.dynamodb,
        "SQS_ENDPOINT_URL": stand_ins.others,
        "S3_ENDPOINT_URL": stand_ins.others,
        "STS_ENDPOINT_URL": stand_ins.others,
        "REDIS_URL": f"{redis}/{next(_databases)}",
        # However busy the machine, what is tested is not what happens without Redis.
        "REDIS_TIMEOUT_SECONDS": "5",
        "SQS_QUEUE_PREFIX": f"{names}-",
        **{name: f"{name.lower().replace('_', '-')}-{names}" for name in (*_TABLES, *_BUCKETS)},
    }


@contextmanager
def everything_on(stand_ins: StandIns) -> Generator[Mapping[str, str]]:
    """Sets the environment so within the block, with everything made that servers need."""
    given = settings_on(stand_ins)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in given.items():
            environment.setenv(name, value)
        # A browser that is driven has a loop of its own on this thread.
        with ThreadPoolExecutor(1) as beside:
            beside.submit(lambda: asyncio.run(_make(load_settings()))).result()
        yield given


async def _make(settings: Settings) -> None:
    async with open_resources(settings) as resources:
        await asyncio.gather(*(resource.create() for resource in resources))
