import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from talknshop.catalog.feeds.rows import RefusedRow
from talknshop.catalog.importer import FeedOptions, ImportReport, Progress, import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.core.clock import Clock
from talknshop.core.errors import DatabaseError, ValidationError
from talknshop.search.index import Query, Term

ImportRows = Callable[..., ImportReport]
WriteFeed = Callable[..., Path]

PRODUCTS = Query((Term(("product",), required=True),))


def titles(repository: CatalogRepository) -> list[str]:
    with repository.snapshot() as snapshot:
        found = snapshot.search(PRODUCTS, limit=100)
    return sorted(candidate.title for candidate in found)


def test_a_report_counts_everything(import_rows: ImportRows, repository: CatalogRepository) -> None:
    bad = [{"link": "ftp://x"} for _ in range(25)]
    rows = [
        {"title": "Product A", "gtin": "12"},
        {"id": "twice", "title": "Product old"},
        *bad,
        {"id": "twice", "title": "Product new"},
        {"title": ""},
    ]
    report = import_rows(rows)
    assert (report.feed_name, report.rows, report.imported) == ("shop", 29, 2)
    assert report.duplicates == 1
    assert report.warnings == {"gtin": 1}
    assert report.refused == {
        ("link", "not an http or https link"): 25,
        ("title", "missing"): 1,
    }
    assert len(report.refused_rows) == 20
    assert report.refused_rows[0].line == 4
    assert report.seconds > 0
    assert titles(repository) == ["Product A", "Product new"]


def test_importing_again_replaces_the_feed_and_leaves_others(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    first = import_rows([{"title": "Product old"}])
    import_rows([{"title": "Product other"}], feed="other")
    third = import_rows([{"title": "Product new"}])
    assert titles(repository) == ["Product new", "Product other"]
    assert third.generation > first.generation
    with repository.snapshot() as snapshot:
        assert snapshot.generation == third.generation
        assert [(feed.name, feed.products) for feed in snapshot.feeds] == [
            ("other", 1),
            ("shop", 1),
        ]


def test_the_demo_hides_while_there_is_another_feed(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    import_rows([{"title": "Product demo"}], feed="demo")
    assert titles(repository) == ["Product demo"]
    import_rows([{"title": "Product real"}])
    assert titles(repository) == ["Product real"]
    removed = repository.remove_feed("shop")
    assert removed is not None
    assert titles(repository) == ["Product demo"]
    assert repository.remove_feed("shop") is None


def test_a_feed_is_not_removed_while_an_import_runs(
    import_rows: ImportRows, repository: CatalogRepository, tmp_path: Path, clock: Clock
) -> None:
    import_rows([{"title": "Product kept"}])
    other = CatalogRepository(tmp_path / "data" / "catalog.db")
    try:
        with (
            other.replace_feed("other", simulated=False, at=clock.now()),
            pytest.raises(DatabaseError, match="Another import"),
        ):
            repository.remove_feed("shop")
    finally:
        other.close()
    assert titles(repository) == ["Product kept"]


def test_removing_a_feed_is_a_new_generation(
    import_rows: ImportRows, repository: CatalogRepository
) -> None:
    report = import_rows([{}])
    repository.remove_feed("shop")
    with repository.snapshot() as snapshot:
        assert snapshot.generation > report.generation
        assert snapshot.feeds == []


def test_progress_is_told_every_thousand_rows_and_at_the_end(
    write_feed: WriteFeed, repository: CatalogRepository, clock: Clock
) -> None:
    told: list[Progress] = []
    path = write_feed([{} for _ in range(2_500)])
    import_feed(path, "shop", repository, clock=clock, on_progress=told.append)
    assert [(one.rows, one.indexing) for one in told] == [
        (1_000, False),
        (2_000, False),
        (2_500, True),
    ]
    size = path.stat().st_size
    assert 0 < told[0].bytes_read < told[-1].bytes_read == told[-1].size == size


@pytest.mark.parametrize("name", ["", "Shop", "my_shop", "a" * 41, "-x", "x/y", "shop\n"])
def test_names_that_would_spoil_product_ids_are_refused(import_rows: ImportRows, name: str) -> None:
    with pytest.raises(ValidationError, match="cannot be the name of a feed"):
        import_rows([{}], feed=name)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "has no products; nothing was changed"),
        ([{"title": ""}, {"title": ""}], "in 2 rows: title: missing"),
    ],
)
def test_a_feed_without_products_changes_nothing(
    import_rows: ImportRows,
    repository: CatalogRepository,
    rows: list[dict[str, str]],
    sentence: str,
) -> None:
    import_rows([{"title": "Product kept"}])
    with pytest.raises(ValidationError, match=sentence):
        import_rows(rows)
    assert titles(repository) == ["Product kept"]


