"""A simulated Best Buy: the Products API as far as a search and a look-up need it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from talknshop.schemas.enums import Condition
from talknshop.simulation.answers import answer, cents, whole
from talknshop.simulation.shop_search import Order, ShopQuery, ShopSearch
from talknshop.simulation.stock import Article

_SITE = "https://bestbuy.simulated.example"
_MOST_OF_A_PAGE = 100
_CENTS = 100
_TERM = re.compile(r"([\w.]+)(>=|<=|!=|=|>|<)(.*)")
_SORTS: Mapping[str, Order] = {
    "salePrice.asc": "price",
    "salePrice.dsc": "-price",
    "customerReviewAverage.dsc": "rating",
}
_CONDITIONS = {"new": "new", "refurbished": "refurbished", "pre-owned": "used"}
_STATED = {Condition.NEW: "New", Condition.REFURBISHED: "Refurbished"}


class BestbuySimulation:
    """Answers as Best Buy would, from the shelves of a shop."""

    def __init__(self, articles: list[Article]) -> None:
        """Sells ``articles``."""
        self._search = ShopSearch(articles)
        self._by_sku = {article.number: article for article in articles}

    def app(self) -> Starlette:
        """The server."""
        return Starlette(routes=[Route("/v1/{query:path}", self._find)])

    async def _find(self, request: Request) -> Response:
        given = request.query_params
        if not given.get("apiKey"):
            return answer(
                {"errorCode": "403", "errorMessage": "The provided API Key is required."}, 403
            )
        path = str(request.path_params["query"])
        if given.get("format") != "json" and not path.endswith(".json"):
            return _misunderstood(path)
        if sku := re.fullmatch(r"products/(\d+)\.json", path):
            article = self._by_sku.get(int(sku[1]))
            if article is None:
                return answer({"error": {"code": 404, "status": "404 Not Found"}}, 404)
            return answer(_product(article))
        size = whole(given.get("pageSize"), 10, least=1, most=_MOST_OF_A_PAGE)
        page = whole(given.get("page"), 1, least=1, most=10_000)
        found = self._found(path, given.get("sort"))
        if found is None or size is None or page is None:
            return _misunderstood(path)
        products = found[(page - 1) * size : page * size]
        return answer(
            {
                "from": (page - 1) * size + 1,
                "to": (page - 1) * size + len(products),
                "total": len(found),
                "currentPage": page,
                "totalPages": -(-len(found) // size),
                "partial": False,
                "canonicalUrl": f"/v1/{path}",
                "products": [_product(article) for article in products],
            }
        )

    def _found(self, path: str, sort: str | None) -> list[Article] | None:
        if path == "products":
            return list(self._by_sku.values())
        inside = re.fullmatch(r"products\((.*)\)", path)
        if inside is None or (sort is not None and sort not in _SORTS):
            return None
        # Terms are joined by "and" only, so that brackets change nothing.
        flat = inside[1].replace("(", "").replace(")", "")
        terms = [_TERM.fullmatch(term) for term in flat.split("&")]
        query, skus = ShopQuery((), order=_SORTS.get(sort or "", "relevance")), list[str]()
        for term in terms:
            if term is None:
                return None
            if term[1] == "sku":
                skus.append(term[3])
            narrowed = _narrowed(query, term[1], term[2], term[3])
            if narrowed is None:
                return None
            query = narrowed
        if skus:
            known = (self._by_sku.get(int(sku)) for sku in skus if sku.isdecimal())
            return [article for article in known if article]
        return self._search.find(query)


def _narrowed(query: ShopQuery, name: str, operator: str, value: str) -> ShopQuery | None:
    """The query with one more term; None for a term that is not understood."""
    narrow = _TERMS.get((name, operator))
    return narrow(query, value) if narrow else None


def _word(query: ShopQuery, value: str) -> ShopQuery | None:
    # A blank stands between alternatives, a leading star is not understood.
    understood = value and not value.startswith("*")
    return replace(query, words=(*query.words, value)) if understood else None


def _brands(query: ShopQuery, value: str) -> ShopQuery | None:
    names = value.split("|manufacturer=")
    return replace(query, brands=frozenset(map(str.casefold, names))) if all(names) else None


def _condition(query: ShopQuery, value: str) -> ShopQuery | None:
    known = _CONDITIONS.get(value.casefold())
    return replace(query, conditions=frozenset({known})) if known else None


def _rating(query: ShopQuery, value: str) -> ShopQuery | None:
    least = cents(value)
    return None if least is None else replace(query, rating_min=least / _CENTS)


def _unchanged(query: ShopQuery, _value: str) -> ShopQuery:
    return query


_Narrow = Callable[[ShopQuery, str], ShopQuery | None]

_TERMS: Mapping[tuple[str, str], _Narrow] = {
    ("search", "="): _word,
    ("manufacturer", "="): _brands,
    ("salePrice", ">="): lambda query, value: replace(query, price_min=cents(value)),
    ("salePrice", "<="): lambda query, value: replace(query, price_max=cents(value)),
    ("condition", "="): _condition,
    ("preowned", "="): lambda query, value: replace(
        query, conditions=frozenset({"used"} if value == "true" else {"new", "refurbished"})
    ),
    ("customerReviewAverage", ">="): _rating,
    ("onlineAvailability", "="): lambda query, value: replace(
        query, only_available=value == "true"
    ),
    ("sku", "="): _unchanged,
    ("active", "="): _unchanged,
    ("marketplace", "="): _unchanged,
}


def _product(article: Article) -> dict[str, Any]:
    return {
        "sku": article.number,
        "name": article.title,
        "shortDescription": article.description or None,
        "longDescription": article.description or None,
        "salePrice": _amount(article.price_minor),
        "regularPrice": _amount(article.list_price_minor or article.price_minor),
        "onSale": article.list_price_minor is not None,
        "priceRestriction": None,
        "customerReviewAverage": article.rating,
        "customerReviewCount": article.review_count,
        "condition": _STATED.get(article.condition, "Pre-Owned"),
        "preowned": article.is_used,
        "onlineAvailability": article.available,
        "orderable": "Available" if article.available else "SoldOut",
        "inStoreAvailability": False,
        "image": article.image,
        "largeFrontImage": article.image,
        "url": f"{_SITE}/click/-/{article.number}/pdp",
        "affiliateUrl": None,
        "addToCartUrl": f"{_SITE}/click/-/{article.number}/cart",
        "manufacturer": article.brand,
        "modelNumber": None,
        "upc": article.gtin,
        "color": article.details.get("color"),
        "shippingCost": article.shipping_minor / _CENTS,
        "categoryPath": [
            {"id": f"simulated{place}", "name": name} for place, name in enumerate(article.category)
        ],
        "details": [{"name": name, "value": value} for name, value in article.details.items()],
        "active": True,
    }


def _amount(minor: int | None) -> float | None:
    return None if minor is None else minor / _CENTS


def _misunderstood(path: str) -> Response:
    return answer(
        {
            "error": {
                "code": 400,
                "status": "400 Bad Request",
                "message": f"Couldn't understand '/v1/{path}'",
                "examples": ["/v1/products(search=laptop)?apiKey=YOUR_KEY&format=json"],
            }
        },
        400,
    )
