"""What every keeper of checkpoints can do, wherever it keeps them."""

# pyright: reportMissingTypeStubs=false

import random

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver


class ConversationCheckpointSaver(BaseCheckpointSaver[str]):
    """LangGraph's port, and what conversations need beyond it."""

    def get_next_version(self, current: str | int | None, channel: None) -> str:
        """Counts up; a random part keeps branches from one checkpoint apart."""
        del channel
        number = int(str(current).split(".")[0]) if current is not None else 0
        return f"{number + 1:032}.{random.getrandbits(64):016x}"

    async def sweep(self, thread_id: str, *, keep_run_id: str) -> None:
        """Removes the checkpoints of a thread's earlier runs; ``keep_run_id`` stays whole."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Closes what it opened itself."""


def thread_of(config: RunnableConfig) -> tuple[str, str]:
    """The thread and the namespace of a config."""
    configurable = config.get("configurable", {})
    return str(configurable["thread_id"]), str(configurable.get("checkpoint_ns", ""))


def config_of(thread_id: str, namespace: str, checkpoint_id: str) -> RunnableConfig:
    """The config that names a checkpoint."""
    return {
        "configurable": {
            "thread_id": thread_id,
            "checkpoint_ns": namespace,
            "checkpoint_id": checkpoint_id,
        }
    }
