"""What sellers entrust to us, such as refresh tokens: encrypted items of a table of DynamoDB."""

from contextlib import suppress

from talknshop.core.encryption import Cipher
from talknshop.core.errors import ConfigurationError
from talknshop.storage.dynamodb.calls import ConditionFailedError
from talknshop.storage.dynamodb.items import Item, binary, int_of, key_of, number, text
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.seller_tokens import owner_of

_PREFIX = "ACCOUNTS#"


class DynamoDbSellerTokens:
    """Implements ``marketplaces.ebay.selling.account.SellerTokenStore``.

    A partition for each marketplace, within it a seller an item.
    """

    def __init__(self, table: DynamoDbTable, cipher: Cipher) -> None:
        """Keeps values in ``table``, whose owner closes the client."""
        self._table = table
        self._cipher = cipher

    async def read(self, user_id: str, marketplace: str) -> tuple[bytes, int] | None:
        """The value and its version; None where there is none.

        Raises:
            ConfigurationError: It was encrypted under a secret that is not among ours any more.
        """
        item = await self._table.get(_PREFIX + marketplace, user_id)
        if item is None:
            return None
        plain = self._cipher.decrypt(_hidden(item), bound_to=owner_of(user_id, marketplace))
        return plain, int_of(item, "version")

    async def write(
        self, user_id: str, marketplace: str, value: bytes, *, replacing: int | None
    ) -> bool:
        """Stores a value in the place of the version that was read.

        Args:
            user_id: Whose it is.
            marketplace: For which account of theirs.
            value: What to keep.
            replacing: The version it replaces; None replaces whatever there is.

        Returns:
            Whether it was stored; False when somebody else wrote first.
        """
        hidden = self._cipher.encrypt(value, bound_to=owner_of(user_id, marketplace))
        values: Item = {":value": binary(hidden), ":one": number(1), ":none": number(0)}
        condition = None
        if replacing is not None:
            condition, values[":replacing"] = "#version = :replacing", number(replacing)
        try:
            await self._table.update(
                key_of(_PREFIX + marketplace, user_id),
                "SET #value = :value, #version = if_not_exists(#version, :none) + :one",
                condition,
                names={"#value": "value", "#version": "version"},
                values=values,
            )
        except ConditionFailedError:
            return await self._is_own(user_id, marketplace, hidden)
        return True

    async def delete(self, user_id: str, marketplace: str) -> None:
        """Forgets a value."""
        await self._table.delete(_PREFIX + marketplace, user_id)

    async def users(self, marketplace: str) -> list[str]:
        """Everybody who has a value for a marketplace."""
        values = {":pk": text(_PREFIX + marketplace)}
        return [item["sk"]["S"] async for item in self._table.query("pk = :pk", values)]

    async def encrypt_anew(self) -> int:
        """Encrypts under the newest secret what is still under an older one.

        After this the older secret can be taken out of ``SECRET_KEY``. What no secret of ours
        opens, and what is being written at the same time, is left alone.

        Returns:
            How many values were encrypted anew.
        """
        return sum([await self._renewed(item) async for item in self._table.scan()])

    async def _renewed(self, item: Item) -> bool:
        marketplace, user_id = item["pk"]["S"].removeprefix(_PREFIX), item["sk"]["S"]
        owner, hidden = owner_of(user_id, marketplace), _hidden(item)
        if self._cipher.is_current(hidden, bound_to=owner):
            return False
        with suppress(ConfigurationError, ConditionFailedError):
            plain = self._cipher.decrypt(hidden, bound_to=owner)
            renewed = self._cipher.encrypt(plain, bound_to=owner)
            await self._table.update(
                key_of(_PREFIX + marketplace, user_id),
                "SET #value = :value",
                "#value = :before",
                names={"#value": "value"},
                values={":value": binary(renewed), ":before": binary(hidden)},
            )
            return True
        return False

    async def _is_own(self, user_id: str, marketplace: str, hidden: bytes) -> bool:
        """Tells a write of ours that was repeated, its answer lost, from another's."""
        there = await self._table.get(_PREFIX + marketplace, user_id)
        return there is not None and _hidden(there) == hidden


def _hidden(item: Item) -> bytes:
    return bytes(item["value"]["B"])
