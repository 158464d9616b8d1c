"""Keeps documents: what is told of each as a record, the text of each version as a blob."""

import asyncio
import base64
import binascii
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator

from talknshop.core.errors import NotFoundError, ValidationError
from talknshop.documents.ports import DocumentFilters, Viewer
from talknshop.documents.stored import StoredVersion
from talknshop.schemas.document import (
    DocumentInfo,
    DocumentPage,
    DocumentSubject,
    DocumentText,
    HeadingNode,
)
from talknshop.storage.blobs import BlobStore
from talknshop.storage.records import RecordStore

_DOCUMENTS = "documents"
_PREFIX = "DOCUMENT#"
_REMOVED_PREFIX = "REMOVED#"
_PAGE = 200
_KEPT_CHARACTERS = 20_000_000


def document_id_of(owner_id: str | None, name: str) -> str:
    """The id of a document: the same name of the same owner is the same document."""
    key = f"{owner_id or ''}\n{name}".encode()
    return f"doc_{hashlib.blake2b(key, digest_size=10).hexdigest()}"


class DocumentRepository:
    """Documents on a record store and a blob store; implements ``DocumentStore``."""

    def __init__(self, records: RecordStore, blobs: BlobStore) -> None:
        """Keeps what is told of documents in ``records`` and their texts in ``blobs``."""
        self._records = records
        self._blobs = blobs
        self._kept: OrderedDict[tuple[str, int], StoredVersion] = OrderedDict()
        self._characters = 0

    async def find(self, document_id: str) -> DocumentInfo | None:
        """A document whoever owns it, or None."""
        record = await self._records.get(_DOCUMENTS, _PREFIX + document_id)
        return DocumentInfo.model_validate(record.value) if record else None

    async def last_version(self, document_id: str) -> int:
        """The number of the newest version that there is or was; 0 where there was none."""
        document = await self.find(document_id)
        if document is not None:
            return document.version
        removed = await self._records.get(_DOCUMENTS, _REMOVED_PREFIX + document_id)
        return int(removed.value["version"]) if removed else 0

    async def put(self, document: DocumentInfo, version: StoredVersion) -> None:
        """Stores a version as the newest; its text is there before anything names it.

        Raises:
            ConflictError: Somebody else stored a version meanwhile.
        """
        content = version.model_dump_json().encode()
        await self._blobs.put(_key(document.document_id, document.version), content)
        present = await self._records.get(_DOCUMENTS, _PREFIX + document.document_id)
        await self._records.put(
            _DOCUMENTS,
            _PREFIX + document.document_id,
            document.model_dump(mode="json"),
            expected_version=present.version if present else 0,
            user_id=document.owner_id,
        )
        # Whoever indexes it next need not read it again.
        self._keep((document.document_id, document.version), version)

    async def remove(self, document_id: str, *, viewer: Viewer) -> DocumentInfo:
        """Removes a document with all its versions.

        Raises:
            NotFoundError: There is none that the viewer may see.
        """
        document = await self.get(document_id, viewer=viewer)
        # A citation that somebody still has must never lead to the text of another document.
        await self._records.put(
            _DOCUMENTS, _REMOVED_PREFIX + document_id, {"version": document.version}
        )
        # What nothing names any more can be removed whenever that succeeds.
        await self._records.delete(_DOCUMENTS, _PREFIX + document_id)
        for version in range(1, document.version + 1):
            self._drop((document_id, version))
            await self._blobs.delete(_key(document_id, version))
        return document

    async def get(self, document_id: str, *, viewer: Viewer) -> DocumentInfo:
        """A document, in its newest version."""
        document = await self.find(document_id)
        if document is None or not is_visible(document, viewer):
            raise NotFoundError("There is no such document.", details={"document_id": document_id})
        return document

    async def text(
        self,
        document_id: str,
        *,
        viewer: Viewer,
        version: int | None = None,
        start: int = 0,
        end: int | None = None,
    ) -> DocumentText:
        """A slice of a version's text; offsets beyond its end are its end."""
        document = await self.get(document_id, viewer=viewer)
        number = version or document.version
        whole = (await self.version(document_id, number)).text
        start = max(0, min(start, len(whole)))
        end = len(whole) if end is None else max(start, min(end, len(whole)))
        return DocumentText(
            document_id=document_id,
            version=number,
            char_start=start,
            char_end=end,
            text=whole[start:end],
        )

    async def outline(self, document_id: str, *, viewer: Viewer) -> list[HeadingNode]:
        """The headings of the newest version, as a tree."""
        document = await self.get(document_id, viewer=viewer)
        return (await self.version(document_id, document.version)).outline()

    async def list(
        self,
        filters: DocumentFilters,
        *,
        viewer: Viewer,
        cursor: str | None = None,
        limit: int = 50,
    ) -> DocumentPage:
        """Documents by title, page by page."""
        after = _decoded(cursor)
        found = [
            (document.title.casefold(), document.document_id, document)
            async for document in self.all()
            if is_visible(document, viewer) and fits(document, filters)
        ]
        rest = sorted(one for one in found if after is None or one[:2] > after)
        shown = rest[: max(1, limit)]
        more = len(rest) > len(shown)
        return DocumentPage(
            documents=[document for _, _, document in shown],
            next_cursor=_encoded(*shown[-1][:2]) if more else None,
        )

    async def all(self) -> AsyncIterator[DocumentInfo]:
        """Every document there is, by id."""
        after = ""
        while page := await self._records.query(_DOCUMENTS, _PREFIX, after=after, limit=_PAGE):
            for record in page:
                yield DocumentInfo.model_validate(record.value)
            after = page[-1].sort

    async def version(self, document_id: str, number: int) -> StoredVersion:
        """A version with all its places; those that were read of late are kept in memory.

        Raises:
            NotFoundError: There is no such version.
        """
        key = (document_id, number)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        content = await self._blobs.get(_key(document_id, number))
        if content is None:
            raise NotFoundError(
                "There is no such version of this document.",
                details={"document_id": document_id, "version": number},
            )
        version = await asyncio.to_thread(StoredVersion.model_validate_json, content)
        self._keep(key, version)
        return version

    def forget(self) -> None:
        """Reads everything anew from now on: another process may have removed documents."""
        self._kept.clear()
        self._characters = 0

    def _keep(self, key: tuple[str, int], version: StoredVersion) -> None:
        self._drop(key)
        self._kept[key] = version
        self._characters += len(version.text)
        while self._characters > _KEPT_CHARACTERS and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[str, int]) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._characters -= len(dropped.text)


