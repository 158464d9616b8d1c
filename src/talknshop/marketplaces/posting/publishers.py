"""Publishers of the marketplaces that private sellers post to by hand."""

from datetime import timedelta
from functools import partial

from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.marketplaces.posting.assisted import AssistedPublisher
from talknshop.marketplaces.posting.field_maps import FORMS
from talknshop.marketplaces.publishing import Posting
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


def _photo_zip_path(marketplace: PostingMarketplace, posting: Posting) -> str:
    """A path of our own origin, which the seller's page asks."""
    job_id = posting.job_id.removesuffix(f"_{marketplace}")
    return f"/crosspost/api/v1/jobs/{job_id}/marketplaces/{marketplace}/photos.zip"
