"""DynamoDB throttled, slow, half done, refusing, gone; S3 gone: what becomes of a turn."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.conformance.checkpoint_tables import new_bucket, new_table, saver_on
from tests.conformance.checkpointed_graph import STEPS, config_of_run, notes_graph
from tests.stand_ins import servers
from tests.stand_ins.interposed import (
    Interposed,
    always,
    half_unprocessed,
    interposed,
    slowly,
)

from talknshop.core.aws import AwsClient, CallLimits
from talknshop.core.errors import CredentialsRefusedError, DatabaseError, StorageError
from talknshop.core.resilience import RetryPolicy
from talknshop.storage.dynamodb.batches import BatchWriter
from talknshop.storage.dynamodb.checkpoint_items import item_of
from talknshop.storage.dynamodb.reads import ItemReader

pytestmark = pytest.mark.socket

_HASTY = RetryPolicy(attempts=4, base_seconds=0.01, max_seconds=0.02, total_seconds=5)
_MANY = tuple(f"step{number}" for number in range(10))


@pytest.fixture
async def line(dynalite_url: str) -> AsyncGenerator[Interposed]:
    async with interposed(dynalite_url) as between:
        yield between


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
async def test_a_throttled_table_delays_a_turn(
    code: str, line: Interposed, dynalite_url: str
) -> None:
    table = await new_table(dynalite_url)
    line.interference = always(code, times=6)
    async with saver_on(line.url, table) as saver:
        result = await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1"))
    assert result["steps"] == list(STEPS)
    assert line.calls.total() >= 6 + len(STEPS)


async def test_a_table_that_stays_throttled_ends_a_turn_which_goes_on_later(
    line: Interposed, dynalite_url: str
) -> None:
    table = await new_table(dynalite_url)
    async with saver_on(line.url, table, patience=_HASTY) as saver:
        with pytest.raises(LookupError):
            await notes_graph(saver, broken="third").ainvoke(
                {"steps": []}, config_of_run("r1"), durability="sync"
            )
        line.interference = always("ThrottlingException", "BatchWriteItem")
        with pytest.raises(DatabaseError, match=r"ThrottlingException.*try again") as refused:
            await notes_graph(saver).ainvoke(None, config_of_run("r1"), durability="sync")
        assert refused.value.retry_count == _HASTY.attempts - 1
        line.interference = None
        # What was not acknowledged is referred to by nothing.
        result = await notes_graph(saver).ainvoke(None, config_of_run("r1"))
        assert result["steps"] == list(STEPS)
    async with saver_on(dynalite_url, table) as saver:
        stored = await notes_graph(saver).aget_state(config_of_run("r1"))
        assert stored.values["steps"] == list(STEPS)


async def test_items_left_unprocessed_in_every_answer_all_arrive(
    line: Interposed, dynalite_url: str
) -> None:
    table = await new_table(dynalite_url)
    line.interference = half_unprocessed
    client = AwsClient("dynamodb", servers.access_at(line.url))
    writer, reader = BatchWriter(client, table, _HASTY), ItemReader(client, table, _HASTY)
    keys = [("t", f"{number:03}") for number in range(100)]
    await writer.write([item_of(key, "x", b"", expires_at=0) for key in keys])
    assert len(await reader.get(keys)) == 100
    await writer.write(delete=keys)
    assert await reader.get(keys) == []
    await client.aclose()


async def test_a_turn_goes_on_through_unprocessed_items(
    line: Interposed, dynalite_url: str
) -> None:
    table = await new_table(dynalite_url)
    line.interference = half_unprocessed
    async with saver_on(line.url, table) as saver:
        results = await asyncio.gather(
            *(
                notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1", f"t{number}"))
                for number in range(20)
            )
        )
    assert [result["steps"] for result in results] == [list(STEPS)] * 20


async def test_a_slow_table_makes_a_turn_slow_and_nothing_else(
    line: Interposed, dynalite_url: str
) -> None:
    table = await new_table(dynalite_url)
    line.interference = slowly(0.3)
    async with saver_on(line.url, table) as saver:
        result = await notes_graph(saver).ainvoke(
            {"steps": []}, config_of_run("r1"), durability="sync"
        )
    assert result["steps"] == list(STEPS)


async def test_a_table_that_never_answers_is_told_so(line: Interposed, dynalite_url: str) -> None:
    table = await new_table(dynalite_url)
    line.interference = slowly(30)
    limits, patience = CallLimits(read_seconds=0.2), RetryPolicy(attempts=2, base_seconds=0.01)
    async with saver_on(line.url, table, limits=limits, patience=patience) as saver:
        with pytest.raises(DatabaseError, match="did not answer in time"):
            await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1"))
    assert line.calls == {"Query": 2}


async def test_expired_credentials_are_told_at_once(line: Interposed, dynalite_url: str) -> None:
    table = await new_table(dynalite_url)
    async with saver_on(line.url, table) as saver:
        line.interference = always("ExpiredTokenException")
        with pytest.raises(CredentialsRefusedError, match="token has expired"):
            await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1"))
        line.interference = always("ExpiredTokenException", "BatchWriteItem")
        with pytest.raises(CredentialsRefusedError, match="token has expired"):
            await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1"), durability="sync")
        # The first was asked once; of the second only reads and first writes came.
        assert line.calls["Query"] == 2
        line.interference = None
        result = await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1"))
    assert result["steps"] == list(STEPS)


async def test_without_s3_only_states_above_the_limit_fail_and_go_on_later(
    dynalite_url: str, moto_url: str
) -> None:
    table, bucket = await new_table(dynalite_url), await new_bucket(moto_url)
    big = os.urandom(500_000)
    async with interposed(moto_url) as line:
        line.interference = always("ServiceUnavailable")
        async with saver_on(
            dynalite_url, table, bucket=(line.url, bucket), patience=_HASTY
        ) as saver:
            small = await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1", "small"))
            assert small["steps"] == list(STEPS)
            graph = notes_graph(saver, big=big)
            with pytest.raises(StorageError, match=r"S3 refused.*try again"):
                await graph.ainvoke({"steps": []}, config_of_run("r1"), durability="sync")
            line.interference = None
            result = await graph.ainvoke(None, config_of_run("r1"))
            assert (result["steps"], result["big"]) == (list(STEPS), big)
            line.interference = always("ServiceUnavailable")
            with pytest.raises(StorageError, match=r"S3 refused.*try again"):
                await graph.aget_state(config_of_run("r1"))


async def test_a_server_that_is_away_for_seconds_delays_turns(tmp_path: Path) -> None:
    port = servers.free_port()
    command, url = servers.dynalite_command(port, tmp_path), f"http://127.0.0.1:{port}"
    with servers.process(command, port) as server:
        table = await new_table(url)
        async with saver_on(url, table) as saver:
            graph = notes_graph(saver, steps=_MANY)
            turns = [
                asyncio.create_task(
                    graph.ainvoke(
                        {"steps": []}, config_of_run("r1", f"t{number}"), durability="sync"
                    )
                )
                for number in range(20)
            ]
            await asyncio.sleep(0.2)
            server.kill()
            server.wait()
            assert not any(turn.done() for turn in turns)
            await asyncio.sleep(1.0)
            with servers.process(command, port):
                results = await asyncio.gather(*turns)
    assert [result["steps"] for result in results] == [list(_MANY)] * 20


async def test_an_item_that_no_table_takes_fails_alone(dynalite_url: str) -> None:
    table = await new_table(dynalite_url)
    client = AwsClient("dynamodb", servers.access_at(dynalite_url))
    writer, reader = BatchWriter(client, table, _HASTY), ItemReader(client, table, _HASTY)
    keys = [("t", str(number)) for number in range(5)]
    told = await asyncio.gather(
        *(writer.write([item_of(key, "x", b"", expires_at=0)]) for key in [("t", ""), *keys]),
        return_exceptions=True,
    )
    assert isinstance(told[0], DatabaseError)
    assert told[1:] == [None] * 5
    assert len(await reader.get(keys)) == 5
    await client.aclose()
