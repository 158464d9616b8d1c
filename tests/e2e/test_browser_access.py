"""The page for everyone: axe-core complains about no screen, the first look waits for nothing."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import (
    DESK,
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

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
# The policy of the page forbids the polling of wait_for_function, which evaluates text.
MOVED = """Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getTiming().iterations !== Infinity).map(one => one.finished))"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(demo_shop(tmp_path_factory.mktemp("access"))) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


def complaints(page: Page) -> list[str]:
    """What axe-core finds wrong with the screen as it is."""
    page.evaluate(MOVED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def run_command(page: Page, words: str) -> None:
    """Does what the list of commands offers by that name, which opens a dialog of that name."""
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=words)).to_be_visible()


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize("look", ["light on a desk", "dark on a phone"])
def test_no_screen_shuts_anybody_out(browser: Browser, url: str, look: str) -> None:
    on_phone = look.endswith("phone")
    found: dict[str, list[str]] = {}
    with opened(browser, viewport=PHONE if on_phone else DESK, dark=on_phone) as page:

        def look_at(screen: str) -> None:
            found[screen] = complaints(page)
            assert fits_the_screen(page), screen

        page.goto(url)
        expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
        look_at("welcome")
        say(page, "I need a laptop")
        expect(page.get_by_role("list", name="Suggested answers")).to_be_visible()
        settled(page)
        look_at("question")
        search(page, url)
        look_at("results")
        page.get_by_role("button", name="What counts").click()
        expect(page.get_by_role("slider", name="Low price")).to_be_visible()
        look_at("order")
        page.get_by_role("button", name="One a line").click()
        look_at("list")
        page.get_by_role("button", name=re.compile("^Save ")).first.click()
        page.get_by_role("button", name="Bad reply").last.click()
        look_at("reason")
        page.get_by_role("button", name=re.compile("^Details of ")).first.click()
        expect(page.get_by_role("heading", name="What the shop says")).to_be_visible()
        look_at("details")
        close(page)
        for name in ("Saved products", "Conversations", "News"):
            page.get_by_role("button", name=name, exact=True).click()
            expect(page.get_by_role("dialog", name=name)).to_be_visible()
            look_at(name)
            close(page)
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="Commands")).to_be_visible()
        look_at("palette")
        run_command(page, "My listings")
        look_at("listings")
        close(page)
        page.keyboard.press("Control+k")
        run_command(page, "Keys")
        look_at("keys")
        close(page)
        page.get_by_role("button", name="Change Up to $1,000").click()
        expect(page.get_by_role("spinbutton").first).to_be_visible()
        look_at("wish")
        close(page)
        for place in range(2):
            page.get_by_role("checkbox", name="Compare").nth(place).check()
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(page.get_by_role("table")).to_be_visible()
        look_at("comparison")
    assert ({screen: wrong for screen, wrong in found.items() if wrong}, len(found)) == ({}, 15)


def test_a_fault_on_the_screen_is_found(browser: Browser, url: str) -> None:
    with opened(browser) as page:
        page.goto(url)
        page.evaluate("document.body.append(document.createElement('button'))")
        assert any(wrong.startswith("button-name") for wrong in complaints(page))


def test_the_first_look_waits_for_no_answer(browser: Browser, url: str) -> None:
    """How long it takes is measured in benchmarks/page.py; here nothing ever answers."""
    with opened(browser) as page:
        page.route("**/api/**", lambda _: None)
        page.route_web_socket("**/ws/**", lambda _: None)
        page.goto(url)
        expect(page.get_by_role("textbox")).to_be_editable()


def test_the_page_can_be_installed(browser: Browser, url: str) -> None:
    with opened(browser) as page:
        page.goto(url)
        address = page.locator("link[rel=manifest]").get_attribute("href")
        manifest = page.request.get(f"{url}{address}").json()
        sizes = {icon["sizes"] for icon in manifest["icons"]}
        assert {"192x192", "512x512"} <= sizes
        assert manifest["display"] == "standalone"
        for icon in manifest["icons"]:
            answer = page.request.get(f"{url}{icon['src']}")
            assert answer.headers["content-type"] == icon["type"]
            if icon["type"] == "image/png":
                width = int.from_bytes(answer.body()[16:20])
                assert f"{width}x{width}" == icon["sizes"]


def test_motion_is_left_out_for_who_does_not_want_it(browser: Browser, url: str) -> None:
    with opened(browser) as page:
        page.emulate_media(reduced_motion="reduce")
        search(page, url)
        assert page.evaluate("document.getAnimations().length") == 0
