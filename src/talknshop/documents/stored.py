"""Documents as they are stored: the text of a version with all the places in it."""

from pydantic import BaseModel, ConfigDict

from talknshop.documents.chunking import Chunk, chunked
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.schemas.document import HeadingNode


class StoredChunk(BaseModel):
    """A passage of a version."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    page: int | None
    path: tuple[str, ...]


class StoredHeading(BaseModel):
    """A heading of a version."""

    model_config = ConfigDict(frozen=True)

    level: int
    title: str
    start: int
    page: int | None


class StoredVersion(BaseModel):
    """A version of a document; it never changes once it is stored."""

    model_config = ConfigDict(frozen=True)

    text: str
    headings: tuple[StoredHeading, ...]
    page_count: int | None
    chunks: tuple[StoredChunk, ...]

    def outline(self) -> list[HeadingNode]:
        """The headings as a tree."""
        roots: list[HeadingNode] = []
        above: list[tuple[int, HeadingNode]] = []
        for heading in self.headings:
            while above and above[-1][0] >= heading.level:
                above.pop()[1].char_end = heading.start
            node = HeadingNode(
                title=heading.title,
                char_start=heading.start,
                char_end=len(self.text),
                page=heading.page,
            )
            (above[-1][1].children if above else roots).append(node)
            above.append((heading.level, node))
        return roots


def stored_version(document: ParsedDocument) -> StoredVersion:
    """A document as it is stored."""
    return StoredVersion(
        text=document.text,
        headings=tuple(
            StoredHeading(
                level=one.level,
                title=one.title,
                start=one.start,
                page=document.page_at(one.start),
            )
            for one in document.headings
        ),
        page_count=len(document.page_starts) or None,
        chunks=tuple(map(_stored, chunked(document))),
    )


def _stored(chunk: Chunk) -> StoredChunk:
    return StoredChunk(
        start=chunk.char_start, end=chunk.char_end, page=chunk.page, path=chunk.heading_path
    )
