"""Taking documents in: read once, stored by version, indexed."""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

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

_LONGEST_NAME = 300

_MOST_TOGETHER = 64
_MOST_BYTES_TOGETHER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class NewFile:
    """What somebody wants to add.

    Attributes:
        name: The file's name, or the address that it came from.
        data: What is in it.
        subject: What it belongs to.
        owner_id: Who alone may see it; None for everybody.
    """

    name: str
    data: bytes
    subject: DocumentSubject = field(default_factory=DocumentSubject)
    owner_id: str | None = None

    @property
    def digest(self) -> str:
        """Tells content from other content."""
        return hashlib.blake2b(self.data, digest_size=16).hexdigest()


Outcome = Added | Unchanged | Refused


class Reader(Protocol):
    """Reads files in a process of its own."""

    async def parse(self, document_format: DocumentFormat, data: bytes) -> ParsedDocument:
        """Reads a file.

        Raises:
            ValidationError: It cannot be read.
        """
        ...

    async def parse_many(
        self, files: Sequence[tuple[DocumentFormat, bytes]]
    ) -> list[ParsedDocument | None]:
        """Reads many small files at once; None for what cannot be read that way."""
        ...


class IngestionService:
    """Takes documents in and lets go of them; implements ``Ingestion``."""

    def __init__(
        self, repository: DocumentRepository, keeper: IndexKeeper, reader: Reader, clock: Clock
    ) -> None:
        """Stores in ``repository`` what ``reader`` reads; ``keeper`` indexes it."""
        self._repository = repository
        self._keeper = keeper
        self._reader = reader
        self._clock = clock

    async def add(
        self,
        name: str,
        data: bytes,
        *,
        subject: DocumentSubject,
        owner_id: str | None,
        index: bool = True,
    ) -> Outcome:
        """Reads a file; the same name of the same owner is a new version of what it was before.

        Args:
            name: The file's name, or the address that it came from.
            data: What is in it.
            subject: What it belongs to.
            owner_id: Who alone may see it; None for everybody.
            index: Whether it shall be found at once; whoever adds many indexes once at the end.
        """
        file = _named(NewFile(name, data, subject, owner_id))
        outcome = await self._add(file, None)
        if index and isinstance(outcome, Added):
            await self._keeper.refresh()
        return outcome

    async def add_many(self, files: Sequence[NewFile]) -> list[Outcome]:
        """Adds files as ``add`` does, small ones read and stored together; none is indexed yet.

        Where two are of one name and owner, the last one counts.
        """
        named = [_named(file) for file in files]
        last = {(file.owner_id, file.name): file for file in named}
        outcomes: dict[tuple[str | None, str], Outcome] = {}
        batches = list(_batches(list(last.values())))
        # The next batch is read while this one is stored: another process does the reading.
        reading = asyncio.create_task(self._parsed(batches[0])) if batches else None
        try:
            for number, batch in enumerate(batches, start=1):
                assert reading is not None  # noqa: S101  # there is a batch
                parsed = await reading
                following = batches[number] if number < len(batches) else []
                reading = asyncio.create_task(self._parsed(following))
                adding = (self._add(one, parsed.get(one.name)) for one in batch)
                came = await asyncio.gather(*adding)
                keys = ((file.owner_id, file.name) for file in batch)
                outcomes |= dict(zip(keys, came, strict=True))
        finally:
            if reading is not None:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
        return [outcomes[file.owner_id, file.name] for file in named]

    async def _parsed(self, batch: Sequence[NewFile]) -> dict[str, ParsedDocument]:
        """What could be read at once of files that are new or have changed, by name."""
        presents = await asyncio.gather(*(self._present(file) for file in batch))
        wanted = [
            (file, known)
            for file, present in zip(batch, presents, strict=True)
            if not _is_same(file, present)
            and len(batch) > 1
            and (known := _format_of(file)) is not None
        ]
        if not wanted:
            return {}
        read = await self._reader.parse_many([(known, file.data) for file, known in wanted])
        pairs = zip(wanted, read, strict=True)
        return {file.name: parsed for (file, _), parsed in pairs if parsed is not None}

    async def _present(self, file: NewFile) -> DocumentInfo | None:
        return await self._repository.find(document_id_of(file.owner_id, file.name))

    async def _add(self, file: NewFile, parsed: ParsedDocument | None) -> Outcome:
        present = await self._present(file)
        if present is not None and _is_same(file, present):
            return Unchanged(present)
        try:
            return Added(await self._store(file, present, parsed))
        except ValidationError as error:
            _log.info("document refused", name=file.name, reason=error.message)
            return Refused(file.name, error.message)
        except ConflictError:
            return Refused(
                file.name, "Somebody else changed this document meanwhile. Add it again."
            )

    async def _store(
        self, file: NewFile, present: DocumentInfo | None, parsed: ParsedDocument | None
    ) -> DocumentInfo:
        document_format = format_of(file.name, file.data)
        parsed = parsed or await self._reader.parse(document_format, file.data)
        version = await asyncio.to_thread(_checked, parsed)
        now = self._clock.now()
        document_id = document_id_of(file.owner_id, file.name)
        document = DocumentInfo(
            document_id=document_id,
            version=1 + await self._repository.last_version(document_id),
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

    async def remove(self, document_id: str, *, viewer: Viewer, index: bool = True) -> None:
        """Removes a document with all versions, passages and vectors.

        Args:
            document_id: The document.
            viewer: Who removes it.
            index: Whether the index is built anew at once; see ``add``.

        Raises:
            NotFoundError: There is none that the viewer may remove.
        """
        await self._repository.remove(document_id, viewer=viewer)
        if index:
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
    return stored_version(parsed)


def _named(file: NewFile) -> NewFile:
    return replace(file, name=file.name.strip()[:_LONGEST_NAME])


def _is_same(file: NewFile, present: DocumentInfo | None) -> bool:
    return present is not None and (present.content_hash, present.subject) == (
        file.digest,
        file.subject,
    )


def _format_of(file: NewFile) -> DocumentFormat | None:
    """The format of a file; None where it is refused anyway."""
    try:
        return format_of(file.name, file.data)
    except ValidationError:
        return None


def _batches(files: Sequence[NewFile]) -> Iterator[list[NewFile]]:
    """Files that are read in one message; what is large goes alone."""
    batch: list[NewFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) == _MOST_TOGETHER or size + len(file.data) > _MOST_BYTES_TOGETHER):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += len(file.data)
    if batch:
        yield batch
