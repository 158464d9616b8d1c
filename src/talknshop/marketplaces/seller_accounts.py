"""The port of a marketplace at which sellers have accounts that they connect with us."""

from typing import Protocol

from talknshop.schemas.connection import ConnectStarted, MarketplaceConnection
from talknshop.schemas.enums import PostingMarketplace


class SellerAccounts(Protocol):
    """Connects accounts of sellers; nothing that lets anybody in is ever handed out."""

    @property
    def marketplace(self) -> PostingMarketplace:
        """Which one it is."""
        ...

    async def connect(self, user_id: str) -> ConnectStarted:
        """Begins to connect an account: where the seller's browser goes to agree."""
        ...

    async def callback(
        self, user_id: str, *, state: str, code: str | None = None, error: str | None = None
    ) -> MarketplaceConnection:
        """Ends it, when the seller comes back from there.

        Args:
            user_id: Who comes back; must be who left.
            state: What the marketplace gives back of what it was sent.
            code: What the consent is exchanged with; None where the seller refused.
            error: What the marketplace says in its place.

        Raises:
            ValidationError: The consent was refused, has expired or was used before.
            AuthorizationError: Somebody else began it.
            TalknShopError: The marketplace failed; beginning again helps.
        """
        ...

    async def status(self, user_id: str) -> MarketplaceConnection:
        """How it stands with a seller; the marketplace is not asked."""
        ...

    async def disconnect(self, user_id: str) -> None:
        """Forgets the account; listings that are up stay up."""
        ...
