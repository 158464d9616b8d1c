"""LangGraph's checkpoints in DynamoDB: one item each, written in batches that conversations share.

The first checkpoint of a run holds all values of its channels, each later one those that are new;
the others it names by the checkpoint that holds them. Items are found by their keys alone, so the
table needs no index. ``docs/decisions/0011`` has the figures behind this form.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_id,
    get_checkpoint_metadata,
)

from talknshop.core.aws import AwsClient, CallLimits
from talknshop.core.clock import Clock
from talknshop.core.resilience import RetryPolicy
from talknshop.storage.checkpoint_saver import ConversationCheckpointSaver, config_of, thread_of
from talknshop.storage.dynamodb.batches import PATIENCE, BatchWriter, key_of
from talknshop.storage.dynamodb.checkpoint_bodies import CheckpointBodies
from talknshop.storage.dynamodb.checkpoint_bucket import CheckpointBucket
from talknshop.storage.dynamodb.checkpoint_items import (
    RESULTS_PLACE,
    CheckpointBody,
    WritesBody,
    is_over,
    place_of,
    prefix_of,
    text_of,
)
from talknshop.storage.dynamodb.checkpoint_reading import CheckpointReading
from talknshop.storage.dynamodb.checkpoint_removal import CheckpointRemoval
from talknshop.storage.dynamodb.known_checkpoints import KnownCheckpoint, KnownCheckpoints, Places
from talknshop.storage.dynamodb.reads import ItemReader

CHECKPOINT_CALLS = CallLimits(read_seconds=5.0, validated=False)
"""What a call may take; the writer and the reader repeat calls themselves."""
# A conversation that is changed without a turn lives on without new checkpoints.
_LONGER_THAN_SESSIONS = timedelta(days=1)


class DynamoCheckpointSaver(ConversationCheckpointSaver):
    """A checkpointer on a table; each call returns when its items are acknowledged."""

    def __init__(
        self,
        client: AwsClient,
        table: str,
        bucket: CheckpointBucket,
        clock: Clock,
        *,
        ttl: timedelta,
        patience: RetryPolicy = PATIENCE,
        known: KnownCheckpoints | None = None,
    ) -> None:
        """Keeps checkpoints as long as sessions of ``ttl``, large ones in ``bucket``.

        ``client`` and ``bucket`` are closed with it.
        """
        super().__init__()
        self._client = client
        self._bucket = bucket
        self._writer = BatchWriter(client, table, patience)
        self._reader = ItemReader(client, table, patience)
        self._bodies = CheckpointBodies(self.serde, bucket)
        self._reading = CheckpointReading(self._reader, self._bodies)
        self._clock = clock
        self._ttl = ttl + _LONGER_THAN_SESSIONS
        self._known = known or KnownCheckpoints()
        self._removal = CheckpointRemoval(self._reader, self._writer, bucket, self._known)

    def get_next_version(self, current: str | int | None, channel: None) -> str:
        """Counts up. Values are found by checkpoints, so that branches may share versions.

        A checkpoint holds some for each node and channel; short ones make it half as large.
        """
        del channel
        return f"{int(current or 0) + 1:08}"

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Stores a checkpoint and the channel values that are new in it."""
        thread_id, namespace = thread_of(config)
        checkpoint_id, parent_id = checkpoint["id"], get_checkpoint_id(config)
        facts: dict[str, Any] = {**get_checkpoint_metadata(config, metadata)}
        run_id = facts.get("run_id")
        known = self._known.places(thread_id, namespace, parent_id, run_id)
        places = _places(checkpoint, new_versions, known)
        body: CheckpointBody = {
            "checkpoint": {k: part for k, part in checkpoint.items() if k != "channel_values"},
            "metadata": facts,
            "parent_id": parent_id,
            "values": {
                channel: value
                for channel, value in checkpoint["channel_values"].items()
                if places[channel][1] == checkpoint_id
            },
            "elsewhere": {c: at for c, (_, at) in places.items() if at != checkpoint_id},
        }
        key = (thread_id, prefix_of(namespace, checkpoint_id))
        item = await self._bodies.item(key, body, expires_at=self._expiry(), run_id=run_id)
        await self._writer.write([item])
        self._known.remember(thread_id, namespace, KnownCheckpoint(checkpoint_id, run_id, places))
        return config_of(thread_id, namespace, checkpoint_id)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Stores what a task wrote before its step ended; a repeated task replaces its own."""
        thread_id, namespace = thread_of(config)
        prefix = prefix_of(namespace, str(get_checkpoint_id(config)))
        # Errors and interrupts have fixed places of their own beside a task's results.
        by_place: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for channel, value in writes:
            by_place[str(WRITES_IDX_MAP.get(channel, RESULTS_PLACE))].append((channel, value))
        items = [
            await self._bodies.item(
                (thread_id, f"{prefix}{task_id}#{place}"),
                WritesBody(task_id=task_id, task_path=task_path, writes=some),
                expires_at=self._expiry(),
            )
            for place, some in by_place.items()
        ]
        await self._writer.write(items)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that ``config`` names, or the newest of its thread."""
        thread_id, namespace = thread_of(config)
        item, near = await self._reading.newest(thread_id, namespace, get_checkpoint_id(config))
        if item is None or is_over(item, self._clock.now().timestamp()):
            return None
        return await self._reading.tuple(item, near)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # the name of the interface
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Checkpoints from the newest to the oldest; all of the table without ``config``."""
        wanted = get_checkpoint_id(config) if config is not None else None
        end = get_checkpoint_id(before) if before is not None else None
        now = self._clock.now().timestamp()
        left = limit
        for item, near in await self._reading.all(config):
            checkpoint_id = place_of(item).checkpoint_id
            is_asked_for = wanted in {None, checkpoint_id} and (end is None or checkpoint_id < end)
            if not is_asked_for or is_over(item, now):
                continue
            if left is not None and left <= 0:
                return
            one = await self._reading.tuple(item, near)
            if all(one.metadata.get(name) == value for name, value in (filter or {}).items()):
                left = None if left is None else left - 1
                yield one

    async def adelete_thread(self, thread_id: str) -> None:
        """Removes everything of a thread."""
        await self._removal.thread(thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Removes the checkpoints of runs; looks for them in the whole table."""
        await self._removal.runs(run_ids)

    async def sweep(self, thread_id: str, *, keep_run_id: str) -> None:
        """Removes the checkpoints of a thread's earlier runs; ``keep_run_id`` stays whole."""
        await self._removal.before_run(thread_id, keep_run_id)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copies everything of a thread to another."""
        async for page in self._reader.query(source_thread_id):
            await self._writer.write(
                [await self._bodies.copied(item, target_thread_id) for item in page]
            )

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Keeps the newest checkpoint of each namespace (``keep_latest``) or none (``delete``).

        For threads that nobody works on: a run under way may refer to what is removed.

        Raises:
            ValueError: Another strategy was named.
        """
        if strategy not in {"keep_latest", "delete"}:
            raise ValueError(f"unknown strategy {strategy!r}; keep_latest and delete are known")
        for thread_id in thread_ids:
            kept: set[tuple[str, str]] = set()
            if strategy == "keep_latest":
                kept = await self._make_newest_whole(thread_id)
            await self._removal.thread(thread_id, keep=kept)

    async def aclose(self) -> None:
        """Waits for what is being written, then closes the connections."""
        await self._writer.aclose()
        await self._client.aclose()
        await self._bucket.aclose()

    async def _make_newest_whole(self, thread_id: str) -> set[tuple[str, str]]:
        """Lets the newest checkpoint of each namespace refer to no other; says which they are."""
        kept: set[tuple[str, str]] = set()
        for namespace, near in (await self._reading.by_namespace(thread_id)).items():
            item = near.checkpoints[max(near.checkpoints)]
            body: CheckpointBody = await self._bodies.body(item)
            whole = {**body, "values": await self._reading.values(item, near), "elsewhere": {}}
            run_id = text_of(item, "run_id")
            await self._writer.write(
                [
                    await self._bodies.item(
                        key_of(item), whole, expires_at=self._expiry(), run_id=run_id
                    )
                ]
            )
            kept.add((namespace, max(near.checkpoints)))
        return kept

    def _expiry(self) -> int:
        return int((self._clock.now() + self._ttl).timestamp())


def _places(checkpoint: Checkpoint, new_versions: ChannelVersions, known: Places) -> Places:
    """Where the values of a checkpoint are: in itself, unless one before it holds the same."""
    versions = checkpoint["channel_versions"]

    def is_known(channel: str) -> bool:
        version, _ = known.get(channel, (None, ""))
        is_same = version is not None and version == versions.get(channel)
        return is_same and channel not in new_versions

    return {
        channel: known[channel] if is_known(channel) else (versions.get(channel), checkpoint["id"])
        for channel in checkpoint["channel_values"]
    }
