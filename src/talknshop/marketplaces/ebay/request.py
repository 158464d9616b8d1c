"""From a requirement to a search of the Browse API (developer.ebay.com, Browse 1.19.7)."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from talknshop.core.money import from_minor, to_minor
from talknshop.marketplaces.paging import Page
from talknshop.marketplaces.search_words import search_words
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

SEARCH_PATH = "/buy/browse/v1/item_summary/search"
LEGACY_PATH = "/buy/browse/v1/item/get_item_by_legacy_id"
GROUP_PATH = "/buy/browse/v1/item/get_items_by_item_group"

_SORT: Mapping[Sort, str] = MappingProxyType({Sort.PRICE_ASC: "price", Sort.PRICE_DESC: "-price"})
# By id where the three kinds that ``conditions`` knows are too wide.
_CONDITIONS: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.NEW: "conditions:{NEW}",
        Condition.USED: "conditions:{USED}",
        Condition.REFURBISHED: "conditionIds:{2000|2010|2020|2030|2500}",
        Condition.LIKE_NEW: "conditionIds:{1500|1750|2750}",
        Condition.GOOD: "conditionIds:{2990|3000|4000|5000}",
        Condition.FAIR: "conditionIds:{3000|3010|6000}",
        Condition.POOR: "conditionIds:{3000|3010|6000|7000}",
        Condition.FOR_PARTS: "conditionIds:{7000}",
    }
)
# Sites whose spelling eBay corrects, as far as is known.
_CORRECTED_SITES = frozenset({"EBAY_US", "EBAY_GB", "EBAY_AU", "EBAY_CA", "EBAY_DE"})


def search_parameters(requirement: RequirementSpec, page: Page, site: str) -> dict[str, str]:
    """The query of a search; what a person wrote stands in ``q`` only, as plain words.

    Args:
        requirement: What is wanted.
        page: Which part; eBay wants an offset that is a multiple of the limit.
        site: The marketplace id, such as ``EBAY_US``.
    """
    parameters = {
        "q": " ".join(search_words(requirement)),
        "limit": str(page.size),
        "offset": str(page.start),
        "filter": ",".join(_filters(requirement)),
        "fieldgroups": "EXTENDED",
    }
    if requirement.sort in _SORT:
        parameters["sort"] = _SORT[requirement.sort]
    if site in _CORRECTED_SITES and not requirement.literal:
        parameters["auto_correct"] = "KEYWORD"
    return parameters


def _filters(requirement: RequirementSpec) -> list[str]:
    # Auctions have a bid where others have a price; only what can be bought now is searched.
    filters = ["buyingOptions:{FIXED_PRICE}"]
    if requirement.condition is not None:
        filters.append(_CONDITIONS[requirement.condition])
    price = requirement.price
    if price is not None and (price.min is not None or price.max is not None):
        # Without the currency eBay ignores the price and says so in a warning only (12012).
        filters += [f"price:[{_price_range(price)}]", f"priceCurrency:{price.currency}"]
    return filters


def _price_range(price: PriceFilter) -> str:
    def amount(value: float | None) -> str:
        if value is None:
            return ""
        return format(from_minor(to_minor(value, price.currency), price.currency), "f")

    return amount(price.min) if price.max is None else f"{amount(price.min)}..{amount(price.max)}"


def item_path(item_id: str) -> str:
    """The path of one item; its id has bars, which must be escaped."""
    return f"/buy/browse/v1/item/{quote(item_id, safe='')}"


def site_headers(site: str, campaign_id: str | None) -> dict[str, str]:
    """The headers that choose the site and, with a campaign, make links that earn a commission.

    Args:
        site: The marketplace id.
        campaign_id: Digits only, so that no placeholder of a manual gets into links.
    """
    headers = {"X-EBAY-C-MARKETPLACE-ID": site}
    if campaign_id:
        headers["X-EBAY-C-ENDUSERCTX"] = f"affiliateCampaignId={campaign_id}"
    return headers
