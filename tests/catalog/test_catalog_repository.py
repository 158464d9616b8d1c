import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from talknshop.catalog.importer import ImportReport
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.errors import CorruptDatabaseError, DatabaseError
from talknshop.schemas.enums import Availability, Condition
from talknshop.search.index import Query, Term

ImportRows = Callable[..., ImportReport]
WriteFeed = Callable[..., Path]

LAMP = Query((Term(("lamp",), required=True),))

KILLED_IMPORT = """
import os, sys
from pathlib import Path
from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.clock import SystemClock
def kill(progress):
    if progress.rows == 2_000:
        os.kill(os.getpid(), 9)
import_feed(Path(sys.argv[2]), "shop", CatalogRepository(Path(sys.argv[1])),
            clock=SystemClock(), on_progress=kill)
"""


def search_lamps(path: Path) -> None:
    repository = CatalogRepository(path)
    try:
        with repository.snapshot() as snapshot:
            snapshot.search(LAMP, limit=500)
    finally:
        repository.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(b"This is no database. " * 100)
    with pytest.raises(CorruptDatabaseError, match=r"catalog\.db is damaged or not ours"):
        CatalogRepository(path)


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE somebody_elses (x)", "PRAGMA user_version = 99"],
    ids=["another program's", "a newer version's"],
)
def test_a_database_of_somebody_else_is_named_and_left_alone(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "catalog.db"
    foreign = sqlite3.connect(path)
    foreign.execute(statement)
    foreign.close()
    with pytest.raises(
        CorruptDatabaseError, match=r"catalog\.db is not a catalogue .* Move it away"
    ):
        CatalogRepository(path)


def test_damage_found_while_reading_is_named(
    repository: CatalogRepository, import_rows: ImportRows, tmp_path: Path
) -> None:
    import_rows([{"title": f"Lamp {number}"} for number in range(500)])
    repository.close()
    path = tmp_path / "data" / "catalog.db"
    content = bytearray(path.read_bytes())
    content[8_192 : len(content) // 2] = b"\x5a" * (len(content) // 2 - 8_192)
    path.write_bytes(content)
    with pytest.raises(CorruptDatabaseError, match=r"catalog\.db is damaged"):
        search_lamps(path)


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="could not be used"):
        CatalogRepository(tmp_path / "file" / "catalog.db")


def test_a_killed_import_leaves_the_catalogue_as_it_was(
    import_rows: ImportRows, repository: CatalogRepository, write_feed: WriteFeed, tmp_path: Path
) -> None:
    import_rows([{"title": "Lamp kept"}])
    path = write_feed([{"title": "Lamp new"} for _ in range(4_000)], name="big.tsv")
    database = tmp_path / "data" / "catalog.db"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_IMPORT, str(database), str(path)], check=False
    )
    assert killed.returncode == -9
    with repository.snapshot() as snapshot:
        assert [found.title for found in snapshot.search(LAMP, limit=5)] == ["Lamp kept"]
    assert import_rows([{"title": "Lamp next"}]).imported == 1
    with sqlite3.connect(database) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'products%'"
        )
        assert len(tables.fetchall()) == 1
    connection.close()


def test_a_candidate_and_a_product_hold_what_the_feed_said(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    import_rows(
        [
            {
                "title": "Glim Lamp",
                "brand": "Glim",
                "price": "20 EUR",
                "sale_price": "15 EUR",
                "condition": "refurbished",
                "availability": "out_of_stock",
                "product_type": "Home > Desk Lamps",
                "product_rating": "4.5",
                "product_review_count": "9",
                "product_detail": "height: 40 cm",
            },
            {"title": "Bare lamp"},
        ]
    )
    with repository.snapshot() as snapshot:
        full, bare = sorted(snapshot.search(LAMP, limit=5), key=lambda one: one.key)
        stored = snapshot.products([full.key, bare.key])
    assert full[2:-1] == (
        "Glim Lamp",
        "desk lamp",
        True,
        "Glim",
        1_500,
        "EUR",
        Condition.REFURBISHED,
        Availability.OUT_OF_STOCK,
        4.5,
        9,
    )
    assert bare[2:-1] == (
        "Bare lamp", "lamp", False, None, None, None, None, Availability.UNKNOWN, None, None,
    )  # fmt: skip
    assert stored[full.key].attributes == {"height": "40 cm"}
    assert stored[full.key].list_price_minor == 2_000
    assert stored[bare.key].description is None
    assert not stored[bare.key].feed.simulated


def test_counts_leave_out_types_that_few_titles_suggest(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    with repository.snapshot() as snapshot:
        assert snapshot.brands(most=5) == []
    import_rows(
        [
            {"title": "Odd thing", "brand": "B"},
            {"title": "One", "product_type": "Lamps", "brand": "A"},
            {"title": "Red Chair", "brand": "A"},
            {"title": "Blue Chair"},
        ]
    )
    with repository.snapshot() as snapshot:
        types = snapshot.product_types(most=5, fewest_guessed=2)
        brands = snapshot.brands(most=1)
    assert [(one.name, one.count) for one in types] == [("chair", 2), ("lamp", 1)]
    assert [(one.name, one.count) for one in brands] == [("A", 2)]


def test_each_thread_reads_on_a_connection_of_its_own(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    import_rows([{"title": "Lamp"}])
    found: list[int] = []

    def read() -> None:
        with repository.snapshot() as snapshot:
            found.append(len(snapshot.search(LAMP, limit=5)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    with repository.snapshot():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [1, 1, 1, 1]
