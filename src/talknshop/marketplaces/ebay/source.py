"""eBay as a source of products: tokens, calls, pages and single items."""

import base64
from collections.abc import Mapping
from types import MappingProxyType

import httpx
import structlog

from talknshop.core.clock import Clock
from talknshop.core.errors import ExternalServiceError, NotFoundError, TalknShopError
from talknshop.core.settings import EbayEnvironment, Settings
from talknshop.marketplaces.access_token import (
    AccessToken,
    AccessTokenCache,
    token_in,
    with_token,
)
from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.marketplaces.building import SourceParts, require
from talknshop.marketplaces.calls import Answered, MarketplaceCalls, account_of
from talknshop.marketplaces.ebay.errors import (
    DAY_ZONE,
    FILTERS_IGNORED,
    ITEM_GROUP,
    NAME,
    error_ids,
    refusal,
    token_refusal,
    warning_notes,
)
from talknshop.marketplaces.ebay.mapping import PREFIX, group_id, to_product
from talknshop.marketplaces.ebay.request import (
    GROUP_PATH,
    LEGACY_PATH,
    SEARCH_PATH,
    item_path,
    search_parameters,
    site_headers,
)
from talknshop.marketplaces.filtering import within_requirement
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.paging import page_holding
from talknshop.marketplaces.unasked import answer_without_asking
from talknshop.marketplaces.wire_values import count, entries, line, member
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

_log = structlog.stdlib.get_logger(__name__)

TERMS = SourceTerms(
    keep_seconds=3600,
    # eBay states none; this keeps one process from using up the day within minutes.
    calls_per_second=10,
    calls_per_day=5_000,
    day_zone=DAY_ZONE,
    page_size=200,
    reachable_results=10_000,
    images_may_be_stored=False,
)
_BASE: Mapping[EbayEnvironment, str] = MappingProxyType(
    {
        EbayEnvironment.PRODUCTION: "https://api.ebay.com",
        EbayEnvironment.SANDBOX: "https://api.sandbox.ebay.com",
    }
)
_TOKEN_PATH = "/identity/v1/oauth2/token"  # noqa: S105
_SCOPE = "https://api.ebay.com/oauth/api_scope"
_REFUSED = (
    "eBay refuses the tokens that it has just issued. Check EBAY_CLIENT_ID and EBAY_CLIENT_SECRET."
)


