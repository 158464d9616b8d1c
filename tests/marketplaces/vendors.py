"""One row a marketplace: how to point it at a server of this machine, and what that answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.marketplaces.test_ebay_mapping import LAMP as EBAY_LAMP

from talknshop.schemas.enums import Marketplace


@dataclass(frozen=True)
class Vendor:
    """A marketplace that is configured, and one good answer of it.

    ``settings`` are those it needs besides its address; ``secrets`` must never be shown.
    """

    marketplace: Marketplace
    base_setting: str
    settings: Mapping[str, str]
    answer: Mapping[str, object]
    product_id: str
    token_paths: frozenset[str] = field(default_factory=frozenset[str])
    secrets: tuple[str, ...] = ()

    def at(self, url: str) -> dict[str, object]:
        return {**self.settings, self.base_setting: url}


EBAY = Vendor(
    Marketplace.EBAY,
    "ebay_base_url",
    {"ebay_client_id": "app", "ebay_client_secret": "very-secret"},
    {"total": 1, "itemSummaries": [EBAY_LAMP]},
    "ebay_v1|110000|0",
    frozenset({"/identity/v1/oauth2/token"}),
    ("very-secret",),
)
VENDORS = (EBAY,)
