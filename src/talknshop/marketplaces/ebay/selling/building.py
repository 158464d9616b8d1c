"""Puts selling on eBay together from the settings."""

from dataclasses import dataclass, replace

from talknshop.core.clock import Clock
from talknshop.core.errors import ConfigurationError, NotConfiguredError
from talknshop.core.resilience import RetryPolicy
from talknshop.core.settings import EbayEnvironment, Settings
from talknshop.core.tokens import Signer
from talknshop.marketplaces.building import SourceParts
from talknshop.marketplaces.call_policy import CallPolicy
from talknshop.marketplaces.calls import MarketplaceCalls, account_of
from talknshop.marketplaces.ebay.errors import NAME
from talknshop.marketplaces.ebay.selling.account import SellerAccountRepository, SellerTokenStore
from talknshop.marketplaces.ebay.selling.calls import TERMS, SellCalls
from talknshop.marketplaces.ebay.selling.consent import EbaySellerAccounts
from talknshop.marketplaces.ebay.selling.listing_parts import ListingParts
from talknshop.marketplaces.ebay.selling.offers import Offers
from talknshop.marketplaces.ebay.selling.pictures import Pictures, ReadPhoto
from talknshop.marketplaces.ebay.selling.policies import ShippingTerms
from talknshop.marketplaces.ebay.selling.publisher import EbayPublisher
from talknshop.marketplaces.ebay.selling.setup import SellerSetupSteps
from talknshop.marketplaces.ebay.selling.sites import SITES, Site
from talknshop.marketplaces.ebay.selling.taxonomy import Taxonomy
from talknshop.marketplaces.ebay.selling.tokens import SellerTokens

_HELP = (
    "A keyset and its RuName are free at developer.ebay.com; docs/guides/selling.md says how to "
    "get them."
)


@dataclass(frozen=True, slots=True)
class SellerKeys:
    """The keyset under which sellers connect."""

    client_id: str
    client_secret: str
    ru_name: str


@dataclass(frozen=True, slots=True)
class _Hosts:
    api: str
    media: str
    consent: str
    item_page: str


def seller_keys(settings: Settings) -> SellerKeys:
    """The keyset.

    Raises:
        NotConfiguredError: A part of it is missing; the message names all that are.
    """
    secret = settings.ebay_client_secret
    values = {
        "EBAY_CLIENT_ID": settings.ebay_client_id or "",
        "EBAY_CLIENT_SECRET": secret.get_secret_value() if secret else "",
        "EBAY_RU_NAME": settings.ebay_ru_name or "",
    }
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise NotConfiguredError(
            f"Nothing can be sold on eBay: set {', '.join(missing)}. {_HELP}", service=NAME
        )
    return SellerKeys(*values.values())


def site_of(settings: Settings) -> Site:
    """The site that listings are put up at.

    Raises:
        ConfigurationError: It is none of those that we know the terms of.
    """
    site = SITES.get(settings.ebay_marketplace_id)
    if site is None:
        raise ConfigurationError(
            f"Nothing can be sold at {settings.ebay_marketplace_id}: EBAY_MARKETPLACE_ID must be "
            f"one of {', '.join(SITES)}.",
            service=NAME,
        )
    return site


def _hosts(settings: Settings, site: Site) -> _Hosts:
    if settings.ebay_base_url is not None:
        base = settings.ebay_base_url
        return _Hosts(base, base, f"{base}/oauth2/authorize", f"{base}/itm/")
    if settings.ebay_environment is EbayEnvironment.SANDBOX:
        return _Hosts(
            "https://api.sandbox.ebay.com",
            "https://apim.sandbox.ebay.com",
            "https://auth.sandbox.ebay.com/oauth2/authorize",
            f"https://{site.host.replace('www.', 'www.sandbox.')}/itm/",
        )
    return _Hosts(
        "https://api.ebay.com",
        "https://apim.ebay.com",
        "https://auth.ebay.com/oauth2/authorize",
        f"https://{site.host}/itm/",
    )


