"""Removes checkpoints from a table, with their writes and their blobs."""

import asyncio
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from talknshop.storage.blobs import BlobStore
from talknshop.storage.dynamodb.batches import BatchWriter, Item, key_of
from talknshop.storage.dynamodb.checkpoint_items import Place, place_of, text_of
from talknshop.storage.dynamodb.known_checkpoints import KnownCheckpoints
from talknshop.storage.dynamodb.reads import ItemReader

_KEYS = "pk, sk, run_id, blob_key"


class CheckpointRemoval:
    """Decides by keys and runs alone what goes."""

    def __init__(
        self, reader: ItemReader, writer: BatchWriter, blobs: BlobStore, known: KnownCheckpoints
    ) -> None:
        """Removes what ``reader`` finds; ``known`` forgets what may be gone."""
        self._reader = reader
        self._writer = writer
        self._blobs = blobs
        self._known = known

    async def thread(
        self, thread_id: str, *, keep: AbstractSet[tuple[str, str]] = frozenset()
    ) -> None:
        """Removes all of a thread but some checkpoints, by namespace and id."""
        self._known.forget(thread_id)
        items = await self._keys_of(thread_id)
        await self._remove(item for item in items if place_of(item)[:2] not in keep)

    async def runs(self, run_ids: Sequence[str]) -> None:
        """Removes the checkpoints of runs, in all threads."""
        wanted = set(run_ids)
        if not wanted:
            return
        self._known.forget()
        items = [item async for page in self._reader.scan(only=_KEYS) for item in page]
        gone = {
            (key_of(item)[0], *place_of(item)[:2])
            for item in items
            if text_of(item, "run_id") in wanted
        }
        await self._remove(item for item in items if (key_of(item)[0], *place_of(item)[:2]) in gone)

    async def before_run(self, thread_id: str, run_id: str) -> None:
        """Removes what is older than a run's newest checkpoint and not of it.

        What is newer stays: by now another process may work on the next run.
        """
        items = await self._keys_of(thread_id)
        places = {place_of(item): text_of(item, "run_id") for item in items}
        own = {place[:2] for place, made_by in places.items() if made_by == run_id}
        newest = max((checkpoint_id for _, checkpoint_id in own), default="")

        def is_past(place: Place) -> bool:
            return place[:2] not in own and place.checkpoint_id < newest

        await self._remove(item for item in items if is_past(place_of(item)))

    async def _keys_of(self, thread_id: str) -> list[Item]:
        pages = self._reader.query(thread_id, only=_KEYS)
        return [item async for page in pages for item in page]

    async def _remove(self, items: Iterable[Item]) -> None:
        gone = list(items)
        await self._writer.write(delete=[key_of(item) for item in gone])
        # Afterwards, so that no item is left without its blob.
        keys = [key for item in gone if (key := text_of(item, "blob_key")) is not None]
        await asyncio.gather(*(self._blobs.delete(key) for key in keys))
