"""Photos and speech in a real browser: both end in products."""

import re
import sqlite3
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.browsing import (
    PHONE,
    chromium_running,
    demo_shop,
    fits_the_screen,
    opened,
    say,
    settled,
)
from tests.e2e.listening import Listener, listening_app
from tests.media.drawing import bars, encoded

from talknshop.schemas.recognition import Transcription
from talknshop.testing.server import running

pytestmark = pytest.mark.browser

_FAKE_MICROPHONE = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
_FIRST_LOOK_MS = 30_000
"""The first picture waits until the recognisers are loaded."""
_WEBM = b"\x1a\x45\xdf\xa3"


@dataclass
class Shop:
    """A shop with the media service, and a product of it that has a barcode."""

    url: str
    title: str
    photo: bytes


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium, *_FAKE_MICROPHONE) as browser:
        yield browser


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shop]:
    data = tmp_path_factory.mktemp("photos")
    with running(demo_shop(data)) as url:
        with sqlite3.connect(data / "catalog.db") as records:
            (table,) = records.execute(
                "SELECT name FROM sqlite_master WHERE name GLOB 'products_[0-9]*'"
            ).fetchone()
            title, gtin = records.execute(
                f"SELECT title, gtin FROM {table} WHERE product_type = 'laptop' "  # noqa: S608
                "AND gtin IS NOT NULL ORDER BY source_id LIMIT 1"
            ).fetchone()
        yield Shop(url, title, encoded(bars(gtin)))


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def listening_url(listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with (
        running(listening_app(listener)) as media,
        running(demo_shop(tmp_path_factory.mktemp("speech"), media=media)) as url,
    ):
        yield url


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    with opened(browser, viewport=PHONE) as page:
        yield page


def attach(page: Page, photo: bytes) -> None:
    page.get_by_role("button", name=re.compile("^Attach a photo")).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a photo").click()
    chooser.value.set_files({"name": "code.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(page.get_by_role("list", name="Attached").get_by_role("img")).to_be_visible()


def first_title(page: Page) -> str:
    return page.locator("article article h3").first.inner_text()


def test_a_photographed_barcode_ends_in_its_product(page: Page, shop: Shop) -> None:
    page.goto(shop.url)
    attach(page, shop.photo)
    page.get_by_role("button", name="Send").click()
    seen = page.get_by_role("list", name="Seen in the photo")
    barcode = seen.get_by_role("listitem").filter(has_text=re.compile("^Barcode: "))
    expect(barcode).to_be_visible(timeout=_FIRST_LOOK_MS)
    expect(page.get_by_role("img", name="A photo you sent")).to_be_visible()
    settled(page)
    assert first_title(page).startswith(shop.title)
    assert fits_the_screen(page)

    seen.get_by_role("button", name=re.compile("^Do not look for: Brand")).click()
    expect(page.get_by_text(re.compile("^You changed: without Brand"))).to_be_visible()
    settled(page)


def test_cheaper_than_what_the_photo_shows(page: Page, shop: Shop) -> None:
    page.goto(shop.url)
    attach(page, shop.photo)
    say(page, "like this but cheaper")
    expect(page.get_by_role("list", name="Seen in the photo")).to_be_visible(timeout=_FIRST_LOOK_MS)
    settled(page)
    wanted = page.get_by_role("list", name="Looking for")
    expect(wanted.get_by_text(re.compile(r"up to", re.IGNORECASE)).first).to_be_visible()


def test_what_is_spoken_ends_in_products(
    page: Page, listening_url: str, listener: Listener
) -> None:
    listener.next.append(Transcription(transcript="laptop under $1000", confidence=0.95))
    page.goto(listening_url)
    speak = page.get_by_role("button", name="Speak", exact=True)
    speak.press("Enter")
    expect(page.get_by_role("timer")).to_have_text("0:01")
    page.get_by_role("button", name="Stop and send").press("Enter")
    expect(page.get_by_text("You said: laptop under $1000")).to_be_visible()
    expect(page.locator("article article h3").first).to_be_visible()
    settled(page)
    assert bytes(listener.received[:4]) == _WEBM


def test_doubtful_words_are_corrected_before_the_search(
    page: Page, listening_url: str, listener: Listener
) -> None:
    heard = "lap dog under $1000"
    listener.next.append(Transcription(transcript=heard, confidence=0.3, needs_confirmation=True))
    page.goto(listening_url)
    speak = page.get_by_role("button", name="Speak", exact=True)
    box = speak.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    page.mouse.up()
    words = page.get_by_role("textbox", name="What you said, to be corrected")
    expect(words).to_have_value(heard)
    words.fill("laptop under $1000")
    page.get_by_role("button", name="That is what I said").click()
    expect(page.locator("article article h3").first).to_be_visible()
    settled(page)
