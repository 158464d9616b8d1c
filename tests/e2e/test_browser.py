"""The main job in a real browser, on a desk and on a phone."""

import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.e2e.browsing import ACCOUNT, chromium_running, demo_shop, fits_the_screen, say, settled

from talknshop.catalog.importer import import_feed
from talknshop.catalog.repository import CatalogRepository
from talknshop.cli.one_process import create_one_process_app
from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.testing.server import running

pytestmark = pytest.mark.browser

SCREENS = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running(demo_shop(tmp_path_factory.mktemp("data"))) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Generator[Browser]:
    with chromium_running(chromium) as browser:
        yield browser


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, browser: Browser) -> Generator[Page]:
    width, height = SCREENS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert problems == []


def suggestions(page: Page) -> Locator:
    return page.get_by_role("list", name="Suggested answers").get_by_role("button")


def cards(page: Page) -> list[str]:
    return [text for text in page.locator("article article").all_inner_texts() if text]


def card_prices(page: Page) -> list[float]:
    found = [re.search(r"\$([\d,]+(?:\.\d+)?)", text) for text in cards(page)]
    return [float(match.group(1).replace(",", "")) for match in found if match]


def test_a_wish_a_question_and_products(page: Page, url: str) -> None:
    page.goto(url)
    expect(page).to_have_title("TalknShop")
    say(page, "I need a laptop")
    expect(suggestions(page).first).to_be_visible()

    say(page, "under $1000")
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    prices = card_prices(page)
    assert len(prices) >= 5
    assert max(prices) < 1000
    expect(page.locator("article article").first).to_contain_text("under your limit")
    expect(page.locator("article article").first).to_contain_text("Demo")
    link = page.locator("article article a").first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert (link.get_attribute("href") or "").startswith("https://")
    assert fits_the_screen(page)


def test_demo_products_show_drawings_of_our_own_origin(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "tent under $300")
    picture = page.locator("article article img").first
    expect(picture).to_have_attribute(
        "src", re.compile(r"^/catalog/pictures/tent\.svg\?v=[0-9a-f]{8}$")
    )
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_a_suggestion_is_an_answer(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "I need a laptop")
    suggestions(page).first.click()
    expect(page.get_by_text("You said:")).to_have_count(2)
    settled(page)
    expect(page.get_by_text(ACCOUNT).or_(suggestions(page).first)).to_be_visible()


def test_a_reload_shows_the_same_conversation(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "laptop under $1000")
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)
    before = page.get_by_role("log").inner_text()
    page.reload()
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)
    assert page.get_by_role("log").inner_text() == before


def test_the_keyboard_is_enough(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("textbox").focus()
    page.keyboard.type("I need a laptop")
    page.keyboard.press("Enter")
    expect(suggestions(page).first).to_be_visible()
    wanted = suggestions(page).first.inner_text()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == wanted:
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"You said: {wanted}")).to_be_visible()


def test_offers_and_a_comparison_by_hand(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "laptop under $1000")
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)
    page.get_by_text(re.compile(r"^\d+ offers(: new)? from \$")).first.click()
    offers = page.get_by_role("list", name=re.compile("offers for ", re.IGNORECASE))
    assert offers.get_by_role("listitem").count() >= 2
    expect(offers.get_by_role("link").first).to_have_attribute("rel", "noopener noreferrer")

    turns = page.locator("[role=log] > div").count()
    for place in range(3):
        page.get_by_role("checkbox", name="Compare").nth(place).check()
    page.get_by_role("button", name="Compare", exact=True).click()
    table = page.get_by_role("table", name="3 products side by side")
    expect(table.get_by_role("columnheader")).to_have_count(4)
    price = table.get_by_role("row", name=re.compile("^Price"))
    expect(price.get_by_role("rowheader")).to_contain_text("differs")
    expect(price.get_by_text("Best")).to_be_visible()
    expect(page.get_by_role("region", name="Comparison")).to_be_focused()
    assert fits_the_screen(page)
    assert page.locator("[role=log] > div").count() == turns


