"""Finds checkpoints in a table, and puts them together from their items."""

# pyright: reportMissingTypeStubs=false

from collections import defaultdict
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, CheckpointMetadata, CheckpointTuple

from talknshop.core.errors import DatabaseError
from talknshop.storage.checkpoint_saver import config_of, thread_of
from talknshop.storage.dynamodb.batches import Item, key_of
from talknshop.storage.dynamodb.checkpoint_bodies import CheckpointBodies
from talknshop.storage.dynamodb.checkpoint_items import (
    CheckpointBody,
    WritesBody,
    place_of,
    prefix_of,
)
from talknshop.storage.dynamodb.reads import ItemReader

# The newest checkpoint, its writes, and most of what it refers to.
_PAGE = 20


@dataclass(slots=True)
class ReadItems:
    """What was read of a namespace, by ids of checkpoints."""

    checkpoints: dict[str, Item] = field(default_factory=dict[str, Item])
    writes: dict[str, list[Item]] = field(default_factory=dict[str, list[Item]])

    def take(self, items: Iterable[Item]) -> None:
        """Adds items."""
        for item in items:
            place = place_of(item)
            if place.task:
                self.writes.setdefault(place.checkpoint_id, []).append(item)
            else:
                self.checkpoints[place.checkpoint_id] = item


class CheckpointReading:
    """Reads what it needs in as few calls as there can be."""

    def __init__(self, reader: ItemReader, bodies: CheckpointBodies) -> None:
        """Reads items and their bodies."""
        self._reader = reader
        self._bodies = bodies

    async def newest(
        self, thread_id: str, namespace: str, checkpoint_id: str | None
    ) -> tuple[Item | None, ReadItems]:
        """The newest checkpoint of a namespace or the one named, and what was read with it."""
        near = ReadItems()
        prefix = prefix_of(namespace, checkpoint_id)
        pages = self._reader.query(thread_id, prefix, newest_first=True, page=_PAGE)
        async with aclosing(pages):
            async for page in pages:
                near.take(page)
                # What was written after a checkpoint stands behind it, and so came before it.
                if near.checkpoints:
                    return near.checkpoints[max(near.checkpoints)], near
        return None, near

    async def all(self, config: RunnableConfig | None) -> list[tuple[Item, ReadItems]]:
        """Checkpoints of a thread, one namespace or all, or of the table; the newest first."""
        if config is None:
            pages = self._reader.scan()
        else:
            has_namespace = "checkpoint_ns" in config.get("configurable", {})
            thread_id, namespace = thread_of(config)
            pages = self._reader.query(thread_id, prefix_of(namespace) if has_namespace else "")
        read: dict[tuple[str, str], ReadItems] = defaultdict(ReadItems)
        async for page in pages:
            for item in page:
                read[key_of(item)[0], place_of(item).namespace].take([item])
        found = [(item, near) for near in read.values() for item in near.checkpoints.values()]
        found.sort(key=lambda pair: place_of(pair[0]).checkpoint_id, reverse=True)
        return found

    async def by_namespace(self, thread_id: str) -> dict[str, ReadItems]:
        """What is kept of a thread, for each namespace that has a checkpoint."""
        read: dict[str, ReadItems] = defaultdict(ReadItems)
        async for page in self._reader.query(thread_id):
            for item in page:
                read[place_of(item).namespace].take([item])
        return {namespace: near for namespace, near in read.items() if near.checkpoints}

    async def tuple(self, item: Item, near: ReadItems) -> CheckpointTuple:
        """A checkpoint with its values and the writes after it.

        Raises:
            DatabaseError: Something that it refers to is gone.
            StorageError: A blob cannot be read.
        """
        thread_id, place = key_of(item)[0], place_of(item)
        body: CheckpointBody = await self._bodies.body(item)
        values = await self._values(item, body, near)
        written = near.writes.get(place.checkpoint_id, [])
        tasks: list[WritesBody] = [
            await self._bodies.body(one)
            for one in sorted(written, key=lambda one: int(place_of(one).task.rpartition("#")[2]))
        ]
        # Stable, so that within a task errors and interrupts stay before results.
        tasks.sort(key=lambda task: (task["task_path"], task["task_id"]))
        parent_id = body["parent_id"]
        return CheckpointTuple(
            config=config_of(thread_id, place.namespace, place.checkpoint_id),
            checkpoint=cast("Checkpoint", {**body["checkpoint"], "channel_values": values}),
            metadata=cast("CheckpointMetadata", body["metadata"]),
            parent_config=config_of(thread_id, place.namespace, parent_id) if parent_id else None,
            pending_writes=[
                (task["task_id"], channel, value)
                for task in tasks
                for channel, value in task["writes"]
            ],
        )

    async def values(self, item: Item, near: ReadItems) -> dict[str, Any]:
        """All values of a checkpoint, its own and those that others hold.

        Raises:
            DatabaseError: Something that it refers to is gone.
            StorageError: A blob cannot be read.
        """
        return await self._values(item, await self._bodies.body(item), near)

    async def _values(self, item: Item, body: CheckpointBody, near: ReadItems) -> dict[str, Any]:
        thread_id, namespace = key_of(item)[0], place_of(item).namespace
        holders = set(body["elsewhere"].values())
        far = [(thread_id, prefix_of(namespace, at)) for at in holders - set(near.checkpoints)]
        near.take(await self._reader.get(far) if far else [])
        if not holders <= set(near.checkpoints):
            raise DatabaseError(
                "A part of this conversation's state is gone. Please begin a new conversation."
            )
        held = {at: (await self._bodies.body(near.checkpoints[at]))["values"] for at in holders}
        others = {channel: held[at][channel] for channel, at in body["elsewhere"].items()}
        return {**others, **body["values"]}
