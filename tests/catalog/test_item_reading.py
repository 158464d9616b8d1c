"""Items are read behind an import, once; whatever is not read yet makes no difference."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.item_reading import read_items
from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.stored_items import ITEM_RULES
from talknshop.core.errors import DatabaseError
from talknshop.search.index import Query

ImportRows = Callable[[list[Mapping[str, str]]], ImportReport]

LAMPS: list[Mapping[str, str]] = [
    {"id": str(number), "title": f"Lumo Arc {number // 2} Lamp", "brand": "Lumo"}
    for number in range(30)
]


def kept(repository: CatalogRepository) -> tuple[int, int]:
    """How many products are found, and of how many it is known which item they are."""
    with repository.snapshot() as snapshot:
        found = snapshot.search(Query(None), limit=100)
        items = snapshot.items([one.key for one in found])
        assert len(items) == sum(one.item_keys is not None for one in found)
        return len(found), len(items)


@pytest.mark.parametrize("few", [0, 100])
def test_all_are_read_here_or_in_other_processes(
    import_rows: ImportRows, repository: CatalogRepository, few: int
) -> None:
    import_rows(LAMPS)
    assert kept(repository) == (30, 0)
    assert read_items(repository, few=few) == 30
    assert kept(repository) == (30, 30)


def test_a_new_generation_is_read_anew_and_takes_the_old_items_along(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    for count in (30, 10):
        import_rows(LAMPS[:count])
        assert read_items(repository) == count
    repository.close()
    with sqlite3.connect(tmp_path / "data" / "catalog.db") as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'items%'")
        assert tables.fetchall() == [("items_2",)]
    connection.close()


def test_who_is_stopped_goes_on_later(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    import_rows(LAMPS)
    (unread,) = repository.unread()
    stop = Event()
    stop.set()
    assert read_items(repository, stop) == 0
    assert repository.unread() == [unread]


def test_what_was_read_of_a_generation_that_is_gone_is_left(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    import_rows(LAMPS)
    (unread,) = repository.unread()
    import_rows(LAMPS[:3])
    repository.keep_rows(unread, [])
    assert [one.products for one in repository.unread()] == [3]


def test_while_an_import_runs_nothing_is_kept_and_searches_go_on(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path
) -> None:
    import_rows(LAMPS)
    importing = sqlite3.connect(tmp_path / "data" / "catalog.db", isolation_level=None)
    importing.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="import"):
        read_items(repository)
    assert kept(repository) == (30, 0)
    importing.close()
    assert read_items(repository) == 30


@pytest.mark.parametrize("version", ["before", "other rules"])
def test_a_catalogue_of_another_version_is_searched_and_read_anew(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path, version: str
) -> None:
    import_rows(LAMPS)
    read_items(repository)
    repository.close()
    path = tmp_path / "data" / "catalog.db"
    with sqlite3.connect(path) as connection:
        if version == "before":
            connection.execute("DROP TABLE items_1")
            connection.execute("ALTER TABLE feeds DROP COLUMN item_rules")
            connection.execute("ALTER TABLE catalogue DROP COLUMN shelf")
            connection.execute("PRAGMA user_version=2")
        else:
            connection.execute("UPDATE feeds SET item_rules = ?", (ITEM_RULES + 1,))
            connection.execute("UPDATE items_1 SET keys = 'x'")
    connection.close()
    again = CatalogRepository(path)
    assert kept(again) == (30, 0)
    assert read_items(again) == 30
    assert kept(again) == (30, 30)
    with again.snapshot() as snapshot:
        assert all(one.item_keys != "x" for one in snapshot.search(Query(None), limit=100))
    again.close()