def test_more_results_are_loaded_in_place(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "laptop under $1000")
    page.get_by_role("button", name=re.compile("^Show all")).click()
    shown = page.locator("article article").count()
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("article article").nth(shown)).to_be_visible()
    assert len(set(page.locator("article article h3").all_inner_texts())) > shown


def test_more_results_go_on_after_those_that_were_asked_for_in_words(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "laptop under $1000")
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)
    say(page, "show me more")
    latest = page.locator("[role=log] > div").last
    expect(latest.get_by_text("Products 13 to 24 of")).to_be_visible()
    settled(page)
    latest.get_by_role("button", name=re.compile("^Show all")).click()
    latest.get_by_role("button", name="Show more").click()
    expect(latest.get_by_text(re.compile(r"^Products 13 to (2[5-9]|3\d) of"))).to_be_visible()


def test_a_comparison_in_words(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "laptop under $1000")
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    settled(page)
    say(page, "compare the first two")
    table = page.get_by_role("table", name="2 products side by side")
    expect(table.get_by_role("row", name=re.compile("^Price"))).to_contain_text("Best")
    assert fits_the_screen(page)


def import_lamps(data: Path, *rows: tuple[str, str]) -> None:
    header = "id\ttitle\tlink\tprice\tproduct_type\n"
    lines = [f"{n}\t{n} table lamp\thttps://shop.example/{n}\t{price}\tlamp" for n, price in rows]
    feed = data / "lamps.tsv"
    feed.write_text(header + "\n".join(lines) + "\n")
    repository = CatalogRepository(data / "catalog.db")
    import_feed(feed, "lamps", repository, clock=SystemClock())
    repository.close()


def test_a_watch_of_the_page_and_its_news(page: Page, tmp_path: Path) -> None:
    import_lamps(tmp_path, ("Luna", "50.00 USD"))
    app = create_one_process_app(load_settings(data_dir=tmp_path), bundled_feed=None)
    with running(app) as url:
        page.goto(url)
        say(page, "lamp under $60")
        page.get_by_role("button", name="Tell me about news").click()
        expect(page.get_by_role("main").get_by_text("Watching lamp under $60.")).to_be_visible()

        import_lamps(tmp_path, ("Luna", "40.00 USD"))
        toast = page.get_by_role("region", name="News")
        expect(toast).to_contain_text("Luna table lamp at $40", timeout=30_000)
        toast.get_by_role("button", name="Dismiss").click()
        expect(toast).to_have_count(0)
        page.reload()
        expect(page.get_by_role("button", name="News, 1 unread")).to_be_visible()
        expect(toast).to_have_count(0)
        page.get_by_role("button", name="News, 1 unread").click()
        inbox = page.get_by_role("dialog", name="News")
        expect(inbox.get_by_role("link", name="Luna table lamp")).to_have_attribute(
            "href", "https://shop.example/Luna"
        )
        watching = inbox.get_by_role("list", name="Watching")
        watching.get_by_role("button", name="Pause").click()
        expect(watching).to_contain_text("Paused")
        assert fits_the_screen(page)
        page.keyboard.press("Escape")
        expect(inbox).to_be_hidden()
        expect(page.get_by_role("button", name="News", exact=True)).to_be_focused()
        page.reload()
        page.get_by_role("button", name="News", exact=True).click()
        watching.get_by_role("button", name="Delete").click()
        expect(inbox.get_by_text("Nothing is watched.")).to_be_visible()
        page.goto("about:blank")


def test_markup_in_a_message_is_only_text(page: Page, url: str) -> None:
    page.goto(url)
    say(page, "<img src=x onerror=alert(1)> lamp under $50")
    expect(page.get_by_text("<img src=x onerror=alert(1)> lamp under $50")).to_be_visible()
    assert page.locator("img[src='x']").count() == 0
