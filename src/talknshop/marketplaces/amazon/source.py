"""Amazon as a source of products: tokens, calls, pages and single items."""

from collections.abc import Mapping
from http import HTTPStatus

import httpx

from talknshop.core.clock import Clock
from talknshop.core.errors import ConfigurationError, ExternalServiceError, NotFoundError
from talknshop.marketplaces.access_token import (
    AccessToken,
    AccessTokenCache,
    token_in,
    with_token,
)
from talknshop.marketplaces.amazon.errors import NAME, partial_notes, refusal, token_refusal
from talknshop.marketplaces.amazon.mapping import PREFIX, has_offer, is_asin, to_product
from talknshop.marketplaces.amazon.request import (
    CURRENCIES,
    ITEMS_PATH,
    SEARCH_PATH,
    check_body,
    items_body,
    search_body,
)
from talknshop.marketplaces.amazon.tokens import TokenDialect, token_dialect
from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.marketplaces.building import SourceParts, require
from talknshop.marketplaces.calls import Answered, MarketplaceCalls, account_of
from talknshop.marketplaces.mapped import mapped
from talknshop.marketplaces.paging import page_holding
from talknshop.marketplaces.unasked import answer_without_asking
from talknshop.marketplaces.wire_values import count, entries, member
from talknshop.schemas.enums import Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

TERMS = SourceTerms(
    keep_seconds=3600,
    # What an account begins with; it grows with what is sold through its links.
    calls_per_second=1,
    calls_per_day=8_640,
    # Amazon does not say when its day ends.
    day_zone="UTC",
    page_size=10,
    reachable_results=100,
    images_may_be_stored=False,
)
_BASE = "https://creatorsapi.amazon"
_REFUSED = (
    "Amazon refuses the tokens that it has just issued. Check AMAZON_CREDENTIAL_ID, "
    "AMAZON_CREDENTIAL_SECRET and AMAZON_CREDENTIAL_VERSION."
)


