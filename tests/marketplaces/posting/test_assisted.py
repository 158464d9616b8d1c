from datetime import timedelta

import pytest

from talknshop.core.settings import load_settings
from talknshop.marketplaces.posting.publishers import assisted_publishers
from talknshop.marketplaces.publishing import Photo, Posting, PostingOutcome
from talknshop.schemas.enums import Condition, PostingMarketplace
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import ListingLocation, ListingSpec
from talknshop.testing.clock import ManualClock

CRAIGSLIST, FACEBOOK = PostingMarketplace.CRAIGSLIST, PostingMarketplace.FACEBOOK
POSHMARK = PostingMarketplace.POSHMARK
CLOCK = ManualClock()
PUBLISHERS = assisted_publishers(load_settings(crosspost_expiry_hours=48), CLOCK)
PHOTO = Photo("uploads/a.jpg", "/media/api/v1/media/a/download")


def spec(**changes: object) -> ListingSpec:
    whole: dict[str, object] = {
        "title": "Apple iPhone 13 128 GB blue",
        "description": "Works well.\n\n<b>With box</b>",
        "price": 649.5,
        "condition": Condition.GOOD,
        "category": "Electronics > Smartphones",
        "attributes": {"brand": "Apple", "size": "M", "original_price": "$799"},
        "media_s3_keys": ["uploads/a.jpg"],
        "target_marketplaces": [CRAIGSLIST],
        "location": ListingLocation(city="San Jose", state="CA", zip="95112"),
    }
    return ListingSpec.model_validate(whole | changes)


def posting(
    marketplace: PostingMarketplace,
    listing: ListingSpec,
    *,
    photos: tuple[Photo, ...] = (PHOTO,),
    link: str | None = None,
    posted: ListingSpec | None = None,
) -> Posting:
    return Posting(
        job_id=f"job_1_{marketplace}",
        user_id="anna",
        inventory_id="item_1",
        spec=listing,
        photos=photos,
        link=link,
        posted=posted,
    )


def action_of(outcome: PostingOutcome) -> JobAction:
    assert outcome.action is not None
    return outcome.action


def values(action: JobAction) -> dict[str, str]:
    return {field.name: field.value for field in action.fields}


@pytest.mark.parametrize(
    ("marketplace", "form_url", "filled"),
    [
        (
            CRAIGSLIST,
            "https://post.craigslist.org/c/sfo/fso",
            {"price": "650", "location.zip": "95112", "condition": "good"},
        ),
        (
            FACEBOOK,
            "https://www.facebook.com/marketplace/create/item",
            {"price": "650", "location": "San Jose, CA", "condition": "Used - good"},
        ),
        (
            POSHMARK,
            "https://poshmark.com/create-listing",
            {"price": "650", "attributes.original_price": "799", "attributes.size": "M"},
        ),
    ],
)
async def test_a_posting_comes_ready_to_be_pasted(
    marketplace: PostingMarketplace, form_url: str, filled: dict[str, str]
) -> None:
    listing = spec()

    outcome = await PUBLISHERS[marketplace].publish(posting(marketplace, listing))

    action = action_of(outcome)
    assert (outcome.status, outcome.listing_id) == (Status.NEEDS_ACTION, None)
    assert (action.kind, action.form_url) == ("open_and_paste", form_url)
    assert values(action).items() >= filled.items()
    assert values(action)["description"] == "Works well.\nWith box"
    assert action.photo_urls == [PHOTO.url]
    assert action.photo_zip_url == (
        f"/crosspost/api/v1/jobs/job_1/marketplaces/{marketplace}/photos.zip"
    )
    assert action.expires_at == CLOCK.now() + timedelta(hours=48)
    assert "Apple iPhone 13 128 GB blue" in (action.text or "")
    assert action.checklist[-1] == "Paste the address here."
    assert await PUBLISHERS[marketplace].publish(posting(marketplace, listing)) == outcome


async def test_an_unknown_zip_leads_to_the_form_that_asks_for_the_place() -> None:
    listing = spec(location=ListingLocation(zip="59001"))

    action = action_of(await PUBLISHERS[CRAIGSLIST].publish(posting(CRAIGSLIST, listing)))

    assert action.form_url == "https://post.craigslist.org/"


