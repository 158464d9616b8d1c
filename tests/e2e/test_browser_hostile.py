"""The page with products, a clock and a storage that are not as they should be."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import (
    chromium_running,
    demo_shop,
    fits_the_screen,
    opened,
    say,
    search,
    settled,
)

from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.cli.one_process import create_one_process_app
from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.testing.server import running

pytestmark = pytest.mark.browser

HEADER = "id\ttitle\tlink\tprice\tproduct_type\timage_link\n"
LAMPS = 230
NO_STORAGE = """for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
    Object.defineProperty(window, name,
        {get() { throw new DOMException('denied', 'SecurityError'); }});"""
FULL_STORAGE = """Storage.prototype.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError'); };
    IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError'); };"""
LATE_CLOCK = "{ const now = Date.now; Date.now = () => now() + 3_600_000; }"


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(demo_shop(tmp_path_factory.mktemp("hostile"))) as url:
        yield url


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    data = tmp_path_factory.mktemp("lamps")
    rows = [
        ["long", "Luna " + "x" * 140 + " lamp", "https://s.example/1", "5.00 USD", "lamp", ""],
        ["script", "<script>alert(1)</script> lamp", "https://s.example/2", "6.00 USD", "lamp",
         "https://s.invalid/broken.png"],
        ["plain", "Sol lamp over http", "http://s.example/3", "7.00 USD", "lamp", ""],
        *([f"n{n}", f"Lamp number {n}", f"https://s.example/n{n}", f"{n + 10}.00 USD", "lamp", ""]
          for n in range(LAMPS)),
    ]  # fmt: skip
    feed = data / "lamps.tsv"
    feed.write_text(HEADER + "\n".join("\t".join(row) for row in rows) + "\n")
    repository = CatalogRepository(data / "catalog.db")
    import_feed(feed, "lamps", repository, clock=SystemClock())
    repository.close()
    app = create_one_process_app(load_settings(data_dir=data), bundled_feed=None)
    with running(app) as url:
        yield url


@pytest.mark.parametrize(
    "flaw", [NO_STORAGE, FULL_STORAGE, LATE_CLOCK], ids=["blocked", "full", "an hour late"]
)
def test_the_conversation_goes_on(browser: Browser, url: str, flaw: str) -> None:
    with opened(browser) as page:
        page.add_init_script(flaw)
        search(page, url)
        link = page.url
        page.goto(link)
        expect(page.get_by_text("You said: laptop under $1000")).to_be_visible()
        settled(page)
        assert page.get_by_role("button", name=re.compile("^Details of ")).count() >= 5


def test_odd_products_are_shown_and_lead_nowhere_odd(browser: Browser, lamps: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(lamps)
    say(page, "cheapest lamp under $8")
    expect(page.get_by_text("<script>alert(1)</script> lamp").first).to_be_visible()
    settled(page)
    assert fits_the_screen(page)
    cards = page.locator("article article")
    broken = cards.filter(has_text="<script>")
    expect(broken.locator("svg.tile")).to_be_visible()
    expect(cards.filter(has_text="Sol lamp over http").locator("a")).to_have_count(0)
    for link in page.locator("[role=log] a").all():
        assert re.match(r"https://|/", link.get_attribute("href") or "")
        assert link.get_attribute("rel") == "noopener noreferrer"
    context.close()


def drawn(page: Page) -> int:
    """How many cards the browser really draws."""
    return page.evaluate(
        "[...document.querySelectorAll('article article')]"
        ".filter(card => card.checkVisibility({contentVisibilityAuto: true})).length"
    )


def test_two_hundred_cards_are_drawn_as_they_come_near(browser: Browser, lamps: str) -> None:
    with opened(browser) as page:
        page.goto(lamps)
        say(page, "lamp")
        page.get_by_role("button", name=re.compile("^Show all")).click()
        cards = page.locator("article article")
        while cards.count() < 200:
            before = cards.count()
            page.get_by_role("button", name="Show more").click()
            expect(cards.nth(before)).to_be_attached()
        page.evaluate("window.scrollTo(0, 0)")
        page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        assert 0 < drawn(page) < 60
        cards.nth(199).scroll_into_view_if_needed()
        expect(cards.nth(199)).to_be_in_viewport()