@dataclass(frozen=True, slots=True)
class EbaySelling:
    """Selling on eBay: what puts listings up, and what connects sellers."""

    publisher: EbayPublisher
    accounts: EbaySellerAccounts


def open_ebay_selling(
    parts: SourceParts,
    tokens: SellerTokenStore,
    signer: Signer,
    *,
    read_photo: ReadPhoto | None = None,
) -> EbaySelling:
    """Selling on eBay as the settings have it; nothing is sent yet.

    Args:
        parts: Settings, how marketplaces are called, and the clients to be closed.
        tokens: Where accounts of sellers are kept.
        signer: Signs what eBay gives back.
        read_photo: Reads photos that have no public address.

    Raises:
        NotConfiguredError: The keyset or its RuName is missing.
        ConfigurationError: Nothing is put up at the site that is set.
    """
    settings = parts.settings
    clock = parts.policy.clock
    keys, site = seller_keys(settings), site_of(settings)
    accounts = SellerAccountRepository(tokens, _account_name(settings))
    seller_tokens, calls = _callers(parts, keys, site, accounts)
    setup = _setup(settings, calls, accounts, site)
    connecting = EbaySellerAccounts(
        seller_tokens,
        accounts,
        setup,
        signer,
        clock,
        consent_page=_hosts(settings, site).consent,
        client_id=keys.client_id,
        ru_name=keys.ru_name,
        simulated=settings.ebay_base_url is not None,
    )
    pictures = Pictures(calls, clock, read_photo)
    return EbaySelling(_publisher(settings, calls, setup, pictures, clock), connecting)


def _callers(
    parts: SourceParts, keys: SellerKeys, site: Site, accounts: SellerAccountRepository
) -> tuple[SellerTokens, SellCalls]:
    settings, hosts = parts.settings, _hosts(parts.settings, site)
    policy = _selling_policy(settings, parts.policy)
    calls = MarketplaceCalls(
        NAME,
        TERMS,
        policy,
        account=account_of(f"ebay-sell-{settings.ebay_environment}", keys.client_id),
        may_be_simulated=settings.ebay_base_url is not None,
    )
    http = parts.client(hosts.api)
    tokens = SellerTokens(
        http,
        calls,
        accounts,
        policy.clock,
        client_id=keys.client_id,
        client_secret=keys.client_secret,
        ru_name=keys.ru_name,
    )
    media = parts.client(hosts.media)
    return tokens, SellCalls(http, media, calls, tokens, policy.clock, language=site.language)


def _publisher(
    settings: Settings,
    calls: SellCalls,
    setup: SellerSetupSteps,
    pictures: Pictures,
    clock: Clock,
) -> EbayPublisher:
    site = site_of(settings)
    taxonomy = Taxonomy(calls, clock, site=settings.ebay_marketplace_id)
    return EbayPublisher(
        calls,
        Offers(calls, site=settings.ebay_marketplace_id),
        ListingParts(taxonomy, pictures, setup, site=site),
        setup,
        clock,
        site=site,
        item_page=_hosts(settings, site).item_page,
        simulated=settings.ebay_base_url is not None,
    )


def _setup(
    settings: Settings, calls: SellCalls, accounts: SellerAccountRepository, site: Site
) -> SellerSetupSteps:
    terms = ShippingTerms(
        cost=settings.ebay_shipping_cost,
        currency=site.currency,
        service=settings.ebay_shipping_service,
        handling_days=settings.ebay_handling_days,
    )
    return SellerSetupSteps(calls, accounts, site=settings.ebay_marketplace_id, terms=terms)


def _selling_policy(settings: Settings, policy: CallPolicy) -> CallPolicy:
    """Nobody waits for a listing as for a search: a call may take longer, and is tried again."""
    retry = RetryPolicy(
        attempts=policy.retry.attempts,
        base_seconds=policy.retry.base_seconds,
        total_seconds=settings.http_timeout,
    )
    return replace(policy, retry=retry)


def _account_name(settings: Settings) -> str:
    """Under which accounts are kept: a consent of one eBay means nothing to another."""
    if settings.ebay_base_url is not None:
        return "ebay-simulated"
    return f"ebay-{settings.ebay_environment}"
