"""Publishers of the marketplaces that private sellers post to by hand."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.marketplaces.building import SourceParts
from talknshop.marketplaces.calls import MarketplaceCalls, account_of
from talknshop.marketplaces.posting.assisted import AssistedPublisher
from talknshop.marketplaces.posting.craigslist_bulk import (
    CraigslistBulkPublisher,
    ReadPhotoBytes,
    SentNotes,
)
from talknshop.marketplaces.posting.craigslist_feed import BulkAccount
from talknshop.marketplaces.posting.field_maps import FORMS
from talknshop.marketplaces.posting.meta_partner import TERMS, MetaPartnerPublisher
from talknshop.marketplaces.publishing import ListingPublisher, Posting
from talknshop.schemas.enums import PostingMarketplace


def assisted_publishers(
    settings: Settings, clock: Clock
) -> dict[PostingMarketplace, AssistedPublisher]:
    """A publisher for each marketplace that a seller posts to by hand; none needs an account."""
    return {
        marketplace: AssistedPublisher(
            marketplace,
            clock,
            photo_zip_url=partial(_photo_zip_path, marketplace),
            expires_after=timedelta(hours=settings.crosspost_expiry_hours),
        )
        for marketplace in FORMS
    }


def operator_publishers(
    parts: SourceParts,
    by_hand: Mapping[PostingMarketplace, AssistedPublisher],
    *,
    sent: SentNotes,
    read_photo: ReadPhotoBytes | None,
) -> dict[PostingMarketplace, ListingPublisher]:
    """Publishers that post with an account of the operator, as far as the settings have any.

    Args:
        parts: Settings, what all marketplaces share, and whose clients are closed with them.
        by_hand: What is posted, changed or taken down by hand all the same.
        sent: Keeps what was sent where twice would be two.
        read_photo: Reads photos; without it, postings to Craigslist have none.

    Raises:
        ConfigurationError: An account is set in part only.
    """
    craigslist = by_hand[PostingMarketplace.CRAIGSLIST]
    facebook = by_hand[PostingMarketplace.FACEBOOK]
    found: dict[PostingMarketplace, ListingPublisher] = {}
    bulk = _craigslist(parts, craigslist, sent, read_photo)
    if bulk is not None:
        found[PostingMarketplace.CRAIGSLIST] = bulk
    partner = _facebook(parts, facebook)
    if partner is not None:
        found[PostingMarketplace.FACEBOOK] = partner
    return found


def _craigslist(
    parts: SourceParts,
    by_hand: AssistedPublisher,
    sent: SentNotes,
    read_photo: ReadPhotoBytes | None,
) -> CraigslistBulkPublisher | None:
    settings = parts.settings
    password = settings.craigslist_bulk_password
    values = _all_or_none(
        "Craigslist's bulk interface",
        CRAIGSLIST_BULK_USERNAME=settings.craigslist_bulk_username,
        CRAIGSLIST_BULK_PASSWORD=password.get_secret_value() if password else None,
        CRAIGSLIST_BULK_ACCOUNT_ID=settings.craigslist_bulk_account_id,
        CRAIGSLIST_BULK_AREA=settings.craigslist_bulk_area,
        CRAIGSLIST_BULK_REPLY_EMAIL=settings.craigslist_bulk_reply_email,
        CRAIGSLIST_BULK_CATEGORIES=",".join(settings.craigslist_bulk_categories),
    )
    if values is None:
        return None
    account = BulkAccount(
        username=values["CRAIGSLIST_BULK_USERNAME"],
        password=values["CRAIGSLIST_BULK_PASSWORD"],
        account_id=values["CRAIGSLIST_BULK_ACCOUNT_ID"],
        area=values["CRAIGSLIST_BULK_AREA"],
        reply_email=values["CRAIGSLIST_BULK_REPLY_EMAIL"],
        subarea=settings.craigslist_bulk_subarea or None,
    )
    base_url = settings.craigslist_bulk_base_url
    categories = dict(part.split("=", 1) for part in settings.craigslist_bulk_categories)
    return CraigslistBulkPublisher(
        parts.client(base_url or "https://post.craigslist.org"),
        account,
        categories,
        by_hand,
        sent=sent,
        read_photo=read_photo,
        simulated=base_url is not None,
    )


def _facebook(parts: SourceParts, by_hand: AssistedPublisher) -> MetaPartnerPublisher | None:
    settings = parts.settings
    token = settings.meta_partner_token
    values = _all_or_none(
        "Facebook's interface for partners",
        META_PARTNER_TOKEN=token.get_secret_value() if token else None,
        META_PARTNER_CATALOG_ID=settings.meta_partner_catalog_id,
        META_PARTNER_SELLER_ID=settings.meta_partner_seller_id,
    )
    if values is None:
        return None
    if not settings.public_url:
        raise ConfigurationError(
            "Facebook's interface for partners needs PUBLIC_URL too: items link to this page."
        )
    base_url = settings.meta_base_url
    calls = MarketplaceCalls(
        by_hand.name,
        TERMS,
        parts.policy,
        account=account_of("facebook", values["META_PARTNER_CATALOG_ID"]),
        may_be_simulated=base_url is not None,
    )
    return MetaPartnerPublisher(
        parts.client(base_url or "https://graph.facebook.com"),
        calls,
        by_hand,
        parts.policy.clock,
        catalog_id=values["META_PARTNER_CATALOG_ID"],
        token=values["META_PARTNER_TOKEN"],
        seller_id=values["META_PARTNER_SELLER_ID"],
        item_url=partial(_item_url, settings.public_url),
        sleep=parts.policy.sleep,
        simulated=base_url is not None,
    )


def _all_or_none(what: str, **values: str | None) -> dict[str, str] | None:
    given = {name: value for name, value in values.items() if value}
    if not given:
        return None
    missing = [name for name in values if name not in given]
    if missing:
        raise ConfigurationError(
            f"{what} is set in part: set {', '.join(missing)} too, or none of it."
        )
    return given


def _item_url(base_url: str, posting: Posting) -> str:
    return f"{base_url}/?item={posting.inventory_id}"


def _photo_zip_path(marketplace: PostingMarketplace, posting: Posting) -> str:
    """A path of our own origin, which the seller's page asks."""
    job_id = posting.job_id.removesuffix(f"_{marketplace}")
    return f"/crosspost/api/v1/jobs/{job_id}/marketplaces/{marketplace}/photos.zip"
