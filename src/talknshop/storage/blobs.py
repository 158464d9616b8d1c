"""The port of a blob store: bytes under a key that the server made."""

import re
from typing import Protocol

from talknshop.core.errors import StorageError

# Every part begins with a letter or figure, so that none is "." or "..".
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_.-]*)*")
_LONGEST_KEY = 512


def checked_key(key: str) -> str:
    """The key, where it is one.

    Raises:
        StorageError: It is none, and could lead elsewhere.
    """
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise StorageError("This is no key of a stored file.")
    return key


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
