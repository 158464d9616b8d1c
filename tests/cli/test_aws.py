"""``talknshop aws create`` and ``doctor --aws`` against servers that speak for AWS."""

import asyncio
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from tests.conformance.dynamodb import client_at, table_like
from tests.stand_ins.on_aws import StandIns, settings_on

from talknshop.cli.main import main
from talknshop.core.settings import load_settings
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.tables import BY_USER, TableDescription, sessions_table
from talknshop.testing.faulty_aws import Fault, FaultyAws
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

TALKNSHOP = Path(sys.executable).with_name("talknshop")
TABLES, BUCKETS = 8, 3
ALL = TABLES + len(PostingMarketplace) + BUCKETS


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TALKNSHOP, *arguments], env=environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def environment(dynamodb: str, others: str, **changed: str) -> dict[str, str]:
    return settings_on(StandIns(dynamodb, others, "redis://127.0.0.1:9/0")) | changed


def test_everything_is_made_once_and_found_to_be_right(moto_url: str) -> None:
    account = environment(moto_url, moto_url)
    dry = run(account, "aws", "create", "--dry-run")
    assert dry.returncode == 0
    assert dry.stdout.count("is missing") == ALL
    assert run(account, "aws", "create").stdout.count("was made") == ALL
    assert run(account, "aws", "create").stdout.count("is there") == ALL
    after = run(account, "doctor", "--aws")
    assert after.returncode == 0, after.stdout
    assert after.stdout.count("is as described") == ALL
    assert "AWS knows us as arn:aws:" in after.stdout


def test_a_server_without_time_to_live_serves_and_is_told_of(
    dynalite_url: str, moto_url: str
) -> None:
    account = environment(dynalite_url, moto_url, STS_ENDPOINT_URL="http://127.0.0.1:9")
    assert run(account, "aws", "create").returncode == 0
    told = run(account, "doctor", "--aws")
    assert told.returncode == 1
    assert "STS cannot be reached" in told.stdout
    assert told.stdout.count("switch time to live on") == TABLES - 1


def test_what_fails_for_a_moment_is_asked_again(moto_url: str) -> None:
    proxy = FaultyAws(moto_url)
    with running(proxy) as url:
        account = environment(moto_url, moto_url, SQS_ENDPOINT_URL=url)
        proxy.only = "CreateQueue"
        proxy.faults.extend([Fault.LOST] * 2)
        made = run(account, "aws", "create")
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("was made") == ALL
    assert not proxy.faults


def test_without_aws_nothing_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["aws", "create"])
    assert "TALKNSHOP_BACKEND=aws" in capsys.readouterr().err


async def test_a_table_with_other_keys_or_without_an_index_is_named(moto_url: str) -> None:
    wanted = sessions_table(load_settings())
    async with table_like(moto_url, TableDescription("", indexes=(BY_USER,))) as made:
        client = client_at(moto_url)
        described = TableDescription(made.description.name, indexes=wanted.indexes)
        [lacking] = await DynamoDbTableResource(client, described).differences()
        assert "lacks the index by_expiry" in lacking
        other = TableDescription(made.description.name, sort=BY_USER.sort)
        [differing] = await DynamoDbTableResource(client, other).differences()
        assert "its keys are others" in differing
        await client.aclose()


async def test_two_who_make_a_table_at_once_both_find_it_made(moto_url: str) -> None:
    client = client_at(moto_url)
    table = DynamoDbTableResource(client, TableDescription(f"test-{uuid4().hex[:12]}"))
    await asyncio.gather(table.create(), table.create())
    assert await table.differences() == []
    await client.aclose()
