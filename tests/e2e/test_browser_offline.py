"""A page without its server, several tabs, and a newer page: nothing is lost."""

import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import (
    ACCOUNT,
    chromium_running,
    demo_shop,
    say,
    search,
    settled,
    worker_ready,
)
from tests.e2e.test_browser_recovery import Server

from talknshop.orchestrator.page import PAGE_FOLDER
from talknshop.testing.server import running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def box(page: Page) -> str:
    return page.get_by_role("form", name="Message").get_by_role("textbox").input_value()


def write(page: Page, words: str) -> None:
    page.get_by_role("form", name="Message").get_by_role("textbox").fill(words)


def test_the_page_opens_without_its_server_and_sends_later(page: Page, tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    search(page, server.url)
    worker_ready(page)
    told = page.get_by_role("log").inner_text()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text(ACCOUNT)).to_be_visible()

    server.kill()
    page.reload()
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    assert page.get_by_role("log").inner_text() == told
    expect(page.get_by_text("Reconnecting")).to_be_visible(timeout=10_000)
    say(page, "only new ones")
    expect(page.get_by_text("Will be sent when the connection is back")).to_be_visible()
    write(page, "half a sen")
    page.reload()
    expect(page.get_by_text("You said: only new ones")).to_be_visible()
    assert box(page) == "half a sen"

    # The tab that wrote it is gone: another one of the conversation sends it.
    page.close()
    server.start()
    expect(other.get_by_text("You said: only new ones")).to_be_visible(timeout=30_000)
    expect(other.locator("[role=log] > div").last.get_by_text(ACCOUNT)).to_be_visible()
    settled(other)
    assert box(other) == "half a sen"
    assert other.get_by_role("log").inner_text().count("only new ones") == 1
    server.kill()


def test_the_page_speaks_its_languages_without_its_server(browser: Browser, tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(server.url)
    worker_ready(page)
    server.kill()
    page.reload()
    expect(page.get_by_role("heading", name="Was suchst du?")).to_be_visible()
    page.get_by_label("Sprache").select_option("es")
    expect(page.get_by_role("heading", name="¿Qué estás buscando?")).to_be_visible()
    page.get_by_role("button", name="Productos guardados").click()
    expect(page.get_by_role("dialog", name="Productos guardados")).to_be_visible()
    context.close()


def test_tabs_of_a_conversation_keep_in_step(page: Page, tmp_path: Path) -> None:
    with running(demo_shop(tmp_path)) as url:
        page.goto(url)
        expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
        other = page.context.new_page()
        other.goto(page.url)
        write(page, "laptop under")
        expect(other.get_by_role("form", name="Message").get_by_role("textbox")).to_have_value(
            "laptop under"
        )
        say(other, "laptop under $1000")
        for tab in (page, other):
            expect(tab.get_by_text("You said: laptop under $1000")).to_be_visible()
            expect(tab.get_by_text(ACCOUNT)).to_be_visible()
            settled(tab)
            assert box(tab) == ""
        write(other, "and in silver")
        expect(page.get_by_role("form", name="Message").get_by_role("textbox")).to_have_value(
            "and in silver"
        )
        assert page.get_by_role("log").inner_text() == other.get_by_role("log").inner_text()
        page.goto("about:blank")
        other.goto("about:blank")


def test_a_reload_in_the_middle_of_an_answer_shows_the_rest(page: Page, tmp_path: Path) -> None:
    with running(demo_shop(tmp_path)) as url:
        page.goto(url)
        say(page, "laptop under $1000")
        expect(page.get_by_text("You said: laptop under $1000")).to_be_visible()
        page.reload()
        expect(page.get_by_text(ACCOUNT)).to_be_visible()
        settled(page)
        assert page.get_by_role("log").inner_text().count("You said:") == 1
        page.get_by_role("button", name="Good reply").click()
        page.reload()
        expect(page.get_by_role("button", name="Good reply")).to_have_attribute(
            "aria-pressed", "true"
        )
        page.goto("about:blank")


def put_newer_version(folder: Path) -> None:
    """Puts another build in place of the page: the names of its parts are others."""
    index = folder / "index.html"
    text = index.read_text()
    found = re.search(r"/assets/(index-[\w-]+)\.js", text)
    assert found is not None
    for file in folder.glob(f"assets/{found[1]}.js*"):
        file.rename(file.with_name(file.name.replace(found[1], "index-newer")))
    index.write_text(text.replace(found[1] + ".js", "index-newer.js"))
    for packed in folder.glob("index.html.*"):
        packed.unlink()


def test_a_newer_page_is_offered_and_loses_nothing(page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    shutil.copytree(PAGE_FOLDER, folder)
    app = demo_shop(tmp_path / "data", page=folder)
    with running(app) as url:
        search(page, url)
        worker_ready(page)
        second = page.context.new_page()
        second.goto(page.url)
        expect(second.get_by_text(ACCOUNT)).to_be_visible()
        write(second, "half a sen")

        put_newer_version(folder)
        container = app.state.orchestrator.state.container
        container.connections.announce_restart(container.clock.now())
        bar = second.get_by_role("region", name="New version")
        expect(bar).to_contain_text("There is a new version", timeout=20_000)
        # Parts of the older version that were never asked for are there all the same.
        second.get_by_role("button", name="Conversations").click()
        expect(second.get_by_role("dialog", name="Conversations")).to_be_visible()
        second.keyboard.press("Escape")
        bar.get_by_role("button", name="Reload").click()
        expect(second.get_by_text(ACCOUNT)).to_be_visible()
        expect(bar).to_have_count(0)
        assert box(second) == "half a sen"
        assert second.locator("script[src*='index-newer']").count() == 1
        page.goto("about:blank")
        second.goto("about:blank")
