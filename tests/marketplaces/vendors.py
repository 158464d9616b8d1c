"""One row a marketplace: how to point it at a server of this machine, and what that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.serialization import PrivateFormat
from tests.marketplaces.test_amazon import LAMP as AMAZON_LAMP
from tests.marketplaces.test_bestbuy import LAMP as BESTBUY_LAMP
from tests.marketplaces.test_ebay_mapping import LAMP as EBAY_LAMP
from tests.marketplaces.test_ucp import LAMP as UCP_LAMP
from tests.marketplaces.test_ucp import page_of as ucp_page
from tests.marketplaces.test_walmart import LAMP as WALMART_LAMP
from tests.marketplaces.test_walmart import pem

from talknshop.schemas.enums import Marketplace


@dataclass(frozen=True)
class Vendor:
    """A marketplace that is configured, and what its answers look like.

    ``settings`` are those it needs besides its address; ``secrets`` must never be shown.
    """

    marketplace: Marketplace
    base_setting: str
    settings: Mapping[str, str]
    page: Callable[[list[object]], Mapping[str, object]]
    record: Mapping[str, object]
    product_id: str
    token_paths: frozenset[str] = field(default_factory=frozenset[str])
    secrets: tuple[str, ...] = ()
    path: str = ""

    @property
    def answer(self) -> Mapping[str, object]:
        """A page with one good product."""
        return self.page([self.record])

    def at(self, url: str) -> dict[str, object]:
        return {**self.settings, self.base_setting: url + self.path}


EBAY = Vendor(
    Marketplace.EBAY,
    "ebay_base_url",
    {"ebay_client_id": "app", "ebay_client_secret": "very-secret"},
    lambda items: {"total": len(items), "itemSummaries": items},
    EBAY_LAMP,
    "ebay_v1|110000|0",
    frozenset({"/identity/v1/oauth2/token"}),
    ("very-secret",),
)
AMAZON = Vendor(
    Marketplace.AMAZON,
    "amazon_base_url",
    {
        "amazon_credential_id": "cid",
        "amazon_credential_secret": "very-secret",
        "amazon_partner_tag": "mine-20",
    },
    lambda items: {"searchResult": {"items": items, "totalResultCount": len(items)}},
    AMAZON_LAMP,
    "amazon_B0LAMP0001",
    frozenset({"/auth/o2/token"}),
    ("very-secret",),
)
BESTBUY = Vendor(
    Marketplace.BESTBUY,
    "bestbuy_base_url",
    {"bestbuy_api_key": "very-secret"},
    lambda items: {"total": len(items), "products": items},
    BESTBUY_LAMP,
    "bestbuy_6500001",
    secrets=("very-secret",),
)
WALMART = Vendor(
    Marketplace.WALMART,
    "walmart_base_url",
    {"walmart_consumer_id": "0fa5", "walmart_private_key": pem(PrivateFormat.PKCS8)},
    lambda items: {"totalResults": len(items), "items": items},
    WALMART_LAMP,
    "walmart_504300001",
    secrets=("PRIVATE KEY",),
)
UCP = Vendor(
    Marketplace.UCP,
    "ucp_merchants",
    {"ucp_agent_profile": "https://agent.example/.well-known/ucp"},
    lambda items: {
        "jsonrpc": "2.0",
        "id": "1",
        "result": {"structuredContent": ucp_page(*items, total=len(items))},
    },
    UCP_LAMP,
    r"ucp_127.0.0.1:\d+_gid:~2F~2Fshop~2FProduct~2F1",
    path="/api/ucp/mcp",
)
VENDORS = (AMAZON, BESTBUY, EBAY, UCP, WALMART)
