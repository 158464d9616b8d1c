"""What browser tests of the page share: a browser, a demo shop, and small steps."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from starlette.applications import Starlette

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_documents, bundled_feed, bundled_pictures
from talknshop.orchestrator.page import PAGE_FOLDER

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
ACCOUNT = re.compile(r"^\d+ products? fits?(; here are the best \d+)?\.$")
"""How many fit, as it stands above the products."""


@contextmanager
def chromium_running(path: Path, *more_arguments: str) -> Generator[Browser]:
    """A browser, for as long as the block runs."""
    with sync_playwright() as playwright:
        arguments = [*CHROMIUM_ARGUMENTS, *more_arguments]
        browser = playwright.chromium.launch(executable_path=str(path), args=arguments)
        yield browser
        browser.close()


def demo_shop(
    data: Path,
    *,
    page: Path = PAGE_FOLDER,
    media: str | None = None,
    given: Mapping[str, object] | None = None,
) -> Starlette:
    """The whole product with its demo catalogue.

    Args:
        data: The folder of its files.
        page: Where the build of the page is.
        media: The address of a media service.
        given: Further settings.
    """
    assert (page / "index.html").exists(), "the page is not built: run `make setup`"
    settings = load_settings(
        data_dir=data, rate_limit_per_user=1_000, media_service_url=media, **(given or {})
    )
    return create_one_process_app(
        settings,
        bundled_feed=bundled_feed(),
        pictures=bundled_pictures(),
        bundled_documents=bundled_documents(),
        page=page,
    )


@contextmanager
def opened(
    browser: Browser, *, viewport: ViewportSize = DESK, dark: bool = False
) -> Generator[Page]:
    """A page of a person of its own that must not complain about anything."""
    context = browser.new_context(viewport=viewport, color_scheme="dark" if dark else "light")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert problems == [], problems


def say(page: Page, words: str) -> None:
    """Says something as a person would."""
    box = page.get_by_role("form", name="Message").get_by_role("textbox")
    box.fill(words)
    box.press("Enter")


def settled(page: Page) -> None:
    """Waits until nothing is worked on."""
    expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")


def search(page: Page, url: str, words: str = "laptop under $1000") -> None:
    """Opens the page and waits for what fits."""
    page.goto(url)
    say(page, words)
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)


def fits_the_screen(page: Page) -> bool:
    """Whether nothing stands out sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def worker_ready(page: Page) -> None:
    """Waits until the page would open without a server."""
    controlled = """navigator.serviceWorker.controller !== null || new Promise(resolve =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve)).then(() => true)"""
    assert page.evaluate(controlled)
