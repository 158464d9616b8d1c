"""Indexes of documents in a bucket: one server builds, the others open what it built."""

from pathlib import Path

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import StorageError
from talknshop.storage.snapshots import Snapshots

KIND = "documents"

_SCHEMA_VERSION = 1
"""Of the files of an index; what another version shared is not found."""

_log = structlog.stdlib.get_logger(__name__)


class SharedIndexes:
    """Indexes by what they were built from, so that nobody opens one of other documents.

    A bucket that does not answer costs the time of building, and nothing else.
    """

    def __init__(self, snapshots: Snapshots, clock: Clock) -> None:
        """Keeps them in ``snapshots``."""
        self._snapshots = snapshots
        self._clock = clock

    async def fetch(self, state: str, below: Path) -> Path | None:
        """Fetches the index of a state into a folder; None where nobody has shared one."""
        try:
            manifest = await self._snapshots.named(_name(state))
            if manifest is None or manifest.schema_version != _SCHEMA_VERSION:
                return None
            return await self._snapshots.install(manifest, below)
        except StorageError as error:
            _log.warning("index not fetched", reason=error.message)
            return None

    async def share(self, folder: Path, state: str, *, instead_of: str) -> None:
        """Shares an index that is complete, and removes those that nobody asks for any more.

        Args:
            folder: Its files.
            state: What it was built from.
            instead_of: The state before, whose index others may be fetching yet.
        """
        kept = {_name(state), _name(instead_of)}
        try:
            await self._snapshots.store(
                folder, _name(state), schema_version=_SCHEMA_VERSION, facts={}, clock=self._clock
            )
            for name in await self._snapshots.names():
                if name not in kept:
                    await self._snapshots.remove(name)
        except StorageError as error:
            _log.warning("index not shared", reason=error.message)


def _name(state: str) -> str:
    return f"index-{state}"
