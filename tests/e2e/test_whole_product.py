"""One `talknshop up` and one page of it: a purchase, a question in the middle of it, and a sale."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import ACCOUNT, chromium_running, opened, say, search, settled
from tests.e2e.processes import Running, talknshop
from tests.e2e.test_selling import listing_of

pytestmark = pytest.mark.browser

KEPT_ELSEWHERE = ["*.db-wal", "sessions.db", "users.db", "jobs.db", "queues.db", "documents.db"]


@pytest.fixture
def shop(tmp_path: Path) -> Generator[Running]:
    with talknshop("up", "--port", "0", "--data", str(tmp_path)) as running:
        yield running


@pytest.fixture
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


def ask_in_the_middle(page: Page) -> None:
    say(page, "what is your return policy?")
    answer = page.get_by_role("article").last
    expect(answer.get_by_role("region", name="Sources")).to_be_visible()
    settled(page)
    answer.get_by_role("button", name="Open source 1: Return policy").first.click()
    panel = page.get_by_role("dialog", name="Return policy")
    expect(panel.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def sell(page: Page) -> None:
    say(page, "sell my brass astrolabe, $245, good condition")
    listing = listing_of(page)
    expect(listing.get_by_role("button", name="Post it")).to_be_visible()
    settled(page)
    listing.get_by_role("button", name="Post it").click()
    job = page.get_by_role("region", name="Your listing at the marketplaces")
    rows = job.get_by_role("list", name="Marketplaces").locator("> li")
    expect(rows.filter(has_text="TalknShop store").get_by_text("Live", exact=True)).to_be_visible()
    settled(page)


def test_a_purchase_an_answer_and_a_sale(
    browser: Browser, shop: Running, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    with opened(browser) as page:
        search(page, shop.url)
        ask_in_the_middle(page)
        say(page, "under $700")
        expect(page.get_by_text(ACCOUNT)).to_have_count(2)
        settled(page)
        expect(page.get_by_role("log").get_by_text("laptop under $700").first).to_be_visible()
        sell(page)
        page.get_by_role("button", name="New conversation").first.click()
        say(page, "brass astrolabe under $300")
        expect(page.locator("article article", has_text="astrolabe").first).to_be_visible()
        settled(page)
    if pytestconfig.getoption("--backend") == "aws":
        kept = [path.name for name in KEPT_ELSEWHERE for path in tmp_path.glob(name)]
        assert not [name for name in kept if not name.startswith("catalog.db")]
    assert not re.search("Traceback|Task was destroyed|Unclosed", stopped(shop))


def stopped(shop: Running) -> str:
    code, written = shop.stop(15)
    assert code == 0
    return written
