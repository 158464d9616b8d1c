"""The port of a marketplace that is asked for products, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """What a marketplace allows and how far its answers reach; facts, not switches.

    Attributes:
        keep_seconds: How long an answer may be kept and shown.
        calls_per_second: How fast it may be asked.
        calls_per_day: How often it may be asked a day; None where nothing is stated.
        day_zone: Time zone in which that day ends at midnight.
        page_size: Most products of one answer.
        reachable_results: Position behind which no product is handed out.
        images_may_be_stored: Whether pictures may be copied; otherwise they are linked to.
        links_hold_seconds: How long a link leads somewhere; None while the product is offered.
    """

    keep_seconds: int
    calls_per_second: float
    calls_per_day: int | None
    day_zone: str
    page_size: int
    reachable_results: int
    images_may_be_stored: bool
    links_hold_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What a marketplace answered to one search.

    Attributes:
        products: In the marketplace's order. A price is what was answered, unknown is None.
        total: How many there are, as the marketplace says; None when it does not.
        next_offset: Where the next part begins; None behind the last that can be reached.
        notes: Sentences that say what is incomplete about the answer, and why.
        unmapped: Products that could not be read and are left out.
        left_out: Products left out because the marketplace ignored a filter that they fail.
        corrected_query: What it searched for instead of a misspelt word.
        fetched_at: When it answered.
        simulated: Whether a development server answered in its place.
    """

    products: tuple[ProductResult, ...]
    total: int | None
    next_offset: int | None
    fetched_at: datetime
    notes: tuple[str, ...] = ()
    unmapped: int = 0
    left_out: int = 0
    corrected_query: str | None = None
    simulated: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in it."""
        return not self.notes


class ProductSource(Protocol):
    """Something outside that has products and is asked for them.

    Every call keeps to the marketplace's terms and to ``MARKETPLACE_TIMEOUT`` and raises:

    - ``NotConfiguredError``: the account has no access (yet).
    - ``CredentialsRefusedError``: the marketplace does not accept the keys.
    - ``RateLimitError``: it was asked too often; ``retry_after_seconds`` says for how long.
    - ``DependencyTimeoutError``, ``ExternalServiceError``, ``CircuitOpenError``: it failed.
    - ``InternalError``: it did not understand us.

    ``status.status_of`` says what each means for a search.
    """

    @property
    def marketplace(self) -> Marketplace:
        """Which one it is."""
        ...

    @property
    def name(self) -> str:
        """What people call it: ``eBay``, or the host of a shop."""
        ...

    @property
    def terms(self) -> SourceTerms:
        """What it allows."""
        ...

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """Searches with as much of the requirement as the marketplace understands.

        What it does not understand (several brands, what must not occur) is for the caller to
        judge by the products.

        Args:
            requirement: What is wanted.
            limit: Products at most; fewer come where its pages are smaller.
            offset: Position of the first, from 0.
        """
        ...

    def owns(self, product_id: str) -> bool:
        """Whether an id is of one of its products."""
        ...

    async def product(self, product_id: str) -> ProductResult:
        """One product as it is now.

        Raises:
            NotFoundError: It is not offered any more, or the id is none of this marketplace.
        """
        ...

    async def check(self) -> None:
        """Makes one cheap call that raises what is wrong."""
        ...
