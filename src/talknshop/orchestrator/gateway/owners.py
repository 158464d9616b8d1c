"""The port of owners: which server serves a connection of the gateway, and how it is told."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol

Hear = Callable[[str, str | None], None]
"""Is told a connection and what its client said; None when it has gone."""


class Owners(Protocol):
    """Hands what a client said to the server that serves it."""

    async def claim(self, connection_id: str) -> None:
        """Has this server be the one that serves a connection."""
        ...

    async def tell(self, connection_id: str, text: str | None) -> bool:
        """Hands something to whoever serves a connection; False where nobody hears it."""
        ...

    def following(self, hear: Hear) -> AbstractAsyncContextManager[None]:
        """Has ``hear`` told what others hand on for as long as the block runs."""
        ...


class OnlyOwner:
    """Implements ``Owners`` where there is one server."""

    async def claim(self, connection_id: str) -> None:
        """See ``Owners``; nobody else could."""

    async def tell(self, connection_id: str, text: str | None) -> bool:
        """See ``Owners``; what is not served here is not served."""
        del connection_id, text
        return False

    def following(self, hear: Hear) -> AbstractAsyncContextManager[None]:
        """See ``Owners``; nobody tells anything."""
        del hear
        return nullcontext()
