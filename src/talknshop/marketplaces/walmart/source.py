"""Walmart as a source of products: signed calls, pages and single items."""

from collections.abc import Mapping
from datetime import timedelta

import httpx
import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import (
    AuthenticationError,
    CredentialsRefusedError,
    ExternalServiceError,
    NotFoundError,
)
from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.marketplaces.building import SourceParts, require
from talknshop.marketplaces.calls import Answered, MarketplaceCalls, account_of
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.unasked import answer_without_asking
from talknshop.marketplaces.walmart.errors import NAME, refusal
from talknshop.marketplaces.walmart.mapping import PREFIX, is_item_id, to_product
from talknshop.marketplaces.walmart.request import (
    ITEMS_PATH,
    LARGEST_PAGE,
    REACHABLE,
    SEARCH_PATH,
    item_parameters,
    search_parameters,
)
from talknshop.marketplaces.walmart.signature import Signer, read_private_key
from talknshop.marketplaces.wire_values import count, entries
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

_log = structlog.stdlib.get_logger(__name__)

TERMS = SourceTerms(
    keep_seconds=3600,
    # Walmart states none; this keeps one process from using up the day within minutes.
    calls_per_second=5,
    calls_per_day=5_000,
    # Walmart does not say when its day ends.
    day_zone="UTC",
    page_size=LARGEST_PAGE,
    reachable_results=REACHABLE,
    images_may_be_stored=False,
)
_BASE = "https://developer.api.walmart.com"
_WRONG_CLOCK = (
    "Walmart says that our signatures are too old, also by its own clock. Set the clock of this "
    "machine, and check WALMART_PRIVATE_KEY and WALMART_KEY_VERSION."
)


class WalmartSource:
    """Items of Walmart; see ``ProductSource``."""

    marketplace = Marketplace.WALMART
    name = NAME
    terms = TERMS

    def __init__(
        self,
        http: httpx.AsyncClient,
        calls: MarketplaceCalls,
        clock: Clock,
        *,
        signer: Signer,
        publisher_id: str | None,
    ) -> None:
        """Asks through ``http``, whose owner closes it.

        Args:
            http: A client whose base URL is the API's.
            calls: Keeps to the terms.
            clock: Tells the time.
            signer: Signs each call.
            publisher_id: For links that earn a commission.
        """
        self._http = http
        self._calls = calls
        self._clock = clock
        self._signer = signer
        self._publisher_id = publisher_id
        self._clock_skew = timedelta()

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """See ``ProductSource``."""
        now = self._clock.now()
        if unasked := answer_without_asking(NAME, self.terms, requirement, offset, now):
            return unasked
        parameters = search_parameters(
            requirement, limit=limit, offset=offset, publisher_id=self._publisher_id
        )
        answer = await self._get("search", SEARCH_PATH, parameters)
        fetched_at = self._clock.now()
        found = entries(answer.body, "items")[:limit]
        result = mapped(
            found, lambda item: to_product(item, fetched_at, simulated=answer.simulated)
        )
        total = count(answer.body.get("totalResults"))
        end = offset + len(found)
        more = bool(found) and end < min(total or 0, self.terms.reachable_results)
        return SourceAnswer(
            products=result.products,
            total=total,
            next_offset=end if more else None,
            fetched_at=fetched_at,
            unmapped=result.unmapped,
            simulated=answer.simulated,
        )

    def owns(self, product_id: str) -> bool:
        """See ``ProductSource``."""
        return product_id.startswith(PREFIX)

    async def product(self, product_id: str) -> ProductResult:
        """See ``ProductSource``."""
        item_id = product_id.removeprefix(PREFIX)
        if not self.owns(product_id) or not is_item_id(item_id):
            raise NotFoundError(f"{product_id} is no item of Walmart.", service=NAME)
        parameters = item_parameters(item_id, self._publisher_id)
        answer = await self._get("product", ITEMS_PATH, parameters)
        found = entries(answer.body, "items")
        if not found:
            raise NotFoundError("Walmart does not offer this item any more.", service=NAME)
        product = to_product(found[0], self._clock.now(), simulated=answer.simulated)
        if product is None:
            raise ExternalServiceError(
                "Walmart's record of this item cannot be read. Please open it there.", service=NAME
            )
        return product

    async def check(self) -> None:
        """See ``ProductSource``: a search for one item."""
        await self._get("check", SEARCH_PATH, {"query": "book", "numItems": "1", "start": "1"})

    async def _get(self, operation: str, path: str, parameters: Mapping[str, str]) -> Answered:
        return await self._calls.in_time(operation, self._signed(operation, path, parameters))

    async def _signed(self, operation: str, path: str, parameters: Mapping[str, str]) -> Answered:
        try:
            return await self._send(operation, path, parameters)
        except AuthenticationError as error:
            self._follow_clock(error.details.get("clock_skew_seconds"))
        try:
            return await self._send(operation, path, parameters)
        except AuthenticationError as error:
            raise CredentialsRefusedError(_WRONG_CLOCK, service=NAME) from error

    async def _send(self, operation: str, path: str, parameters: Mapping[str, str]) -> Answered:
        return await self._calls.send(
            operation,
            self._http,
            lambda: self._http.build_request(
                "GET",
                path,
                params=dict(parameters),
                headers=self._signer.headers(self._clock.now() + self._clock_skew),
            ),
            lambda response, body: refusal(response, body, self._clock.now()),
        )

    def _follow_clock(self, skew_seconds: object) -> None:
        if isinstance(skew_seconds, float):
            self._clock_skew = timedelta(seconds=skew_seconds)
            _log.warning(
                "signing by the marketplace's clock, because ours differs",
                dependency=NAME,
                skew_seconds=round(skew_seconds),
            )


def walmart_sources(parts: SourceParts) -> list[WalmartSource]:
    """Walmart as the settings have it.

    Raises:
        NotConfiguredError: The consumer or its key is missing.
        ConfigurationError: The key cannot be read.
    """
    settings = parts.settings
    keys = require(
        NAME,
        "Both come from walmart.io: make an application, upload the public half of an RSA key, and "
        "wait for approval.",
        walmart_consumer_id=settings.walmart_consumer_id,
        walmart_private_key=settings.walmart_private_key,
    )
    consumer_id = keys["walmart_consumer_id"]
    private_key = read_private_key(keys["walmart_private_key"])
    calls = MarketplaceCalls(
        NAME,
        TERMS,
        parts.policy,
        account=account_of("walmart", consumer_id),
        may_be_simulated=settings.walmart_base_url is not None,
    )
    source = WalmartSource(
        parts.client(settings.walmart_base_url or _BASE),
        calls,
        parts.policy.clock,
        signer=Signer(consumer_id, settings.walmart_key_version, private_key),
        publisher_id=settings.walmart_publisher_id,
    )
    return [source]
