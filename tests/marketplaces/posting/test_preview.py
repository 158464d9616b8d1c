import pytest

from talknshop.marketplaces.posting.limits import limits_of, limits_read_on
from talknshop.marketplaces.posting.preview import (
    asked_minor,
    check_limits,
    marketplace_preview,
    told_price,
)
from talknshop.schemas.enums import Condition, PostingMarketplace, ShippingOption
from talknshop.schemas.listing import (
    ListingForm,
    ListingLocation,
    ListingSpec,
    ProblemLevel,
)

EBAY, CRAIGSLIST = PostingMarketplace.EBAY, PostingMarketplace.CRAIGSLIST
FACEBOOK, POSHMARK = PostingMarketplace.FACEBOOK, PostingMarketplace.POSHMARK


def listing(**changes: object) -> ListingSpec:
    whole: dict[str, object] = {
        "title": "Apple iPhone 13 128 GB blue",
        "description": "Works well.",
        "price": 650,
        "condition": Condition.GOOD,
        "category": "Electronics > Smartphones",
        "media_s3_keys": ["uploads/a.jpg"],
        "target_marketplaces": [EBAY],
        "location": ListingLocation(city="San Jose", state="CA", zip="95112"),
    }
    return ListingSpec.model_validate(whole | changes)


def found(listing: ListingSpec | ListingForm, marketplace: PostingMarketplace) -> dict[str, str]:
    return {p.code: p.level for p in check_limits(listing, limits_of(marketplace))}


def test_every_marketplace_and_every_condition_has_its_place() -> None:
    for marketplace in PostingMarketplace:
        limits = limits_of(marketplace)
        assert limits.photos_max >= limits.photos_min
        for condition in Condition:
            assert limits.condition(condition)
        assert not set(limits.conditions) & set(limits.nearest)
    assert limits_read_on().year == 2026


@pytest.mark.parametrize("marketplace", [EBAY, CRAIGSLIST, FACEBOOK, PostingMarketplace.STORE])
def test_a_whole_listing_has_no_problems(marketplace: PostingMarketplace) -> None:
    assert found(listing(), marketplace) == {}


@pytest.mark.parametrize(
    ("marketplace", "changes", "code", "level"),
    [
        (CRAIGSLIST, {"title": "word " * 200}, "title_too_long", ProblemLevel.WARNING),
        (EBAY, {"description": "word " * 1000}, "description_too_long", ProblemLevel.WARNING),
        (EBAY, {"media_s3_keys": []}, "photo_required", ProblemLevel.BLOCKING),
        (EBAY, {"media_s3_keys": ["x"] * 25}, "too_many_photos", ProblemLevel.WARNING),
        (EBAY, {"currency": "EUR"}, "currency_not_taken", ProblemLevel.BLOCKING),
        (FACEBOOK, {"price": 649.5}, "price_rounded", ProblemLevel.WARNING),
        (FACEBOOK, {"price": 0.4}, "price_too_low", ProblemLevel.BLOCKING),
        (POSHMARK, {"price": 2}, "price_too_low", ProblemLevel.BLOCKING),
        (POSHMARK, {}, "size_required", ProblemLevel.BLOCKING),
        (POSHMARK, {}, "original_price_required", ProblemLevel.BLOCKING),
        (CRAIGSLIST, {"location": None}, "zip_required", ProblemLevel.WARNING),
        (FACEBOOK, {"location": None}, "city_required", ProblemLevel.WARNING),
        (FACEBOOK, {"condition": Condition.POOR}, "condition_nearest", ProblemLevel.WARNING),
        (
            POSHMARK,
            {"attributes": {"color": ["red", "blue", "green"]}},
            "too_many_values",
            ProblemLevel.WARNING,
        ),
    ],
)
def test_what_a_marketplace_does_not_take_is_told(
    marketplace: PostingMarketplace, changes: dict[str, object], code: str, level: ProblemLevel
) -> None:
    assert found(listing(**changes), marketplace)[code] is level


def test_a_form_says_what_it_lacks() -> None:
    codes = found(ListingForm(), EBAY)

    assert {"title_required", "price_required", "condition_required", "photo_required"} <= set(
        codes
    )


@pytest.mark.parametrize(
    ("price", "currency", "told"),
    [(649.5, "USD", "650"), (649.49, "USD", "649"), (650, "USD", "650"), (650, "JPY", "650")],
)
def test_prices_without_cents_are_rounded(price: float, currency: str, told: str) -> None:
    assert told_price(price, currency, limits_of(CRAIGSLIST)) == told


def test_prices_with_cents_keep_them() -> None:
    assert told_price(649.5, "USD", limits_of(EBAY)) == "649.50"
    assert asked_minor(649.5, "USD", limits_of(EBAY)) == 64950


def test_a_preview_tells_limits_fees_and_what_is_left() -> None:
    preview = marketplace_preview(
        EBAY, listing(shipping_options=[ShippingOption.SHIPPING]), [], assisted=False
    )

    assert preview.limits == {"title": 80, "description": 4000, "photos_min": 1, "photos": 24}
    assert preview.fees is not None
    assert preview.fees.total == 88.80
    assert preview.net == 561.20


def test_the_net_is_of_the_price_as_the_marketplace_takes_it() -> None:
    assert marketplace_preview(CRAIGSLIST, listing(price=649.5), []).net == 650


def test_without_known_fees_there_is_no_net() -> None:
    preview = marketplace_preview(EBAY, listing(currency="EUR"), [])

    assert (preview.fees, preview.net) == (None, None)


def test_the_cut_part_of_a_title_is_named() -> None:
    [problem] = check_limits(listing(title="word " * 16 + "tail"), limits_of(CRAIGSLIST))

    assert "word word tail" in problem.message
    assert problem.field == "title"