class EbaySource:
    """Listings of one eBay site that can be bought at once; see ``ProductSource``."""

    marketplace = Marketplace.EBAY
    name = NAME
    terms = TERMS

    def __init__(
        self,
        http: httpx.AsyncClient,
        calls: MarketplaceCalls,
        clock: Clock,
        *,
        client_id: str,
        client_secret: str,
        site: str,
        campaign_id: str | None,
    ) -> None:
        """Asks ``site`` through ``http``, whose owner closes it.

        Args:
            http: A client whose base URL is eBay's.
            calls: Keeps to the terms.
            clock: Tells the time.
            client_id: App ID.
            client_secret: Cert ID.
            site: The marketplace id, such as ``EBAY_US``.
            campaign_id: For links that earn a commission.
        """
        self._http = http
        self._calls = calls
        self._clock = clock
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._site = site
        self._headers = site_headers(site, campaign_id)
        self._tokens = AccessTokenCache(
            self._fetch_token, clock.monotonic, shelf=calls.token_shelf()
        )

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """See ``ProductSource``."""
        now = self._clock.now()
        if unasked := answer_without_asking(NAME, self.terms, requirement, offset, now):
            return unasked
        page = page_holding(offset, limit, largest=self.terms.page_size)
        parameters = search_parameters(requirement, page, self._site)
        answer = await self._get("search", SEARCH_PATH, parameters)
        found = entries(answer.body, "itemSummaries")
        wanted = page.part(found, limit)
        fetched_at = self._clock.now()
        result = mapped(
            wanted, lambda item: to_product(item, fetched_at, simulated=answer.simulated)
        )
        warned = _warnings(answer)
        products = result.products
        if warned & FILTERS_IGNORED:
            products = within_requirement(products, requirement)
        return SourceAnswer(
            products=products,
            total=count(answer.body.get("total")),
            # Of the address of the next page only its being there is used: it may be anybody's.
            next_offset=page.next_offset(
                len(wanted),
                len(found),
                more=line(answer.body.get("next")) is not None,
                reachable=self.terms.reachable_results,
            ),
            fetched_at=fetched_at,
            notes=warning_notes(warned),
            unmapped=result.unmapped,
            left_out=len(result.products) - len(products),
            corrected_query=line(member(answer.body, "autoCorrections", "q")),
            simulated=answer.simulated,
        )

    def owns(self, product_id: str) -> bool:
        """See ``ProductSource``."""
        return product_id.startswith(PREFIX)

    async def product(self, product_id: str) -> ProductResult:
        """See ``ProductSource``; of a group of variations it is the first."""
        item_id = product_id.removeprefix(PREFIX)
        if not self.owns(product_id) or not item_id:
            raise NotFoundError(f"{product_id} is no item of eBay.", service=NAME)
        if item_id.isdigit():
            answer = await self._legacy(item_id)
        else:
            answer = await self._get("product", item_path(item_id), {"fieldgroups": "PRODUCT"})
        item = member(answer.body, "items", 0) if "items" in answer.body else answer.body
        product = to_product(item, self._clock.now(), simulated=answer.simulated)
        if product is None:
            raise ExternalServiceError(
                "eBay's record of this item cannot be read. Please open it on eBay.", service=NAME
            )
        return product

    async def check(self) -> None:
        """See ``ProductSource``: a search for one item, which also shows missing approval."""
        parameters = {"q": "book", "limit": "1"}
        await self._get("check", SEARCH_PATH, parameters)

    async def _legacy(self, item_id: str) -> Answered:
        try:
            return await self._get("product", LEGACY_PATH, {"legacy_item_id": item_id})
        except NotFoundError as error:
            group = error.details.get("item_group")
            if not isinstance(group, str):
                raise
        return await self._get("product", GROUP_PATH, {"item_group_id": group})

    async def _get(self, operation: str, path: str, parameters: Mapping[str, str]) -> Answered:
        async def call(token: str) -> Answered:
            headers = {**self._headers, "Authorization": f"Bearer {token}"}
            return await self._calls.send(
                operation,
                self._http,
                lambda: self._http.build_request(
                    "GET", path, params=dict(parameters), headers=headers
                ),
                self._refusal,
            )

        return await self._calls.in_time(
            operation, with_token(self._tokens, call, refusal=_REFUSED)
        )

    def _refusal(
        self, response: httpx.Response, body: Mapping[str, object]
    ) -> TalknShopError | None:
        error = refusal(response, body, self._clock.now())
        if error is not None and ITEM_GROUP in error_ids(body):
            error.details["item_group"] = group_id(body)
        return error

    async def _fetch_token(self) -> AccessToken:
        answer = await self._calls.send(
            "token",
            self._http,
            lambda: self._http.build_request(
                "POST",
                _TOKEN_PATH,
                data={"grant_type": "client_credentials", "scope": _SCOPE},
                headers={"Authorization": f"Basic {self._basic}"},
            ),
            lambda response, body: token_refusal(response, body, self._clock.now()),
            counted=False,
        )
        return token_in(answer.body, NAME)


def _warnings(answer: Answered) -> frozenset[int]:
    warned = error_ids(answer.body, "warnings")
    if warned:
        _log.warning(
            "marketplace ignored parts of a search", dependency=NAME, warnings=sorted(warned)
        )
    return warned


def ebay_sources(parts: SourceParts) -> list[EbaySource]:
    """EBay as the settings have it.

    Raises:
        NotConfiguredError: The keyset is missing.
    """
    settings: Settings = parts.settings
    keys = require(
        NAME,
        "A keyset is free at developer.ebay.com; searching listings that are for sale needs "
        "approval through eBay Partner Network.",
        ebay_client_id=settings.ebay_client_id,
        ebay_client_secret=settings.ebay_client_secret,
    )
    calls = MarketplaceCalls(
        NAME,
        TERMS,
        parts.policy,
        account=account_of(f"ebay-{settings.ebay_environment}", keys["ebay_client_id"]),
        may_be_simulated=settings.ebay_base_url is not None,
    )
    source = EbaySource(
        parts.client(settings.ebay_base_url or _BASE[settings.ebay_environment]),
        calls,
        parts.policy.clock,
        client_id=keys["ebay_client_id"],
        client_secret=keys["ebay_client_secret"],
        site=settings.ebay_marketplace_id,
        campaign_id=settings.ebay_campaign_id,
    )
    return [source]
