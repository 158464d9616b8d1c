from pathlib import Path

import pytest

from talknshop.core.settings import Settings
from talknshop.marketplaces.registry import REGISTERED
from talknshop.schemas.enums import SourceStatus

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "marketplaces.md"
OURS = ("amazon_", "bestbuy_", "ebay_", "marketplace_", "ucp_", "walmart_")


@pytest.mark.parametrize("setting", [n for n in Settings.model_fields if n.startswith(OURS)])
def test_every_setting_of_a_marketplace_is_in_the_guide(setting: str) -> None:
    assert f"`{setting.upper()}" in GUIDE.read_text(encoding="utf-8")


def test_every_marketplace_and_status_is_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [known.name for known in REGISTERED.values() if known.name not in guide] == []
    assert [status for status in SourceStatus if f"| `{status}` |" not in guide] == []
