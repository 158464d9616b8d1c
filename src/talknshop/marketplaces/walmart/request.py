"""From a requirement to a search of the Affiliate Product API, version 2."""

from collections.abc import Mapping
from types import MappingProxyType

from talknshop.core.money import from_minor, to_minor
from talknshop.marketplaces.search_words import search_words
from talknshop.schemas.enums import Sort
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

BASE_PATH = "/api-proxy/service/affil/product/v2"
SEARCH_PATH = f"{BASE_PATH}/search"
ITEMS_PATH = f"{BASE_PATH}/items"
CURRENCY = "USD"
LARGEST_PAGE = 25
REACHABLE = 1_000

_SORT: Mapping[Sort, Mapping[str, str]] = MappingProxyType(
    {
        Sort.RELEVANCE: {"sort": "relevance"},
        Sort.PRICE_ASC: {"sort": "price", "order": "ascending"},
        Sort.PRICE_DESC: {"sort": "price", "order": "descending"},
        Sort.RATING_DESC: {"sort": "customerRating", "order": "descending"},
    }
)
# A range needs both ends.
_NO_LIMIT = 1_000_000


def search_parameters(
    requirement: RequirementSpec, *, limit: int, offset: int, publisher_id: str | None
) -> dict[str, str]:
    """The query of a search; its first item is counted from 1.

    Args:
        requirement: What is wanted.
        limit: Products at most; no page has more than 25.
        offset: Position of the first, from 0.
        publisher_id: For links that earn a commission.
    """
    parameters = {
        "query": " ".join(search_words(requirement)),
        "numItems": str(min(limit, LARGEST_PAGE)),
        "start": str(offset + 1),
        "responseGroup": "full",
        **_SORT[requirement.sort],
    }
    price = requirement.price
    stated = price is not None and (price.min is not None or price.max is not None)
    if price is not None and stated and price.currency == CURRENCY:
        parameters["facet"] = "on"
        parameters["facet.range"] = f"price:[{_price_range(price)}]"
    return parameters | _publisher(publisher_id)


def item_parameters(item_id: str, publisher_id: str | None) -> dict[str, str]:
    """The query that asks for one item."""
    return {"ids": item_id, **_publisher(publisher_id)}


def _publisher(publisher_id: str | None) -> dict[str, str]:
    return {"publisherId": publisher_id} if publisher_id else {}


def _price_range(price: PriceFilter) -> str:
    lowest = price.min if price.min is not None else 0
    highest = price.max if price.max is not None else max(_NO_LIMIT, lowest)
    return f"{_amount(lowest)} TO {_amount(highest)}"


def _amount(value: float) -> str:
    return format(from_minor(to_minor(value, CURRENCY), CURRENCY), "f")
