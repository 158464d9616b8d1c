import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.core.errors import ValidationError
from talknshop.marketplaces.posting.links import listing_link
from talknshop.schemas.enums import PostingMarketplace

EBAY, CRAIGSLIST = PostingMarketplace.EBAY, PostingMarketplace.CRAIGSLIST
FACEBOOK, POSHMARK = PostingMarketplace.FACEBOOK, PostingMarketplace.POSHMARK
HEX = "0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("marketplace", "link", "listing_id", "url"),
    [
        (
            CRAIGSLIST,
            "https://sfbay.craigslist.org/sby/mob/d/san-jose-iphone-13/7123456780.html",
            "7123456780",
            "https://sfbay.craigslist.org/sby/mob/d/san-jose-iphone-13/7123456780.html",
        ),
        (
            CRAIGSLIST,
            "https://boise.craigslist.org/ele/7123456780.html?lang=en#x",
            "7123456780",
            "https://boise.craigslist.org/ele/7123456780.html",
        ),
        (
            CRAIGSLIST,
            "https://www.craigslist.org/view/d/san-jose-lamp/2RLmprDQrsbtULxKB6CeBr",
            "2RLmprDQrsbtULxKB6CeBr",
            "https://www.craigslist.org/view/d/san-jose-lamp/2RLmprDQrsbtULxKB6CeBr",
        ),
        (
            FACEBOOK,
            " facebook.com/marketplace/item/1234567890?ref=share ",
            "1234567890",
            "https://www.facebook.com/marketplace/item/1234567890/",
        ),
        (
            FACEBOOK,
            "HTTPS://M.Facebook.com/marketplace/item/1234567890/",
            "1234567890",
            "https://www.facebook.com/marketplace/item/1234567890/",
        ),
        (
            POSHMARK,
            f"https://www.poshmark.com/listing/Blue-Dress-{HEX}?utm_source=x",
            HEX,
            f"https://poshmark.com/listing/Blue-Dress-{HEX}",
        ),
        (
            EBAY,
            "https://www.ebay.com/itm/blue-lamp/123456789012?hash=1",
            "123456789012",
            "https://www.ebay.com/itm/123456789012",
        ),
    ],
)
def test_links_to_listings_are_known(
    marketplace: PostingMarketplace, link: str, listing_id: str, url: str
) -> None:
    assert listing_link(marketplace, link) == (listing_id, url)


@pytest.mark.parametrize(
    ("marketplace", "link"),
    [
        (FACEBOOK, "http://www.facebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.facebook.com.example.org/marketplace/item/1234567890"),
        (FACEBOOK, "https://wwwfacebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "https://evil-facebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.facebook.com@example.org/marketplace/item/1234567890"),
        (FACEBOOK, "https://example.org@www.facebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.facebook.com:8443/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.facebook.com:443/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.facebook.com./marketplace/item/1234567890"),
        (
            FACEBOOK,
            "https://l.facebook.com/l.php?u=https://www.facebook.com/marketplace/item/12345",
        ),
        (FACEBOOK, "https://www.facebook.com/login/?next=/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.facebook.com/marketplace/category/search?query=lamp"),
        (FACEBOOK, "https://www.facebook.com/marketplace/item/1234567890/../../evil"),
        (FACEBOOK, "https://www.facebook.com/marketplace/item/١٢٣٤٥٦٧٨٩٠"),
        (
            FACEBOOK,
            "https://www.f\N{CYRILLIC SMALL LETTER A}cebook.com/marketplace/item/1234567890",
        ),
        (FACEBOOK, "https://www.facebook.com\\@example.org/marketplace/item/1234567890"),
        (FACEBOOK, "https://example.org\\.facebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "https://www.face\nbook.com/marketplace/item/1234567890"),
        (FACEBOOK, "//www.facebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "javascript:alert(1)//www.facebook.com/marketplace/item/1234567890"),
        (FACEBOOK, "https://[::1/marketplace/item/1234567890"),
        (FACEBOOK, "https://sfbay.craigslist.org/sby/mob/7123456780.html"),
        (FACEBOOK, ""),
        (FACEBOOK, "https://www.facebook.com/marketplace/item/1234567890?" + "x" * 3000),
        (CRAIGSLIST, "https://sfbay.craigslist.org/search/sss?query=lamp"),
        (CRAIGSLIST, "https://post.craigslist.org/manage/7123456780/abcde"),
        (CRAIGSLIST, "https://www.craigslist.org/sby/mob/7123456780.html"),
        (CRAIGSLIST, "https://a.b.craigslist.org/sby/mob/7123456780.html"),
        (CRAIGSLIST, "https://sfbay.craigslist.org.evil.com/sby/mob/7123456780.html"),
        (CRAIGSLIST, "https://sfbay.craigslist.org/sby/mob/d/../7123456780.html"),
        (POSHMARK, "https://poshmark.com/closet/jane"),
        (POSHMARK, "https://poshmark.com/listing/Blue-Dress-0123"),
        (POSHMARK, f"https://poshmark.ca/listing/Blue-Dress-{HEX}"),
        (EBAY, "https://www.ebay.com/sch/i.html?_nkw=lamp"),
        (EBAY, "https://www.ebay.com/itm/123456789012/evil"),
        (PostingMarketplace.STORE, "https://www.ebay.com/itm/123456789012"),
    ],
)
def test_whatever_else_is_refused(marketplace: PostingMarketplace, link: str) -> None:
    with pytest.raises(ValidationError, match="no link to a listing"):
        listing_link(marketplace, link)


@given(st.sampled_from(PostingMarketplace), st.text(st.characters(exclude_categories=())))
def test_no_text_gets_past_as_another_host(marketplace: PostingMarketplace, text: str) -> None:
    for link in (
        text,
        f"https://{text}/marketplace/item/1234567890",
        f"https://www.ebay.com{text}",
    ):
        try:
            found = listing_link(marketplace, link)
        except ValidationError:
            continue
        assert found.url.startswith(
            ("https://www.ebay.com/itm/", "https://www.facebook.com/marketplace/item/")
        )