class AmazonSource:
    """Items of one Amazon site; see ``ProductSource``."""

    marketplace = Marketplace.AMAZON
    name = NAME
    terms = TERMS

    def __init__(
        self,
        http: httpx.AsyncClient,
        token_http: httpx.AsyncClient,
        calls: MarketplaceCalls,
        clock: Clock,
        *,
        credential_id: str,
        credential_secret: str,
        dialect: TokenDialect,
        partner_tag: str,
        site: str,
    ) -> None:
        """Asks ``site`` through clients whose owner closes them.

        Args:
            http: A client whose base URL is the API's.
            token_http: One whose base URL is the token endpoint's.
            calls: Keeps to the terms.
            clock: Tells the time.
            credential_id: Of the Creators API.
            credential_secret: Of the same credential.
            dialect: How its version asks for tokens.
            partner_tag: Of the associate.
            site: The Amazon site, such as ``www.amazon.com``.
        """
        self._http = http
        self._token_http = token_http
        self._calls = calls
        self._clock = clock
        self._credential = {"client_id": credential_id, "client_secret": credential_secret}
        self._dialect = dialect
        self._partner_tag = partner_tag
        self._site = site
        self._tokens = AccessTokenCache(
            self._fetch_token, clock.monotonic, shelf=calls.token_shelf()
        )

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """See ``ProductSource``; ten products at most, because pages have ten."""
        now = self._clock.now()
        if unasked := answer_without_asking(NAME, self.terms, requirement, offset, now):
            return unasked
        size = self.terms.page_size
        page = page_holding(offset, limit, largest=size, smallest=size)
        body = search_body(requirement, page, partner_tag=self._partner_tag, site=self._site)
        answer = await self._post("search", SEARCH_PATH, body)
        fetched_at = self._clock.now()
        found = entries(answer.body, "searchResult", "items")
        wanted = page.part(found, limit)
        fitting = [item for item in wanted if has_offer(item, requirement.condition)]
        result = mapped(
            fitting,
            lambda item: to_product(
                item,
                self._site,
                fetched_at,
                wanted=requirement.condition,
                simulated=answer.simulated,
            ),
        )
        return SourceAnswer(
            products=result.products,
            total=_total(answer),
            next_offset=page.next_offset(
                len(wanted),
                len(found),
                more=len(found) >= size,
                reachable=self.terms.reachable_results,
            ),
            fetched_at=fetched_at,
            notes=partial_notes(answer.body),
            unmapped=result.unmapped,
            left_out=len(wanted) - len(fitting),
            simulated=answer.simulated,
        )

    def owns(self, product_id: str) -> bool:
        """See ``ProductSource``."""
        return product_id.startswith(PREFIX)

    async def product(self, product_id: str) -> ProductResult:
        """See ``ProductSource``."""
        asin = product_id.removeprefix(PREFIX)
        if not self.owns(product_id) or not is_asin(asin):
            raise NotFoundError(f"{product_id} is no item of Amazon.", service=NAME)
        body = items_body(asin, partner_tag=self._partner_tag)
        answer = await self._post("product", ITEMS_PATH, body)
        found = entries(answer.body, "itemsResult", "items")
        if not found:
            raise NotFoundError("Amazon does not offer this item any more.", service=NAME)
        product = to_product(
            found[0], self._site, self._clock.now(), wanted=None, simulated=answer.simulated
        )
        if product is None:
            raise ExternalServiceError(
                "Amazon's record of this item cannot be read. Please open it on Amazon.",
                service=NAME,
            )
        return product

    async def check(self) -> None:
        """See ``ProductSource``: a search for one item, which also shows missing eligibility."""
        await self._post("check", SEARCH_PATH, check_body(self._partner_tag))

    async def _post(self, operation: str, path: str, body: Mapping[str, object]) -> Answered:
        async def call(token: str) -> Answered:
            headers = {
                "Authorization": f"Bearer {token}{self._dialect.suffix}",
                "x-marketplace": self._site,
            }
            return await self._calls.send(
                operation,
                self._http,
                lambda: self._http.build_request("POST", path, json=dict(body), headers=headers),
                lambda response, found: refusal(response, found, self._clock.now()),
            )

        return await self._calls.in_time(
            operation, with_token(self._tokens, call, refusal=_REFUSED)
        )

    async def _fetch_token(self) -> AccessToken:
        fields = {
            "grant_type": "client_credentials",
            **self._credential,
            "scope": self._dialect.scope,
        }
        answer = await self._calls.send(
            "token",
            self._token_http,
            lambda: self._token_http.build_request(
                "POST",
                self._dialect.path,
                json=fields if self._dialect.as_json else None,
                data=None if self._dialect.as_json else fields,
            ),
            lambda response, found: token_refusal(response, found, self._clock.now()),
            counted=False,
        )
        return token_in(answer.body, NAME)


def _total(answer: Answered) -> int | None:
    if answer.status == HTTPStatus.NOT_FOUND:
        return 0
    return count(member(answer.body, "searchResult", "totalResultCount"))


def amazon_sources(parts: SourceParts) -> list[AmazonSource]:
    """Amazon as the settings have it.

    Raises:
        NotConfiguredError: The credential or the tag is missing.
        ConfigurationError: There is no such site.
    """
    settings = parts.settings
    keys = require(
        NAME,
        "Credentials of the Creators API are in Associates Central, for approved associates with "
        "ten qualified sales within thirty days.",
        amazon_credential_id=settings.amazon_credential_id,
        amazon_credential_secret=settings.amazon_credential_secret,
        amazon_partner_tag=settings.amazon_partner_tag,
    )
    _require_site(settings.amazon_marketplace)
    dialect = token_dialect(settings.amazon_credential_version)
    calls = MarketplaceCalls(
        NAME,
        TERMS,
        parts.policy,
        account=account_of("amazon", keys["amazon_credential_id"]),
        may_be_simulated=settings.amazon_base_url is not None,
    )
    source = AmazonSource(
        parts.client(settings.amazon_base_url or _BASE),
        parts.client(settings.amazon_base_url or dialect.base_url),
        calls,
        parts.policy.clock,
        credential_id=keys["amazon_credential_id"],
        credential_secret=keys["amazon_credential_secret"],
        dialect=dialect,
        partner_tag=keys["amazon_partner_tag"],
        site=settings.amazon_marketplace,
    )
    return [source]


def _require_site(site: str) -> None:
    if site not in CURRENCIES:
        raise ConfigurationError(
            f"Amazon is not searched: AMAZON_MARKETPLACE is {site!r}, which is none of "
            f"{', '.join(CURRENCIES)}.",
            service=NAME,
        )
