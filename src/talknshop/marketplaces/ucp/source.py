"""A shop that speaks UCP as a source of products, over REST or MCP."""

from collections.abc import Mapping

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import (
    ConfigurationError,
    ExternalServiceError,
    NotFoundError,
    TalknShopError,
)
from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.marketplaces.building import SourceParts, require
from talknshop.marketplaces.calls import Answered, MarketplaceCalls, account_of, json_object
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.ucp.cursors import Cursors
from talknshop.marketplaces.ucp.discovery import (
    PROFILE_PATH,
    SHOPIFY_PATH,
    Binding,
    Transport,
    binding_in,
    named_binding,
)
from talknshop.marketplaces.ucp.envelope import notes_of, read_mcp, refusal
from talknshop.marketplaces.ucp.mapping import prefix_of, shop_id_of, to_product
from talknshop.marketplaces.ucp.merchants import Merchant, read_merchant
from talknshop.marketplaces.ucp.pages import FoundPage, Part, find_page, search_key
from talknshop.marketplaces.ucp.request import (
    PRODUCT_PATH,
    PRODUCT_TOOL,
    SEARCH_PATH,
    SEARCH_TOOL,
    mcp_call,
    mcp_headers,
    product_request,
    rest_headers,
    search_request,
)
from talknshop.marketplaces.unasked import answer_without_asking
from talknshop.marketplaces.wire_values import address, count, identifier, member
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

TERMS = SourceTerms(
    # The protocol states none of these; shops say in their answers when it is too much.
    keep_seconds=3600,
    calls_per_second=2,
    calls_per_day=None,
    day_zone="UTC",
    page_size=50,
    reachable_results=500,
    images_may_be_stored=False,
)


