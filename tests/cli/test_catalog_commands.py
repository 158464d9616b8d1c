"""The commands of the catalogue as a person types them."""

import asyncio
import csv
import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from talknshop.catalog.container import build_container
from talknshop.cli.main import app, main
from talknshop.core.errors import NotFoundError, StorageError, ValidationError
from talknshop.core.settings import Settings
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest

TALKNSHOP = Path(sys.executable).with_name("talknshop")

GOOGLE = "id\ttitle\tlink\tprice\n1\tArc floor lamp\thttps://one.example/1\t49.95 USD\n"
SHOPIFY = {
    "products": [
        {
            "id": 5,
            "title": "Globe lamp",
            "handle": "globe",
            "body_html": "<p>Glass</p>",
            "vendor": "Lumo",
            "options": [{"name": "Colour"}],
            "variants": [
                {"id": 51, "title": "Red", "option1": "Red", "price": "20.00", "available": True},
                {"id": 52, "title": "Blue", "option1": "Blue", "price": "21.00"},
            ],
        }
    ]
}
PLAIN = "Art;Bezeichnung;VK\n9;Tischlampe lamp;1.299,00\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["catalog", *arguments, "--data", "data"], input=typed)


def call(*arguments: str) -> int:
    """Runs the command as its own process would; returns the exit code."""
    with pytest.raises(SystemExit) as stopped:
        main(["catalog", *arguments, "--data", "data"])
    return int(stopped.value.code or 0)


def search(what: str) -> list[ProductResult]:
    container = build_container(Settings(data_dir=Path("data")))
    try:
        request = SearchRequest(requirement_spec=RequirementSpec(product_type=what))
        return asyncio.run(container.service.search(request)).products
    finally:
        container.close()


def rows(*titles: str) -> str:
    lines = [f"{n}\t{title}\thttps://s.example/{n}" for n, title in enumerate(titles, start=1)]
    return "\n".join(["id\ttitle\tlink", *lines, ""])