def test_a_damaged_tail_keeps_nothing(
    write_feed: WriteFeed, repository: CatalogRepository, clock: Clock, import_rows: ImportRows
) -> None:
    import_rows([{"title": "Product kept"}])
    path = write_feed([{"title": f"Product {n}"} for n in range(5_000)], name="half.tsv")
    whole = gzip.compress(path.read_bytes())
    path.write_bytes(whole[: len(whole) * 3 // 4])
    read: list[Progress] = []
    with pytest.raises(ValidationError, match="incomplete or damaged"):
        import_feed(path, "shop", repository, clock=clock, on_progress=read.append)
    assert read, "the fault must come after rows that could be read"
    assert titles(repository) == ["Product kept"]
    with repository.snapshot() as snapshot:
        assert snapshot.generation == 1


def test_whatever_stops_an_import_changes_nothing(
    write_feed: WriteFeed, repository: CatalogRepository, clock: Clock, import_rows: ImportRows
) -> None:
    import_rows([{"title": "Product kept"}])

    def stop(_progress: Progress) -> None:
        raise KeyboardInterrupt

    path = write_feed([{} for _ in range(1_500)])
    with pytest.raises(KeyboardInterrupt):
        import_feed(path, "shop", repository, clock=clock, on_progress=stop)
    assert titles(repository) == ["Product kept"]
    assert import_rows([{"title": "Product next"}]).imported == 1


def test_readers_see_the_old_generation_until_the_swap(
    repository: CatalogRepository,
    tmp_path: Path,
    clock: Clock,
    write_feed: WriteFeed,
    import_rows: ImportRows,
) -> None:
    import_rows([{"title": "Product old"}])
    server = CatalogRepository(tmp_path / "data" / "catalog.db")
    path = write_feed([{"title": "Product new"} for _ in range(1_000)])
    during: list[list[str]] = []
    try:
        with server.snapshot() as before:
            import_feed(
                path,
                "shop",
                repository,
                clock=clock,
                on_progress=lambda _progress: during.append(
                    [one.title for one in before.search(PRODUCTS, limit=10)]
                ),
            )
        assert during == [["Product old"], ["Product old"]]
        assert titles(server) == ["Product new"] * 100
    finally:
        server.close()


def test_a_second_import_at_the_same_time_gets_a_sentence(
    repository: CatalogRepository, tmp_path: Path, clock: Clock, write_feed: WriteFeed
) -> None:
    other = CatalogRepository(tmp_path / "data" / "catalog.db")
    path = write_feed([{} for _ in range(1_000)])
    refusals: list[str] = []

    def import_meanwhile(_progress: Progress) -> None:
        if not refusals:
            with pytest.raises(DatabaseError) as caught:
                import_feed(path, "other", other, clock=clock)
            refusals.append(caught.value.message)

    try:
        report = import_feed(path, "shop", repository, clock=clock, on_progress=import_meanwhile)
    finally:
        other.close()
    assert report.imported == 1_000
    assert refusals == [
        "Another import into this catalogue is running. Wait until it is done and retry."
    ]


def test_a_name_that_is_taken_is_refused_where_it_must_be_new(
    import_rows: ImportRows, write_feed: WriteFeed, repository: CatalogRepository, clock: Clock
) -> None:
    import_rows([{"title": "Product kept"}])
    path = write_feed([{"title": "Product new"}])
    with pytest.raises(ValidationError, match="There is a feed 'shop' already"):
        import_feed(path, "shop", repository, clock=clock, replace=False)
    assert titles(repository) == ["Product kept"]
    assert import_feed(path, "other", repository, clock=clock, replace=False).imported == 1


def test_every_refused_row_is_handed_out(
    write_feed: WriteFeed, repository: CatalogRepository, clock: Clock
) -> None:
    refused: list[RefusedRow] = []
    path = write_feed([{}, *({"link": ""} for _ in range(50))])
    import_feed(path, "shop", repository, clock=clock, on_refused=refused.append)
    assert refused == [RefusedRow(line, "link", "missing") for line in range(3, 53)]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (FeedOptions(currency="dollars"), "'dollars' is no currency"),
        (FeedOptions(format_name="excel"), "no format 'excel'. The formats are google-xml"),
        (FeedOptions(), "price: no currency. Name the currency .* --currency USD"),
    ],
)
def test_options_that_cannot_be_used_and_those_that_are_missing(
    write_feed: WriteFeed,
    repository: CatalogRepository,
    clock: Clock,
    options: FeedOptions,
    sentence: str,
) -> None:
    path = write_feed([{"price": "5"}])
    with pytest.raises(ValidationError, match=sentence):
        import_feed(path, "shop", repository, clock=clock, options=options)
    report = import_feed(path, "shop", repository, clock=clock, options=FeedOptions(currency="usd"))
    assert (report.imported, report.format_title, report.encoding) == (
        1,
        "Google Merchant in tab-separated form",
        "UTF-8",
    )
