"""The page in German and Spanish, in a real browser on a phone."""

import re
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from talknshop.cli.one_process import create_one_process_app
from talknshop.core.settings import load_settings
from talknshop.demo.feed import bundled_feed, bundled_pictures
from talknshop.language.catalogues import CataloguePart, read_catalogue
from talknshop.testing.server import running

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


class Spoken(NamedTuple):
    """What a person says in a language, and what the page shows then."""

    locale: str
    wish: str
    account: str
    limit: str
    removed: str
    price: str


LANGUAGES = {
    "de": Spoken(
        "de-DE",
        "Ich suche einen Laptop unter 1000 $",
        r"^\d+ Produkte passen; hier sind die besten \d+\.$",
        "Bis 1.000 $",
        "„Bis 1.000 $“ entfernt",
        r"^\d[\d.]*(,\d\d)?\s\$$",
    ),
    "es": Spoken(
        "es-ES",
        "Busco un portátil por menos de 1000 $",
        r"^\d+ productos cumplen lo que pides; estos son los \d+ mejores\.$",
        "Hasta 1000 US$",
        "Quitado: «Hasta 1000 US$»",
        r"^\d[\d.]*(,\d\d)?\sUS\$$",
    ),
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("data"))
    app = create_one_process_app(settings, bundled_feed=bundled_feed(), pictures=bundled_pictures())
    with running(app) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=str(chromium), args=arguments)
        yield browser
        browser.close()


def fits_the_screen(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox").fill(words)
    page.get_by_role("textbox").press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_from_the_first_word_to_a_changed_wish(
    browser: Browser, url: str, language: str
) -> None:
    spoken = LANGUAGES[language]
    messages = read_catalogue(CataloguePart.PAGE, language)
    context = browser.new_context(viewport=PHONE, locale=spoken.locale)  # pyright: ignore[reportArgumentType]  # a dict of the two sizes
    page = context.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(url)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", name=messages["welcome"]["title"])).to_be_visible()
    assert fits_the_screen(page)
    say(page, spoken.wish)
    expect(page.get_by_text(re.compile(spoken.account))).to_be_visible()
    chips = page.get_by_role("list", name=messages["results"]["looking_for"])
    expect(chips).to_contain_text(spoken.limit)
    # Of what is far down the browser draws nothing yet, but it stands there.
    prices = page.locator("article article .text-lg").all_text_contents()
    assert prices
    assert [price for price in prices if not re.match(spoken.price, price)] == []
    assert fits_the_screen(page)
    words = page.locator("article article").first.inner_text()
    assert "under your limit" not in words
    removal = messages["wish"]["remove"].format(label=spoken.limit)
    chips.get_by_role("button", name=removal, exact=True).click()
    expect(page.get_by_text(spoken.removed)).to_be_visible()
    expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
    # Only the language in use was loaded.
    catalogues = {Path(one).name[:2] for one in loaded if re.search(r"/(de|en|es)-[^/]+\.js$", one)}
    assert catalogues == {language}
    context.close()


def test_a_chosen_language_is_spoken_at_once_and_on_the_next_visit(
    browser: Browser, url: str
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(url)
    page.get_by_label("Language").select_option("de")
    expect(page.get_by_role("heading", name="Was suchst du?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Was suchst du?")).to_be_visible()
    # A name tells no language: the reply is in that of the page.
    say(page, "iPhone 13")
    expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("log")).to_contain_text(re.compile("passt|passen|erfüllt|möchtest"))
    context.close()
