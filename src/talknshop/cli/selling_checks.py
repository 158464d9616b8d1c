"""Selling on marketplaces through accounts of sellers: what ``talknshop doctor`` says of it."""

from collections.abc import Iterable

from talknshop.cli.findings import Finding, Mark
from talknshop.core.errors import ConfigurationError, NotConfiguredError
from talknshop.core.settings import Settings
from talknshop.marketplaces.ebay.selling.building import seller_keys, site_of

_NAME = "selling"


def examine_selling(settings: Settings) -> Iterable[Finding]:
    """Looks at the settings; only the consent of a seller shows whether eBay takes them."""
    try:
        keys = seller_keys(settings)
        site = site_of(settings)
    except NotConfiguredError as error:
        yield Finding(Mark.ABSENT, _NAME, error.message)
        return
    except ConfigurationError as error:
        yield Finding(Mark.BROKEN, _NAME, error.message)
        return
    where = settings.ebay_base_url or f"{site.host} ({settings.ebay_environment})"
    policies = (
        "who has no shipping policy makes one at eBay"
        if settings.ebay_shipping_cost is None
        else f"who has no shipping policy gets one at {settings.ebay_shipping_cost:.2f} "
        f"{site.currency}"
    )
    yield Finding(
        Mark.OK,
        _NAME,
        f"sellers can connect their accounts at {where} and come back as {keys.ru_name}; "
        f"{policies}",
    )
