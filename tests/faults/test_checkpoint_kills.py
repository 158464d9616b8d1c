"""Kills the table's server in the midst of conversations: what was acknowledged is there."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from tests.conformance.checkpoint_tables import NOBODY, TTL, new_table, saver_on
from tests.conformance.checkpointed_graph import config_of_run, notes_graph
from tests.stand_ins import servers

from talknshop.core.aws import AwsClient
from talknshop.core.clock import SystemClock
from talknshop.core.errors import DatabaseError
from talknshop.core.resilience import RetryPolicy
from talknshop.storage.checkpoint_saver import thread_of
from talknshop.storage.dynamodb.checkpoint_bucket import CheckpointBucket
from talknshop.storage.dynamodb.checkpoints import CHECKPOINT_CALLS, DynamoCheckpointSaver

pytestmark = pytest.mark.socket

_STEPS = tuple(f"step{number}" for number in range(10))
_TURNS = 30
_GIVING_UP = RetryPolicy(attempts=1)
_KILLS = 4


class _RecordingSaver(DynamoCheckpointSaver):
    """Notes what was acknowledged, and with which values."""

    acknowledged: list[tuple[RunnableConfig, dict[str, Any]]]
    most: int
    enough: asyncio.Event

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        stored = await super().aput(config, checkpoint, metadata, new_versions)
        self.acknowledged.append((stored, dict(checkpoint["channel_values"])))
        if len(self.acknowledged) >= self.most:
            self.enough.set()
        return stored


def _recording(url: str, table: str, *, enough: int) -> _RecordingSaver:
    access = servers.access_at(url)
    saver = _RecordingSaver(
        AwsClient("dynamodb", access, CHECKPOINT_CALLS),
        table,
        CheckpointBucket(AwsClient("s3", servers.access_at(NOBODY)), "none"),
        SystemClock(),
        ttl=TTL,
        patience=_GIVING_UP,
    )
    saver.acknowledged = []
    saver.enough, saver.most = asyncio.Event(), enough
    return saver


@pytest.mark.parametrize("kill", range(_KILLS))
async def test_acknowledged_checkpoints_outlive_kill_9(kill: int, tmp_path: Path) -> None:
    port = servers.free_port()
    command, url = servers.dynalite_command(port, tmp_path), f"http://127.0.0.1:{port}"
    with servers.process(command, port) as server:
        table = await new_table(url)
        saver = _recording(url, table, enough=_TURNS * (1 + 3 * kill) + kill)
        graph = notes_graph(saver, steps=_STEPS, big=b"x" * 2000)

        def turn(number: int) -> Coroutine[Any, Any, Any]:
            config = config_of_run("r1", f"t{number}")
            return graph.ainvoke({"steps": []}, config, durability="sync")

        turns = [asyncio.create_task(turn(number)) for number in range(_TURNS)]
        await saver.enough.wait()
        server.kill()
        server.wait()
        ends = await asyncio.gather(*turns, return_exceptions=True)
        await saver.aclose()
    assert any(isinstance(end, DatabaseError) for end in ends)
    assert all(isinstance(end, dict | DatabaseError) for end in ends)
    with servers.process(command, port):
        async with saver_on(url, table) as restarted:
            for config, values in saver.acknowledged:
                found = await restarted.aget_tuple(config)
                assert found is not None
                assert found.checkpoint["channel_values"] == values
            graph = notes_graph(restarted, steps=_STEPS, big=b"x" * 2000)
            begun = {thread_of(config)[0] for config, _ in saver.acknowledged}
            for thread_id in begun:
                result = await graph.ainvoke(None, config_of_run("r1", thread_id))
                assert result["steps"] == list(_STEPS)
                assert result["big"] == b"x" * 2000
