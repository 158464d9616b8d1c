import base64
from collections.abc import AsyncGenerator, Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse, Response
from tests.marketplaces.posting.accounts import JPEG, MemorySentNotes, publishers_of
from tests.marketplaces.scripted import Asked, CutOff, ScriptedMarketplace, served

from talknshop.core.errors import ConfigurationError, CredentialsRefusedError, ExternalServiceError
from talknshop.marketplaces.posting.craigslist_feed import (
    BulkAccount,
    bulk_request,
    read_bulk_answer,
)
from talknshop.marketplaces.publishing import ListingPublisher, Photo, Posting
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.listing import ListingLocation, ListingSpec

pytestmark = pytest.mark.socket

CRAIGSLIST = PostingMarketplace.CRAIGSLIST
NAMES = {
    "rss": "http://purl.org/rss/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cl": "http://www.craigslist.org/about/cl-bulk-ns/1.0",
}
ACCOUNT = {
    "craigslist_bulk_username": "dealer@shop.example",
    "craigslist_bulk_password": 'pa"ss<&',
    "craigslist_bulk_account_id": "1234",
    "craigslist_bulk_area": "sfo",
    "craigslist_bulk_subarea": "sby",
    "craigslist_bulk_reply_email": "sales@shop.example",
    "craigslist_bulk_categories": "Smartphones=mod,Furniture=fud",
}
VIEW = "https://sfbay.craigslist.org/sby/mod/7123456780.html"


def spec(**changes: object) -> ListingSpec:
    whole: dict[str, object] = {
        "title": "Phone & case <new>",
        "description": "Works ]]> well",
        "price": 649.5,
        "condition": Condition.GOOD,
        "category": "Electronics > Smartphones",
        "target_marketplaces": [CRAIGSLIST],
        "location": ListingLocation(city="San Jose", state="CA", zip="95112"),
    }
    return ListingSpec.model_validate(whole | changes)


def posting(listing: ListingSpec | None = None) -> Posting:
    photos = (Photo("a"), Photo("gone"), Photo("b"))
    return Posting("job_1_craigslist", "anna", "item_1", listing or spec(), photos)


def answer(status: str, explanation: str = "", *, key: str = "job_1_craigslist") -> Response:
    body = f"""<?xml version="1.0" encoding="utf-8"?>
    <rdf:RDF xmlns="{NAMES["rss"]}" xmlns:rdf="{NAMES["rdf"]}" xmlns:cl="{NAMES["cl"]}">
      <channel><items><rdf:li rdf:resource="{key}"/></items></channel>
      <item rdf:about="{key}">
        <cl:postedStatus>{status}</cl:postedStatus>
        <cl:postedExplanation>{explanation}</cl:postedExplanation>
        <cl:postingID>7123456780</cl:postingID>
        <cl:postingManageURL>https://post.craigslist.org/manage/7123456780/x</cl:postingManageURL>
        <cl:postingViewURL>
          {VIEW}
        </cl:postingViewURL>
        <cl:warning>neighborhood was trimmed</cl:warning>
      </item>
    </rdf:RDF>"""
    return Response(body, media_type="text/xml")


