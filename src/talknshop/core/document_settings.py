"""The settings of the documents service."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class DocumentReaderKind(StrEnum):
    """What reads PDF and DOCX documents."""

    BUILTIN = "builtin"
    DOCLING = "docling"


class DocumentSettings(BaseSettings):
    """Part of ``core.settings.Settings``: documents that questions are answered from."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    documents_port: int = Field(default=8004, ge=0, le=65535)
    """Port of the documents service where it has one of its own; 0 takes a free one."""
    documents_service_url: str | None = None
    """Base URL of a documents service elsewhere; unset runs it in this process."""
    document_operators: Annotated[tuple[str, ...], NoDecode] = ()
    """User ids that may add and remove documents that everybody sees."""
    document_reader: DocumentReaderKind = DocumentReaderKind.BUILTIN
    """builtin, or docling, an extra that knows columns and tables and brings torch."""
    docling_models: Path | None = None
    """Folder of docling's models; without it docling reads DOCX, and PDF is read as ever."""
