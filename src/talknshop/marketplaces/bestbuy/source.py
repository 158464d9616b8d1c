"""Best Buy as a source of products: calls, pages and single items."""

from collections.abc import Mapping

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import ExternalServiceError, NotFoundError, TalknShopError
from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.marketplaces.bestbuy.errors import NAME, refusal
from talknshop.marketplaces.bestbuy.mapping import PREFIX, is_sku, to_product
from talknshop.marketplaces.bestbuy.request import (
    LARGEST_PAGE,
    REACHABLE,
    item_parameters,
    item_path,
    page_of,
    search_parameters,
    search_path,
)
from talknshop.marketplaces.building import SourceParts, require
from talknshop.marketplaces.calls import Answered, MarketplaceCalls, account_of
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.unasked import answer_without_asking
from talknshop.marketplaces.wire_values import count, entries
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

TERMS = SourceTerms(
    # Allowed are 72 hours; prices are older than people think long before.
    keep_seconds=72 * 3600,
    calls_per_second=5,
    calls_per_day=50_000,
    # Best Buy does not say when its day ends.
    day_zone="UTC",
    page_size=LARGEST_PAGE,
    reachable_results=REACHABLE,
    images_may_be_stored=False,
    links_hold_seconds=7 * 24 * 3600,
)
_BASE = "https://api.bestbuy.com"
_PARTIAL = "Best Buy says that it left out a part of its answer."


class BestBuySource:
    """Products of Best Buy; see ``ProductSource``."""

    marketplace = Marketplace.BESTBUY
    name = NAME
    terms = TERMS

    def __init__(
        self, http: httpx.AsyncClient, calls: MarketplaceCalls, clock: Clock, *, api_key: str
    ) -> None:
        """Asks through ``http``, whose owner closes it.

        Args:
            http: A client whose base URL is the API's.
            calls: Keeps to the terms.
            clock: Tells the time.
            api_key: The key.
        """
        self._http = http
        self._calls = calls
        self._clock = clock
        self._api_key = api_key
        self._has_worked = False

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """See ``ProductSource``."""
        now = self._clock.now()
        if unasked := answer_without_asking(NAME, self.terms, requirement, offset, now):
            return unasked
        page = page_of(offset, limit)
        answer = await self._get(
            "search",
            search_path(requirement),
            search_parameters(requirement, page, self._api_key),
        )
        fetched_at = self._clock.now()
        found = entries(answer.body, "products")
        wanted = page.part(found, limit)
        result = mapped(
            wanted, lambda item: to_product(item, fetched_at, simulated=answer.simulated)
        )
        total = count(answer.body.get("total"))
        return SourceAnswer(
            products=result.products,
            total=total,
            next_offset=page.next_offset(
                len(wanted),
                len(found),
                more=total is not None and page.start + page.size < total,
                reachable=self.terms.reachable_results,
            ),
            fetched_at=fetched_at,
            notes=(_PARTIAL,) if answer.body.get("partial") is True else (),
            unmapped=result.unmapped,
            simulated=answer.simulated,
        )

    def owns(self, product_id: str) -> bool:
        """See ``ProductSource``."""
        return product_id.startswith(PREFIX)

    async def product(self, product_id: str) -> ProductResult:
        """See ``ProductSource``."""
        sku = product_id.removeprefix(PREFIX)
        if not self.owns(product_id) or not is_sku(sku):
            raise NotFoundError(f"{product_id} is no product of Best Buy.", service=NAME)
        answer = await self._get("product", item_path(sku), item_parameters(self._api_key))
        product = to_product(answer.body, self._clock.now(), simulated=answer.simulated)
        if product is None:
            raise ExternalServiceError(
                "Best Buy's record of this product cannot be read. Please open it there.",
                service=NAME,
            )
        return product

    async def check(self) -> None:
        """See ``ProductSource``: one sku of whatever there is."""
        parameters = {"apiKey": self._api_key, "format": "json", "show": "sku", "pageSize": "1"}
        await self._get("check", "/v1/products", parameters)

    async def _get(self, operation: str, path: str, parameters: Mapping[str, str]) -> Answered:
        answer = await self._calls.send(
            operation,
            self._http,
            lambda: self._http.build_request("GET", path, params=dict(parameters)),
            self._refusal,
        )
        self._has_worked = True
        return answer

    def _refusal(
        self, response: httpx.Response, body: Mapping[str, object]
    ) -> TalknShopError | None:
        return refusal(response, body, self._clock.now(), has_worked=self._has_worked)


def bestbuy_sources(parts: SourceParts) -> list[BestBuySource]:
    """Best Buy as the settings have it.

    Raises:
        NotConfiguredError: The key is missing.
    """
    settings = parts.settings
    keys = require(
        NAME,
        "Keys are given out at developer.bestbuy.com.",
        bestbuy_api_key=settings.bestbuy_api_key,
    )
    calls = MarketplaceCalls(
        NAME,
        TERMS,
        parts.policy,
        account=account_of("bestbuy", keys["bestbuy_api_key"]),
        may_be_simulated=settings.bestbuy_base_url is not None,
    )
    http = parts.client(settings.bestbuy_base_url or _BASE)
    return [BestBuySource(http, calls, parts.policy.clock, api_key=keys["bestbuy_api_key"])]
