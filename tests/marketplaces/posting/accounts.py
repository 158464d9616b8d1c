"""Publishers of operators' accounts, before servers that speak for the marketplaces."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.marketplaces.building import SourceParts
from talknshop.marketplaces.call_policy import call_policy
from talknshop.marketplaces.posting.publishers import assisted_publishers, operator_publishers
from talknshop.marketplaces.publishing import ListingPublisher, Photo
from talknshop.marketplaces.quota import MemoryQuotaLedger
from talknshop.schemas.enums import PostingMarketplace

JPEG = b"\xff\xd8\xff\xe0 a photo"


class MemorySentNotes:
    """Notes that last as long as a test."""

    def __init__(self) -> None:
        self.sent: set[str] = set()

    async def was_sent(self, job_id: str) -> bool:
        return job_id in self.sent

    async def note(self, job_id: str) -> None:
        self.sent.add(job_id)

    async def clear(self, job_id: str) -> None:
        self.sent.discard(job_id)


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def _photo(photo: Photo) -> bytes | None:
    return None if photo.key == "gone" else JPEG


@asynccontextmanager
async def publishers_of(
    settings: Mapping[str, object], sent: MemorySentNotes | None = None
) -> AsyncGenerator[dict[PostingMarketplace, ListingPublisher]]:
    """The publishers that some settings configure; tries again at once."""
    plain: dict[str, object] = {"http_retry_backoff": 0.01, "marketplace_timeout": 5.0}
    loaded = load_settings(**{**plain, **settings})
    clock = SystemClock()
    parts = SourceParts(loaded, call_policy(loaded, clock, MemoryQuotaLedger(), None, _at_once))
    try:
        yield operator_publishers(
            parts,
            assisted_publishers(loaded, clock),
            sent=sent or MemorySentNotes(),
            read_photo=_photo,
        )
    finally:
        for client in parts.clients:
            await client.aclose()
