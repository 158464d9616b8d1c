"""A seller's account of eBay as we keep it, and where it is kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from talknshop.core.errors import ConfigurationError, ConflictError, NotConfiguredError

_MOST_TRIES = 10


class SellerTokenStore(Protocol):
    """Keeps a value for each seller and marketplace, encrypted."""

    async def read(self, user_id: str, marketplace: str) -> tuple[bytes, int] | None:
        """The value and its version; None where there is none."""
        ...

    async def write(
        self, user_id: str, marketplace: str, value: bytes, *, replacing: int | None
    ) -> bool:
        """Stores a value in the place of a version; None replaces whatever there is."""
        ...

    async def delete(self, user_id: str, marketplace: str) -> None:
        """Forgets a value."""
        ...


class SellerSetup(BaseModel):
    """What is known to be there in a seller's account."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    opted_in: bool = False
    """Whether the account uses business policies."""
    payment_policy_id: str | None = None
    return_policy_id: str | None = None
    fulfillment_policy_ids: dict[str, str] = Field(default_factory=dict)
    """By how the item gets to its buyer: ``shipping`` or ``local_pickup``."""
    locations: tuple[str, ...] = ()
    """Keys of places that items are sent from."""


class SellerAccount(BaseModel):
    """An account that a seller connected."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    grant_id: str
    """Of this consent: another one has another."""
    refresh_token: str = Field(repr=False)
    refresh_expires_at: datetime | None = None
    """None where eBay did not say."""
    connected_at: datetime
    refused: bool = False
    """Whether eBay has said that the consent does not hold any more."""
    setup: SellerSetup = SellerSetup()


class SellerAccountRepository:
    """Reads and writes the accounts of one eBay (production, sandbox, a simulated one)."""

    def __init__(self, tokens: SellerTokenStore, marketplace: str) -> None:
        """Keeps accounts in ``tokens`` under the name of ``marketplace``."""
        self._tokens = tokens
        self._marketplace = marketplace

    async def find(self, user_id: str) -> SellerAccount | None:
        """The account; None where there is none, or none that can be read any more."""
        found = await self._read(user_id)
        return found[0] if found else None

    async def get(self, user_id: str) -> SellerAccount:
        """The account.

        Raises:
            NotConfiguredError: The seller has connected none.
        """
        account = await self.find(user_id)
        if account is None:
            raise NotConfiguredError(
                "Your eBay account is not connected. Connect it, then try again.", service="eBay"
            )
        return account

    async def replace(self, user_id: str, account: SellerAccount) -> None:
        """Stores an account in the place of whatever there is."""
        value = account.model_dump_json().encode()
        await self._tokens.write(user_id, self._marketplace, value, replacing=None)

    async def change(
        self, user_id: str, grant_id: str, to: Callable[[SellerAccount], SellerAccount]
    ) -> SellerAccount | None:
        """Changes an account on top of whatever others changed meanwhile.

        Returns:
            The account as it is now; None when it is not of this consent any more.

        Raises:
            ConflictError: Others keep changing it.
        """
        for _ in range(_MOST_TRIES):
            found = await self._read(user_id)
            if found is None or found[0].grant_id != grant_id:
                return None
            changed = to(found[0])
            if changed == found[0]:
                return changed
            value = changed.model_dump_json().encode()
            if await self._tokens.write(user_id, self._marketplace, value, replacing=found[1]):
                return changed
        raise ConflictError("Your eBay account is being changed elsewhere. Please try again.")

    async def forget(self, user_id: str) -> None:
        """Removes an account."""
        await self._tokens.delete(user_id, self._marketplace)

    async def _read(self, user_id: str) -> tuple[SellerAccount, int] | None:
        try:
            found = await self._tokens.read(user_id, self._marketplace)
            return (SellerAccount.model_validate_json(found[0]), found[1]) if found else None
        except (ConfigurationError, ValidationError):
            # Of a secret that is gone, or of another time: connecting again mends both.
            return None