class UcpSource:
    """Products of one shop; see ``ProductSource``."""

    marketplace = Marketplace.UCP
    terms = TERMS

    def __init__(
        self,
        merchant: Merchant,
        http: httpx.AsyncClient,
        calls: MarketplaceCalls,
        clock: Clock,
        *,
        agent_profile: str,
        country: str,
    ) -> None:
        """Asks a shop through ``http``, whose owner closes it.

        Args:
            merchant: The shop.
            http: A client whose base URL is the shop's.
            calls: Keeps to the terms.
            clock: Tells the time.
            agent_profile: Address of the profile that tells the shop who we are.
            country: Whose prices and stock are asked for.
        """
        self.name = merchant.host
        self._merchant = merchant
        self._http = http
        self._calls = calls
        self._clock = clock
        self._agent_profile = agent_profile
        self._country = country
        self._binding = named_binding(merchant)
        self._cursors = Cursors()

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """See ``ProductSource``; a page that no cursor is known for is walked to from the last."""
        now = self._clock.now()
        if unasked := answer_without_asking(self.name, self.terms, requirement, offset, now):
            return unasked
        page = await self._calls.in_time("search", self._page_at(requirement, limit, offset))
        fetched_at = self._clock.now()
        wanted = page.products[page.skip : page.skip + limit]
        result = mapped(
            wanted,
            lambda item: to_product(
                item,
                self._merchant.host,
                self._merchant.base_url,
                fetched_at,
                simulated=page.answer.simulated,
            ),
        )
        end = offset + len(wanted)
        left = bool(wanted) and (page.more or page.skip + len(wanted) < len(page.products))
        return SourceAnswer(
            products=result.products,
            total=count(member(page.answer.body, "pagination", "total_count")),
            next_offset=end if left and end < self.terms.reachable_results else None,
            fetched_at=fetched_at,
            notes=notes_of(self.name, page.answer.body),
            unmapped=result.unmapped,
            simulated=page.answer.simulated,
        )

    def owns(self, product_id: str) -> bool:
        """See ``ProductSource``."""
        return product_id.startswith(prefix_of(self._merchant.host))

    async def product(self, product_id: str) -> ProductResult:
        """See ``ProductSource``."""
        shop_id = shop_id_of(self._merchant.host, product_id)
        if not self.owns(product_id) or identifier(shop_id) is None:
            raise NotFoundError(f"{product_id} is no product of {self.name}.", service=self.name)
        body = product_request(shop_id, country=self._country)
        answer = await self._calls.in_time(
            "product", self._ask("product", PRODUCT_PATH, PRODUCT_TOOL, body)
        )
        product = to_product(
            answer.body.get("product"),
            self._merchant.host,
            self._merchant.base_url,
            self._clock.now(),
            simulated=answer.simulated,
        )
        if product is None:
            raise ExternalServiceError(
                f"{self.name} sent a product that cannot be read. Please open it there.",
                service=self.name,
            )
        return product

    async def check(self) -> None:
        """See ``ProductSource``: the profile, and a search for one product."""
        wish = RequirementSpec(product_type="gift")
        await self.search(wish, limit=1)

    async def _page_at(self, requirement: RequirementSpec, limit: int, offset: int) -> FoundPage:
        async def ask(size: int, cursor: str | None) -> Answered:
            body = search_request(requirement, limit=size, cursor=cursor, country=self._country)
            return await self._ask("search", SEARCH_PATH, SEARCH_TOOL, body)

        plain = search_request(requirement, limit=1, cursor=None, country=self._country)
        part = Part(search_key(plain), limit, offset, self.terms.page_size)
        return await find_page(part, self._cursors, ask)

    async def _ask(self, operation: str, path: str, tool: str, body: dict[str, object]) -> Answered:
        binding = await self._found_binding()
        if binding.transport is Transport.MCP:
            call = mcp_call(tool, body, self._agent_profile)
            return await self._post(operation, binding.path, call, mcp_headers(tool), mcp=True)
        headers = rest_headers(self._agent_profile)
        return await self._post(operation, binding.path + path, body, headers, mcp=False)

    async def _post(
        self,
        operation: str,
        path: str,
        body: Mapping[str, object],
        headers: Mapping[str, str],
        *,
        mcp: bool,
    ) -> Answered:
        return await self._calls.send(
            operation,
            self._http,
            lambda: self._http.build_request("POST", path, json=dict(body), headers=dict(headers)),
            self._refusal,
            read=read_mcp if mcp else json_object,
        )

    def _refusal(
        self, response: httpx.Response, body: Mapping[str, object]
    ) -> TalknShopError | None:
        return refusal(self.name, response, body, self._clock.now())

    async def _found_binding(self) -> Binding:
        if self._binding is None:
            try:
                answer = await self._calls.send(
                    "profile",
                    self._http,
                    lambda: self._http.build_request("GET", PROFILE_PATH),
                    lambda response, _: general_refusal(self.name, response, self._clock.now()),
                )
            except NotFoundError:
                # Stores of Shopify answer there, whether or not they publish a profile.
                self._binding = Binding(Transport.MCP, SHOPIFY_PATH)
            else:
                self._binding = binding_in(answer.body, self._merchant)
        return self._binding


def ucp_sources(parts: SourceParts) -> list[UcpSource]:
    """The shops that the settings name, one source each.

    Raises:
        NotConfiguredError: None is named, or our profile is not.
        ConfigurationError: What is named is no shop that can be asked.
    """
    settings = parts.settings
    keys = require(
        "UCP",
        "Any shop that answers at /.well-known/ucp or is a store of Shopify can be named, without "
        "a key; the profile tells it who asks.",
        ucp_merchants=",".join(settings.ucp_merchants),
        ucp_agent_profile=settings.ucp_agent_profile,
    )
    profile = address(keys["ucp_agent_profile"])
    if profile is None:
        raise ConfigurationError(
            "UCP_AGENT_PROFILE is no web address. It looks like "
            "https://shop-assistant.example/.well-known/ucp.",
            service="UCP",
        )
    merchants = {merchant.host: merchant for merchant in map(read_merchant, settings.ucp_merchants)}
    return [
        UcpSource(
            merchant,
            parts.client(merchant.base_url),
            MarketplaceCalls(
                merchant.host,
                TERMS,
                parts.policy,
                account=account_of("ucp", merchant.host),
                may_be_simulated=merchant.is_local,
            ),
            parts.policy.clock,
            agent_profile=profile,
            country=settings.ucp_country,
        )
        for merchant in merchants.values()
    ]
