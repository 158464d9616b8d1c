"""Taking files in: announced or at once, whole or piece by piece, opened before they are kept."""

import json
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Any

from talknshop.core.errors import (
    AuthenticationError,
    ContentTooLargeError,
    UnsupportedFormatError,
    ValidationError,
)
from talknshop.core.tokens import Signer
from talknshop.media.files import FileRepository, StoredFile
from talknshop.media.incoming import IncomingFiles
from talknshop.media.limits import MOST_AUDIO_BYTES, MOST_IMAGE_BYTES, UPLOAD_LIFETIME
from talknshop.media.sniffing import FileKind, sniff
from talknshop.media.transcription.recordings import Recordings
from talknshop.media.worker import Worker
from talknshop.schemas.enums import MediaType
from talknshop.schemas.media import ProcessingStatus, UploadDraft

_PURPOSE = "media upload"
_SNIFFED_BYTES = 32
NO_SPEECH = (
    "Recordings are not understood by this installation: no speech engine is installed. "
    "Please type what you would say."
)


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


class Intake:
    """What a person may do to bring files here."""

    def __init__(
        self,
        files: FileRepository,
        incoming: IncomingFiles,
        decoder: Worker,
        recordings: Recordings,
        signer: Signer,
    ) -> None:
        """Opens pictures with ``decoder``, keeps what it opened in ``files``."""
        self._files = files
        self._incoming = incoming
        self._decoder = decoder
        self._recordings = recordings
        self._signer = signer

    async def announce(self, user_id: str, draft: UploadDraft) -> tuple[StoredFile, str]:
        """Makes room for a file and the token with which its bytes may be sent.

        Raises:
            UnsupportedFormatError: Files of that kind are not taken here.
            ContentTooLargeError: It is larger than what is taken.
                RateLimitError: The person has too many files.
        """
        media_type = _media_type(draft)
        check_size(draft.file_size or 0, media_type)
        stored = await self._files.announce(user_id, draft.file_name, media_type, draft.file_size)
        subject = json.dumps([stored.file.media_id, user_id])
        return stored, self._signer.sign(_PURPOSE, subject, UPLOAD_LIFETIME)

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
            return await self._finish(stored)

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
            return Progress(come, None if come < whole else await self._finish(stored))

    async def take(self, user_id: str, file_name: str, content: bytes) -> StoredFile:
        """Takes a file that was sent at once.

        Raises:
            ValidationError: It is too large, of no kind that is taken, or cannot be opened.
        """
        kind = _sniffed(content)
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
        kind = kind or _sniffed(content)
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

    async def _finish(self, stored: StoredFile) -> StoredFile:
        content = await self._incoming.take(stored.file.media_id)
        kind = _sniffed(content)
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


def most_bytes(media_type: MediaType) -> int:
    """How large a file may be."""
    return MOST_IMAGE_BYTES if media_type is MediaType.IMAGE else MOST_AUDIO_BYTES


def check_size(size: int, media_type: MediaType) -> None:
    """Lets only files pass that are small enough.

    Raises:
        ContentTooLargeError: It is larger than what is taken.
    """
    if size > (most := most_bytes(media_type)):
        raise ContentTooLargeError(
            f"The file has more than the {most // (1024 * 1024)} MB that are taken. "
            "Please send a smaller one."
        )


def _media_type(draft: UploadDraft) -> MediaType:
    stated = draft.media_type or draft.content_type.split("/", 1)[0].lower()
    if stated not in {MediaType.IMAGE, MediaType.AUDIO}:
        raise UnsupportedFormatError(
            "Only photos (JPEG, PNG, WebP, GIF) and recordings can be uploaded."
        )
    return MediaType(stated)


def _sniffed(content: bytes) -> FileKind:
    kind = sniff(content[:_SNIFFED_BYTES])
    if kind is None:
        raise UnsupportedFormatError(
            "This is neither a photo nor a recording that can be opened, whatever its name says. "
            "Send a JPEG, PNG, WebP or GIF, or what a browser or a phone records."
        )
    return kind
