"""Which photos everybody may see: those that a listing shows, for as long as it is up."""

from talknshop.core.errors import NotFoundError
from talknshop.media.files import FileRepository
from talknshop.media.intake import Intake
from talknshop.schemas.enums import MediaType
from talknshop.schemas.photos import ShownPhotos
from talknshop.storage.records import RecordStore

_SHOWN = "SHOWN#"
_MOST = 1_000


class PhotoShows:
    """Notes which listing shows which photos, by listing and by photo."""

    def __init__(self, files: FileRepository, intake: Intake, records: RecordStore) -> None:
        """Keeps that in ``records``, beside what is known of the files."""
        self._files = files
        self._intake = intake
        self._records = records

    async def show(self, photos: ShownPhotos) -> int:
        """States exactly which photos a listing shows; returns how many.

        Raises:
            NotFoundError: One is not there, or not the seller's own; nothing was changed.
        """
        wanted = [await self._own(photos.user_id, key) for key in photos.s3_keys]
        before = await self._records.query(_listing(photos.shown_by), "", limit=_MOST)
        for media_id in wanted:
            await self._records.put(_listing(photos.shown_by), media_id, {})
            await self._records.put(media_id, _SHOWN + photos.shown_by, {})
            await self._note(media_id)
        for record in before:
            if record.sort not in wanted:
                await self._records.delete(record.sort, _SHOWN + photos.shown_by)
                await self._records.delete(_listing(photos.shown_by), record.sort)
                await self._note(record.sort)
        return len(wanted)

    async def _own(self, user_id: str, key: str) -> str:
        file = (await self._intake.usable(await self._files.find_by_key(user_id, key))).file
        if file.media_type is not MediaType.IMAGE:
            raise NotFoundError("This file is no picture.")
        return file.media_id

    async def _note(self, media_id: str) -> None:
        is_shown = bool(await self._records.query(media_id, _SHOWN, limit=1))
        stored = await self._files.get(media_id)
        if stored is not None:
            await self._files.note_shown(stored, is_shown=is_shown)


def _listing(shown_by: str) -> str:
    return f"#shown#{shown_by}"
