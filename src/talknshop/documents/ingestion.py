"""Taking documents in: read once, stored by version, indexed."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError, ValidationError
from talknshop.documents.index_keeper import IndexKeeper
from talknshop.documents.parsing.formats import format_of
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.documents.ports import Added, Refused, Unchanged, Viewer
from talknshop.documents.repository import DocumentRepository, document_id_of
from talknshop.documents.stored import StoredVersion, stored_version
from talknshop.schemas.document import DocumentFormat, DocumentInfo, DocumentSubject
from talknshop.search.languages import language_of

_log = structlog.stdlib.get_logger(__name__)

_MOST_CHARACTERS = 10_000_000
_LONGEST_NAME = 300

Parse = Callable[[DocumentFormat, bytes], ParsedDocument]
"""Reads a file of a format; blocks, and raises ``ValidationError`` for what cannot be read."""


@dataclass(frozen=True, slots=True)
class _File:
    """What somebody wants to add."""

    name: str
    data: bytes
    subject: DocumentSubject
    owner_id: str | None

    @property
    def digest(self) -> str:
        return hashlib.blake2b(self.data, digest_size=16).hexdigest()


class IngestionService:
    """Takes documents in and lets go of them; implements ``Ingestion``."""

    def __init__(
        self, repository: DocumentRepository, keeper: IndexKeeper, parse: Parse, clock: Clock
    ) -> None:
        """Stores in ``repository`` what ``parse`` reads; ``keeper`` indexes it."""
        self._repository = repository
        self._keeper = keeper
        self._parse = parse
        self._clock = clock

    async def add(
        self,
        name: str,
        data: bytes,
        *,
        subject: DocumentSubject,
        owner_id: str | None,
        index: bool = True,
    ) -> Added | Unchanged | Refused:
        """Reads a file; the same name of the same owner is a new version of what it was before.

        Args:
            name: The file's name, or the address that it came from.
            data: What is in it.
            subject: What it belongs to.
            owner_id: Who alone may see it; None for everybody.
            index: Whether it shall be found at once; whoever adds many indexes once at the end.
        """
        file = _File(name.strip()[:_LONGEST_NAME], data, subject, owner_id)
        present = await self._repository.find(document_id_of(owner_id, file.name))
        if present is not None and (present.content_hash, present.subject) == (
            file.digest,
            subject,
        ):
            return Unchanged(present)
        try:
            document = await self._store(file, present)
        except ValidationError as error:
            _log.info("document refused", name=file.name, reason=error.message)
            return Refused(file.name, error.message)
        except ConflictError:
            return Refused(
                file.name, "Somebody else changed this document meanwhile. Add it again."
            )
        if index:
            await self._keeper.refresh()
        return Added(document)

    async def _store(self, file: _File, present: DocumentInfo | None) -> DocumentInfo:
        document_format = format_of(file.name, file.data)
        parsed = await asyncio.to_thread(self._parse, document_format, file.data)
        version = await asyncio.to_thread(_checked, parsed)
        now = self._clock.now()
        document = DocumentInfo(
            document_id=document_id_of(file.owner_id, file.name),
            version=present.version + 1 if present else 1,
            title=parsed.title or file.name,
            format=document_format,
            language=language_of(parsed.text),
            subject=file.subject,
            source=file.name,
            owner_id=file.owner_id,
            content_hash=file.digest,
            char_count=len(parsed.text),
            page_count=version.page_count,
            chunk_count=len(version.chunks),
            added_at=present.added_at if present else now,
            updated_at=now,
        )
        await self._repository.put(document, version)
        return document

    async def remove(self, document_id: str, *, viewer: Viewer) -> None:
        """Removes a document with all versions, passages and vectors.

        Raises:
            NotFoundError: There is none that the viewer may remove.
        """
        await self._repository.remove(document_id, viewer=viewer)
        await self._keeper.refresh()

    async def remove_of_owner(self, owner_id: str) -> int:
        """Removes every document that a person alone may see; returns how many."""
        own = [one async for one in self._repository.all() if one.owner_id == owner_id]
        for document in own:
            try:
                await self._repository.remove(document.document_id, viewer=owner_id)
            except NotFoundError:
                continue
        if own:
            await self._keeper.refresh()
        return len(own)

    async def index(self) -> None:
        """Has everything found that was added before."""
        await self._keeper.refresh()


def _checked(parsed: ParsedDocument) -> StoredVersion:
    if not parsed.text.strip():
        raise ValidationError(
            "There are no words in this document. If it is a scan, have its text recognised first."
        )
    if len(parsed.text) > _MOST_CHARACTERS:
        raise ValidationError(
            f"This document has {len(parsed.text):,} characters; at most {_MOST_CHARACTERS:,} are "
            "read. Divide it."
        )
    return stored_version(parsed)
