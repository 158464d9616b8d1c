"""From a requirement to the bodies of the catalogue capability (UCP 2026-04-08)."""

import json
from uuid import uuid4

from talknshop.marketplaces.search_words import search_words
from talknshop.marketplaces.ucp.minor_units import to_minor_units
from talknshop.schemas.requirement import PriceFilter, RequirementSpec

SEARCH_TOOL = "search_catalog"
PRODUCT_TOOL = "get_product"
SEARCH_PATH = "/catalog/search"
PRODUCT_PATH = "/catalog/product"


def search_request(
    requirement: RequirementSpec, *, limit: int, cursor: str | None, country: str
) -> dict[str, object]:
    """The body of a search.

    Args:
        requirement: What is wanted.
        limit: Products at most.
        cursor: Where to go on, from the answer before; None begins.
        country: Whose prices and stock.
    """
    pagination: dict[str, object] = {"limit": limit}
    if cursor is not None:
        pagination["cursor"] = cursor
    body: dict[str, object] = {
        "query": " ".join(search_words(requirement)),
        "context": _context(requirement.price, country),
        "pagination": pagination,
    }
    if requirement.price is not None and (filters := _price_filter(requirement.price)):
        body["filters"] = {"price": filters}
    return body


def product_request(product_id: str, *, country: str) -> dict[str, object]:
    """The body that asks for one product."""
    return {"id": product_id, "context": {"address_country": country}}


def _context(price: PriceFilter | None, country: str) -> dict[str, object]:
    context: dict[str, object] = {"address_country": country}
    if price is not None:
        # A shop may ignore a limit whose currency it is not told.
        context["currency"] = price.currency
    return context


def _price_filter(price: PriceFilter) -> dict[str, int]:
    limits = {"min": price.min, "max": price.max}
    return {
        name: to_minor_units(value, price.currency)
        for name, value in limits.items()
        if value is not None
    }


def rest_headers(profile: str) -> dict[str, str]:
    """The headers of a call over REST; the profile as RFC 8941 writes texts."""
    return {"UCP-Agent": f"profile={json.dumps(profile)}", "Request-Id": str(uuid4())}


def mcp_call(tool: str, arguments: dict[str, object], profile: str) -> dict[str, object]:
    """A call of a tool, as JSON-RPC over HTTP: one request, one answer, no session."""
    return {
        "jsonrpc": "2.0",
        "id": str(uuid4()),
        "method": "tools/call",
        "params": {
            "name": tool,
            "arguments": {"meta": {"ucp-agent": {"profile": profile}}, "catalog": arguments},
        },
    }


def mcp_headers(tool: str) -> dict[str, str]:
    """The headers of a call of a tool; a shop may answer as JSON or as one event."""
    return {
        "Accept": "application/json, text/event-stream",
        "Mcp-Method": "tools/call",
        "Mcp-Name": tool,
    }
