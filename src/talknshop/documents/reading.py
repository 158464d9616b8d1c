"""Documents of strangers are read elsewhere: no format is so plain that none can make it costly.

A few hundred kilobytes of brackets keep a Markdown parser busy for minutes, of open tags an HTML
parser; a PDF can lead back into itself. The process that reads has no rights and little time.
"""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec

import pydantic

from talknshop.core.document_settings import DocumentReaderKind
from talknshop.core.errors import ConfigurationError, DependencyTimeoutError, ValidationError
from talknshop.core.settings import Settings
from talknshop.core.worker_process.limits import WorkerLimits
from talknshop.core.worker_process.worker import WorkerProcess
from talknshop.documents.parsing.opening import PARSED
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.schemas.document import DocumentFormat

READING = WorkerLimits(seconds=60.0, address_space_bytes=1536 * 1024 * 1024)
READING_BY_DOCLING = WorkerLimits(seconds=600.0, address_space_bytes=16 * 1024 * 1024 * 1024)
"""torch asks for much more memory than it uses, and its models take seconds for a page."""


class DocumentReader:
    """Reads files in a process of its own, one after another."""

    def __init__(self, limits: WorkerLimits = READING, *, docling: str | None = None) -> None:
        """Reads within ``limits``; the process is started with the first file.

        Args:
            limits: Of the process.
            docling: Folder of docling's models, or an empty text where there is none; None reads
                without docling.
        """
        self._chosen = {} if docling is None else {"docling": docling}
        self._worker = WorkerProcess("talknshop.documents.worker_main", "read", limits)

    async def parse(self, document_format: DocumentFormat, data: bytes) -> ParsedDocument:
        """Reads a file.

        Raises:
            ValidationError: It cannot be read, or not within the time and memory it may take.
            DependencyTimeoutError: The machine is too busy.
            RateLimitError: Too many files wait already.
        """
        facts = {"format": document_format.value, **self._chosen}
        _, content = await self._worker.ask(facts, data)
        try:
            return PARSED.validate_json(content)
        except pydantic.ValidationError as error:
            raise ValidationError("This document could not be read. Save it anew.") from error

    async def parse_many(
        self, files: Sequence[tuple[DocumentFormat, bytes]]
    ) -> list[ParsedDocument | None]:
        """Reads many small files in one message; None for what cannot be read that way.

        Raises:
            RateLimitError: Too many files wait already.
        """
        told = [(document_format.value, len(data)) for document_format, data in files]
        try:
            facts, content = await self._worker.ask(
                {"files": told, **self._chosen}, b"".join(data for _, data in files)
            )
            return await asyncio.to_thread(_split, facts["lengths"], content)
        except (ValidationError, DependencyTimeoutError, pydantic.ValidationError):
            # One of them has cost the process its life or its time; each alone tells which.
            return [None] * len(files)

    async def aclose(self) -> None:
        """Ends the process."""
        await self._worker.aclose()


def open_reader(settings: Settings) -> DocumentReader:
    """The reader that settings choose.

    Raises:
        ConfigurationError: It is docling, which is not installed, or whose models are not there.
    """
    if settings.document_reader is DocumentReaderKind.BUILTIN:
        return DocumentReader()
    if find_spec("docling") is None:
        raise ConfigurationError(
            "DOCUMENT_READER=docling needs a package that is not installed: "
            "pip install 'talknshop[docling]'."
        )
    models = settings.docling_models
    if models is not None and not models.is_dir():
        raise ConfigurationError(
            f"There is no folder {models}. `docling-tools models download -o FOLDER` fetches "
            "docling's models; DOCLING_MODELS names their folder."
        )
    return DocumentReader(READING_BY_DOCLING, docling="" if models is None else str(models))


def _split(lengths: Sequence[int], content: bytes) -> list[ParsedDocument | None]:
    found: list[ParsedDocument | None] = []
    start = 0
    for length in lengths:
        part = content[start : start + length]
        found.append(PARSED.validate_json(part) if part else None)
        start += length
    return found
