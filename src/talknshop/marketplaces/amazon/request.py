"""From a requirement to the bodies that the Creators API takes."""

from collections.abc import Mapping
from types import MappingProxyType

from talknshop.core.money import to_minor
from talknshop.marketplaces.paging import Page
from talknshop.marketplaces.search_words import search_words
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

SEARCH_PATH = "/catalog/v1/searchItems"
ITEMS_PATH = "/catalog/v1/getItems"

CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "www.amazon.com": "USD",
        "www.amazon.ca": "CAD",
        "www.amazon.com.mx": "MXN",
        "www.amazon.com.br": "BRL",
        "www.amazon.co.uk": "GBP",
        "www.amazon.de": "EUR",
        "www.amazon.fr": "EUR",
        "www.amazon.it": "EUR",
        "www.amazon.es": "EUR",
        "www.amazon.nl": "EUR",
        "www.amazon.com.be": "EUR",
        "www.amazon.ie": "EUR",
        "www.amazon.se": "SEK",
        "www.amazon.pl": "PLN",
        "www.amazon.com.tr": "TRY",
        "www.amazon.ae": "AED",
        "www.amazon.sa": "SAR",
        "www.amazon.eg": "EGP",
        "www.amazon.in": "INR",
        "www.amazon.sg": "SGD",
        "www.amazon.com.au": "AUD",
        "www.amazon.co.jp": "JPY",
    }
)
"""The sites, and the currency in which each takes price limits."""

_ITEM_RESOURCES = (
    "itemInfo.title",
    "itemInfo.features",
    "itemInfo.byLineInfo",
    "itemInfo.manufactureInfo",
    "itemInfo.productInfo",
    "itemInfo.externalIds",
    "images.primary.large",
    "offersV2.listings.price",
    "offersV2.listings.availability",
    "offersV2.listings.condition",
    "offersV2.listings.isBuyBoxWinner",
    "offersV2.listings.merchantInfo",
    "customerReviews.starRating",
    "customerReviews.count",
)
_SORT: Mapping[Sort, str] = MappingProxyType(
    {
        Sort.RELEVANCE: "Relevance",
        Sort.PRICE_ASC: "Price:LowToHigh",
        Sort.PRICE_DESC: "Price:HighToLow",
        Sort.RATING_DESC: "AvgCustomerReviews",
    }
)
# Whatever the currency has: limits for yen are in hundredths too.
_HUNDREDTHS = "USD"
_LOWEST_RATING, _HIGHEST_RATING = 1, 4


def search_body(
    requirement: RequirementSpec, page: Page, *, partner_tag: str, site: str
) -> dict[str, object]:
    """The body of a search.

    Args:
        requirement: What is wanted.
        page: Which ten.
        partner_tag: Tag of the associate.
        site: The Amazon site, such as ``www.amazon.com``.
    """
    body: dict[str, object] = {
        "keywords": " ".join(search_words(requirement)),
        "searchIndex": "All",
        "itemCount": page.size,
        "itemPage": page.number,
        "sortBy": _SORT[requirement.sort],
        # Nothing else is taken: used and refurbished offers are picked out of the answer.
        "condition": "New" if requirement.condition is Condition.NEW else "Any",
        "partnerTag": partner_tag,
        "resources": [*_ITEM_RESOURCES, "searchRefinements"],
    }
    if requirement.price is not None and requirement.price.currency == CURRENCIES[site]:
        body |= _price_limits(requirement.price)
    if requirement.rating_min is not None and requirement.rating_min >= _LOWEST_RATING:
        body["minReviewsRating"] = min(int(requirement.rating_min), _HIGHEST_RATING)
    return body


def _price_limits(price: PriceFilter) -> dict[str, object]:
    limits: dict[str, object] = {}
    if price.min:
        limits["minPrice"] = max(1, to_minor(price.min, _HUNDREDTHS))
    if price.max is not None:
        limits["maxPrice"] = max(1, to_minor(price.max, _HUNDREDTHS))
    return limits


def items_body(asin: str, *, partner_tag: str) -> dict[str, object]:
    """The body that asks for one item, with all its conditions."""
    return {
        "itemIds": [asin],
        "condition": "Any",
        "partnerTag": partner_tag,
        "resources": list(_ITEM_RESOURCES),
    }


def check_body(partner_tag: str) -> dict[str, object]:
    """The body of the smallest search there is."""
    return {
        "keywords": "book",
        "itemCount": 1,
        "partnerTag": partner_tag,
        "resources": ["itemInfo.title"],
    }
