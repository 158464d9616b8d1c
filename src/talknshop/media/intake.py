"""Taking files in: announced or at once, whole or piece by piece, opened before they are kept."""

import json
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from talknshop.core.errors import (
    AuthenticationError,
    StorageError,
    UnsupportedFormatError,
    ValidationError,
)
from talknshop.core.tokens import Signer
from talknshop.media.accepted_files import announced_type, check_size, most_bytes, sniffed
from talknshop.media.files import FileRepository, StoredFile
from talknshop.media.incoming import IncomingFiles
from talknshop.media.limits import UPLOAD_LIFETIME
from talknshop.media.sniffing import FileKind
from talknshop.media.transcription.recordings import Recordings
from talknshop.media.worker import Worker
from talknshop.schemas.enums import MediaType
from talknshop.schemas.media import ProcessingStatus, UploadDraft

if TYPE_CHECKING:
    from talknshop.media.bucket_uploads import BucketUploads
    from talknshop.storage.s3_bucket import UploadForm

_PURPOSE = "media upload"


_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Grant:
    """What an upload token allows: to send the bytes of one file."""

    media_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is; ``done`` once its last byte has come and it was opened."""

    offset: int
    done: StoredFile | None


@dataclass(frozen=True, slots=True)
class Announced:
    """A file whose bytes may come."""

    stored: StoredFile
    token: str
    """Lets its bytes be sent, or says that they were."""
    form: "UploadForm | None"
    """Takes them, where they do not come here."""


class Intake:
    """What a person may do to bring files here."""

    def __init__(
        self,
        files: FileRepository,
        incoming: IncomingFiles,
        decoder: Worker,
        recordings: Recordings,
        signer: Signer,
        *,
        uploads: "BucketUploads | None" = None,
    ) -> None:
        """Opens pictures with ``decoder``, keeps what it opened in ``files``.

        Args:
            files: The files of people.
            incoming: Where bytes that come here wait.
            decoder: Opens pictures.
            recordings: Opens recordings.
            signer: Signs tokens.
            uploads: Has pages send bytes to a bucket; None has them come here.
        """
        self._files = files
        self._incoming = incoming
        self._decoder = decoder
        self._recordings = recordings
        self._signer = signer
        self._uploads = uploads

    async def announce(self, user_id: str, draft: UploadDraft) -> Announced:
        """Makes room for a file and the token with which its bytes may be sent.

        Raises:
            UnsupportedFormatError: Files of that kind are not taken here.
            ContentTooLargeError: It is larger than what is taken.
            RateLimitError: The person has too many files.
            StorageError: The bucket cannot be used.
        """
        media_type = announced_type(draft)
        check_size(draft.file_size or 0, media_type)
        stored = await self._files.announce(user_id, draft.file_name, media_type, draft.file_size)
        subject = json.dumps([stored.file.media_id, user_id])
        token = self._signer.sign(_PURPOSE, subject, UPLOAD_LIFETIME)
        if self._uploads is None:
            return Announced(stored, token, None)
        most = most_bytes(media_type)
        form = await self._uploads.form(stored, draft.content_type, most_bytes=most)
        return Announced(stored, token, form)

    async def complete(self, grant: Grant) -> StoredFile:
        """Opens a file whose bytes went to the bucket; what was opened before stays as it is.

        Raises:
            ValidationError: Nothing has come, or it is of another kind, or cannot be opened.
            StorageError: The bucket cannot be used; the same may be asked again.
        """
        stored = await self._files.find(grant.user_id, grant.media_id)
        if stored.file.processing_status is ProcessingStatus.COMPLETED:
            return stored
        if self._uploads is None:
            raise ValidationError("This file has not come yet. Send it to its upload address.")
        async with self._incoming.turn(grant.media_id):
            most = most_bytes(stored.file.media_type)
            content = await self._uploads.content(stored, most_bytes=most)
            try:
                done = await self._finish(stored, content)
            except ValidationError:
                await self._forget(stored)
                raise
            await self._forget(done)
            return done

    async def usable(self, stored: StoredFile) -> StoredFile:
        """The same file, opened if its bytes lie in the bucket and nobody has said so yet.

        Raises:
            ValidationError: As ``complete``, but for bytes that have not come: then it stays.
        """
        is_pending = stored.file.processing_status is ProcessingStatus.PENDING
        if self._uploads is None or not is_pending:
            return stored
        return await self.complete(Grant(stored.file.media_id, stored.user_id))

    async def forget(self, stored: StoredFile) -> None:
        """Removes bytes of a file that were not opened."""
        await self._incoming.delete(stored.file.media_id)
        if self._uploads is not None:
            await self._uploads.delete(stored)

    async def _forget(self, stored: StoredFile) -> None:
        assert self._uploads is not None  # noqa: S101  # who came here has them
        try:
            await self._uploads.delete(stored)
        except StorageError as error:
            # A rule of the bucket removes it within a day.
            _log.warning("original not removed", reason=error.message)

    def grant(self, media_id: str, token: str) -> Grant:
        """What a token allows.

        Raises:
            AuthenticationError: It is not ours, has expired, or is for another file.
        """
        named, user_id = json.loads(self._signer.verify(_PURPOSE, token))
        if named != media_id:
            raise AuthenticationError("This upload address is for another file. Ask for a new one.")
        return Grant(media_id, user_id)

    async def offset(self, grant: Grant) -> tuple[int, StoredFile]:
        """How many bytes of a file have come, and its record."""
        stored = await self._files.find(grant.user_id, grant.media_id)
        return await self._incoming.size(grant.media_id), stored

    async def receive(self, grant: Grant, chunks: AsyncIterable[bytes]) -> StoredFile:
        """Takes a file in one piece.

        Raises:
            ValidationError: It is too large, of another kind, or cannot be opened; the person may
                send another one to the same address.
        """
        stored = await self._awaited(grant)
        async with self._incoming.turn(grant.media_id):
            await self._incoming.delete(grant.media_id)
            most = most_bytes(stored.file.media_type)
            await self._incoming.append(grant.media_id, 0, chunks, most_bytes=most)
            return await self._finish(stored, await self._incoming.take(grant.media_id))

    async def append(
        self, grant: Grant, offset: int, chunks: AsyncIterable[bytes], *, length: int | None
    ) -> Progress:
        """Takes a piece of a file; with the last, it is opened.

        Args:
            grant: What the token allows.
            offset: How many bytes have come before it.
            chunks: The piece.
            length: How long the whole file is; what was announced where it is not said.

        Raises:
            ConflictError: Another number of bytes has come.
            ValidationError: As ``receive``, or nothing says how long the file is.
        """
        stored = await self._awaited(grant)
        whole = length or stored.declared_bytes
        if whole is None:
            raise ValidationError(
                "Nothing says how long the file is. Announce it with file_size, or send the "
                "header Upload-Length."
            )
        check_size(whole, stored.file.media_type)
        async with self._incoming.turn(grant.media_id):
            come = await self._incoming.append(grant.media_id, offset, chunks, most_bytes=whole)
            if come < whole:
                return Progress(come, None)
            content = await self._incoming.take(grant.media_id)
            return Progress(come, await self._finish(stored, content))

    async def take(self, user_id: str, file_name: str, content: bytes) -> StoredFile:
        """Takes a file that was sent at once.

        Raises:
            ValidationError: It is too large, of no kind that is taken, or cannot be opened.
        """
        kind = sniffed(content)
        check_size(len(content), kind.media_type)
        opened = await self._open(content, kind)
        stored = await self._files.announce(user_id, file_name, kind.media_type, len(content))
        return await self._files.complete(stored, *opened)

    async def open_picture(
        self, content: bytes, kind: FileKind | None = None
    ) -> tuple[bytes, dict[str, int]]:
        """A picture written anew, and its width and height.

        Raises:
            ValidationError: It is no picture that can be opened, or too large.
        """
        kind = kind or sniffed(content)
        if kind.media_type is not MediaType.IMAGE:
            raise UnsupportedFormatError("That is a recording, and no picture.")
        check_size(len(content), MediaType.IMAGE)
        facts, copy = await self._decoder.ask({"kind": str(kind)}, content)
        return copy, {"width": int(facts["width"]), "height": int(facts["height"])}

    async def _awaited(self, grant: Grant) -> StoredFile:
        stored = await self._files.find(grant.user_id, grant.media_id)
        if stored.file.processing_status is not ProcessingStatus.PENDING:
            raise ValidationError("This file has come already. Ask for a new upload address.")
        return stored

    async def _finish(self, stored: StoredFile, content: bytes) -> StoredFile:
        kind = sniffed(content)
        if kind.media_type is not stored.file.media_type:
            raise UnsupportedFormatError(
                f"The file was announced as {stored.file.media_type} and is {kind}."
            )
        return await self._files.complete(stored, *await self._open(content, kind))

    async def _open(self, content: bytes, kind: FileKind) -> tuple[bytes, dict[str, Any]]:
        """The copy that is kept, and what opening it told."""
        if kind.media_type is MediaType.AUDIO:
            return await self._recordings.copy(content)
        return await self.open_picture(content, kind)
