"""Printed pages and word processors' files become one text with its headings and pages."""

import io

from pypdf import PdfReader, PdfWriter
from tests.documents.files import docx, notes, paragraph, pdf

from talknshop.documents.parsing.docx import parse_docx
from talknshop.documents.parsing.page_text import paragraphs_of
from talknshop.documents.parsing.parsed import ParsedDocument
from talknshop.documents.parsing.pdf import parse_pdf

LONG = "The kettle is filled up to the mark and closed before it is switched on"
PAGES = [
    ["Manual", LONG + ", and it is never", "filled while it is hot.", "1. Fill it.", "2. Wait."],
    ["Cleaning", "Once a month it is desca-", "led with vinegar (white)."],
    ["Nothing else is said on this page."],
]
OUTLINE = [("Manual", 0), ("Cleaning", 1), ("Warranty", 2)]


def headings(document: ParsedDocument) -> list[tuple[int, str]]:
    return [(one.level, one.title) for one in document.headings]


def test_a_pdf_keeps_pages_and_the_headings_of_its_outline() -> None:
    document = parse_pdf(pdf(PAGES, outline=OUTLINE))
    assert headings(document) == [(1, "Manual"), (1, "Cleaning"), (1, "Warranty")]
    assert [document.page_at(one.start) for one in document.headings] == [1, 2, 3]
    assert len(document.page_starts) == 3
    assert "and it is never filled while it is hot.\n\n1. Fill it.\n\n2. Wait." in document.text
    assert "descaled with vinegar (white)." in document.text
    for heading in document.headings:
        assert document.text.startswith(heading.title, heading.start)


def test_a_pdf_that_only_may_not_be_changed_is_read() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(PAGES))))
    writer.encrypt("", owner_password="owner", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    assert "vinegar" in parse_pdf(written.getvalue()).text


def test_a_sentence_that_ends_a_short_line_ends_its_paragraph() -> None:
    full = "x" * 60
    lines = [full, full, "the end.", full, "and so on"]
    assert list(paragraphs_of(lines)) == [f"{full} {full} the end.", f"{full} and so on"]


def test_a_docx_keeps_headings_lists_tables_and_notes() -> None:
    cell = "<w:tc>{}</w:tc>".format
    row = f"<w:tr>{cell(paragraph('shoes'))}{cell(paragraph('60') + paragraph('days'))}</w:tr>"
    body = "".join(
        (
            paragraph("Returns at the store", style="T"),
            paragraph("How long", style="Mine"),
            paragraph("Thirty days."),
            paragraph("Exceptions", style="H2"),
            paragraph("used", item=True),
            paragraph("broken", item=True),
            paragraph("Goes on.", style="Loop"),
            f"<w:tbl>{row}{row}</w:tbl>",
        )
    )
    document = parse_docx(docx(body, {"word/footnotes.xml": notes("Not on Sundays.")}))
    assert document.title == "Returns at the store"
    assert headings(document) == [
        (1, "Returns at the store"),
        (1, "How long"),
        (2, "Exceptions"),
    ]
    assert "- used\n- broken\n\nGoes on.\n\nshoes | 60 days\nshoes | 60 days" in document.text
    assert document.text.endswith("Not on Sundays.")
    assert document.page_starts == ()


def test_a_docx_says_what_stands_in_boxes_controls_and_changes_but_not_what_was_deleted() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    deleted = "<w:del><w:r><w:delText>never</w:delText></w:r></w:del>"
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('in a box')}</w:txbxContent></w:pict></w:r>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
        f"<w:p>{run('kept ')}{deleted}<w:ins>{run('and added')}</w:ins>{box}</w:p>"
    )
    assert parse_docx(docx(body)).text == "in a control\n\nkept and added\n\nin a box"
