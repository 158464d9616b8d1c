"""The page on a phone while the on-screen keyboard is up."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from tests.e2e.browsing import (
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

# What the keyboard of a phone leaves of its screen.
WITH_KEYBOARD: ViewportSize = {"width": 390, "height": 480}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(demo_shop(tmp_path_factory.mktemp("phone"))) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


def box_of(page: Page) -> Locator:
    return page.get_by_role("form", name="Message").get_by_role("textbox")


def raise_keyboard(page: Page) -> None:
    """The keyboard takes its part of the screen from the page, as the page asks for."""
    content = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "interactive-widget=resizes-content" in content
    box_of(page).focus()
    page.set_viewport_size(WITH_KEYBOARD)
    page.evaluate(
        "new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
    )


def stands_above_the_keyboard(page: Page) -> bool:
    place = page.get_by_role("form", name="Message").bounding_box()
    return place is not None and place["y"] + place["height"] <= WITH_KEYBOARD["height"]


def test_the_question_and_the_box_stay_in_sight(browser: Browser, url: str) -> None:
    with opened(browser, viewport=PHONE) as page:
        page.goto(url)
        say(page, "I need a laptop")
        answers = page.get_by_role("list", name="Suggested answers")
        expect(answers).to_be_visible()
        settled(page)
        raise_keyboard(page)
        expect(box_of(page)).to_be_in_viewport(ratio=1)
        assert stands_above_the_keyboard(page)
        expect(answers.get_by_role("button").first).to_be_in_viewport(ratio=1)
        assert fits_the_screen(page)


def test_what_was_read_stays_right_above_the_box(browser: Browser, url: str) -> None:
    with opened(browser, viewport=PHONE) as page:
        search(page, url)
        last = page.get_by_role("button", name="Tell me about news")
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        expect(last).to_be_in_viewport(ratio=1)
        raise_keyboard(page)
        expect(last).to_be_in_viewport(ratio=1)
        assert stands_above_the_keyboard(page)
        page.set_viewport_size(PHONE)
        expect(last).to_be_in_viewport(ratio=1)
