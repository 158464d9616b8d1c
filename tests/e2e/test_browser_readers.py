"""What a screen reader is told: one log, one polite line, and alerts."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import chromium_running, demo_shop, opened, say, search, settled

from talknshop.testing.server import running

pytestmark = pytest.mark.browser

# Roles that are read out as they change, whatever else an element says.
LIVE_ROLES = {"status", "log", "marquee", "timer"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(demo_shop(tmp_path_factory.mktemp("readers"))) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    with opened(browser) as page:
        yield page


def accessibility_tree(page: Page) -> list[dict[str, Any]]:
    """Every node that a screen reader is given."""
    session = page.context.new_cdp_session(page)
    # Playwright leaves open what a command of the browser answers.
    answer = cast("dict[str, list[dict[str, Any]]]", session.send("Accessibility.getFullAXTree"))  # pyright: ignore[reportUnknownMemberType]
    session.detach()
    return [node for node in answer["nodes"] if not node["ignored"]]


def live_regions(page: Page) -> list[str]:
    """The roles of what is read out politely, by the accessibility tree."""
    regions: list[str] = []
    for node in accessibility_tree(page):
        said = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        role = node["role"]["value"]
        is_root = said.get("live") == "polite" and not said.get("root")
        if role in LIVE_ROLES or is_root:
            regions.append(role)
    return sorted(regions)


def test_one_line_and_the_log_are_read_out(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
    assert live_regions(page) == ["status"]
    search(page, url)
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile(r"^\d+ products found\.\s*$"))
    assert live_regions(page) == ["log", "status"]

    for box in page.get_by_role("checkbox", name="Compare").all()[:2]:
        box.check()
    expect(status).to_contain_text("2 products chosen")
    page.get_by_role("button", name="Tell me about news").click()
    expect(status).to_contain_text("Watching laptop under $1,000.")
    page.get_by_role("button", name="Copy this answer").click()
    expect(status).to_have_text("Copied.")
    assert live_regions(page) == ["log", "status"]


def test_it_is_heard_in_a_sheet_over_the_page_too(page: Page, url: str) -> None:
    search(page, url)
    page.get_by_role("button", name="Details of").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Watch").click()
    expect(sheet.get_by_role("status")).to_contain_text("Watching")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("status")).to_have_count(1)


def test_a_failure_is_an_alert_and_work_is_told(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "laptop under $1000")
    log = page.get_by_role("log")
    expect(log).to_be_visible()
    settled(page)
    refusal = {"error": "rate_limit_error", "message": "Too many watches.", "retryable": False}
    page.route("**/catalog/api/v1/watches", lambda route: route.fulfill(status=200, json=refusal))
    page.get_by_role("button", name="Tell me about news").click()
    expect(log.get_by_role("alert")).to_be_visible()
    assert live_regions(page) == ["log", "status"]
