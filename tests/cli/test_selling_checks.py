"""``talknshop doctor`` and selling."""

from collections.abc import Mapping

import pytest

from talknshop.cli.findings import Mark
from talknshop.cli.selling_checks import examine_selling
from talknshop.core.settings import Settings

KEYS = {
    "ebay_client_id": "app",
    "ebay_client_secret": "very-secret",
    "ebay_ru_name": "My-App-RuName",
}


@pytest.mark.parametrize(
    ("given", "mark", "told"),
    [
        ({}, Mark.ABSENT, "set EBAY_CLIENT_ID, EBAY_CLIENT_SECRET, EBAY_RU_NAME"),
        (KEYS | {"ebay_ru_name": None}, Mark.ABSENT, "set EBAY_RU_NAME."),
        (KEYS, Mark.OK, "www.ebay.com (production) and come back as My-App-RuName"),
        (KEYS | {"ebay_shipping_cost": "8.9"}, Mark.OK, "gets one at 8.90 USD"),
        (KEYS | {"ebay_marketplace_id": "EBAY_PL"}, Mark.BROKEN, "EBAY_PL"),
    ],
)
def test_what_is_said(given: Mapping[str, object], mark: Mark, told: str) -> None:
    settings = Settings.model_validate(dict(given))
    (finding,) = examine_selling(settings)
    assert finding.mark is mark
    assert told in finding.text
    assert "very-secret" not in finding.text
