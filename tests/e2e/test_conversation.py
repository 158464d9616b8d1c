"""One conversation from the first word to products, through everything, on a real port."""

import gzip
import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed
from talknshop.testing.server import running

pytestmark = pytest.mark.socket

TALKNSHOP = Path(sys.executable).with_name("talknshop")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def url(data: Path) -> Generator[str]:
    app = create_one_process_app(
        load_settings(data_dir=data, rate_limit_per_user=1_000), bundled_feed=bundled_feed()
    )
    with running(app) as url:
        yield url


def chat(url: str, message: str, *more: str) -> str:
    command = [TALKNSHOP, "chat", "--url", url, "--once", message, *more]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def prices(text: str) -> list[float]:
    return [
        float(found.replace(",", ""))
        for found in re.findall(r"^\d+ +\$([\d,.]+) ", text, flags=re.MULTILINE)
    ]


def test_a_bare_wish_is_asked_about_and_a_budget_gives_products_within_it(url: str) -> None:
    asked = chat(url, "I need a laptop", "--session", "e2e-1")
    assert asked.count("?") == 1
    assert len(re.findall(r"^  \d\. ", asked, flags=re.MULTILINE)) >= 3

    found = chat(url, "under $1000", "--session", "e2e-1")
    assert prices(found)
    assert max(prices(found)) < 1000
    assert "Laptop" in found
    assert "(simulated)" in found


def test_one_sentence_is_enough(url: str) -> None:
    assert max(prices(chat(url, "laptop under $600"))) < 600


def test_nothing_that_fits_is_said_with_numbers(url: str) -> None:
    answer = chat(url, "laptop under $20")
    assert prices(answer) == []
    assert "45 above your price" in answer


def test_products_on_show_are_compared_continued_and_watched(url: str) -> None:
    chat(url, "laptop under $1000", "--session", "e2e-show")
    compared = chat(url, "compare the first two", "--session", "e2e-show")
    assert "side by side" in compared
    assert re.search(r"^≠ Price +\d", compared, flags=re.MULTILINE)
    details = chat(url, "tell me about the second one", "--session", "e2e-show")
    assert "record says" in details
    more = chat(url, "show more", "--session", "e2e-show")
    assert "13 – 24 of" in more
    alike = chat(url, "something similar to the first one", "--session", "e2e-show")
    assert "Same kind: laptop" in alike
    why = chat(url, "why not the Velmora?", "--session", "e2e-show")
    assert "Velmora" in why
    watching = chat(url, "tell me when one under $400 appears", "--session", "e2e-show")
    assert "laptop under $400" in watching
    assert "inbox" in watching


def test_an_imported_feed_takes_the_place_of_the_demo_products(url: str, data: Path) -> None:
    rows = ["id\ttitle\tdescription\tlink\tprice\tbrand\tproduct_type"]
    rows += [
        f"{n}\tZelkova Laptop {n}\tquick\thttps://shop.example/{n}\t{n}00 USD\tZelkova\tLaptops"
        for n in range(3, 9)
    ]
    feed = data / "feed.tsv.gz"
    feed.write_bytes(gzip.compress("\n".join(rows).encode()))
    command = [TALKNSHOP, "catalog", "import", feed, "--feed", "zelkova", "--data", data]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    answer = chat(url, "laptop under $600")
    assert "Zelkova" in answer
    assert "(simulated)" not in answer
    assert max(prices(answer)) <= 600


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    command = [TALKNSHOP, "chat", "--url", "http://127.0.0.1:9", "--once", "hi"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("No TalknShop answers at http://127.0.0.1:9.")
    assert result.stderr.count("\n") == 1
