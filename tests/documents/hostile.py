"""Documents that are broken or meant to do harm, each made here."""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from tests.documents.files import docx, paragraph, pdf, pdf_of, stream

_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
    b" /Resources << /Font << /F 5 0 R >> >> >>"
)
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_ONE_PAGE = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


@dataclass(frozen=True)
class Hostile:
    """A file, and what is said of it.

    Attributes:
        name: Of the file.
        make: Makes it.
        says: Words of the refusal.
    """

    name: str
    make: Callable[[], bytes]
    says: str


def locked_pdf() -> bytes:
    """Nobody reads it without its password."""
    writer = PdfWriter(PdfReader(io.BytesIO(pdf([["secret"]]))))
    writer.encrypt("password", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def pdf_whose_pages_are_their_own_parents() -> bytes:
    """A tree of pages that leads back to its root."""
    return pdf_of([_CATALOG, b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>"])


def pdf_of_endless_pages() -> bytes:
    """Twenty levels of pages, each the same ten times."""
    tree = [
        b"<< /Type /Pages /Count 10 /Kids [%b] >>" % (b"%d 0 R " % (number + 3) * 10)
        for number in range(20)
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return pdf_of([_CATALOG, *tree, page])


def pdf_bomb() -> bytes:
    """A page whose text unpacks to three hundred megabytes, packed twice."""
    once = zlib.compress(b"BT /F 9 Tf (%b) Tj ET" % (b"x" * 300_000_000), 9)
    packed = stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")
    return pdf_of([_CATALOG, _ONE_PAGE, _PAGE, packed, _FONT])


def pdf_of_too_much_text() -> bytes:
    """Pages that all show the same half million of letters."""
    content = stream(
        zlib.compress(b"BT /F 9 Tf (%b) Tj ET" % (b"word " * 100_000)), b"/Filter /FlateDecode"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R"
        b" /Resources << /Font << /F 4 0 R >> >> >>"
    )
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 55))
    tree = b"<< /Type /Pages /Count 50 /Kids [%b] >>" % kids
    return pdf_of([_CATALOG, tree, content, _FONT, *[page] * 50])


def pdf_whose_stream_is_its_own_filter() -> bytes:
    """A length that is said by the stream itself."""
    return pdf_of([_CATALOG, _ONE_PAGE, _PAGE, b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"])


def scan() -> bytes:
    """Pages without any text."""
    return pdf([[], []])


def zip_bomb() -> bytes:
    """A document of three hundred megabytes in three hundred kilobytes."""
    return docx(paragraph("x"), {"word/media/image.bin": b"\0" * 300_000_000})


def nested_zip_bomb() -> bytes:
    """Archives within an archive; only the outermost is small."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a", b"\0" * 30_000_000)
    return docx("", {f"word/embeddings/{number}.docx": inner.getvalue() for number in range(8)})


def zip_that_lies() -> bytes:
    """Its text says that it has ten bytes."""
    whole = bytearray(docx(paragraph("x" * 100_000)))
    place = whole.rindex(b"word/document.xml") - 46
    whole[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(whole)


def docx_of_many_parts() -> bytes:
    """An archive of nothing but names."""
    return docx("", {f"n/{number}": b"" for number in range(10_001)})


def billion_laughs() -> bytes:
    """Ten entities, each ten times the one before."""
    entities = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
    )
    prolog = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]>'
    return docx(paragraph("&e9;"), prolog=prolog)


def file_entity() -> bytes:
    """An entity that is a file of this machine."""
    prolog = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return docx(paragraph("&e;"), prolog=prolog)


def deep_docx() -> bytes:
    """Tables in tables."""
    return docx("<w:tbl><w:tr><w:tc>" * 100_000 + "</w:tc></w:tr></w:tbl>" * 100_000)


def _text(character: str, count: int) -> Callable[[], bytes]:
    return lambda: character.encode() * count


REFUSED = (
    Hostile("locked.pdf", locked_pdf, "protected by a password"),
    Hostile("cyclic.pdf", pdf_whose_pages_are_their_own_parents, "damaged"),
    Hostile("endless.pdf", pdf_of_endless_pages, "time and memory|damaged|pages"),
    Hostile("bomb.pdf", pdf_bomb, "damaged|more memory|time and memory"),
    Hostile("long.pdf", pdf_of_too_much_text, "10,000,000 characters"),
    Hostile("itself.pdf", pdf_whose_stream_is_its_own_filter, "damaged|pictures of pages"),
    Hostile("scan.pdf", scan, "text recognised"),
    Hostile("cut.pdf", lambda: pdf([["word"]])[:60], "damaged"),
    Hostile("header.pdf", lambda: b"%PDF-1.7\n", "damaged"),
    Hostile("bomb.docx", zip_bomb, "unpack to 286 MB"),
    Hostile("nested.docx", nested_zip_bomb, "unpack to 228 MB"),
    Hostile("lies.docx", zip_that_lies, "damaged"),
    Hostile("parts.docx", docx_of_many_parts, "10,004 parts"),
    Hostile("laughs.docx", billion_laughs, "declares entities"),
    Hostile("entity.docx", file_entity, "declares entities"),
    Hostile("deep.docx", deep_docx, "damaged"),
    Hostile("cut.docx", lambda: docx(paragraph("x"))[:200], "damaged"),
    Hostile("other.docx", lambda: docx("</w:body>"), "damaged"),
    Hostile("long.txt", _text("word ", 2_500_000), "10,000,000 characters"),
    Hostile("huge.txt", _text("word ", 20_000_000), "at most 20 MB"),
    Hostile("headings.md", _text("# a\n\n", 60_000), "50,000 headings"),
)
"""Files that are refused with a sentence that says why."""
COSTLY = (
    Hostile("brackets.md", _text("[", 5_000_000), "time and memory"),
    Hostile("images.md", _text("![", 2_000_000), "time and memory"),
    Hostile("tags.html", _text("<a ", 1_500_000), "time and memory"),
)
"""Files that would keep their parser busy for minutes."""
