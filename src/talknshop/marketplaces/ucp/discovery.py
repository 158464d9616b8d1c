"""Where a shop answers, from its profile at ``/.well-known/ucp``."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from talknshop.core.errors import ConfigurationError
from talknshop.marketplaces.ucp.merchants import Merchant
from talknshop.marketplaces.wire_values import address, entries, line, member

PROFILE_PATH = "/.well-known/ucp"
SHOPIFY_PATH = "/api/ucp/mcp"
_SHOPPING = "dev.ucp.shopping"


class Transport(StrEnum):
    """How a shop is asked; the one that is preferred first."""

    REST = "rest"
    MCP = "mcp"


@dataclass(frozen=True, slots=True)
class Binding:
    """How and where a shop is asked.

    Attributes:
        transport: How.
        path: Where, below its base URL.
    """

    transport: Transport
    path: str


def binding_in(profile: Mapping[str, object], merchant: Merchant) -> Binding:
    """How a shop wants to be asked.

    A profile is an answer, and no answer decides which servers are called: an endpoint on another
    host must be named in the settings.

    Args:
        profile: The shop's profile.
        merchant: Whose it is.

    Raises:
        ConfigurationError: It offers neither REST nor MCP, or on another host only.
    """
    offered: dict[str, str] = {}
    for service in entries(profile, "ucp", "services", _SHOPPING):
        transport, endpoint = line(member(service, "transport")), member(service, "endpoint")
        if transport and (where := address(endpoint)):
            offered.setdefault(transport, where)
    known = [(kind, offered[kind]) for kind in Transport if kind in offered]
    for transport, endpoint in known:
        path = _path_at(merchant, endpoint)
        if path is not None:
            return Binding(transport, path)
    raise ConfigurationError(_nowhere(merchant, known), service=merchant.host)


def named_binding(merchant: Merchant) -> Binding | None:
    """The endpoint that the settings name, if they do: MCP, as Shopify's stores have it."""
    return Binding(Transport.MCP, merchant.endpoint) if merchant.endpoint else None


def _path_at(merchant: Merchant, endpoint: str) -> str | None:
    try:
        parts = urlsplit(endpoint)
    except ValueError:
        return None
    same = f"{parts.scheme}://{parts.netloc}".lower() == merchant.base_url
    return parts.path.rstrip("/") if same and not parts.query else None


def _nowhere(merchant: Merchant, known: list[tuple[Transport, str]]) -> str:
    if not known:
        return (
            f"{merchant.host} does not offer its catalogue over UCP. "
            "Remove it from UCP_MERCHANTS, or name its MCP endpoint there."
        )
    return (
        f"{merchant.host} answers at another host, which is asked only when it is named. "
        f"If you trust it, write {known[0][1]} into UCP_MERCHANTS instead."
    )
