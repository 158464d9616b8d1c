"""A simulated Amazon: the Creators API as far as a search and a look-up need it."""

from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from talknshop.simulation.answers import Tokens, answer, json_body, texts, whole
from talknshop.simulation.shop_search import Order, ShopQuery, ShopSearch
from talknshop.simulation.stock import Article

_SITE = "https://amazon.simulated.example"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_OF_A_PAGE = 10
_LAST_PAGE = 10
_CENTS = 100
_SORTS: Mapping[str, Order] = {
    "Price:LowToHigh": "price",
    "Price:HighToLow": "-price",
    "AvgCustomerReviews": "rating",
    "NewestArrivals": "new",
    "Relevance": "relevance",
    "Featured": "relevance",
}


class AmazonSimulation:
    """Answers as Amazon would, from the shelves of a shop."""

    def __init__(self, articles: list[Article]) -> None:
        """Sells ``articles``."""
        self._search = ShopSearch(articles)
        self._by_asin = {_asin(article): article for article in articles}
        self._tokens = Tokens("simulated.")

    def app(self) -> Starlette:
        """The server."""
        return Starlette(
            routes=[
                Route("/auth/o2/token", self._token, methods=["POST"]),
                Route("/oauth2/token", self._token, methods=["POST"]),
                Route("/catalog/v1/searchItems", self._find, methods=["POST"]),
                Route("/catalog/v1/getItems", self._get, methods=["POST"]),
            ]
        )

    async def _token(self, request: Request) -> Response:
        if b"client_credentials" not in await request.body():
            return answer({"error": "unsupported_grant_type"}, 400)
        return answer(
            {"access_token": self._tokens.issue(), "expires_in": 3600, "token_type": "bearer"}
        )

    async def _find(self, request: Request) -> Response:
        body = await json_body(request)
        refusal = self._refusal(request, body)
        count = whole(body.get("itemCount"), 10, least=1, most=_MOST_OF_A_PAGE)
        page = whole(body.get("itemPage"), 1, least=1, most=_LAST_PAGE)
        if refusal is not None:
            return refusal
        if count is None or page is None or not str(body.get("keywords", "")).strip():
            return _invalid("FieldValidationFailed", "keywords, itemCount or itemPage is not valid")
        query = _query(body)
        if query is None:
            return _invalid("FieldValidationFailed", "condition or sortBy is not valid")
        found = self._search.find(query)
        if not found:
            return answer({"errors": [{"code": "NoResults", "message": "No results found."}]}, 404)
        items = found[(page - 1) * count : page * count]
        return answer(
            {
                "searchResult": {
                    "items": [_item(article, str(body["partnerTag"])) for article in items],
                    "totalResultCount": len(found),
                    "searchURL": f"{_SITE}/s",
                }
            }
        )

    async def _get(self, request: Request) -> Response:
        body = await json_body(request)
        refusal = self._refusal(request, body)
        if refusal is not None:
            return refusal
        wanted = texts(body.get("itemIds"))
        items = [
            _item(self._by_asin[one], str(body["partnerTag"]))
            for one in wanted
            if one in self._by_asin
        ]
        missing = [
            {"code": "ItemNotAccessible", "message": f"The ItemId {one} is not accessible."}
            for one in wanted
            if one not in self._by_asin
        ]
        result: dict[str, Any] = {"itemsResult": {"items": items}} if items else {}
        return answer(result | ({"errors": missing} if missing else {}))

    def _refusal(self, request: Request, body: Mapping[str, Any]) -> Response | None:
        if not self._tokens.admits(request):
            return answer(
                {
                    "type": "UnauthorizedException",
                    "message": "The access token is not valid.",
                    "reason": "InvalidToken",
                },
                401,
            )
        if not request.headers.get("x-marketplace"):
            return _invalid("InvalidAssociate", "the header x-marketplace is missing")
        if not body.get("partnerTag"):
            return _invalid("InvalidPartnerTag", "partnerTag is missing")
        return None


def _query(body: Mapping[str, Any]) -> ShopQuery | None:
    condition = body.get("condition", "Any")
    order = _SORTS.get(str(body.get("sortBy", "Relevance")))
    if condition not in {"Any", "New"} or order is None:
        return None
    return ShopQuery(
        tuple(str(body["keywords"]).split()),
        # Prices of requests are in cents, those of answers are not.
        price_min=whole(body.get("minPrice"), 0, least=0, most=10**12),
        price_max=whole(body["maxPrice"], 0, least=0, most=10**12) if "maxPrice" in body else None,
        conditions=frozenset({"new"}) if condition == "New" else frozenset(),
        rating_min=body.get("minReviewsRating"),
        order=order,
    )


def _item(article: Article, tag: str) -> dict[str, Any]:
    asin = _asin(article)
    info: dict[str, Any] = {
        "title": _shown(article.title, "Title"),
        "features": {
            "displayValues": [f"{name}: {value}" for name, value in article.details.items()],
            "label": "Features",
            "locale": "en_US",
        },
    }
    if article.brand:
        info["byLineInfo"] = {"brand": _shown(article.brand, "Brand")}
    if article.gtin:
        info["externalIds"] = {
            "eans": {"displayValues": [article.gtin], "label": "EAN", "locale": "en_US"}
        }
    item: dict[str, Any] = {
        "asin": asin,
        "detailPageURL": f"{_SITE}/dp/{asin}?tag={tag}",
        "itemInfo": info,
    }
    if article.image:
        item["images"] = {"primary": {"large": {"url": article.image, "height": 500, "width": 500}}}
    if article.price_minor is not None:
        item["offersV2"] = {"listings": [_listing(article, article.price_minor)]}
    return item


def _listing(article: Article, price_minor: int) -> dict[str, Any]:
    price: dict[str, Any] = {"money": _money(price_minor)}
    if article.list_price_minor is not None:
        price["savingBasis"] = {
            "money": _money(article.list_price_minor),
            "savingBasisType": "LIST_PRICE",
            "savingBasisTypeLabel": "List Price:",
        }
    stocked = article.available
    return {
        "price": price,
        "availability": {
            "type": "IN_STOCK" if stocked else "OUT_OF_STOCK",
            "message": "In Stock" if stocked else "Currently unavailable.",
        },
        "condition": {
            "value": article.condition.value.capitalize(),
            "subCondition": "Unknown",
            "conditionNote": "",
        },
        "isBuyBoxWinner": True,
        "merchantInfo": {"id": "SIMULATED", "name": "Simulated seller"},
        "violatesMAP": False,
    }


def _money(minor: int) -> dict[str, Any]:
    return {
        "amount": minor / _CENTS,
        "currency": "USD",
        "displayAmount": f"${minor / _CENTS:,.2f}",
    }


def _shown(value: str, label: str) -> dict[str, str]:
    return {"displayValue": value, "label": label, "locale": "en_US"}


def _asin(article: Article) -> str:
    left, digits = article.number, ""
    for _ in range(8):
        left, digit = divmod(left, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"B0{digits}"


def _invalid(reason: str, message: str) -> Response:
    return answer({"type": "ValidationException", "message": message, "reason": reason}, 400)