class Craigslist:
    """Speaks for Craigslist: checks what is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.validate: Callable[[], Response] = lambda: answer("VALID")
        self.post: Callable[[], Response] = lambda: answer("POSTED", "Posted")
        self.posted: list[ET.Element] = []

    def __call__(self, asked: Asked) -> Response:
        if not asked.headers["content-type"].startswith("text/xml"):
            return PlainTextResponse("Failed to parse RSS", 415)
        feed = ET.fromstring(asked.body)  # noqa: S314  # a test's own
        auth = feed.find("rss:channel/cl:auth", NAMES)
        assert auth is not None
        if auth.get("password") != ACCOUNT["craigslist_bulk_password"]:
            return PlainTextResponse("Must supply password", 403)
        listed = feed.find("rss:channel/rss:items/rdf:li", NAMES)
        item = feed.find("rss:item", NAMES)
        assert listed is not None
        assert item is not None
        assert listed.get(f"{{{NAMES['rdf']}}}resource") == item.get(f"{{{NAMES['rdf']}}}about")
        for name in ("cl:category", "cl:area", "cl:mapLocation", "cl:replyEmail", "rss:title"):
            assert item.find(name, NAMES) is not None, name
        if asked.path == "/bulk-rss/validate":
            return self.validate()
        assert asked.path == "/bulk-rss/post"
        self.posted.append(item)
        return self.post()


@pytest.fixture
def craigslist() -> Craigslist:
    return Craigslist()


@pytest.fixture
def sent() -> MemorySentNotes:
    return MemorySentNotes()


@pytest.fixture
async def publisher(
    craigslist: Craigslist, sent: MemorySentNotes
) -> AsyncGenerator[ListingPublisher]:
    with served(ScriptedMarketplace(craigslist)) as url:
        async with publishers_of({**ACCOUNT, "craigslist_bulk_base_url": url}, sent) as found:
            yield found[CRAIGSLIST]


async def test_a_listing_is_posted_as_the_interface_asks(
    publisher: ListingPublisher, craigslist: Craigslist
) -> None:
    outcome = await publisher.publish(posting())

    assert (outcome.status, outcome.listing_id) == (Status.LIVE, "7123456780")
    assert (outcome.confirmation_link, outcome.notes) == (VIEW, ("neighborhood was trimmed",))
    [item] = craigslist.posted
    told = {name: item.findtext(name, namespaces=NAMES) for name in ("cl:price", "rss:title")}
    assert told == {"cl:price": "650", "rss:title": "Phone & case"}
    assert item.findtext("rss:description", namespaces=NAMES) == "Works ]]> well"
    assert item.findtext("cl:category", namespaces=NAMES) == "mod"
    images = item.findall("cl:image", NAMES)
    assert [image.get("position") for image in images] == ["0", "1"]
    assert base64.b64decode(images[0].text or "") == JPEG


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        ("NOT_VALID", Status.REJECTED),
        ("INSUFFICIENT_BLOCKS", Status.FAILED),
        ("CREDIT_LIMIT_REACHED", Status.FAILED),
        ("CREDIT_CARD_ERROR", Status.FAILED),
        ("FAILED", Status.FAILED),
    ],
)
async def test_a_refusal_is_told_and_may_be_tried_again(
    publisher: ListingPublisher, craigslist: Craigslist, status: str, becomes: Status
) -> None:
    craigslist.post = lambda: answer(status, "bad category")
    refused = await publisher.publish(posting())
    craigslist.validate = craigslist.post

    outcome = await publisher.publish(posting())

    assert (outcome.status, outcome.error_code) == (becomes, status)
    assert outcome == refused
    assert "bad category" in (outcome.message or "")


@pytest.mark.parametrize(
    "end",
    [
        lambda: CutOff(b"<rdf:RDF"),
        lambda: PlainTextResponse("out of order", 503),
        lambda: PlainTextResponse("<html>hello</html>"),
    ],
)
async def test_what_nobody_knows_is_never_sent_again(
    publisher: ListingPublisher, craigslist: Craigslist, end: Callable[[], Response]
) -> None:
    craigslist.post = end

    first = await publisher.publish(posting())
    again = await publisher.publish(posting())

    assert (first.status, again.status) == (Status.NEEDS_ACTION, Status.NEEDS_ACTION)
    assert "did not tell" in (first.message or "")
    assert first.action is not None
    assert first.action.fields
    assert len(craigslist.posted) == 1


async def test_a_failure_before_anything_was_posted_may_pass(
    publisher: ListingPublisher, craigslist: Craigslist, sent: MemorySentNotes
) -> None:
    craigslist.validate = lambda: PlainTextResponse("out of order", 503)

    with pytest.raises(ExternalServiceError):
        await publisher.publish(posting())

    assert sent.sent == set()


async def test_a_refused_account_is_for_its_operator(
    craigslist: Craigslist, sent: MemorySentNotes
) -> None:
    wrong = {**ACCOUNT, "craigslist_bulk_password": "wrong"}
    with served(ScriptedMarketplace(craigslist)) as url:
        async with publishers_of({**wrong, "craigslist_bulk_base_url": url}, sent) as found:
            with pytest.raises(CredentialsRefusedError):
                await found[CRAIGSLIST].publish(posting())


async def test_what_the_account_does_not_pay_for_is_posted_by_hand(
    publisher: ListingPublisher, craigslist: Craigslist
) -> None:
    listing = spec(category="Toys")

    outcome = await publisher.publish(posting(listing))

    assert outcome.status is Status.NEEDS_ACTION
    assert publisher.preview(listing).assisted
    assert not publisher.preview(spec()).assisted
    assert craigslist.posted == []


async def test_the_place_is_asked_for(publisher: ListingPublisher) -> None:
    outcome = await publisher.publish(posting(spec(location=None)))

    assert outcome.status is Status.NEEDS_INPUT


async def test_an_account_that_is_set_in_part_is_told() -> None:
    partly = publishers_of({"craigslist_bulk_username": "dealer@shop.example"})

    with pytest.raises(ConfigurationError, match="CRAIGSLIST_BULK_PASSWORD"):
        await partly.__aenter__()


async def test_without_an_account_nothing_is_offered() -> None:
    async with publishers_of({}) as found:
        assert found == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"not xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
    ],
)
def test_answers_that_are_none_are_not_read(content: bytes) -> None:
    assert read_bulk_answer(content, "job_1") is None


@given(st.binary(max_size=300))
def test_any_answer_can_be_looked_at(content: bytes) -> None:
    read_bulk_answer(content, "job_1")


@given(st.text(min_size=1, max_size=200), st.text(max_size=300))
@example("\ufffe", "\uffff \x00 \x0b")
def test_any_listing_makes_well_formed_xml(title: str, description: str) -> None:
    account = BulkAccount("a", "b", "1", "sfo", "a@b.example")

    body = bulk_request("job", spec(title=title, description=description), account, category="mod")

    assert ET.fromstring(body).find("rss:item", NAMES) is not None  # noqa: S314  # a test's own
