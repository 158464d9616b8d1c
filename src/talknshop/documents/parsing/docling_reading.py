"""PDF and DOCX by docling (extra ``docling``), which knows columns, tables and headings.

It is imported in the process that reads documents and nowhere else: it brings torch. It fetches
nothing: its models of layout and tables are in a folder of the operator's own.
"""

import importlib
import io
from functools import cache
from pathlib import Path
from typing import Any

from talknshop.core.errors import ValidationError
from talknshop.documents.parsing.docling_export import parsed_of
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.schemas.document import DocumentFormat

_MOST_PAGES = 5_000


def reads(document_format: DocumentFormat, models: str) -> bool:
    """Whether docling reads a format; PDF only with its models, ``models`` being their folder."""
    return document_format is DocumentFormat.DOCX or (
        document_format is DocumentFormat.PDF and bool(models)
    )


def read_by_docling(document_format: DocumentFormat, data: bytes, models: str) -> ParsedDocument:
    """Reads a PDF or DOCX document.

    Args:
        document_format: One that ``reads`` allows.
        data: The file.
        models: Folder of docling's models; empty where there is none.

    Raises:
        ValidationError: It is damaged, protected or has no text.
        ContentTooLargeError: It has more text than is read.
    """
    base: Any = importlib.import_module("docling.datamodel.base_models")
    stream = base.DocumentStream(name=f"document.{document_format.value}", stream=io.BytesIO(data))
    done: Any = _converter(models).convert(stream, raises_on_error=False, max_num_pages=_MOST_PAGES)
    if done.status != base.ConversionStatus.SUCCESS:
        raise ValidationError(
            "This document is damaged, protected by a password, or too long to be read. Save it "
            "anew, or divide it, and send that."
        )
    return parsed_of(done.document.export_to_dict())


@cache
def _converter(models: str) -> Any:  # noqa: ANN401  # the library is not there to be typed
    base: Any = importlib.import_module("docling.datamodel.base_models")
    library: Any = importlib.import_module("docling.document_converter")
    formats, options = [base.InputFormat.DOCX], {}
    if models:
        pipelines: Any = importlib.import_module("docling.datamodel.pipeline_options")
        pdf = pipelines.PdfPipelineOptions(
            artifacts_path=Path(models), do_ocr=False, do_table_structure=True
        )
        options = {base.InputFormat.PDF: library.PdfFormatOption(pipeline_options=pdf)}
        formats.append(base.InputFormat.PDF)
    return library.DocumentConverter(allowed_formats=formats, format_options=options)
