"""A simulated shop that speaks the Universal Commerce Protocol 2026-04-08 over REST."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from talknshop.simulation.answers import answer, json_body, texts, whole
from talknshop.simulation.shop_search import ShopQuery, ShopSearch
from talknshop.simulation.stock import Article

_VERSION = "2026-04-08"
_SITE = "https://corner-shop.simulated.example"
_SERVICE = "dev.ucp.shopping"
_CAPABILITIES = ("dev.ucp.shopping.catalog.search", "dev.ucp.shopping.catalog.lookup")
_MOST_OF_A_PAGE = 50
_PREFIX = "gid://corner-shop/Product/"


class UcpSimulation:
    """Answers as a shop would that speaks the protocol, from its shelves."""

    def __init__(self, articles: list[Article], endpoint: str) -> None:
        """Sells ``articles``; what has no price cannot be told in this protocol.

        Args:
            articles: What is sold.
            endpoint: Where it is reached, for its profile.
        """
        priced = [article for article in articles if article.price_minor is not None]
        self._search = ShopSearch(priced)
        self._by_id = {_id(article): article for article in priced}
        self._endpoint = endpoint

    def app(self) -> Starlette:
        """The server."""
        return Starlette(
            routes=[
                Route("/.well-known/ucp", self._profile),
                Route("/catalog/search", self._find, methods=["POST"]),
                Route("/catalog/lookup", self._look_up, methods=["POST"]),
                Route("/catalog/product", self._get, methods=["POST"]),
            ]
        )

    async def _profile(self, _request: Request) -> Response:
        return answer(
            {
                "ucp": {
                    "version": _VERSION,
                    "services": {
                        _SERVICE: [
                            {
                                "version": _VERSION,
                                "transport": "rest",
                                "endpoint": self._endpoint,
                            }
                        ]
                    },
                    "capabilities": {name: [{"version": _VERSION}] for name in _CAPABILITIES},
                    "payment_handlers": {},
                }
            }
        )

    async def _find(self, request: Request) -> Response:
        body = await json_body(request)
        filters = _member(body, "filters")
        price = _member(filters, "price")
        if _member(body, "context").get("currency", "USD") != "USD":
            price = {}
        paging = _member(body, "pagination")
        limit = whole(paging.get("limit"), 10, least=1, most=10_000) or 10
        start = whole(paging.get("cursor"), 0, least=0, most=10_000) or 0
        size = min(limit, _MOST_OF_A_PAGE)
        query = ShopQuery(
            tuple(str(body.get("query", "")).split()),
            price_min=whole(price.get("min"), 0, least=0, most=10**12),
            price_max=whole(price["max"], 0, least=0, most=10**12) if "max" in price else None,
        )
        found = self._search.find(query)
        more = start + size < len(found)
        pagination: dict[str, Any] = {"has_next_page": more, "total_count": len(found)}
        if more:
            pagination["cursor"] = str(start + size)
        return answer(
            {
                "ucp": _stamp(),
                "products": [_product(article) for article in found[start : start + size]],
                "pagination": pagination,
            }
        )

    async def _look_up(self, request: Request) -> Response:
        ids = texts((await json_body(request)).get("ids"))
        products = [
            _product(self._by_id[one], inputs=[{"id": one, "match": "exact"}])
            for one in ids
            if one in self._by_id
        ]
        return answer({"ucp": _stamp(), "products": products})

    async def _get(self, request: Request) -> Response:
        article = self._by_id.get(str((await json_body(request)).get("id", "")))
        if article is None:
            message = {
                "type": "error",
                "code": "not_found",
                "content": "There is no such product.",
                "severity": "unrecoverable",
            }
            return answer({"ucp": _stamp() | {"status": "error"}, "messages": [message]}, 404)
        return answer({"ucp": _stamp(), "product": _product(article)})


def _stamp() -> dict[str, Any]:
    return {
        "version": _VERSION,
        "capabilities": {name: [{"version": _VERSION}] for name in _CAPABILITIES},
    }


def _member(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _product(article: Article, *, inputs: list[dict[str, str]] | None = None) -> dict[str, Any]:
    price = _money(article.price_minor or 0)
    variant = _variant(article, price)
    if inputs is not None:
        variant["inputs"] = inputs
    product: dict[str, Any] = {
        "id": _id(article),
        "title": article.title,
        "description": {"plain": article.description or article.title},
        "url": _url(article),
        "categories": [{"value": " > ".join(article.category)}] if article.category else [],
        "price_range": {"min": price, "max": price},
        "variants": [variant],
        "metadata": article.details | ({"brand": article.brand} if article.brand else {}),
    }
    if article.list_price_minor is not None:
        listed = _money(article.list_price_minor)
        variant["list_price"] = listed
        product["list_price_range"] = {"min": listed, "max": listed}
    if article.image:
        product["media"] = [{"type": "image", "url": article.image, "alt_text": article.title}]
    if article.rating is not None:
        rated = {"value": article.rating, "scale_max": 5, "count": article.review_count or 0}
        product["rating"] = rated
    return product


def _variant(article: Article, price: dict[str, Any]) -> dict[str, Any]:
    variant: dict[str, Any] = {
        "id": f"{_id(article)}/1",
        "sku": str(article.number),
        "title": article.title,
        "description": {"plain": article.description or article.title},
        "url": _url(article),
        "price": price,
        "availability": {
            "available": article.available,
            "status": "in_stock" if article.available else "out_of_stock",
        },
        "seller": {"name": "Corner Shop (simulated)"},
    }
    if article.gtin:
        variant["barcodes"] = [{"type": "GTIN", "value": article.gtin}]
    return variant


def _url(article: Article) -> str:
    return f"{_SITE}/products/{article.number}"


def _money(minor: int) -> dict[str, Any]:
    return {"amount": minor, "currency": "USD"}


def _id(article: Article) -> str:
    return f"{_PREFIX}{article.number}"
