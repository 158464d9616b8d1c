"""A marketplace in memory that keeps a ledger of its own and fails when told to."""

from collections.abc import Callable
from datetime import datetime

from talknshop.marketplaces.publishing import Posting, PostingOutcome, Sale
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec, MarketplacePreview


def _never(_: str) -> None:
    pass


class InMemoryMarketplace:
    """Implements ``ListingPublisher``.

    ``fault`` is called before and after each change of the ledger (``publish:before``,
    ``publish:after`` and the same with ``revise`` and ``withdraw``); what it raises is what the
    caller gets, and after a change the ledger has it all the same.
    """

    name = "the marketplace in memory"
    simulated = True

    def __init__(
        self,
        marketplace: PostingMarketplace = PostingMarketplace.EBAY,
        *,
        fault: Callable[[str], None] = _never,
    ) -> None:
        """Begins with nothing listed."""
        self.marketplace = marketplace
        self.fault = fault
        self.up: dict[str, str] = {}
        """Titles of what is listed, by listing id."""
        self.created: list[str] = []
        """The part of a job that each listing ever made was made for."""
        self._by_job: dict[str, str] = {}

    def preview(self, spec: ListingSpec) -> MarketplacePreview:
        """Nothing is limited."""
        del spec
        return MarketplacePreview(marketplace=self.marketplace, fields=[])

    async def publish(self, posting: Posting) -> PostingOutcome:
        """Lists it unless it is listed."""
        self.fault("publish:before")
        listing_id = self._by_job.get(posting.job_id)
        if listing_id is None or listing_id not in self.up:
            listing_id = f"{self.marketplace}-{len(self.created) + 1}"
            self.created.append(posting.job_id)
            self._by_job[posting.job_id] = listing_id
        self.up[listing_id] = posting.spec.title
        self.fault("publish:after")
        return self._live(listing_id)

    async def revise(self, posting: Posting) -> PostingOutcome:
        """Changes what is listed."""
        self.fault("revise:before")
        listing_id = self._by_job[posting.job_id]
        self.up[listing_id] = posting.spec.title
        self.fault("revise:after")
        return self._live(listing_id)

    async def withdraw(self, posting: Posting) -> PostingOutcome:
        """Takes it down, if it is up."""
        self.fault("withdraw:before")
        self.up.pop(self._by_job.get(posting.job_id, ""), None)
        self.fault("withdraw:after")
        return PostingOutcome(Status.REMOVED)

    async def sales(self, user_id: str, *, since: datetime) -> list[Sale]:
        """Nothing sells here by itself."""
        del user_id, since
        return []

    def _live(self, listing_id: str) -> PostingOutcome:
        return PostingOutcome(
            Status.LIVE, listing_id=listing_id, confirmation_link=f"https://m.example/{listing_id}"
        )
