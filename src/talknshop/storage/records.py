"""The port of a record store: small JSON documents under a partition and a sort key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """A stored document.

    Attributes:
        partition: What it belongs to (a session id); DynamoDB's ``pk``.
        sort: What it is within the partition (``SESSION#…``, ``REQUEST#…``); DynamoDB's ``sk``.
        value: Plain JSON.
        version: 1 when it was first written, one more with every write.
        user_id: Whose it is, when it is listed by user.
        expires_at: When it vanishes; never when absent.
    """

    partition: str
    sort: str
    value: dict[str, Any]
    version: int
    user_id: str | None = None
    expires_at: datetime | None = None


class RecordStore(Protocol):
    """Keeps records; an expired one is not there, whether or not it was deleted already."""

    @property
    def lists_at_once(self) -> bool:
        """Whether ``list_by_user`` finds what was written just now."""
        ...

    async def get(self, partition: str, sort: str) -> Record | None:
        """The record, or None."""
        ...

    async def put(
        self,
        partition: str,
        sort: str,
        value: dict[str, Any],
        *,
        expected_version: int | None = None,
        user_id: str | None = None,
        expires_at: datetime | None = None,
    ) -> Record:
        """Writes a record and returns it with its new version, durable.

        Args:
            partition: See ``Record``.
            sort: See ``Record``.
            value: Plain JSON; replaces what was there.
            expected_version: The version that must be there; 0 for none. None writes regardless.
            user_id: See ``Record``.
            expires_at: See ``Record``.

        Raises:
            ConflictError: Another version is there; nothing was written.
        """
        ...

    async def query(
        self, partition: str, prefix: str, *, after: str = "", limit: int = 100
    ) -> list[Record]:
        """Records of a partition whose sort key begins with ``prefix``, in its order.

        Args:
            partition: See ``Record``.
            prefix: Beginning of the sort key; empty for all.
            after: Only sort keys greater than this one.
            limit: How many at most.
        """
        ...

    async def list_by_user(self, user_id: str, prefix: str, *, limit: int = 100) -> list[Record]:
        """A user's records whose sort key begins with ``prefix``, last written first.

        An engine may find them by an index that is behind by moments: what was written just now may
        be missing. What is found is as it is now.
        """
        ...

    async def delete(self, partition: str, sort: str) -> None:
        """Removes a record; removing what is not there is fine."""
        ...

    async def expired(self, prefix: str, *, limit: int = 100) -> list[Record]:
        """Records that have expired but were not removed yet, whose sort key has ``prefix``.

        Is for cleaning what belongs to them. An engine that removes by itself what has expired may
        leave out kinds that nothing belongs to.
        """
        ...

    async def delete_partition(self, partition: str) -> None:
        """Removes every record of a partition, and the names under which events were added once."""
        ...
