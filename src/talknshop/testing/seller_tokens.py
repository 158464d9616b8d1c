"""The conformance suite of a store of sellers' accounts: every implementation passes it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import pytest

from talknshop.core.encryption import Cipher
from talknshop.core.errors import ConfigurationError
from talknshop.marketplaces.ebay.selling.account import SellerTokenStore

_OLD, _NEW = "o" * 40, "n" * 40
_VALUE = b'{"refresh_token": "very-secret"}'


class SellerTokens(SellerTokenStore, Protocol):
    """A store with its upkeep."""

    async def users(self, marketplace: str) -> list[str]: ...
    async def encrypt_anew(self) -> int: ...


OpenTokens = Callable[[Cipher], SellerTokens]
"""Opens the same store under another cipher."""
StoredValues = Callable[[], Awaitable[Sequence[bytes]]]
"""Whatever bytes are stored."""


class SellerTokensConformance:
    """The suite; needs the fixtures ``open_tokens`` and ``stored``."""

    async def test_a_value_comes_back_with_its_version(self, open_tokens: OpenTokens) -> None:
        tokens = open_tokens(Cipher([_OLD]))
        assert await tokens.read("anna", "ebay") is None
        assert await tokens.write("anna", "ebay", _VALUE, replacing=None)
        assert await tokens.read("anna", "ebay") == (_VALUE, 1)
        assert await tokens.write("anna", "ebay", b"second", replacing=1)
        assert not await tokens.write("anna", "ebay", b"third", replacing=1)
        assert await tokens.write("bert", "ebay", b"his", replacing=None)
        assert await tokens.read("anna", "ebay") == (b"second", 2)
        assert await tokens.users("ebay") == ["anna", "bert"]
        assert await tokens.users("etsy") == []
        await tokens.delete("anna", "ebay")
        assert await tokens.read("anna", "ebay") is None
        assert not await tokens.write("anna", "ebay", b"late", replacing=2)

    async def test_nothing_of_it_can_be_read_where_it_lies(
        self, open_tokens: OpenTokens, stored: StoredValues
    ) -> None:
        await open_tokens(Cipher([_OLD])).write("anna", "ebay", _VALUE, replacing=None)
        values = await stored()
        assert values
        assert not any(b"very-secret" in value for value in values)

    async def test_keys_rotate(self, open_tokens: OpenTokens) -> None:
        await open_tokens(Cipher([_OLD])).write("anna", "ebay", _VALUE, replacing=None)
        rotating = open_tokens(Cipher([_NEW, _OLD]))
        assert await rotating.read("anna", "ebay") == (_VALUE, 1)
        assert [await rotating.encrypt_anew(), await rotating.encrypt_anew()] == [1, 0]
        assert await open_tokens(Cipher([_NEW])).read("anna", "ebay") == (_VALUE, 1)
        lost = open_tokens(Cipher([_OLD]))
        assert await lost.encrypt_anew() == 0
        with pytest.raises(ConfigurationError, match="SECRET_KEY"):
            await lost.read("anna", "ebay")

    async def test_of_writers_at_the_same_time_one_wins(self, open_tokens: OpenTokens) -> None:
        tokens = open_tokens(Cipher([_OLD]))
        await tokens.write("anna", "ebay", _VALUE, replacing=None)
        writes = [tokens.write("anna", "ebay", bytes([n]), replacing=1) for n in range(8)]
        assert sum(await asyncio.gather(*writes)) == 1
