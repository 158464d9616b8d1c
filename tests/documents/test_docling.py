"""Documents as docling writes them down: one text, with headings, lists, tables and pages."""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from talknshop.core.errors import ConfigurationError, ValidationError
from talknshop.core.settings import load_settings
from talknshop.documents.parsing.docling_export import parsed_of
from talknshop.documents.parsing.docling_reading import reads
from talknshop.documents.reading import open_reader
from talknshop.schemas.document import DocumentFormat

# What docling 2.143 wrote of a DOCX file with a page header, a list and a table.
POLICY = Path(__file__).parent / "docling_policy.json"


def text(label: str, words: str, *, page: int | None = None, **more: object) -> dict[str, Any]:
    prov = [] if page is None else [{"page_no": page, "charspan": [0, len(words)]}]
    return {"label": label, "text": words, "prov": prov, "content_layer": "body", **more}


def export(texts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    references = [{"$ref": f"#/texts/{number}"} for number in range(len(texts))]
    return {"body": {"children": references}, "texts": texts, "groups": [], "tables": []}


def test_what_docling_wrote_becomes_one_text() -> None:
    document = parsed_of(json.loads(POLICY.read_text()))
    assert document.title == "Return policy"
    assert [(one.level, one.title) for one in document.headings] == [
        (1, "Return policy"),
        (2, "How long"),
        (3, "Costs"),
    ]
    for heading in document.headings:
        assert document.text.startswith(heading.title, heading.start)
    blocks = document.text.split("\n\n")
    assert blocks[2:5] == ["How long", "You have 30 days.", "- Shoes: 60 days\n- Lamps: 30 days"]
    assert "Weight | Fee\nup to 2 kg | $5.90\nabove | $39" in blocks
    assert blocks[-1] == "Everything else is free."
    assert "Page header" not in document.text
    assert document.page_at(5) is None


def test_places_tell_the_pages_also_those_without_words() -> None:
    document = parsed_of(
        export(
            [
                text("section_header", "First", page=1, level=1),
                text("text", "It begins.", page=1),
                text("page_footer", "1", page=1, content_layer="furniture"),
                text("text", "It goes on.", page=3),
            ]
        )
    )
    assert len(document.page_starts) == 3
    assert document.page_at(document.text.index("begins")) == 1
    assert document.page_at(document.text.index("goes on")) == 3
    assert "1" not in document.text


def test_a_deep_heading_stays_one_and_marks_of_lists_stay() -> None:
    item = text("list_item", "Unpack it.", marker="1.", enumerated=True)
    document = parsed_of(export([text("section_header", "Deep", level=9), item]))
    assert [one.level for one in document.headings] == [6]
    assert document.text.endswith("1. Unpack it.")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"body": {"children": [{"$ref": "#/texts/7"}]}, "texts": []},
        {"body": {"children": [{"$ref": "nowhere"}]}},
        {"body": {"children": [{"$ref": "#/texts/0"}]}, "texts": [{"label": "table"}]},
        {
            "body": {"children": [{"$ref": "#/groups/0"}]},
            "groups": [{"children": [{"$ref": "#/groups/0"}]}],
        },
        {"body": {"children": []}},
    ],
)
def test_what_is_no_document_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parsed_of(broken)


def test_pdf_is_read_by_docling_only_with_its_models() -> None:
    assert reads(DocumentFormat.DOCX, "")
    assert not reads(DocumentFormat.PDF, "")
    assert reads(DocumentFormat.PDF, "/models")
    assert not reads(DocumentFormat.MARKDOWN, "/models")


def test_a_choice_that_cannot_be_had_is_told_at_the_start(tmp_path: Path) -> None:
    settings = load_settings(
        data_dir=tmp_path, document_reader="docling", docling_models=tmp_path / "none"
    )
    is_installed = find_spec("docling") is not None
    wanted = "docling-tools models download" if is_installed else "pip install 'talknshop"
    with pytest.raises(ConfigurationError, match=wanted.replace("[", "\\[")):
        open_reader(settings)