def is_visible(document: DocumentInfo, viewer: Viewer) -> bool:
    """Whether somebody may see a document."""
    return document.owner_id is None or document.owner_id == viewer


def fits(document: DocumentInfo, filters: DocumentFilters) -> bool:
    """Whether a document is among those that are meant."""
    subject = document.subject
    return (
        (filters.product_id is None or filters.product_id in _products(subject))
        and (filters.marketplace is None or subject.marketplace == filters.marketplace)
        and (filters.seller_id is None or subject.seller_id == filters.seller_id)
        and (filters.language is None or document.language == filters.language)
        and (not filters.document_ids or document.document_id in filters.document_ids)
        and (filters.title is None or filters.title.casefold() in document.title.casefold())
    )


def _products(subject: DocumentSubject) -> tuple[str | None, ...]:
    return (subject.product_id, *subject.product_ids)


def _key(document_id: str, version: int) -> str:
    return f"documents/{document_id}/{version}.json"


def _encoded(title: str, document_id: str) -> str:
    return base64.urlsafe_b64encode(f"{document_id}\n{title}".encode()).decode()


def _decoded(cursor: str | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    try:
        document_id, title = base64.urlsafe_b64decode(cursor.encode()).decode().split("\n", 1)
    except (binascii.Error, ValueError) as error:
        raise ValidationError("This cursor is none of ours. Begin with the first page.") from error
    return title, document_id
