"""Several shops on one page, in a real browser against ``talknshop up --simulate``."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.e2e.browsing import (
    ACCOUNT,
    DESK,
    PHONE,
    chromium_running,
    fits_the_screen,
    opened,
    say,
    settled,
)
from tests.e2e.processes import Running, talknshop
from tests.e2e.test_browser_access import complaints

pytestmark = pytest.mark.browser

SHOPS = ("eBay", "Amazon", "Walmart", "Best Buy", "Partner shops")
SWITCHES = ("ebay", "amazon", "walmart", "bestbuy", "ucp")
WHOLE_SEARCH_MS = 120_000
"""For a search that waits for a slow shop, on a machine that is busy."""

USUAL_MS = 5_000
"""How long other tests wait for what they expect."""

MOST_MOVED_PX = 60
"""How far the list may move when a search ends: a line more here and there."""

TOLD = """() => {
    window.told = [];
    const status = document.querySelector('output[aria-label="Progress"]');
    const keep = () => window.told.push(status.textContent);
    new MutationObserver(keep).observe(status, {subtree: true, childList: true,
        characterData: true});
}"""


@contextmanager
def shops_open(data: Path, *, deadline: int) -> Generator[Running]:
    """The product with five simulated shops, each of which has so many seconds."""
    arguments = ["up", "--port", "0", "--data", str(data), "--simulate", "--simulation-port", "0"]
    settings = {
        "SOURCE_DEADLINE_SECONDS": str(deadline),
        "MARKETPLACE_TIMEOUT": str(deadline),
        "HTTP_TIMEOUT": str(deadline),
        "SOURCE_FRESH_SECONDS": "0",
        "WATCH_INTERVAL_MINUTES": "0.05",
        "RATE_LIMIT_PER_USER": "1000",
    }
    with talknshop(*arguments, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    with shops_open(tmp_path_factory.mktemp("shops"), deadline=60) as running:
        yield running


@pytest.fixture(autouse=True)
def _all_well(shops: Running) -> Generator[None]:
    yield
    for name in SWITCHES:
        turn(shops, name, "none")


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    # Shops and browser share a machine with other tests.
    expect.set_options(timeout=WHOLE_SEARCH_MS)
    with chromium_running(chromium) as browser:
        yield browser
    expect.set_options(timeout=USUAL_MS)


def turn(running: Running, shop: str, fault: str, *, seconds: int = 1) -> None:
    """Turns the switch of a shop."""
    switch = {"fault": fault, "seconds": seconds}
    answer = httpx.put(f"{running.urls[1]}/faults/{shop}", json=switch, trust_env=False)
    assert answer.is_success


def latest(page: Page) -> Locator:
    return page.locator("[role=log] > div").last


def strip(page: Page) -> Locator:
    return latest(page).get_by_role("list", name="Where it was looked")


def ask(page: Page, running: Running, words: str) -> Locator:
    """Says what is looked for; the latest turn, once it is over."""
    page.goto(running.url)
    say(page, words)
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)
    return latest(page)


@pytest.mark.parametrize("look", ["desk", "phone in the dark"])
def test_five_shops_answer_one_question(browser: Browser, shops: Running, look: str) -> None:
    on_phone = look != "desk"
    with opened(browser, viewport=PHONE if on_phone else DESK, dark=on_phone) as page:
        answer = ask(page, shops, "headphones under $150")
        if on_phone:
            answer.get_by_role("button", name="Shops that answered: 6").click()
        for shop in SHOPS:
            told = strip(page).get_by_role("listitem").filter(has_text=f"{shop}: ")
            expect(told).to_have_text(re.compile(rf"^{shop}: [1-9]\d* found\s+Simulated\s*$"))
        cards = answer.locator("article article")
        expect(cards.filter(has=page.get_by_text("Simulated", exact=True))).to_have_count(
            cards.count()
        )
        found = complaints(page)

        for summary in answer.locator("summary").all():
            summary.click()
        offers = answer.get_by_role("list", name=re.compile("offers for|Offers for"))
        lines = offers.get_by_role("listitem")
        assert lines.count() >= 4
        expect(lines.filter(has_text="Simulated")).to_have_count(lines.count())
        expect(
            lines.filter(has_text=re.compile(r"with shipping|free shipping")).first
        ).to_be_visible()
        expect(lines.filter(has_text="shipping unknown").first).to_be_visible()
        found += complaints(page)

        for place in range(2):
            answer.get_by_role("checkbox", name="Compare").nth(place).check()
        answer.get_by_role("button", name="Compare", exact=True).click()
        table = answer.get_by_role("table", name="2 products side by side")
        expect(table.get_by_role("row", name=re.compile("^At "))).not_to_have_count(0)
        assert table.get_by_role("row", name=re.compile("^At ")).count() >= 2
        found += complaints(page)
        assert found == []
        assert fits_the_screen(page)


def test_products_are_there_while_a_shop_is_awaited(browser: Browser, shops: Running) -> None:
    # Long enough for a busy machine to draw what the others have found.
    turn(shops, "walmart", "slow", seconds=20)
    with opened(browser) as page:
        page.goto(shops.url)
        expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
        page.evaluate(TOLD)
        say(page, "headphones under $140")
        so_far = page.get_by_role("list", name="Products so far")
        expect(strip(page).get_by_text("Waiting for Walmart")).to_be_visible()
        expect(strip(page).get_by_text(re.compile(r"^Amazon: \d+ found$"))).to_be_visible()
        expect(so_far.get_by_role("article")).to_have_count(6)
        before = so_far.bounding_box()
        so_far.evaluate("list => [...list.children].forEach(one => one.dataset.soFar = '')")

        products = page.get_by_role("list", name="Products", exact=True)
        expect(products).to_be_visible()
        settled(page)
        expect(strip(page).get_by_text(re.compile(r"^Walmart: \d+ found$"))).to_be_visible()
        after = products.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(after["y"] - before["y"]) <= MOST_MOVED_PX
        assert products.locator("> [data-so-far]").count() > 0
        # A text told again ends in another space, so that it is read out.
        told: list[str] = page.evaluate("window.told.map(one => one.trim())")
        assert told.count("Searching the shops. The first products are there.") == 1


def test_what_was_found_stays_when_the_search_is_stopped(browser: Browser, shops: Running) -> None:
    turn(shops, "ebay", "hanging")
    with opened(browser, viewport=PHONE) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(shops.url)
        say(page, "tent under $300")
        so_far = page.get_by_role("list", name="Products so far")
        expect(so_far.get_by_role("article").first).to_be_visible()
        expect(strip(page).get_by_text("Waiting for eBay")).to_be_visible()
        assert page.evaluate("document.getAnimations().length") == 0
        assert complaints(page) == []
        page.get_by_role("button", name="Stop").click()
        expect(latest(page).get_by_text("Stopped.", exact=True)).to_be_visible()
        settled(page)
        expect(so_far.get_by_role("article").first).to_be_visible()
        assert fits_the_screen(page)


def test_a_shop_that_failed_is_asked_again(browser: Browser, shops: Running) -> None:
    turn(shops, "walmart", "failing")
    with opened(browser) as page:
        ask(page, shops, "backpack under $90")
        expect(strip(page).get_by_text("Walmart did not answer", exact=True)).to_be_visible()
        turn(shops, "walmart", "none")
        page.get_by_role("button", name="Ask Walmart again").click()
        expect(page.get_by_text("You changed: Asked Walmart again")).to_be_visible()
        settled(page)
        expect(strip(page).get_by_text(re.compile(r"^Walmart: \d+ found$"))).to_be_visible()
        expect(latest(page).get_by_role("list", name="Looking for")).to_contain_text("Up to $90")
        expect(page.get_by_role("button", name=re.compile("^Ask .* again$"))).to_have_count(0)


def test_a_hanging_shop_is_named(browser: Browser, tmp_path: Path) -> None:
    # Here the deadline is what is tested; others may miss it too where the machine is busy.
    with shops_open(tmp_path, deadline=4) as running, opened(browser, viewport=PHONE) as page:
        turn(running, "walmart", "hanging")
        ask(page, running, "headphones under $150")
        expect(strip(page).get_by_text("Walmart did not answer in time")).to_be_visible()
        expect(page.get_by_role("button", name="Ask Walmart again")).to_be_visible()
        assert latest(page).locator("article article").count() > 0
        assert complaints(page) == []
        assert fits_the_screen(page)
        page.goto("about:blank")


def test_a_watch_tells_what_a_shop_that_is_back_has(browser: Browser, shops: Running) -> None:
    turn(shops, "walmart", "throttled")
    with opened(browser) as page:
        ask(page, shops, "running shoes under $90")
        expect(strip(page).get_by_text("Walmart is busy", exact=True)).to_be_visible()
        page.get_by_role("button", name="Tell me about news").click()
        expect(page.get_by_role("button", name="Watching")).to_be_visible()
        turn(shops, "walmart", "none")
        toast = page.get_by_role("region", name="News")
        expect(toast).to_contain_text("your watch for")
        page.get_by_role("button", name=re.compile(r"^News, \d+ unread$")).click()
        inbox = page.get_by_role("dialog", name="News")
        expect(inbox.get_by_role("link").first).to_have_attribute("href", re.compile("^https://"))
        assert complaints(page) == []


def test_shops_are_told_of_in_german(browser: Browser, shops: Running) -> None:
    context = browser.new_context(locale="de-DE", viewport=DESK)
    page = context.new_page()
    page.goto(shops.url)
    box = page.get_by_role("textbox")
    box.fill("headphones under $150")
    box.press("Enter")
    products = page.get_by_role("list", name="Produkte", exact=True)
    expect(products).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Amazon: \d+ gefunden$"))).to_be_visible()
    marks = products.get_by_text("Simuliert", exact=True).filter(visible=True)
    expect(marks.first).to_be_visible()
    context.close()
