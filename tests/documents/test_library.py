"""Documents are taken in once, found by what they say, cited exactly, and let go of everywhere."""

import pytest
from tests.documents.conftest import Library, OpenLibrary

from talknshop.core.errors import NotFoundError, ValidationError
from talknshop.documents.ingestion import NewFile
from talknshop.documents.ports import Added, DocumentFilters, Refused, Unchanged
from talknshop.schemas.document import DocumentInfo, DocumentSubject, Passage

RETURNS = b"""# Returns

## Time

You have thirty days from delivery to send an item back.

## Cost

Sending it back is free when the item was damaged.
"""
KETTLE = b"# Manual of the kettle\n\nDescale it with vinegar every month.\n"
ALL = DocumentFilters()
NOBODY = DocumentSubject()


async def add(
    library: Library,
    name: str,
    data: bytes,
    *,
    owner: str | None = None,
    subject: DocumentSubject = NOBODY,
) -> DocumentInfo:
    added = await library.ingestion.add(name, data, subject=subject, owner_id=owner)
    assert isinstance(added, Added)
    return added.document


async def find(
    library: Library, query: str, filters: DocumentFilters = ALL, viewer: str | None = None
) -> list[Passage]:
    return await library.retrieval.search(query, None, filters, viewer=viewer)


async def test_what_is_found_is_a_slice_of_what_is_stored(library: Library) -> None:
    document = await add(library, "returns.md", RETURNS)
    await add(library, "kettle.md", KETTLE)
    first, *_ = await find(library, "How many days do I have to send something back?")
    assert first.document_id == document.document_id
    assert first.heading_path == ["Returns", "Time"]
    cited = await library.repository.text(
        first.document_id,
        viewer=None,
        version=first.version,
        start=first.char_start,
        end=first.char_end,
    )
    assert cited.text == first.text
    assert "thirty days" in cited.text


async def test_the_same_again_is_not_read_again_and_another_text_is_a_new_version(
    library: Library,
) -> None:
    first = await add(library, "kettle.md", KETTLE)
    again = await library.ingestion.add("kettle.md", KETTLE, subject=NOBODY, owner_id=None)
    assert again == Unchanged(first)
    second = await add(library, "kettle.md", KETTLE.replace(b"vinegar", b"citric acid"))
    assert (second.document_id, second.version) == (first.document_id, 2)
    assert await find(library, "vinegar") == []
    assert len(await find(library, "citric acid")) == 1
    before = await library.repository.text(first.document_id, viewer=None, version=1)
    assert "vinegar" in before.text


async def test_what_is_removed_is_found_nowhere(library: Library) -> None:
    document = await add(library, "kettle.md", KETTLE)
    await library.ingestion.remove(document.document_id, viewer=None)
    assert await find(library, "kettle vinegar") == []
    with pytest.raises(NotFoundError):
        await library.repository.get(document.document_id, viewer=None)
    with pytest.raises(NotFoundError):
        await library.repository.version(document.document_id, 1)


async def test_what_somebody_else_alone_may_see_is_not_there(library: Library) -> None:
    own = await add(library, "notes.txt", b"My kettle whistles.", owner="ann")
    await add(library, "kettle.md", KETTLE)
    assert {one.title for one in await find(library, "kettle", viewer="bob")} == {
        "Manual of the kettle"
    }
    assert len(await find(library, "kettle", viewer="ann")) == 2
    for reading in (library.repository.text, library.repository.outline):
        with pytest.raises(NotFoundError):
            await reading(own.document_id, viewer="bob")
    assert await library.ingestion.remove_of_owner("ann") == 1
    assert len(await find(library, "kettle", viewer="ann")) == 1


async def test_documents_can_be_narrowed_down(library: Library) -> None:
    of_product = DocumentSubject(product_id="store_1")
    await add(library, "kettle.md", KETTLE, subject=of_product)
    await add(library, "other.md", b"# Other kettle\n\nNever use vinegar.\n")
    [found] = await find(library, "vinegar kettle", DocumentFilters(product_id="store_1"))
    assert found.title == "Manual of the kettle"
    assert await find(library, "vinegar", DocumentFilters(product_id="store_2")) == []


