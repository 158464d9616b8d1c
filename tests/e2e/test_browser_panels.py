"""What stands beside the conversation, in a real browser: history, saved, details, order."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import (
    ACCOUNT,
    PHONE,
    chromium_running,
    demo_shop,
    fits_the_screen,
    opened,
    say,
    search,
    settled,
)

from talknshop.testing.server import running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(demo_shop(tmp_path_factory.mktemp("panels"))) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    with opened(browser) as page:
        yield page


def titles(page: Page) -> list[str]:
    return page.locator("article article h3").all_inner_texts()


def test_conversations_are_found_opened_renamed_and_deleted(page: Page, url: str) -> None:
    search(page, url)
    first = page.url
    page.get_by_role("button", name="New conversation").click()
    say(page, "tent under $300")
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)

    page.get_by_role("button", name="Conversations").click()
    panel = page.get_by_role("dialog", name="Conversations")
    lines = panel.get_by_role("list", name="Your conversations").get_by_role("listitem")
    expect(lines).to_have_count(2)
    panel.get_by_role("searchbox").fill("LAPTOP under")
    expect(lines).to_have_count(1)
    panel.get_by_role("button", name="Rename laptop under $1000").click()
    panel.get_by_role("textbox", name="Name of the conversation").fill("For the office")
    page.keyboard.press("Enter")
    panel.get_by_role("searchbox").fill("")
    panel.get_by_role("button", name=re.compile("^For the office")).click()
    expect(panel).to_be_hidden()
    assert page.url == first
    expect(page.get_by_text("You said: laptop under $1000")).to_be_visible()

    page.get_by_role("button", name="Conversations").click()
    panel.get_by_role("button", name="Delete For the office").click()
    panel.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
    assert page.url != first
    page.reload()
    page.get_by_role("button", name="Conversations").click()
    expect(lines).to_have_count(1)


def test_a_link_opens_its_conversation(page: Page, url: str) -> None:
    search(page, url)
    link = page.url
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    page.go_back()


def test_products_are_saved_and_stay(page: Page, url: str) -> None:
    search(page, url)
    title = titles(page)[0].split("\n")[0]
    save = page.get_by_role("button", name=f"Save {title}")
    save.click()
    expect(save).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(save).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Saved products").click()
    panel = page.get_by_role("dialog", name="Saved products")
    link = panel.get_by_role("link", name=title)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    panel.get_by_role("button", name="Remove").click()
    expect(panel.get_by_text("Nothing is saved yet.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(save).to_have_attribute("aria-pressed", "false")


def test_the_details_of_a_product(page: Page, url: str) -> None:
    search(page, url)
    opener = page.get_by_role("button", name=re.compile("^Details of ")).first
    opener.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="What the shop says")).to_be_visible()
    expect(panel.get_by_role("heading", name="Price over time")).to_be_visible()
    expect(panel.get_by_text("as far as we have seen")).to_be_visible()
    expect(panel.get_by_role("link", name="See it at the shop")).to_have_attribute(
        "href", re.compile("^https://")
    )
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_an_order_of_ones_own(page: Page, url: str) -> None:
    search(page, url, "headphones under $200")
    before = titles(page)
    page.get_by_role("button", name="What counts").click()
    for name, value in {"Low price": "1", "Good ratings": "0", "Fits my words": "0"}.items():
        page.get_by_role("slider", name=name).fill(value)
    page.get_by_role("button", name="Sort by this").click()
    expect(page.get_by_text("Sorted by Low price 100%")).to_be_visible()
    settled(page)
    latest = page.locator("[role=log] > div").last
    prices = [
        float(re.sub(r"[^\d.]", "", text.split("$")[1].split()[0]))
        for text in latest.locator("article article").all_inner_texts()
    ]
    assert prices == sorted(prices)
    assert latest.locator("article article h3").all_inner_texts() != before
    page.get_by_role("button", name="What counts").last.click()
    expect(page.get_by_role("slider", name="Low price")).to_have_value("1")


def test_a_wish_is_changed_in_place(page: Page, url: str) -> None:
    search(page, url)
    page.get_by_role("button", name="Change Up to $1,000").click()
    page.get_by_role("spinbutton", name="Up to (USD)").fill("500")
    page.keyboard.press("Enter")
    chips = page.get_by_role("list", name="Looking for").last
    expect(chips.get_by_text("Up to $500")).to_be_visible()
    settled(page)
    latest = page.locator("[role=log] > div").last
    expect(latest.get_by_text(ACCOUNT)).to_be_visible()


def test_one_a_line_stays_chosen_and_arrows_lead_through_the_cards(page: Page, url: str) -> None:
    search(page, url)
    cards = page.locator("article article")
    page.get_by_role("button", name="One a line").click()
    page.reload()
    expect(page.get_by_role("button", name="One a line")).to_have_attribute("aria-pressed", "true")
    left = [cards.nth(place).bounding_box() for place in range(2)]
    assert left[0] is not None
    assert left[1] is not None
    assert left[0]["x"] == left[1]["x"]
    page.get_by_role("button", name="Side by side").click()
    cards.first.get_by_role("link").first.focus()
    for key, place in (("ArrowRight", 1), ("ArrowDown", 4), ("ArrowLeft", 3), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(cards.nth(place).get_by_role("link").first).to_be_focused()


def test_the_palette_finds_what_the_page_can_do(page: Page, url: str) -> None:
    search(page, url)
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Commands")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("saved")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Saved products")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()


def test_what_was_said_can_be_said_otherwise_and_copied(page: Page, url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search(page, url)
    page.get_by_role("button", name="Copy this answer").click()
    expect(page.get_by_role("main").get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert titles(page)[0].split("\n")[0] in copied
    assert "https://" in copied
    page.get_by_role("button", name="Edit what you said").click()
    box = page.get_by_role("form", name="Message").get_by_role("textbox")
    expect(box).to_be_focused()
    expect(box).to_have_value("laptop under $1000")
    expect(page.get_by_text("This is said instead of your last message.")).to_be_visible()
    box.fill("in silver")
    box.press("Enter")
    # Without the laptop it is not known what shall be silver.
    expect(page.get_by_text("You said: in silver")).to_be_visible()
    settled(page)
    before = page.get_by_text("You said: laptop under $1000")
    expect(before).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(1)
    page.reload()
    expect(page.get_by_text("You said: in silver")).to_be_visible()
    expect(before).to_have_count(0)


def test_a_watch_is_begun_once_however_often_one_reloads(page: Page, url: str) -> None:
    search(page, url, "tent under $300")
    page.get_by_role("button", name="Tell me about news").click()
    expect(page.get_by_role("button", name="Watching")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Watching")).to_be_visible()
    page.get_by_role("button", name="News", exact=True).click()
    watching = page.get_by_role("dialog", name="News").get_by_role("list", name="Watching")
    expect(watching.get_by_role("listitem")).to_have_count(1)


def test_from_right_to_left(browser: Browser, url: str) -> None:
    with opened(browser, viewport=PHONE) as page:
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => document.documentElement.dir = 'rtl')"
        )
        search(page, url)
        assert fits_the_screen(page)
        said = page.get_by_text("You said: laptop under $1000").bounding_box()
        menu = page.get_by_role("button", name="Conversations").bounding_box()
        assert said is not None
        assert menu is not None
        assert said["x"] < PHONE["width"] / 4
        assert menu["x"] > PHONE["width"] / 2
        page.get_by_role("button", name="Conversations").click()
        panel = page.get_by_role("dialog", name="Conversations").bounding_box()
        assert panel is not None
        assert panel["x"] + panel["width"] == pytest.approx(PHONE["width"], abs=1)
