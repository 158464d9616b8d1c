"""PDF and DOCX files, written here byte by byte."""

import io
import zipfile
from collections.abc import Mapping, Sequence

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f"<w:styles {_SPACE}>"
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="Chapter"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="H2"><w:name w:val="Own"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style>'
    "</w:styles>"
)


def pdf_of(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of objects, numbered from 1; the first is its catalogue."""
    written = io.BytesIO(b"%PDF-1.7\n")
    written.seek(0, io.SEEK_END)
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(written.tell())
        written.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = written.tell()
    written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    written.writelines(b"%010d 00000 n \n" % place for place in places)
    written.write(
        b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, trailer, start)
    )
    return written.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """An object with a stream."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def pdf(pages: Sequence[Sequence[str]], *, outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF of pages of lines; the outline has titles with the number of their page, from 0."""
    first_entry = 5 + 2 * len(pages)
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Outlines /Count %d /First %d 0 R /Last %d 0 R >>"
        % (len(outline), first_entry, first_entry + len(outline) - 1)
        if outline
        else b"<< /Type /Outlines >>",
    ]
    for lines in pages:
        shown = b"".join(
            b"(%b) Tj T*\n" % line.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)")
            for line in lines
        )
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> >> >>" % (len(objects) + 2),
            stream(b"BT /F 11 Tf 14 TL 50 750 Td\n%bET" % shown),
        ]
    for number, (title, page) in enumerate(outline):
        following = (
            b"/Next %d 0 R" % (first_entry + number + 1) if number < len(outline) - 1 else b""
        )
        objects.append(
            b"<< /Title (%b) /Parent 4 0 R /Dest [%d 0 R /Fit] %b >>"
            % (title.encode("cp1252"), 5 + 2 * page, following)
        )
    return pdf_of(objects)


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, *, prolog: str = "") -> bytes:
    """A DOCX with a body of WordprocessingML."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f"{prolog}<w:document {_SPACE}><w:body>{body}</w:body></w:document>",
        )
        for name, content in {"word/styles.xml": STYLES, **(parts or {})}.items():
            archive.writestr(name, content)
    return written.getvalue()


def paragraph(text: str, *, style: str | None = None, item: bool = False) -> str:
    """A paragraph of WordprocessingML."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:numPr/>" if item else ""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def notes(text: str) -> str:
    """A part with a footnote."""
    return f"<w:footnotes {_SPACE}><w:footnote>{paragraph(text)}</w:footnote></w:footnotes>"
