import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from talknshop.catalog.catalogue_file import INDEX_FOLDER
from talknshop.catalog.feeds.rows import FeedRow
from talknshop.catalog.importer import ImportReport
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.clock import Clock
from talknshop.core.errors import DatabaseError
from talknshop.search.index import Document, Query, Term
from talknshop.search.tantivy_index import IndexFields, TantivyBuilder

ImportRows = Callable[..., ImportReport]

LAMP = Query((Term(("lamp",), required=True),))

KILLED_WHILE_INDEXING = """
import os, sys
from pathlib import Path
from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.clock import SystemClock
repository = CatalogRepository(Path(sys.argv[1]))
with repository.replace_feed("shop", simulated=False, at=SystemClock().now()) as writer:
    from talknshop.catalog.feeds.rows import FeedRow
    for number in range(500):
        writer.add(FeedRow(1, f"p{number}", "Lamp new", "https://shop.example"))
    writer.finish(SystemClock().now())
    os.kill(os.getpid(), 9)
"""


def indexes(data: Path) -> set[str]:
    return {path.name for path in (data / INDEX_FOLDER).iterdir()}


def lamps(repository: CatalogRepository) -> list[str]:
    with repository.snapshot() as snapshot:
        return [found.title for found in snapshot.search(LAMP, limit=5)]


def test_an_import_killed_before_its_commit_leaves_the_old_index_and_its_own_is_swept(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp kept"}])
    data = tmp_path / "data"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_INDEXING, str(data / "catalog.db")], check=False
    )
    assert killed.returncode == -9
    assert indexes(data) == {"1", "2"}
    assert lamps(repository) == ["Lamp kept"]
    restarted = CatalogRepository(data / "catalog.db")
    assert indexes(data) == {"1"}
    assert lamps(restarted) == ["Lamp kept"]
    restarted.close()
    assert import_rows([{"title": "Lamp next"}]).imported == 1
    assert lamps(repository) == ["Lamp next"]


def test_an_import_that_fails_leaves_an_index_that_the_next_one_replaces(
    import_rows: ImportRows, repository: CatalogRepository, clock: Clock, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp kept"}])

    def fail() -> None:
        with repository.replace_feed("shop", simulated=False, at=clock.now()) as writer:
            writer.add(FeedRow(1, "p1", "Lamp lost", "https://shop.example"))
            writer.finish(clock.now())
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert lamps(repository) == ["Lamp kept"]
    import_rows([{"title": "Lamp next"}])
    assert lamps(repository) == ["Lamp next"]
    import_rows([{"title": "Lamp last"}])
    assert indexes(tmp_path / "data") == {"2", "3"}, "the last index stays for who still reads it"


def test_who_reads_the_old_generation_goes_on(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp old"}])
    other = CatalogRepository(tmp_path / "data" / "catalog.db")
    with other.snapshot() as reading:
        import_rows([{"title": "Lamp new"}])
        assert lamps(repository) == ["Lamp new"]
        assert [found.title for found in reading.search(LAMP, limit=5)] == ["Lamp old"]
    assert lamps(other) == ["Lamp new"]
    other.close()


def test_an_index_that_is_missing_is_built_anew(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp kept", "price": "5 USD"}])
    repository.close()
    database = tmp_path / "data" / "catalog.db"
    shutil.rmtree(database.parent / INDEX_FOLDER)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE text_1 (x)")
        connection.execute("CREATE TABLE text_1_ids (x)")
    connection.close()
    again = CatalogRepository(database)
    assert lamps(again) == ["Lamp kept"]
    again.close()
    with sqlite3.connect(database) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'text%'")
        assert tables.fetchall() == []
    connection.close()


def test_an_index_that_is_damaged_is_named(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp"}])
    (tmp_path / "data" / INDEX_FOLDER / "1" / "meta.json").write_text("{")
    with pytest.raises(DatabaseError, match="is missing or damaged"):
        lamps(repository)


def test_a_removed_feed_takes_its_index_along(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp"}])
    assert repository.remove_feed("shop") is not None
    assert lamps(repository) == []
    CatalogRepository(tmp_path / "data" / "catalog.db").close()
    assert indexes(tmp_path / "data") == set()


@pytest.mark.parametrize("fault", ["damaged", "of other fields"])
def test_an_index_that_cannot_be_used_is_built_anew_at_the_next_start(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path, fault: str
) -> None:
    import_rows([{"title": "Lamp kept"}])
    repository.close()
    folder = tmp_path / "data" / INDEX_FOLDER / "1"
    if fault == "damaged":
        (folder / "meta.json").write_text("{")
    else:
        shutil.rmtree(folder)
        folder.mkdir()
        builder = TantivyBuilder(folder, IndexFields(texts={"title": 1}))
        builder.add(Document(1, texts={"title": "lamp"}))
        builder.finish()
    again = CatalogRepository(tmp_path / "data" / "catalog.db")
    assert lamps(again) == ["Lamp kept"]
    again.close()
