"""What another process does to the documents is noticed by a server that runs."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from talknshop.core.settings import load_settings
from talknshop.documents.container import Container, build_container
from talknshop.documents.ports import Added, DocumentFilters
from talknshop.schemas.document import DocumentSubject

ALL = DocumentFilters()


@pytest.fixture
async def two(tmp_path: Path) -> AsyncGenerator[tuple[Container, Container]]:
    """Two containers on one folder, as a server and a command are."""
    settings = load_settings(data_dir=tmp_path, embedding_provider="none")
    server, command = build_container(settings), build_container(settings)
    yield server, command
    for one in (server, command):
        await one.aclose()
        await asyncio.to_thread(one.close)


async def found(container: Container, query: str) -> list[str]:
    passages = await container.library.passages.search(query, None, ALL, viewer=None)
    return [one.text for one in passages]


async def add(container: Container, content: bytes) -> str:
    added = await container.ingestion.add(
        "kettle.md", content, subject=DocumentSubject(), owner_id=None, index=False
    )
    assert isinstance(added, Added)
    return added.document.document_id


@pytest.mark.embedded
async def test_what_was_added_and_removed_elsewhere_is_followed(
    two: tuple[Container, Container],
) -> None:
    server, command = two
    await server.follow()
    document_id = await add(command, b"Descale it with vinegar.")
    await server.follow()
    assert await found(server, "vinegar") == ["Descale it with vinegar."]
    await command.ingestion.remove(document_id, viewer=None, index=False)
    # Until it looks again nothing of it can be cited, and nothing fails.
    server.documents.forget()
    assert await found(server, "vinegar") == []
    await add(command, b"Descale it with citric acid.")
    await server.follow()
    assert await found(server, "citric acid") == ["Descale it with citric acid."]
    assert await found(server, "vinegar") == []


async def test_nothing_is_looked_at_where_nobody_else_wrote(
    two: tuple[Container, Container],
) -> None:
    server, _ = two
    await server.foreign.any_since()
    await add(server, b"Descale it with vinegar.")
    assert not await server.foreign.any_since()
