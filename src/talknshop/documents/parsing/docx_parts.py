"""The parts of a DOCX file: an archive whose size is counted before anything is unpacked."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from talknshop.core.errors import ContentTooLargeError, ValidationError

_MOST_PARTS = 10_000
_MOST_UNPACKED = 200 * 1024 * 1024
_LARGEST_PART = 60 * 1024 * 1024
_DEEPEST = 200
_ENCRYPTED = 0x1


class Parts:
    """What is in a DOCX file.

    An archive within the archive is a part like a picture: it is counted, and never opened.
    """

    def __init__(self, data: bytes) -> None:
        """Opens the file.

        Raises:
            ValidationError: It is none, or is damaged.
            ContentTooLargeError: It would unpack to more than documents have.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise damaged() from error
        parts = self._archive.infolist()
        # No part gives more bytes than it declares, whatever it holds: `zipfile` sees to that.
        unpacked = sum(part.file_size for part in parts)
        if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
            raise ContentTooLargeError(
                f"This file would unpack to {unpacked // (1024 * 1024):,} MB in {len(parts):,} "
                "parts; no document that is read is so large."
            )
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise ValidationError(
                "This document is protected by a password. Save it without one and send it again."
            )
        self._names = {part.filename for part in parts}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def tree(self, name: str) -> Element:
        """A part as a tree.

        Raises:
            ValidationError: It is missing, damaged, or declares entities of its own.
            ContentTooLargeError: It is larger than any document's.
        """
        try:
            with self._archive.open(name) as part:
                content = part.read(_LARGEST_PART + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            raise damaged() from error
        if len(content) > _LARGEST_PART:
            raise ContentTooLargeError("The text of this document is too large. Divide it.")
        try:
            parser = XMLParser(target=_Builder())  # noqa: S314  # it refuses declarations and depth
            parser.feed(content)
            return parser.close()
        except (ParseError, ValueError, LookupError) as error:
            raise damaged() from error


class _Builder(TreeBuilder):
    """Builds a tree that is no deeper than any document's, of XML without declarations."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise damaged()
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuses a document type: with it entities come that multiply, or name files."""
        del name, pubid, system
        raise ValidationError(
            "This document declares entities, which no word processor writes. Save it anew."
        )


def damaged() -> ValidationError:
    """What is said of a file that cannot be read."""
    return ValidationError("This DOCX document is damaged. Save it anew and send it again.")
