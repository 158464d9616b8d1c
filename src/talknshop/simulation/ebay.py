"""A simulated eBay: the Browse API 1.19.7 as far as a search and a look-up need it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from talknshop.schemas.enums import Condition
from talknshop.simulation.answers import Tokens, answer, cents, dollars, whole
from talknshop.simulation.shop_search import Order, ShopQuery, ShopSearch
from talknshop.simulation.stock import Article, by_number

_BROWSE = "/buy/browse/v1"
_SITE = "https://ebay.simulated.example"
_MOST_OF_A_PAGE = 200
_REACHABLE = 10_000
_FILTER = re.compile(r"(\w+):(\[[^\]]*\]|\{[^}]*\}|[^,]*)(?:,|$)")
_RANGE = re.compile(r"\[([\d.]*?)(?:\.\.([\d.]*))?\]")
_SORTS: Mapping[str, Order] = {"price": "price", "-price": "-price", "newlyListed": "new"}
_CONDITION_IDS = {
    Condition.NEW: ("1000", "New"),
    Condition.LIKE_NEW: ("2750", "Like New"),
    Condition.REFURBISHED: ("2000", "Certified - Refurbished"),
    Condition.GOOD: ("5000", "Good"),
    Condition.USED: ("3000", "Used"),
    Condition.FAIR: ("6000", "Acceptable"),
    Condition.POOR: ("6000", "Acceptable"),
    Condition.FOR_PARTS: ("7000", "For parts or not working"),
}
_IS_NEW = frozenset({"1000"})
_IS_REFURBISHED = frozenset({"2000", "2010", "2020", "2030", "2500"})


class EbaySimulation:
    """Answers as eBay would, from the shelves of a shop."""

    def __init__(self, articles: list[Article]) -> None:
        """Sells ``articles``."""
        self._search = ShopSearch(articles)
        self._articles = by_number(articles)
        self._tokens = Tokens("v^1.1#simulated#")

    def app(self, further: Sequence[BaseRoute] = ()) -> Starlette:
        """The server; ``further`` routes come first."""
        return Starlette(
            routes=[
                *further,
                Route("/identity/v1/oauth2/token", self.token, methods=["POST"]),
                Route(f"{_BROWSE}/item_summary/search", self._find),
                Route(f"{_BROWSE}/item/get_item_by_legacy_id", self._legacy),
                Route(f"{_BROWSE}/item/{{item_id:path}}", self._item),
            ]
        )

    async def token(self, request: Request) -> Response:
        """Issues a token of an application."""
        form = (await request.body()).decode("utf-8", "replace")
        basic = request.headers.get("Authorization", "").startswith("Basic ")
        if not basic or "grant_type=client_credentials" not in form:
            return answer(
                {"error": "invalid_client", "error_description": "client authentication failed"},
                401,
            )
        return answer(
            {
                "access_token": self._tokens.issue(),
                "expires_in": 7200,
                "token_type": "Application Access Token",
            }
        )

    async def _find(self, request: Request) -> Response:
        if not self._tokens.admits(request):
            return _error(401, 1001, "OAuth", "REQUEST", "Invalid access token")
        given = request.query_params
        if not given.get("q", "").strip():
            return _error(
                400, 12001, "API_BROWSE", "REQUEST",
                "The call must have a valid 'q', 'category_ids', 'epid' or 'gtin' parameter.",
            )  # fmt: skip
        limit = whole(given.get("limit"), 50, least=1, most=_MOST_OF_A_PAGE)
        offset = whole(given.get("offset"), 0, least=0, most=_REACHABLE - 1)
        if limit is None or offset is None or offset % limit:
            return _error(
                400, 12003, "API_BROWSE", "REQUEST",
                "The offset must be a multiple of the limit, and the limit 1 to 200.",
            )  # fmt: skip
        query, warnings = _query(given["q"], given.get("filter", ""), given.get("sort"))
        found = self._search.find(query)[:_REACHABLE]
        page = found[offset : offset + limit]
        body: dict[str, Any] = {
            "href": str(request.url),
            "total": len(found),
            "limit": limit,
            "offset": offset,
        }
        if page:
            body["itemSummaries"] = [_summary(article) for article in page]
        if offset + limit < len(found):
            body["next"] = str(request.url.include_query_params(offset=offset + limit))
        if warnings:
            body["warnings"] = warnings
        return answer(body)

    async def _item(self, request: Request) -> Response:
        if not self._tokens.admits(request):
            return _error(401, 1001, "OAuth", "REQUEST", "Invalid access token")
        parts = str(request.path_params["item_id"]).split("|")
        return self._detail(parts[1] if len(parts) > 1 else "")

    async def _legacy(self, request: Request) -> Response:
        if not self._tokens.admits(request):
            return _error(401, 1001, "OAuth", "REQUEST", "Invalid access token")
        return self._detail(request.query_params.get("legacy_item_id", ""))

    def _detail(self, number: str) -> Response:
        article = self._articles.get(int(number)) if number.isdecimal() else None
        if article is None:
            return _error(
                404, 11001, "API_BROWSE", "REQUEST", "The specified item Id was not found."
            )
        status = "IN_STOCK" if article.available else "OUT_OF_STOCK"
        detail = _summary(article) | {
            "description": f"<p>{article.description}</p>",
            "brand": article.brand,
            "gtin": article.gtin,
            "localizedAspects": [
                {"type": "STRING", "name": name, "value": value}
                for name, value in article.details.items()
            ],
            "estimatedAvailabilities": [{"estimatedAvailabilityStatus": status}],
        }
        return answer({name: value for name, value in detail.items() if value is not None})


def _query(words: str, filters: str, sort: str | None) -> tuple[ShopQuery, list[dict[str, Any]]]:
    warnings: list[dict[str, Any]] = []
    stated = {match[1]: match[2] for match in _FILTER.finditer(filters)}
    low = high = None
    if price := _RANGE.fullmatch(stated.get("price", "")):
        if stated.get("priceCurrency") == "USD":
            low, high = cents(price[1] or "0"), cents(price[2]) if price[2] else None
        else:
            warnings.append(_warning(12012, "The price filter needs a valid priceCurrency."))
    if sort is not None and sort not in _SORTS:
        warnings.append(_warning(12008, "The sort value is not valid."))
    query = ShopQuery(
        tuple(words.split()),
        price_min=low,
        price_max=high,
        conditions=_conditions(stated),
        only_available=True,
        order=_SORTS.get(sort or "", "relevance"),
    )
    return query, warnings


def _conditions(stated: Mapping[str, str]) -> frozenset[str]:
    named = stated.get("conditions", "").strip("{}").casefold().split("|")
    by_id = stated.get("conditionIds", "").strip("{}").split("|")
    sorts = {_sort_of(one) for one in by_id if one}
    return frozenset({one for one in named if one in {"new", "used"}} | sorts)


def _sort_of(condition_id: str) -> str:
    if condition_id in _IS_NEW:
        return "new"
    return "refurbished" if condition_id in _IS_REFURBISHED else "used"


def _summary(article: Article) -> dict[str, Any]:
    condition_id, condition = _CONDITION_IDS[article.condition]
    item_id = f"v1|{article.number}|0"
    summary: dict[str, Any] = {
        "itemId": item_id,
        "legacyItemId": str(article.number),
        "title": article.title[:80],
        "shortDescription": article.description,
        "categories": [
            {"categoryId": str(place), "categoryName": name}
            for place, name in enumerate(article.category, 1)
        ],
        "condition": condition,
        "conditionId": condition_id,
        "itemHref": f"{_SITE}{_BROWSE}/item/{quote(item_id, safe='')}",
        "itemWebUrl": f"{_SITE}/itm/{article.number}?hash=simulated",
        "seller": {
            "username": article.seller,
            "feedbackPercentage": "99.1" if article.seller_ratings else "0.0",
            "feedbackScore": article.seller_ratings,
        },
        "buyingOptions": ["FIXED_PRICE"],
        "itemLocation": {"country": "US", "postalCode": "951**"},
        "shippingOptions": [
            {
                "shippingCostType": "FIXED",
                "shippingCost": _money(article.shipping_minor),
            }
        ],
    }
    if article.price_minor is not None:
        summary["price"] = _money(article.price_minor)
        if article.list_price_minor is not None:
            summary["marketingPrice"] = {"originalPrice": _money(article.list_price_minor)}
    if article.image:
        summary["image"] = {"imageUrl": article.image}
    return summary


def _money(minor: int) -> dict[str, str]:
    return {"value": dollars(minor), "currency": "USD"}


def _warning(error_id: int, message: str) -> dict[str, Any]:
    return {
        "errorId": error_id, "domain": "API_BROWSE", "category": "REQUEST", "message": message
    }  # fmt: skip


def _error(status: int, error_id: int, domain: str, category: str, message: str) -> Response:
    error = {
        "errorId": error_id,
        "domain": domain,
        "category": category,
        "message": message,
        "longMessage": message,
    }
    return answer({"errors": [error]}, status)
