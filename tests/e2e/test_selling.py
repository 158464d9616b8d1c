"""Selling in a real browser: a sentence and a photo become listings, through the whole product."""

import re
import struct
import zlib
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect
from tests.e2e.browsing import DESK, chromium_running, fits_the_screen, say, settled
from tests.e2e.processes import Running, talknshop
from tests.e2e.test_browser_access import complaints

pytestmark = pytest.mark.browser

SIDE = 600
FACEBOOK = "https://www.facebook.com/marketplace/item/9081726354"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    data = str(tmp_path_factory.mktemp("selling"))
    with talknshop(
        "up", "--port", "0", "--data", data, "--simulate", "--simulation-port", "0"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


def note(problems: list[str], message: ConsoleMessage) -> None:
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        problems.append(message.text)


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    """A page of a seller of its own; a refused link is a line in its console, no problem."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: note(problems, message))
    yield page
    context.close()
    assert problems == []


def photo() -> bytes:
    """A picture of a blue thing on a plain ground, as PNG."""
    row = b"\x00" + b"".join(
        b"\x26\x3e\x70" if 200 < x < 400 else b"\xeb\xe8\xe2" for x in range(SIDE)
    )
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * SIDE)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def listing_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Your listing", exact=True)


def offer(page: Page, url: str, words: str) -> Locator:
    """Says what is for sale; the listing as it is drawn."""
    page.goto(url)
    say(page, words)
    listing = listing_of(page)
    expect(listing.get_by_role("button", name="Post it")).to_be_visible()
    settled(page)
    return listing


def add_photo(page: Page, listing: Locator) -> None:
    with page.expect_file_chooser() as choosing:
        listing.get_by_role("button", name="Choose a photo").click()
    choosing.value.set_files([{"name": "front.png", "mimeType": "image/png", "buffer": photo()}])
    expect(listing.get_by_role("img", name="Photo 1 of 1")).to_be_visible()
    expect(listing.get_by_text("Saving…")).to_be_hidden()


def fill(listing: Locator, field: str, words: str) -> None:
    box = listing.get_by_role("textbox", name=field)
    box.fill(words)
    box.press("Enter")
    expect(listing.get_by_text("Saving…")).to_be_hidden()


def leave_out(listing: Locator, *marketplaces: str) -> None:
    for name in marketplaces:
        listing.get_by_role("checkbox", name=name).click()
        expect(listing.get_by_role("tab", name=re.compile(f"^{name}"))).to_be_hidden()


def connect_ebay(page: Page, job: Locator) -> None:
    """Agrees on the page of the simulated eBay, and comes back."""
    job.get_by_role("button", name="Connect eBay").click()
    agree = page.get_by_role("button", name=re.compile("agree", re.IGNORECASE))
    panel = page.get_by_role("dialog", name="My listings")
    expect(agree.or_(panel)).to_be_visible()
    if agree.is_visible():
        agree.click()
    expect(panel.get_by_text("eBay is connected.")).to_be_visible()
    page.get_by_role("button", name="Close").click()


def answer_what_is_asked(ebay: Locator) -> None:
    """Names the maker, where eBay did not get it from what was said."""
    maker = ebay.get_by_role("textbox", name="Brand")
    expect(maker.or_(ebay.get_by_text("Live", exact=True))).to_be_visible()
    if maker.is_visible():
        maker.fill("Apple")
        maker.press("Enter")


def finish_on_facebook(page: Page, facebook: Locator) -> None:
    """Takes the photos, pastes a wrong link and then the right one."""
    facebook.get_by_text("Finish on Facebook Marketplace", exact=True).click()
    with page.expect_download() as downloading:
        facebook.get_by_role("link", name="Photos (zip)").click()
    assert downloading.value.suggested_filename.endswith(".zip")
    link = facebook.get_by_role("textbox", name=re.compile("^Address of your listing"))
    link.fill("https://elsewhere.example/item/1")
    facebook.get_by_role("button", name="It is live").click()
    expect(facebook.get_by_role("alert")).to_be_visible()
    link.fill(FACEBOOK)
    facebook.get_by_role("button", name="It is live").click()
    assert complaints(page) == []
    expect(facebook.get_by_text("Live", exact=True)).to_be_visible()
    settled(page)


def sell_in_the_store(page: Page) -> None:
    """Says where it was sold; what is up elsewhere is to come down."""
    page.get_by_role("button", name="My listings").first.click()
    panel = page.get_by_role("dialog", name="My listings")
    card = panel.get_by_role("list", name="My listings").locator("> li")
    expect(card).to_have_count(1)
    card.locator("summary").first.click()
    card.get_by_role("button", name="It is sold").click()
    card.get_by_role("group", name=re.compile("Where was it sold")).get_by_role(
        "button", name="TalknShop store"
    ).click()
    expect(card.get_by_text("sold on TalknShop store")).to_be_visible()
    expect(card.get_by_text("Take it down on Facebook Marketplace")).to_be_visible()


def test_a_sale_from_one_sentence_to_live_listings(page: Page, shop: Running) -> None:
    listing = offer(page, shop.url, "Sell my iPhone 13 128GB blue, $650, good condition")
    expect(listing.get_by_role("textbox", name="Title")).to_have_value(re.compile("iPhone 13"))
    add_photo(page, listing)
    fill(listing, "Where it is", "San Jose, CA 95112")
    fill(listing, "Price (USD)", "640")
    listing.get_by_role("button", name="Undo: Price").click()
    expect(listing.get_by_role("textbox", name="Price (USD)")).to_have_value("650")
    leave_out(listing, "Poshmark")
    expect(listing.get_by_text("Saving…")).to_be_hidden()
    listing.get_by_role("tab", name=re.compile("^eBay")).click()
    expect(listing.get_by_role("tabpanel").get_by_text("You get")).to_be_visible()
    assert fits_the_screen(page)
    assert complaints(page) == []

    listing.get_by_role("button", name="Post it").dblclick()
    job = page.get_by_role("region", name="Your listing at the marketplaces")
    expect(job).to_have_count(1)
    rows = job.get_by_role("list", name="Marketplaces").locator("> li")
    expect(rows).to_have_count(4)
    expect(rows.filter(has_text="TalknShop store").get_by_text("Live", exact=True)).to_be_visible()
    ebay = rows.filter(has_text="eBay")
    expect(ebay.get_by_text("Simulated")).to_be_visible()
    expect(job.get_by_text("Yours to finish")).to_have_count(2)

    expect(ebay.get_by_text("Account not connected")).to_be_visible()
    connect_ebay(page, ebay)
    answer_what_is_asked(ebay)
    expect(ebay.get_by_text("Live", exact=True)).to_be_visible()

    finish_on_facebook(page, rows.filter(has_text="Facebook Marketplace"))

    page.reload()
    expect(job).to_have_count(1)
    expect(job.get_by_text("Live", exact=True)).to_have_count(3)
    sell_in_the_store(page)


def test_nothing_is_posted_without_a_yes(page: Page, shop: Running) -> None:
    listing = offer(page, shop.url, "sell a brass desk lamp, 40 dollars, like new")
    listing.get_by_role("button", name="Not yet").click()
    settled(page)
    page.get_by_role("button", name="My listings").first.click()
    panel = page.get_by_role("dialog", name="My listings")
    expect(panel.get_by_text("You sell nothing yet.")).to_be_visible()
