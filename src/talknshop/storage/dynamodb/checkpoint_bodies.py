"""Bodies of checkpoints' items: made, read, and put where they fit."""

# pyright: reportMissingTypeStubs=false

from collections.abc import Mapping
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol

from talknshop.core.errors import DatabaseError
from talknshop.storage.blobs import BlobStore
from talknshop.storage.dynamodb.batches import Item, ItemKey
from talknshop.storage.dynamodb.checkpoint_items import (
    LARGEST_BODY,
    blob_key,
    content_of,
    item_of,
    packed,
    text_of,
    unpacked,
)


class CheckpointBodies:
    """Keeps bodies in their items, and larger ones as blobs."""

    def __init__(self, serde: SerializerProtocol, blobs: BlobStore) -> None:
        """Makes bytes by ``serde``; what no item can hold goes into ``blobs``."""
        self._serde = serde
        self._blobs = blobs

    async def item(
        self, key: ItemKey, body: Mapping[str, Any], *, expires_at: int, run_id: str | None = None
    ) -> Item:
        """An item that is ready to be written; the blob it needs is durable.

        Raises:
            StorageError: The blob could not be written.
        """
        kind, content = packed(self._serde, body)
        if len(content) <= LARGEST_BODY:
            return item_of(key, kind, content, expires_at=expires_at, run_id=run_id)
        await self._blobs.put(blob_key(key), content)
        return item_of(key, kind, None, expires_at=expires_at, run_id=run_id)

    async def body(self, item: Item) -> Any:  # noqa: ANN401  # of a checkpoint or of writes
        """What an item holds.

        Raises:
            DatabaseError: Its blob is gone.
            StorageError: Its blob cannot be read.
        """
        return unpacked(self._serde, text_of(item, "format") or "", await self._content(item))

    async def copied(self, item: Item, thread_id: str) -> Item:
        """The same item for another thread, with a blob of its own.

        Raises:
            DatabaseError: Its blob is gone.
            StorageError: Its blob cannot be read or written.
        """
        copy: Item = {**item, "pk": {"S": thread_id}}
        if text_of(item, "blob_key") is not None:
            key = blob_key((thread_id, text_of(item, "sk") or ""))
            await self._blobs.put(key, await self._content(item))
            copy["blob_key"] = {"S": key}
        return copy

    async def _content(self, item: Item) -> bytes:
        key = text_of(item, "blob_key")
        if key is None:
            return content_of(item)
        content = await self._blobs.get(key)
        if content is None:
            raise DatabaseError(
                "A part of this conversation's state is gone. Please begin a new conversation."
            )
        return content
