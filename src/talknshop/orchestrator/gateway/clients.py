"""The port of clients behind the gateway: what is sent to them goes through it."""

from typing import Protocol

from talknshop.core.errors import NotFoundError


class ClientGoneError(NotFoundError):
    """The gateway has no such connection: it was closed, or is not open yet."""


class Clients(Protocol):
    """Sends to connections that the gateway keeps."""

    async def post(self, connection_id: str, text: str) -> None:
        """Sends a message.

        Raises:
            ClientGoneError: There is no such connection.
            TalknShopError: The gateway cannot be asked.
        """
        ...

    async def close(self, connection_id: str) -> None:
        """Ends a connection; one that is gone already is fine.

        Raises:
            TalknShopError: The gateway cannot be asked.
        """
        ...
