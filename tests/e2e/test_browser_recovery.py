"""The open page and a server that is killed: the conversation goes on."""

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.e2e.browsing import ACCOUNT, CHROMIUM_ARGUMENTS, say, settled

pytestmark = pytest.mark.browser

TALKNSHOP = Path(sys.executable).with_name("talknshop")


class Server:
    """A server that can be killed and started again at the same address."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [TALKNSHOP, "up", "--port", str(self.port), "--data", self._data]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise TimeoutError(self.url)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture
def server(tmp_path: Path) -> Generator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def page(chromium: Path) -> Generator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=CHROMIUM_ARGUMENTS)
        yield browser.new_page()
        browser.close()


def test_the_page_outlives_the_server(page: Page, server: Server) -> None:
    page.goto(server.url)
    say(page, "I need a laptop")
    expect(page.get_by_role("button", name="No preference")).to_be_visible()

    server.kill()
    expect(page.get_by_text("Reconnecting")).to_be_visible(timeout=10_000)
    say(page, "under $1000")
    server.start()

    expect(page.get_by_text(ACCOUNT)).to_be_visible(timeout=30_000)
    settled(page)
    told = page.get_by_role("log").inner_text()
    assert told.count("What would you like to spend") == 1
    assert told.count("under $1000") == 1

    server.kill()
    server.start()
    page.reload()
    expect(page.get_by_text(ACCOUNT)).to_be_visible(timeout=30_000)
    settled(page)
    assert page.get_by_role("log").inner_text() == told
