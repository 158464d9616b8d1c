"""A simulated Walmart: the affiliate Product API v2 as far as a search and a look-up need it."""

import base64
import binascii
import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from talknshop.schemas.enums import Condition
from talknshop.simulation.answers import answer, cents, whole
from talknshop.simulation.shop_search import Order, ShopQuery, ShopSearch
from talknshop.simulation.stock import Article

_API = "/api-proxy/service/affil/product/v2"
_SITE = "https://walmart.simulated.example"
_SIGNATURE_SECONDS = 180
_MOST_OF_A_PAGE = 25
_MOST_LOOKED_UP = 20
_REACHABLE = 1_000
_CENTS = 100
_RANGE = re.compile(r"price:\[(\S+) TO (\S+)\]")
_SORTS: Mapping[tuple[str, str], Order] = {
    ("price", "ascending"): "price",
    ("price", "descending"): "-price",
    ("customerRating", ""): "rating",
    ("new", ""): "new",
}


class WalmartSimulation:
    """Answers as Walmart would, from the shelves of a shop."""

    def __init__(
        self, articles: list[Article], public_key: RSAPublicKey, now: Callable[[], float]
    ) -> None:
        """Sells ``articles`` to whoever signs with the other half of ``public_key``.

        Args:
            articles: What is sold.
            public_key: Checks signatures.
            now: Seconds since 1970; a signature lives for three minutes.
        """
        self._search = ShopSearch(articles)
        self._by_id = {article.number: article for article in articles}
        self._public_key = public_key
        self._now = now

    def app(self) -> Starlette:
        """The server."""
        return Starlette(
            routes=[Route(f"{_API}/search", self._find), Route(f"{_API}/items", self._get)]
        )

    async def _find(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        given = request.query_params
        count = whole(given.get("numItems"), 10, least=1, most=_MOST_OF_A_PAGE)
        start = whole(given.get("start"), 1, least=1, most=_REACHABLE)
        words = given.get("query", "")
        if count is None or start is None or not words.strip():
            return _error(400, 4003, "Invalid query, numItems or start")
        found = self._search.find(_query(words, given))[:_REACHABLE]
        page = found[start - 1 : start - 1 + count]
        return answer(
            {
                "query": words,
                "sort": given.get("sort", "relevance"),
                "responseGroup": given.get("responseGroup", "base"),
                "totalResults": len(found),
                "start": start,
                "numItems": len(page),
                "items": [_item(article, given.get("publisherId")) for article in page],
                "facets": [],
            }
        )

    async def _get(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        wanted = request.query_params.get("ids", "").split(",")[:_MOST_LOOKED_UP]
        known = [self._by_id.get(int(one)) for one in wanted if one.isdecimal()]
        items = [_item(one, request.query_params.get("publisherId")) for one in known if one]
        return answer({"items": items}) if items else _error(404, 4002, "Invalid itemId")

    def _refusal(self, request: Request) -> Response | None:
        stamp = request.headers.get("WM_CONSUMER.INTIMESTAMP", "")
        parts = (
            request.headers.get("WM_CONSUMER.ID", ""), stamp,
            request.headers.get("WM_SEC.KEY_VERSION", ""),
        )  # fmt: skip
        signed = "".join(f"{part}\n" for part in parts).encode()
        if not self._signed(request.headers.get("WM_SEC.AUTH_SIGNATURE", ""), signed):
            return _error(401, 401, "Could not authenticate in-request, auth signature")
        if not stamp.isdecimal() or abs(self._now() - int(stamp) / 1000) > _SIGNATURE_SECONDS:
            return _error(401, 401, "timestamp expired")
        return None

    def _signed(self, signature: str, text: bytes) -> bool:
        try:
            decoded = base64.b64decode(signature, validate=True)
            self._public_key.verify(decoded, text, padding.PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error):
            return False
        return True


def _query(words: str, given: Mapping[str, str]) -> ShopQuery:
    price = _RANGE.fullmatch(given.get("facet.range", "")) if given.get("facet") == "on" else None
    sort = given.get("sort", "")
    ordered = (sort, given.get("order", "ascending") if sort == "price" else "")
    return ShopQuery(
        tuple(words.split()),
        price_min=cents(price[1]) if price else None,
        price_max=cents(price[2]) if price else None,
        order=_SORTS.get(ordered, "relevance"),
    )


def _item(article: Article, publisher: str | None) -> dict[str, Any]:
    refurbished = article.condition is Condition.REFURBISHED
    restored = refurbished and "refurbished" not in article.title.casefold()
    escaped = html.escape(html.escape(f"<p>{article.description}</p>"))
    item: dict[str, Any] = {
        "itemId": article.number,
        "name": f"Restored {article.title}" if restored else article.title,
        "msrp": _amount(article.list_price_minor),
        "salePrice": _amount(article.price_minor),
        "upc": article.gtin,
        "categoryPath": "/".join(article.category),
        "shortDescription": escaped,
        "brandName": article.brand,
        "largeImage": article.image,
        "productTrackingUrl": f"{_SITE}/track/{publisher or '|PUBID|'}/{article.number}",
        "standardShipRate": article.shipping_minor / _CENTS,
        "marketplace": False,
        "color": article.details.get("color"),
        "size": article.details.get("size"),
        "customerRating": None if article.rating is None else f"{article.rating:.3f}",
        "numReviews": article.review_count,
        "stock": "Available" if article.available else "Not available",
        "availableOnline": article.available,
        "offerType": "ONLINE_ONLY",
    }
    return {name: value for name, value in item.items() if value is not None}


def _amount(minor: int | None) -> float | None:
    return None if minor is None else minor / _CENTS


def _error(status: int, code: int, message: str) -> Response:
    return answer({"errors": [{"code": code, "message": message}]}, status)
