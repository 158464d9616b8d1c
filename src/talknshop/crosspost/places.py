"""The marketplaces that can be posted to in this installation."""

from collections.abc import Mapping
from dataclasses import dataclass

from talknshop.marketplaces.publishing import ListingPublisher
from talknshop.marketplaces.seller_accounts import SellerAccounts
from talknshop.schemas.connection import PostingMode
from talknshop.schemas.enums import PostingMarketplace


@dataclass(frozen=True, slots=True)
class Place:
    """A marketplace that listings are put up at.

    Attributes:
        publisher: Puts them up.
        mode: How they get there.
        accounts: Connects accounts of sellers; None where none is needed.
    """

    publisher: ListingPublisher
    mode: PostingMode
    accounts: SellerAccounts | None = None

    @property
    def shows_photos(self) -> bool:
        """Whether others than the seller fetch the photos from us."""
        return self.mode is not PostingMode.ASSISTED

    @property
    def tells_sales(self) -> bool:
        """Whether it can be asked what was sold."""
        return self.mode is PostingMode.API


Places = Mapping[PostingMarketplace, Place]