async def test_limits_are_applied_to_what_is_pasted() -> None:
    listing = spec(title="word " * 50, media_s3_keys=["k"] * 30)
    photos = tuple(Photo(f"k{n}", f"/p/{n}") for n in range(30))

    action = action_of(
        await PUBLISHERS[CRAIGSLIST].publish(posting(CRAIGSLIST, listing, photos=photos))
    )

    [title] = [field for field in action.fields if field.name == "title"]
    assert (len(title.value), title.truncated, title.max_length) == (69, True, 70)
    assert len(action.photo_urls) == 24


@pytest.mark.parametrize(
    ("marketplace", "changes", "asked"),
    [
        (FACEBOOK, {"media_s3_keys": []}, {"media_s3_keys"}),
        (POSHMARK, {"attributes": {}}, {"attributes.size", "attributes.original_price"}),
        (
            POSHMARK,
            {"attributes": {"size": "M", "original_price": "a lot"}},
            {"attributes.original_price"},
        ),
        (CRAIGSLIST, {"currency": "EUR"}, {"currency"}),
    ],
)
async def test_what_the_form_cannot_do_without_is_asked_for(
    marketplace: PostingMarketplace, changes: dict[str, object], asked: set[str]
) -> None:
    outcome = await PUBLISHERS[marketplace].publish(posting(marketplace, spec(**changes)))

    action = action_of(outcome)
    assert (outcome.status, action.kind) == (Status.NEEDS_INPUT, "answer")
    assert set(values(action)) == asked
    assert all(field.label for field in action.fields)


async def test_a_listing_without_photos_has_no_zip() -> None:
    listing = spec(media_s3_keys=[])

    action = action_of(
        await PUBLISHERS[CRAIGSLIST].publish(posting(CRAIGSLIST, listing, photos=()))
    )

    assert (action.photo_zip_url, action.photo_urls) == (None, [])
    assert not any("photo" in step for step in action.checklist)


async def test_a_change_names_what_is_to_be_changed() -> None:
    link = "https://www.facebook.com/marketplace/item/1234567890/"
    now = spec(price=600, attributes={"size": "M", "original_price": "799"})

    outcome = await PUBLISHERS[FACEBOOK].revise(posting(FACEBOOK, now, link=link, posted=spec()))

    action = action_of(outcome)
    assert (outcome.status, action.kind, action.form_url) == (Status.LIVE, "fix", link)
    assert values(action) == {"price": "600", "attributes.brand": ""}
    assert action.photo_zip_url is None
    assert "price, brand" in action.message


async def test_changed_photos_come_with_their_zip() -> None:
    now = spec(media_s3_keys=["uploads/b.jpg"])

    action = action_of(
        await PUBLISHERS[FACEBOOK].revise(posting(FACEBOOK, now, link="-", posted=spec()))
    )

    assert action.fields == []
    assert action.photo_zip_url is not None


async def test_a_change_that_does_not_show_there_asks_for_nothing() -> None:
    outcome = await PUBLISHERS[CRAIGSLIST].revise(
        posting(CRAIGSLIST, spec(price=650), link="-", posted=spec())
    )

    assert (outcome.status, outcome.action) == (Status.LIVE, None)


async def test_only_the_seller_can_take_a_listing_down() -> None:
    link = "https://www.facebook.com/marketplace/item/1234567890/"

    outcome = await PUBLISHERS[FACEBOOK].withdraw(posting(FACEBOOK, spec(), link=link))

    assert (outcome.status, action_of(outcome).kind) == (Status.LIVE, "take_down")
    assert action_of(outcome).form_url == link


async def test_what_was_never_up_is_down() -> None:
    outcome = await PUBLISHERS[FACEBOOK].withdraw(posting(FACEBOOK, spec()))

    assert (outcome.status, outcome.action) == (Status.REMOVED, None)


async def test_nobody_can_be_asked_for_sales() -> None:
    assert await PUBLISHERS[FACEBOOK].sales("anna", since=CLOCK.now()) == []


def test_the_preview_says_that_the_seller_finishes_it() -> None:
    preview = PUBLISHERS[POSHMARK].preview(spec())

    assert preview.assisted
    assert preview.net == 520.0
    assert [field.label for field in preview.fields][:2] == ["Title", "Description"]