async def test_each_language_is_searched_with_its_own_endings(library: Library) -> None:
    await add(library, "es.txt", b"Las devoluciones son gratis durante el mes de la compra.")
    await add(
        library, "de.txt", "Die Rückgaben sind für die Kunden kostenlos und ohne Frist.".encode()
    )
    spanish, *_ = await find(library, "¿Cuándo es gratis la devolución?")
    assert spanish.text.startswith("Las devoluciones")
    german, *_ = await find(library, "Was kostet die Rückgabe?")
    assert german.text.startswith("Die Rückgaben")


async def test_a_restart_finds_the_index_again(open_library: OpenLibrary) -> None:
    library = open_library()
    await add(library, "kettle.md", KETTLE)
    folder = (await library.keeper.snapshot()).folder
    again = open_library()
    assert (await again.keeper.snapshot()).folder == folder
    assert len(await find(again, "vinegar")) == 1


async def test_an_index_that_was_not_finished_is_built_anew(open_library: OpenLibrary) -> None:
    library = open_library()
    await add(library, "kettle.md", KETTLE)
    ((await library.keeper.snapshot()).folder / "state").unlink()
    assert len(await find(open_library(), "vinegar")) == 1


async def test_pages_of_documents_follow_each_other(library: Library) -> None:
    for number in range(5):
        await add(library, f"{number}.md", f"# Guide {number}\n\nText.\n".encode())
    titles: list[str] = []
    cursor = None
    while True:
        page = await library.repository.list(ALL, viewer=None, cursor=cursor, limit=2)
        titles += [document.title for document in page.documents]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert titles == [f"Guide {number}" for number in range(5)]
    with pytest.raises(ValidationError, match="none of ours"):
        await library.repository.list(ALL, viewer=None, cursor="?")


async def test_the_outline_is_a_tree(library: Library) -> None:
    document = await add(library, "returns.md", RETURNS)
    [root] = await library.repository.outline(document.document_id, viewer=None)
    assert [child.title for child in root.children] == ["Time", "Cost"]
    time = root.children[0]
    part = await library.repository.text(
        document.document_id, viewer=None, start=time.char_start, end=time.char_end
    )
    assert part.text.strip().endswith("send an item back.")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.md", b"  \n", "no words"),
        ("photo.jpg", b"\xff\xd8\xff", "none of them"),
        ("noise.txt", bytes(range(256)) * 9, "no text in any encoding"),
        ("huge.txt", b"a" * (21 * 1024 * 1024), "at most 20 MB"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_the_reason(
    library: Library, name: str, data: bytes, reason: str
) -> None:
    refused = await library.ingestion.add(name, data, subject=NOBODY, owner_id=None)
    assert isinstance(refused, Refused)
    assert reason in refused.reason


async def test_many_files_are_added_together(library: Library) -> None:
    texts = (f"# Note {number}\n\nIt tells of item{number}." for number in range(150))
    files = [NewFile(f"note-{number}.md", text.encode()) for number, text in enumerate(texts)]
    broken = NewFile("broken.pdf", b"%PDF-1.7 nothing more")
    outcomes = await library.ingestion.add_many([*files[:70], broken, *files[70:]])
    assert [type(one) for one in outcomes].count(Added) == 150
    refused = outcomes[70]
    assert isinstance(refused, Refused)
    assert refused.name == "broken.pdf"
    again = await library.ingestion.add_many(
        [*files, NewFile("note-3.md", b"# Note 3\n\nChanged.")]
    )
    assert [type(one) for one in again].count(Unchanged) == 149
    changed = again[-1]
    assert isinstance(changed, Added)
    assert changed.document.version == 2
    await library.ingestion.index()
    found = await library.retrieval.search("item77", None, DocumentFilters(), viewer=None)
    assert found[0].title == "Note 77"


async def test_a_file_that_costs_the_reader_its_life_costs_no_other(library: Library) -> None:
    hostile = NewFile("bomb.md", b"[" * 400_000)
    outcomes = await library.ingestion.add_many(
        [NewFile("a.md", b"# A\n\nHere is a."), hostile, NewFile("b.md", b"# B\n\nHere is b.")]
    )
    assert [type(one) for one in (outcomes[0], outcomes[2])] == [Added, Added]


async def test_a_number_of_a_version_is_never_used_again(library: Library) -> None:
    first = await add(library, "returns.md", RETURNS)
    await library.ingestion.remove(first.document_id, viewer=None)
    second = await add(library, "returns.md", KETTLE)
    assert (second.document_id, second.version) == (first.document_id, 2)
    with pytest.raises(NotFoundError):
        await library.repository.text(first.document_id, viewer=None, version=1)
