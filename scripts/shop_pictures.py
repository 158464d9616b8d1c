"""Takes the pictures of docs/guides/marketplaces.md from the running product.

They are committed; take them again when the page has changed, and look at each::

    WATCH_INTERVAL_MINUTES=0.05 SOURCE_FRESH_SECONDS=0 SOURCE_DEADLINE_SECONDS=6 make run-simulated
    .venv/bin/python scripts/shop_pictures.py

It needs the browser that the tests need.
"""

import argparse
import base64
import re
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

_IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
_SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}
_QUALITY = 80
_LONGEST_MS = 60_000
# Each is another question, or the answer to the first would be kept for the second.
_WATCHED = {"desk": "running shoes under $90", "phone": "running shoes under $95"}
_WISH = "headphones under $60"
_ACCOUNT = re.compile(r"^\d+ products? fits?(; here are the best \d+)?\.$")


class Camera:
    """One person at one screen, and the switches of the simulated shops."""

    def __init__(self, browser: Browser, size: str, url: str, switches: str) -> None:
        """Opens the page."""
        self.size = size
        self._switches = switches
        context = browser.new_context(viewport=_SIZES[size], locale="en-US")
        self.page: Page = context.new_page()
        self.page.goto(url)

    def turn(self, shop: str, fault: str) -> None:
        """Turns the switch of a shop."""
        address = f"{self._switches}/faults/{shop}"
        httpx.put(address, json={"fault": fault}, trust_env=False).raise_for_status()

    def say(self, words: str) -> None:
        """Says something as a person would."""
        box = self.page.get_by_role("form", name="Message").get_by_role("textbox")
        box.fill(words)
        box.press("Enter")

    def answer(self) -> Locator:
        """The latest turn, once it is over."""
        log = self.page.get_by_role("log")
        expect(self.page.get_by_text(_ACCOUNT)).to_be_visible(timeout=_LONGEST_MS)
        expect(log).not_to_have_attribute("aria-busy", "true", timeout=_LONGEST_MS)
        return log.locator("> div").last

    def take(self, name: str, top: Locator | None = None) -> None:
        """Writes the screen as it is, with ``top`` at its upper edge."""
        if top is not None:
            top.evaluate("one => one.scrollIntoView({block: 'start', behavior: 'instant'})")
        session = self.page.context.new_cdp_session(self.page)
        options = {"format": "webp", "quality": _QUALITY}
        shot = session.send("Page.captureScreenshot", options)
        path = _IMAGES / f"shops-{name}-{self.size}.webp"
        path.write_bytes(base64.b64decode(shot["data"]))


def _offers(camera: Camera) -> None:
    camera.say(_WISH)
    answer = camera.answer()
    for summary in answer.locator("summary").all()[:3]:
        summary.click()
    camera.take("offers", answer.get_by_role("list", name="Looking for"))


def _waiting(camera: Camera) -> None:
    camera.turn("walmart", "hanging")
    camera.say(_WISH)
    expect(camera.page.get_by_text("5 of 6 shops have answered")).to_be_visible()
    camera.take("waiting")
    camera.answer()
    camera.take("hanging")
    camera.turn("walmart", "none")


def _comparison(camera: Camera) -> None:
    camera.say(_WISH)
    answer = camera.answer()
    for place in (0, 2):
        answer.get_by_role("checkbox", name="Compare").nth(place).check()
    answer.get_by_role("button", name="Compare", exact=True).click()
    camera.take("comparison", answer.get_by_role("region", name="Comparison"))


def _watch(camera: Camera) -> None:
    camera.turn("walmart", "throttled")
    camera.say(_WATCHED[camera.size])
    camera.answer().get_by_role("button", name="Tell me about news").click()
    expect(camera.page.get_by_role("button", name="Watching")).to_be_visible()
    camera.turn("walmart", "none")
    news = camera.page.get_by_role("status", name="News")
    expect(news).to_contain_text("your watch for", timeout=_LONGEST_MS)
    camera.page.evaluate("scrollTo(0, 0)")
    camera.take("watch")


_SCENES: tuple[Callable[[Camera], None], ...] = (_offers, _waiting, _comparison, _watch)


def main() -> None:
    """Takes every picture at both sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--switches", default="http://localhost:8010")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=arguments.chromium, args=["--no-sandbox"]
        )
        for size in _SIZES:
            for scene in _SCENES:
                scene(Camera(browser, size, arguments.url, arguments.switches))
        browser.close()


if __name__ == "__main__":
    main()
