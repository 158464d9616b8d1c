"""The tables behind ``storage.checkpoints``, and the SQL that needs no checkpoint."""

import sqlite3
from typing import Any

import orjson
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import get_checkpoint_id

TABLES = ("checkpoints", "checkpoint_values", "checkpoint_writes")

# What is used is gathered once: asked for each value anew it was a tenth of what a turn costs.
_DELETE_ORPHANS = """
    DELETE FROM checkpoint_values WHERE thread_id = ?1 AND (namespace, channel, version) NOT IN (
        SELECT c.namespace, used.key, used.value
        FROM checkpoints AS c, json_each(c.versions) AS used WHERE c.thread_id = ?1);
"""
_DELETE_ORPHAN_WRITES = """
    DELETE FROM checkpoint_writes AS w WHERE w.thread_id = ? AND NOT EXISTS (
        SELECT 1 FROM checkpoints AS c WHERE c.thread_id = w.thread_id
        AND c.namespace = w.namespace AND c.checkpoint_id = w.checkpoint_id);
"""


def conditions_of(
    config: RunnableConfig | None, before: RunnableConfig | None
) -> tuple[str, list[Any]]:
    """The WHERE clause, and its values, for what a listing asks for."""
    conditions: dict[str, Any] = {}
    if config is not None:
        configurable = config.get("configurable", {})
        conditions["thread_id = ?"] = str(configurable["thread_id"])
        if "checkpoint_ns" in configurable:
            conditions["namespace = ?"] = configurable["checkpoint_ns"]
        if checkpoint_id := get_checkpoint_id(config):
            conditions["checkpoint_id = ?"] = checkpoint_id
    if before is not None:
        conditions["checkpoint_id < ?"] = get_checkpoint_id(before)
    return " AND ".join(conditions) or "1", list(conditions.values())


def matches(row: sqlite3.Row, wanted: dict[str, Any]) -> bool:
    """Whether the metadata of a checkpoint's row has the wanted values."""
    metadata = orjson.loads(row["metadata"])
    return all(metadata.get(name) == value for name, value in wanted.items())


def delete_orphans(connection: sqlite3.Connection, thread_id: str) -> None:
    """Removes the values and writes that no checkpoint of a thread uses any more."""
    connection.execute(_DELETE_ORPHANS, (thread_id,))
    connection.execute(_DELETE_ORPHAN_WRITES, (thread_id,))
