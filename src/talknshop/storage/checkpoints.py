"""LangGraph's checkpoints in the file of the session, sharing its group commits.

A checkpoint row holds no channel values: each value is stored once for the version it has, and the
checkpoints that share it refer to it. A turn of ten nodes therefore writes what changed, not ten
copies of the state.
"""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import sqlite3
from collections.abc import AsyncIterator, Sequence
from itertools import islice
from typing import Any, cast

import orjson
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

from talknshop.core.sqlite import Database
from talknshop.storage.checkpoint_saver import ConversationCheckpointSaver, config_of, thread_of
from talknshop.storage.checkpoint_tables import TABLES, conditions_of, delete_orphans, matches


class SqliteCheckpointSaver(ConversationCheckpointSaver):
    """A checkpointer on ``core.sqlite``; each call returns when its write is durable."""

    def __init__(self, database: Database) -> None:
        """Uses ``database``, whose owner opens and closes it."""
        super().__init__()
        self._database = database

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Stores a checkpoint and the channel values that are new in it."""
        thread_id, namespace = thread_of(config)
        bare = {name: part for name, part in checkpoint.items() if name != "channel_values"}
        kind, value = self.serde.dumps_typed(bare)
        facts = get_checkpoint_metadata(config, metadata)
        row = (
            thread_id,
            namespace,
            checkpoint["id"],
            get_checkpoint_id(config),
            facts.get("run_id"),
            kind,
            value,
            orjson.dumps(facts).decode(),
            orjson.dumps({c: str(v) for c, v in checkpoint["channel_versions"].items()}).decode(),
        )
        changed = [
            (thread_id, namespace, channel, str(version), *self.serde.dumps_typed(values[channel]))
            for values in (checkpoint["channel_values"],)
            for channel, version in new_versions.items()
            if channel in values
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO checkpoint_values VALUES (?, ?, ?, ?, ?, ?)", changed
            )
            connection.execute(
                "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row
            )

        await self._database.write(write)
        return config_of(thread_id, namespace, checkpoint["id"])

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Stores what a task wrote before its step ended; a repeated task changes nothing."""
        key = (*thread_of(config), str(get_checkpoint_id(config)), task_id)
        rows = [
            (
                *key,
                WRITES_IDX_MAP.get(channel, index),
                task_path,
                channel,
                *self.serde.dumps_typed(value),
            )
            for index, (channel, value) in enumerate(writes)
        ]
        # Errors and interrupts have fixed places below 0 and are replaced; results are kept.
        replaces = all(channel in WRITES_IDX_MAP for channel, _ in writes)
        verb = "REPLACE" if replaces else "IGNORE"

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                f"INSERT OR {verb} INTO checkpoint_writes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                rows,
            )

        await self._database.write(write)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that ``config`` names, or the newest of its thread."""
        thread_id, namespace = thread_of(config)
        wanted = get_checkpoint_id(config)

        def select(connection: sqlite3.Connection) -> CheckpointTuple | None:
            rows = connection.execute(
                "SELECT * FROM checkpoints WHERE thread_id = ? AND namespace = ?"
                " AND (? IS NULL OR checkpoint_id = ?) ORDER BY checkpoint_id DESC LIMIT 1",
                (thread_id, namespace, wanted, wanted),
            )
            return next((self._tuple(connection, row) for row in rows), None)

        return await self._database.read(select)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  # the name of the interface
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Checkpoints from the newest to the oldest."""
        where, values = conditions_of(config, before)

        def select(connection: sqlite3.Connection) -> list[CheckpointTuple]:
            rows = connection.execute(
                f"SELECT * FROM checkpoints WHERE {where} ORDER BY checkpoint_id DESC",  # noqa: S608
                values,
            )
            kept = (row for row in rows if matches(row, filter or {}))
            return [self._tuple(connection, row) for row in islice(kept, limit)]

        for found in await self._database.read(select):
            yield found

    async def adelete_thread(self, thread_id: str) -> None:
        """Removes everything of a thread."""

        def delete(connection: sqlite3.Connection) -> None:
            for table in TABLES:
                connection.execute(f"DELETE FROM {table} WHERE thread_id = ?", (thread_id,))  # noqa: S608

        await self._database.write(delete)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Removes the checkpoints of runs, and the values that only they used."""
        marks = ", ".join("?" * len(run_ids))

        def delete(connection: sqlite3.Connection) -> None:
            rows = connection.execute(
                f"DELETE FROM checkpoints WHERE run_id IN ({marks}) RETURNING thread_id",  # noqa: S608
                run_ids,
            )
            for thread_id in {row["thread_id"] for row in rows}:
                delete_orphans(connection, thread_id)

        await self._database.write(delete)

    async def sweep(self, thread_id: str, *, keep_run_id: str) -> None:
        """Removes the checkpoints of a thread's earlier runs; ``keep_run_id`` stays whole."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM checkpoints WHERE thread_id = ? AND run_id IS NOT ?",
                (thread_id, keep_run_id),
            )
            delete_orphans(connection, thread_id)

        await self._database.write(delete)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copies everything of a thread to another."""

        def copy(connection: sqlite3.Connection) -> None:
            for table in TABLES:
                columns = [c["name"] for c in connection.execute(f"PRAGMA table_info({table})")][1:]
                names = ", ".join(columns)
                connection.execute(
                    f"INSERT OR REPLACE INTO {table} (thread_id, {names})"  # noqa: S608
                    f" SELECT ?, {names} FROM {table} WHERE thread_id = ?",
                    (target_thread_id, source_thread_id),
                )

        await self._database.write(copy)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Keeps the newest checkpoint of each namespace (``keep_latest``) or none (``delete``).

        Raises:
            ValueError: Another strategy was named.
        """
        if strategy == "delete":
            for thread_id in thread_ids:
                await self.adelete_thread(thread_id)
            return
        if strategy != "keep_latest":
            raise ValueError(f"unknown strategy {strategy!r}; keep_latest and delete are known")

        def delete(connection: sqlite3.Connection) -> None:
            for thread_id in thread_ids:
                connection.execute(
                    "DELETE FROM checkpoints AS c WHERE thread_id = ? AND checkpoint_id <"
                    " (SELECT max(checkpoint_id) FROM checkpoints"
                    " WHERE thread_id = c.thread_id AND namespace = c.namespace)",
                    (thread_id,),
                )
                delete_orphans(connection, thread_id)

        await self._database.write(delete)

    def _tuple(self, connection: sqlite3.Connection, row: sqlite3.Row) -> CheckpointTuple:
        key = (row["thread_id"], row["namespace"], row["checkpoint_id"])
        checkpoint = self.serde.loads_typed((row["type"], row["value"]))
        checkpoint["channel_values"] = self._values(connection, row)
        writes = connection.execute(
            "SELECT * FROM checkpoint_writes WHERE thread_id = ? AND namespace = ?"
            " AND checkpoint_id = ? ORDER BY task_path, task_id, position",
            key,
        )
        parent_id = row["parent_id"]
        return CheckpointTuple(
            config=config_of(*key),
            checkpoint=cast("Checkpoint", checkpoint),
            metadata=orjson.loads(row["metadata"]),
            parent_config=config_of(key[0], key[1], parent_id) if parent_id else None,
            pending_writes=[
                (w["task_id"], w["channel"], self.serde.loads_typed((w["type"], w["value"])))
                for w in writes
            ],
        )

    def _values(self, connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
        rows = connection.execute(
            "SELECT v.channel, v.type, v.value FROM json_each(?) AS used"
            " JOIN checkpoint_values AS v ON v.thread_id = ? AND v.namespace = ?"
            " AND v.channel = used.key AND v.version = used.value",
            (row["versions"], row["thread_id"], row["namespace"]),
        )
        return {r["channel"]: self.serde.loads_typed((r["type"], r["value"])) for r in rows}
