"""A question in the middle of a purchase, in a real browser: answered, and on it goes."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import (
    ACCOUNT,
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


@pytest.fixture
def url(tmp_path: Path) -> Generator[str]:
    with running(demo_shop(tmp_path)) as url:
        yield url


@pytest.fixture
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


# After the server, so that the page is closed before it stops.
@pytest.fixture
def page(browser: Browser, url: str) -> Generator[Page]:  # noqa: ARG001
    with opened(browser) as page:
        yield page


def test_a_question_in_the_middle_of_a_purchase(page: Page, url: str) -> None:
    search(page, url)
    say(page, "what is your return policy?")
    answer = page.get_by_role("article").last
    sources = answer.get_by_role("region", name="Sources")
    expect(sources).to_be_visible()
    settled(page)
    expect(answer.get_by_role("button", name="Good reply")).to_be_visible()

    with page.expect_response(lambda response: "/documents/api/v1/documents/" in response.url):
        answer.get_by_role("button", name="Open source 1: Return policy").first.click()
    panel = page.get_by_role("dialog", name="Return policy")
    mark = panel.locator("mark")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()
    assert mark.inner_text() == quote_of(page, 1)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)

    say(page, "under $700")
    expect(page.get_by_text(ACCOUNT)).to_have_count(2)
    settled(page)
    expect(page.get_by_role("log").get_by_text("laptop under $700").first).to_be_visible()
    assert fits_the_screen(page)


def quote_of(page: Page, number: int) -> str:
    """What the server says is quoted, out of the log of the conversation."""
    events = page.evaluate(
        """async () => {
            const id = new URL(location.href).searchParams.get('session');
            const answer = await fetch(`/api/v1/sessions/${id}/events?limit=500`);
            return (await answer.json()).events;
        }"""
    )
    [answer] = [event["data"] for event in events if event["type"] == "answer"]
    [quote] = [one["quote"] for one in answer["citations"] if one["n"] == number]
    return quote
