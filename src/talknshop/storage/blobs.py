"""The port of a blob store: bytes under a key that the server made."""

from typing import Protocol


class BlobStore(Protocol):
    """Keeps bytes; a key is a path of lower-case names with slashes, never begun with one."""

    async def put(self, key: str, content: bytes) -> None:
        """Stores ``content``, durable; what was there is replaced as a whole.

        Raises:
            StorageError: It cannot be written.
        """
        ...

    async def get(self, key: str) -> bytes | None:
        """What is stored; None when there is nothing.

        Raises:
            StorageError: It is there and cannot be read.
        """
        ...

    async def delete(self, key: str) -> None:
        """Removes it; removing what is not there is fine.

        Raises:
            StorageError: It cannot be removed.
        """
        ...
