"""From a requirement to a query of the Products API.

The query stands in the path, within brackets, and has a grammar of its own (``&``, ``|``, ``=``,
``<``, ``in``, ``*``). What a person wrote gets into it as plain words only, each escaped.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from talknshop.core.money import from_minor, to_minor
from talknshop.marketplaces.paging import Page, page_holding
from talknshop.marketplaces.search_words import only_brand, search_words, words_in
from talknshop.schemas.enums import Condition, Sort
from talknshop.schemas.requirement import RequirementSpec

CURRENCY = "USD"
LARGEST_PAGE = 100
_MOST_PAGES = 10
REACHABLE = LARGEST_PAGE * _MOST_PAGES

_SHOWN = (
    "sku,name,shortDescription,longDescription,salePrice,regularPrice,onSale,priceRestriction,"
    "customerReviewAverage,customerReviewCount,condition,preowned,onlineAvailability,orderable,"
    "inStoreAvailability,image,largeFrontImage,url,affiliateUrl,manufacturer,modelNumber,upc,color,"
    "categoryPath.id,categoryPath.name,details.name,details.value,active"
)
_SORT: Mapping[Sort, str] = MappingProxyType(
    {
        Sort.PRICE_ASC: "salePrice.asc",
        Sort.PRICE_DESC: "salePrice.dsc",
        Sort.RATING_DESC: "customerReviewAverage.dsc",
    }
)
_CONDITIONS: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.NEW: "condition=New",
        Condition.REFURBISHED: "condition=Refurbished",
        Condition.USED: "preowned=true",
    }
)


def page_of(offset: int, limit: int) -> Page:
    """The page that holds a part; pages behind the tenth are not handed out by number."""
    return page_holding(
        offset, limit, largest=LARGEST_PAGE, smallest=min(LARGEST_PAGE, offset // _MOST_PAGES + 1)
    )


def search_path(requirement: RequirementSpec) -> str:
    """The path of a search, escaped."""
    return f"/v1/products({'&'.join(_conditions(requirement))})"


def search_parameters(requirement: RequirementSpec, page: Page, api_key: str) -> dict[str, str]:
    """The query behind the path of a search.

    Args:
        requirement: What is wanted.
        page: Which part.
        api_key: The key; never to be logged.
    """
    parameters = {
        **item_parameters(api_key),
        "pageSize": str(page.size),
        "page": str(page.number),
    }
    # Without an order they come by relevance.
    if requirement.sort in _SORT:
        parameters["sort"] = _SORT[requirement.sort]
    return parameters


def item_path(sku: str) -> str:
    """The path of one product."""
    return f"/v1/products/{quote(sku, safe='')}.json"


def item_parameters(api_key: str) -> dict[str, str]:
    """What every call needs: XML comes unless JSON is asked for."""
    return {"apiKey": api_key, "format": "json", "show": _SHOWN}


def _conditions(requirement: RequirementSpec) -> Iterator[str]:
    brand = only_brand(requirement)
    # One word each: a blank between words would mean that any of them will do.
    for word in search_words(requirement):
        yield f"search={quote(word, safe='')}"
    if len(requirement.brand_preferences) > 1:
        names = [words_in(name) for name in requirement.brand_preferences]
        chosen = "|".join(
            f"manufacturer={quote(' '.join(name), safe='')}" for name in names if name
        )
        if chosen:
            yield f"({chosen})"
    elif brand:
        yield f"manufacturer={quote(' '.join(brand), safe='')}"
    price = requirement.price
    if price is not None and price.currency == CURRENCY:
        if price.min is not None:
            yield f"salePrice%3E={_amount(price.min)}"
        if price.max is not None:
            yield f"salePrice%3C={_amount(price.max)}"
    if requirement.rating_min:
        yield f"customerReviewAverage%3E={requirement.rating_min:g}"
    if requirement.condition is not None and requirement.condition in _CONDITIONS:
        yield _CONDITIONS[requirement.condition]


def _amount(value: float) -> str:
    return format(from_minor(to_minor(value, CURRENCY), CURRENCY), "f")
