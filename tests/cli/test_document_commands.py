"""Documents are added, listed and removed by commands, and a server that runs follows."""

import asyncio
from pathlib import Path

import pytest
from tests.documents.files import docx, paragraph, pdf
from typer.testing import CliRunner

from talknshop.cli.main import app
from talknshop.core.settings import load_settings
from talknshop.documents.container import build_container
from talknshop.documents.ports import DocumentFilters


def run(data: Path, *arguments: str, code: int = 0) -> str:
    command = ["documents", *arguments, "--data", str(data)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "manuals"
    (folder / "kettle").mkdir(parents=True)
    (folder / "kettle" / "use.md").write_text("# Kettle\n\nDescale it with vinegar.\n")
    (folder / "printer.pdf").write_bytes(pdf([["The printer takes cartridge 310."]]))
    (folder / "fees.docx").write_bytes(docx(paragraph("Ten percent of the price.")))
    (folder / ".hidden.md").write_text("nothing")
    return folder


def test_folders_are_added_whole_and_once(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run(data, "list") == (
        "There are no documents yet. `talknshop documents add` brings some.\n"
    )
    about = ("--product", "p1", "--marketplace", "store")
    assert run(data, "add", str(folder), *about) == "Added 3 documents.\n"
    again = run(data, "add", str(folder), *about)
    assert again == "Added 0 documents. 3 documents had not changed.\n"
    listed = run(data, "list")
    assert "Kettle" in listed
    assert "product p1, marketplace store" in listed
    assert ".hidden" not in listed


def test_what_is_refused_is_told_and_the_rest_is_added(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (folder / "scan.pdf").write_bytes(pdf([[]]))
    other = tmp_path / "printer.pdf"
    other.write_bytes(pdf([["Another."]]))
    (folder / "program.exe").write_bytes(b"MZ")
    told = run(data, "add", str(folder), str(other), code=1)
    assert told.startswith("Added 3 documents.\nRefused 3 files:\n")
    assert "scan.pdf: This PDF document has pictures of pages" in told
    assert "program.exe: Documents are read from Markdown" in told
    assert "printer.pdf: Another file of the same name" in told
    missing = CliRunner().invoke(app, ["documents", "add", str(tmp_path / "no"), "--data", "x"])
    assert missing.exit_code == 1
    assert "There is no file or folder" in str(missing.exception)


def test_a_server_follows_what_commands_do(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "list")

    async def found(query: str) -> list[str]:
        await server.follow()
        filters = DocumentFilters(product_id="p1")
        passages = await server.library.passages.search(query, None, filters, viewer=None)
        return [one.document_id for one in passages]

    server = build_container(load_settings(data_dir=data, embedding_provider="none"))
    try:
        with asyncio.Runner() as runner:
            assert runner.run(found("vinegar")) == []
            run(data, "add", str(folder), "--product", "p1")
            [document_id] = runner.run(found("vinegar"))
            assert run(data, "remove", document_id) == "Removed 'Kettle'.\n"
            assert runner.run(found("vinegar")) == []
            assert len(runner.run(found("cartridge"))) == 1
    finally:
        server.close()
