"""LangGraph's own suite over our checkpointer on DynamoDB, and what it does not ask."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import asyncio
import os
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import Capability
from langgraph.types import Command
from tests.conformance.checkpoint_tables import new_bucket, new_table, saver_on
from tests.conformance.checkpointed_graph import STEPS, config_of_run, notes_graph
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient, aws_client
from talknshop.storage.dynamodb.batches import BatchWriter, Item
from talknshop.storage.dynamodb.checkpoint_items import LARGEST_BODY, item_of
from talknshop.storage.dynamodb.checkpoints import DynamoCheckpointSaver
from talknshop.storage.dynamodb.reads import ItemReader
from talknshop.testing.clock import ManualClock

pytestmark = pytest.mark.socket


@pytest.fixture(params=["dynalite", "moto"])
def server(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.mark.parametrize("capability", list(Capability))
async def test_langgraph_conformance(capability: Capability, server: str) -> None:
    table = await new_table(server)

    @checkpointer_test(name=f"dynamodb-{capability.value}")
    async def saver() -> AsyncGenerator[DynamoCheckpointSaver]:
        async with saver_on(server, table) as opened:
            yield opened

    report = await validate(saver, capabilities={capability.value})
    result = report.results[capability.value]
    assert result.detected
    assert result.failures in (None, [])
    assert result.tests_passed


async def _items(server: str, table: str) -> list[dict[str, Any]]:
    async with aws_client("dynamodb", access_at(server)) as dynamodb:
        return (await dynamodb.scan(TableName=table, ConsistentRead=True))["Items"]


async def test_a_turn_that_was_cut_off_goes_on_in_another_process(server: str) -> None:
    table = await new_table(server)
    async with saver_on(server, table) as saver:
        with pytest.raises(LookupError):
            await notes_graph(saver, broken="second").ainvoke(
                {"steps": []}, config_of_run("r1"), durability="sync"
            )
    async with saver_on(server, table) as saver:
        graph = notes_graph(saver, big=b"not again")
        result = await graph.ainvoke(None, config_of_run("r1"))
        assert result["steps"] == list(STEPS)
        assert result["big"] == b""
        history = [state async for state in graph.aget_state_history(config_of_run("r1"))]
        before_third = next(state for state in history if state.next == ("third",))
        again = await graph.ainvoke(None, before_third.config)
        assert again["steps"] == list(STEPS)


async def test_a_question_waits_and_its_answer_is_taken_in_another_process(server: str) -> None:
    table = await new_table(server)
    async with saver_on(server, table) as saver:
        await notes_graph(saver, asking="second").ainvoke({"steps": []}, config_of_run("r1"))
    async with saver_on(server, table) as saver:
        graph = notes_graph(saver, asking="second")
        present = await graph.aget_state(config_of_run("r1"))
        assert [task.interrupts[0].value for task in present.tasks] == ["which?"]
        result = await graph.ainvoke(Command(resume="this"), config_of_run("r1"))
    assert (result["answer"], result["steps"]) == ("this", list(STEPS))


async def test_values_are_stored_once_a_run_and_earlier_runs_are_swept(server: str) -> None:
    table = await new_table(server)
    big = os.urandom(20_000)
    async with saver_on(server, table) as saver:
        graph = notes_graph(saver, big=big)
        for number in range(4):
            await graph.ainvoke({"steps": []}, config_of_run(f"r{number}"))
        sizes = [len(item["body"]["B"]) for item in await _items(server, table)]
        # What the first node writes, the step after it, and the beginning of the next run.
        assert sum(sizes) < 12 * 21_000
        await saver.sweep("t", keep_run_id="r3")
        left = await _items(server, table)
        assert sum(len(item["body"]["B"]) for item in left) < 4 * 21_000
        history = [state async for state in graph.aget_state_history(config_of_run("r3"))]
        assert {(state.metadata or {}).get("run_id") for state in history} == {"r3"}
        assert len(history) == 5
        assert history[0].values == {"big": big, "steps": list(STEPS) * 4}


async def test_a_sweep_leaves_a_run_that_began_meanwhile(server: str) -> None:
    table = await new_table(server)
    async with saver_on(server, table) as here, saver_on(server, table) as elsewhere:
        for run_id in ("r1", "r2"):
            await notes_graph(here).ainvoke({"steps": []}, config_of_run(run_id))
        with pytest.raises(LookupError):
            await notes_graph(elsewhere, broken="second").ainvoke(
                {"steps": []}, config_of_run("r3"), durability="sync"
            )
        await here.sweep("t", keep_run_id="r2")
        history = [s async for s in notes_graph(here).aget_state_history(config_of_run("r3"))]
        assert {(state.metadata or {}).get("run_id") for state in history} == {"r2", "r3"}
        result = await notes_graph(elsewhere).ainvoke(None, config_of_run("r3"))
        assert result["steps"] == list(STEPS) * 3


async def test_a_state_of_500_kb_goes_to_the_bucket_and_leaves_with_its_thread(
    server: str, moto_url: str
) -> None:
    table, bucket = await new_table(server), await new_bucket(moto_url)
    big = os.urandom(500_000)

    async def objects() -> int:
        async with aws_client("s3", access_at(moto_url)) as s3:
            return (await s3.list_objects_v2(Bucket=bucket))["KeyCount"]

    async with saver_on(server, table, bucket=(moto_url, bucket)) as saver:
        await notes_graph(saver, big=big).ainvoke({"steps": []}, config_of_run("r1"))
    async with saver_on(server, table, bucket=(moto_url, bucket)) as saver:
        assert (await notes_graph(saver).aget_state(config_of_run("r1"))).values["big"] == big
        assert await objects() == 2
        await saver.acopy_thread("t", "copy")
        await saver.adelete_thread("t")
        assert await objects() == 2
        copied = await notes_graph(saver).aget_state(config_of_run("r1", "copy"))
        assert copied.values["big"] == big
        await saver.adelete_thread("copy")
        assert await objects() == 0
        assert await _items(server, table) == []


async def test_checkpoints_expire_a_day_after_sessions(server: str) -> None:
    table, clock = await new_table(server), ManualClock()
    async with saver_on(server, table, clock=clock) as saver:
        await notes_graph(saver).ainvoke({"steps": []}, config_of_run("r1"))
        expiry = (clock.now() + timedelta(hours=48)).timestamp()
        assert {float(item["ttl"]["N"]) for item in await _items(server, table)} == {expiry}
        clock.advance(seconds=48 * 3600 - 1)
        assert await saver.aget_tuple(config_of_run("r1")) is not None
        clock.advance(seconds=1)
        assert await saver.aget_tuple(config_of_run("r1")) is None
        assert [one async for one in saver.alist(config_of_run("r1"))] == []


async def test_pruned_threads_need_nothing_that_is_gone(server: str) -> None:
    table = await new_table(server)
    async with saver_on(server, table) as saver:
        graph = notes_graph(saver, big=b"kept")
        await graph.ainvoke({"steps": []}, config_of_run("r1"))
        await saver.aprune(["t"])
        assert len(await _items(server, table)) == 1
        assert (await graph.aget_state(config_of_run("r1"))).values["big"] == b"kept"
        result = await graph.ainvoke({"steps": []}, config_of_run("r2"))
        assert result["steps"] == list(STEPS) * 2
        with pytest.raises(ValueError, match="keep_latest and delete"):
            await saver.aprune(["t"], strategy="some")


async def test_a_batch_of_the_largest_items_fits(server: str) -> None:
    table = await new_table(server)
    client = AwsClient("dynamodb", access_at(server))
    writer = BatchWriter(client, table)
    items: list[Item] = [
        {"pk": {"S": "t"}, "sk": {"S": str(n)}, "body": {"B": bytes(LARGEST_BODY)}}
        for n in range(25)
    ]
    await writer.write(items)
    found = [item async for page in ItemReader(client, table).query("t") for item in page]
    await client.aclose()
    assert len(found) == 25


async def test_the_newest_of_items_with_one_key_is_kept_and_all_are_acknowledged(
    server: str,
) -> None:
    table = await new_table(server)
    client = AwsClient("dynamodb", access_at(server))
    writer = BatchWriter(client, table)
    for _ in range(5):
        writes = [writer.write([item_of(("t", "s"), str(n), b"", expires_at=0)]) for n in range(60)]
        await asyncio.gather(*writes)
        assert [item["format"]["S"] for item in await _items(server, table)] == ["59"]
        await asyncio.gather(
            writer.write([item_of(("t", "s"), "x", b"", expires_at=0)]),
            writer.write(delete=[("t", "s")]),
        )
        assert await _items(server, table) == []
    await client.aclose()
