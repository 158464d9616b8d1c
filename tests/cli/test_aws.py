"""``talknshop aws create`` and ``doctor --aws`` against servers that speak for AWS."""

import asyncio
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from tests.conformance.dynamodb import client_at, table_like

from talknshop.cli.main import main
from talknshop.core.settings import load_settings
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.tables import BY_USER, TableDescription, sessions_table

pytestmark = pytest.mark.socket

TALKNSHOP = Path(sys.executable).with_name("talknshop")
NAMES = ("TABLE_NAME", "JOBS_TABLE", "CATALOG_TABLE", "MEDIA_TABLE", "DOCUMENTS_TABLE",
         "ACCOUNTS_TABLE", "LEDGERS_TABLE")  # fmt: skip


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TALKNSHOP, *arguments], env=environment, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def environment(address: str, *, sts: str | None = None) -> dict[str, str]:
    access = {"AWS_REGION": "us-west-2", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    own = {f"DYNAMODB_{name}": f"{name.lower()}-{uuid4().hex[:8]}" for name in NAMES}
    where = {"DYNAMODB_ENDPOINT_URL": address, "STS_ENDPOINT_URL": sts or address}
    return {"TALKNSHOP_BACKEND": "aws", **access, **own, **where}


def test_tables_are_made_once_and_found_to_be_right(moto_url: str) -> None:
    account = environment(moto_url)
    dry = run(account, "aws", "create", "--dry-run")
    assert dry.returncode == 0
    assert dry.stdout.count("is missing") == len(NAMES)
    assert run(account, "aws", "create").stdout.count("was made") == len(NAMES)
    assert run(account, "aws", "create").stdout.count("is there") == len(NAMES)
    after = run(account, "doctor", "--aws")
    assert after.returncode == 0, after.stdout
    assert after.stdout.count("is as described") == len(NAMES)
    assert "AWS knows us as arn:aws:" in after.stdout


def test_a_server_without_time_to_live_serves_and_is_told_of(dynalite_url: str) -> None:
    account = environment(dynalite_url, sts="http://127.0.0.1:9")
    assert run(account, "aws", "create").returncode == 0
    told = run(account, "doctor", "--aws")
    assert told.returncode == 1
    assert "STS cannot be reached" in told.stdout
    assert told.stdout.count("switch time to live on") == len(NAMES) - 1


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