def test_three_shops_in_three_formats_are_found_by_one_search(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("google.tsv.gz").write_bytes(gzip.compress(GOOGLE.encode()))
    Path("products.json").write_text(json.dumps(SHOPIFY), encoding="utf-8")
    Path("plain.csv").write_text(PLAIN, encoding="windows-1252")
    assert call("import", "google.tsv.gz", "--feed", "one") == 0
    assert call("import", "products.json", "--feed", "two", "--currency", "USD",
                "--map", "link=https://two.example/products/{handle}") == 0  # fmt: skip
    assert call("import", "plain.csv", "--feed", "three", "--currency", "EUR", "--map", "id=Art",
                "--map", "title=Bezeichnung", "--map", "price=VK",
                "--map", "link=https://three.example/{Art}") == 0  # fmt: skip
    told = capsys.readouterr().out
    for title in ("Google Merchant in tab-separated form", "Shopify's products.json",
                  "CSV with columns of any name"):  # fmt: skip
        assert f"Read as {title}, UTF-8 text." in told
    found = {one.product_id: (one.title, one.price, one.currency) for one in search("lamp")}
    assert found == {
        "store_one_1": ("Arc floor lamp", 49.95, "USD"),
        "store_two_51": ("Globe lamp - Red", 20.0, "USD"),
        "store_two_52": ("Globe lamp - Blue", 21.0, "USD"),
        "store_three_9": ("Tischlampe lamp", 1299.0, "EUR"),
    }


def test_a_feed_is_replaced_only_where_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("feed.tsv").write_text(rows("Old lamp"))
    command = ["import", "feed.tsv", "--feed", "shop"]
    assert call(*command) == 0
    Path("feed.tsv").write_text(rows("New lamp"))
    assert call(*command) == 1
    assert capsys.readouterr().err.startswith(
        "There is a feed 'shop' already (products: 1). Add --replace to put this one in its place"
    )
    assert [one.title for one in search("lamp")] == ["Old lamp"]
    assert call(*command, "--replace") == 0
    assert [one.title for one in search("lamp")] == ["New lamp"]


def test_what_a_report_says_of_single_fields_and_repeated_rows() -> None:
    Path("feed.tsv").write_text(
        "id\ttitle\tlink\tgtin\n1\tLamp\thttps://s.example/1\t12\n1\tLamp\thttps://s.example/1\t\n"
    )
    told = run("import", "feed.tsv", "--feed", "shop").output.splitlines()
    assert told[0].startswith("Imported 1 product into feed 'shop' in ")
    assert told[1:] == [
        "Read as Google Merchant in tab-separated form, UTF-8 text.",
        "1 row repeated an id; the last of each counts.",
        "1 product came in without gtin, which was wrong.",
    ]
    assert run("stats").output.startswith("1 product in shop\n\nproduct types\n")


def test_every_refused_row_is_in_the_report() -> None:
    wrong = "\n".join(f"{n}\tLamp\tnowhere" for n in range(30))
    Path("feed.tsv").write_text(rows("Good lamp") + wrong + "\n31\t\thttps://s.example/31\n")
    result = run("import", "feed.tsv", "--feed", "shop", "--report", "refused.csv")
    assert result.exit_code == 0, result.output
    assert "Refused 31 rows:\n  30 for link: not an http or https link\n" in result.output
    assert "Every refused row is in refused.csv." in result.output
    with Path("refused.csv").open(encoding="utf-8", newline="") as file:
        report = list(csv.reader(file))
    assert report[:2] == [["line", "field", "reason"], ["3", "link", "not an http or https link"]]
    assert (len(report), report[-1]) == (32, ["33", "title", "missing"])


def test_a_report_that_cannot_be_written_changes_nothing() -> None:
    Path("feed.tsv").write_text(rows("Lamp"))
    for report, error in (("feed.tsv", ValidationError), ("none/refused.csv", StorageError)):
        result = run("import", "feed.tsv", "--feed", "shop", "--report", report)
        assert isinstance(result.exception, error)
    assert Path("feed.tsv").read_text() == rows("Lamp")
    assert "no feed yet" in run("feeds").output


def test_a_feed_of_which_nothing_is_usable_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("feed.tsv").write_text(rows("Kept lamp"))
    run("import", "feed.tsv", "--feed", "shop")
    Path("feed.tsv").write_text("id\ttitle\tlink\n1\t\t\n2\tLamp\tnowhere\n3\tLamp\tnowhere\n")
    with pytest.raises(SystemExit) as stopped:
        main(["catalog", "import", "feed.tsv", "--feed", "shop", "--replace", "--data", "data"])
    assert stopped.value.code == 1
    assert (
        "No row of the feed feed.tsv is a product; nothing was changed." in capsys.readouterr().err
    )
    assert [one.title for one in search("lamp")] == ["Kept lamp"]


def test_feeds_are_listed_counted_and_removed() -> None:
    assert "no feed yet" in run("feeds").output
    Path("feed.tsv").write_text(rows("Lamp", "Lamp"))
    run("import", "feed.tsv", "--feed", "demo")
    run("import", "feed.tsv", "--feed", "shop")
    header, demo, shop = run("feeds").output.splitlines()
    assert header.split() == ["feed", "products", "generation", "imported", "at", "visible"]
    assert demo.split()[:3] == ["demo", "2", "1"]
    assert demo.rstrip().endswith("UTC  no, while there are other feeds")
    assert shop.split()[:3] + shop.split()[-1:] == ["shop", "2", "2", "yes"]
    kept = run("remove", "shop", typed="n\n")
    assert (kept.exit_code, "with 2 products? [y/N]" in kept.output) == (1, True)
    assert "shop" in run("feeds").output
    assert "Removed the feed 'shop' with 2 products." in run("remove", "shop", typed="y\n").output
    assert "Removed the feed 'demo'" in run("remove", "demo", "--yes").output
    unknown = run("remove", "shop", "--yes")
    assert isinstance(unknown.exception, NotFoundError)
    assert unknown.exception.message == "There is no feed 'shop'. The feeds are: none yet."


def test_statistics() -> None:
    assert isinstance(run("stats").exception, NotFoundError)
    Path("feed.csv").write_text(
        "id,title,link,price,brand,product_type,gtin,rating\n"
        + "".join(
            f"{n},Lamp {n},https://s.example/{n},{n}.00 USD,Lumo,Desk lamps,,4\n"
            for n in range(1, 10)
        )
        + "10,Chair,https://s.example/10,500 JPY,,Chairs,4006381333931,\n"
        + "11,Stool,https://s.example/11,,,,,\n"
    )
    run("import", "feed.csv", "--feed", "shop")
    run("import", "feed.csv", "--feed", "demo")
    told = run("stats", "--top", "1").output
    assert told.splitlines() == [
        "11 products in shop",
        "",
        "product types",
        "          9   81.8%  desk lamp",
        "",
        "brands",
        "          9   81.8%  Lumo",
        "",
        "prices in USD (9 products)",
        "  min 1.00, 25 % 3.00, median 5.00, 75 % 7.00, max 9.00",
        "",
        "prices in JPY (1 product)",
        "  min 500, 25 % 500, median 500, 75 % 500, max 500",
        "",
        "known",
        "  price    90.9%         10",
        "  image     0.0%          0",
        "  gtin      9.1%          1",
        "  brand    81.8%          9",
        "  rating   81.8%          9",
    ]
    assert run("stats", "demo").output.startswith("11 products in demo\n")
    unknown = run("stats", "nobody").exception
    assert isinstance(unknown, NotFoundError)
    assert unknown.message == "There is no feed 'nobody'. The feeds are: demo, shop."


def endless_rows() -> Iterator[bytes]:
    yield rows().encode()
    for number in range(10**9):
        yield b"%d\tLamp of the killed import %d\thttps://s.example/%d\n" % ((number,) * 3)


def feed_pipe(pipe: Path) -> None:
    """Writes until whoever reads is gone."""
    try:
        with pipe.open("wb") as file:
            file.writelines(endless_rows())
    except BrokenPipeError:
        return


def test_an_import_that_is_killed_in_the_middle_leaves_the_feed_as_it_was() -> None:
    Path("feed.tsv").write_text(rows("Kept lamp"))
    run("import", "feed.tsv", "--feed", "shop")
    before = run("feeds").output
    pipe = Path("pipe")
    os.mkfifo(pipe)
    writer = threading.Thread(target=feed_pipe, args=(pipe,))
    writer.start()
    log = Path("data", "catalog.db-wal")
    with subprocess.Popen(
        [TALKNSHOP, "catalog", "import", "pipe", "--feed", "shop", "--replace", "--data", "data"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as importer:
        # Some megabytes of the new generation must have reached the disk.
        while not (log.exists() and log.stat().st_size > 4_000_000) and importer.poll() is None:
            threading.Event().wait(0.01)
        importer.kill()
    writer.join()
    assert importer.returncode == -9
    assert [one.title for one in search("lamp")] == ["Kept lamp"]
    assert run("feeds").output == before
    Path("feed.tsv").write_text(rows("Next lamp"))
    assert run("import", "feed.tsv", "--feed", "shop", "--replace").exit_code == 0
    assert [one.title for one in search("lamp")] == ["Next lamp"]
