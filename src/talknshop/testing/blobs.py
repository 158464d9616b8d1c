"""The conformance suite of blob stores."""

import pytest

from talknshop.core.errors import StorageError
from talknshop.storage.blobs import BlobStore


class BlobStoreSuite:
    """Subclass it with a fixture ``blobs`` that gives an empty store."""

    async def test_what_was_put_is_there(self, blobs: BlobStore) -> None:
        await blobs.put("uploads/a/one.jpg", b"\x00\xff")
        await blobs.put("uploads/a/two.jpg", b"")
        assert await blobs.get("uploads/a/one.jpg") == b"\x00\xff"
        assert await blobs.get("uploads/a/two.jpg") == b""

    async def test_putting_again_replaces(self, blobs: BlobStore) -> None:
        await blobs.put("a", b"long before")
        await blobs.put("a", b"after")
        assert await blobs.get("a") == b"after"

    async def test_deleting_removes_and_may_be_repeated(self, blobs: BlobStore) -> None:
        await blobs.put("a/b", b"x")
        await blobs.delete("a/b")
        await blobs.delete("a/b")
        assert await blobs.get("a/b") is None
        assert await blobs.get("never/was") is None

    @pytest.mark.parametrize(
        "key",
        ["", "/etc/passwd", "../a", "a/../b", "a//b", "a/.", ".hidden", "a\\b", "a\x00", "x" * 600],
    )
    async def test_no_key_leads_elsewhere(self, blobs: BlobStore, key: str) -> None:
        with pytest.raises(StorageError):
            await blobs.put(key, b"x")
        with pytest.raises(StorageError):
            await blobs.get(key)
