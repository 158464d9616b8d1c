"""``talknshop doctor`` and the marketplaces."""

import json
from collections.abc import Generator
from pathlib import Path

import pytest
from starlette.responses import JSONResponse
from tests.marketplaces.scripted import ScriptedMarketplace, always, in_turn, served
from tests.marketplaces.vendors import AMAZON, BESTBUY, EBAY, VENDORS, Vendor
from typer.testing import CliRunner, Result

from talknshop.cli.main import app
from talknshop.core.settings import Settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def good_ebay() -> Generator[str]:
    with served(ScriptedMarketplace(always(EBAY.answer), EBAY.token_paths)) as url:
        yield url


def configure(monkeypatch: pytest.MonkeyPatch, vendor: Vendor, url: str) -> None:
    for name, value in vendor.at(url).items():
        monkeypatch.setenv(name.upper(), str(value))


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", "--data", "data", *arguments])


def test_what_is_not_set_up_says_what_to_set_and_where_to_get_it() -> None:
    output = doctor().output
    for vendor in VENDORS:
        [line] = [found for found in output.splitlines() if f" {vendor.marketplace} " in found]
        assert line.startswith("--")
        assert all(name.upper() in line for name in vendor.settings)
    assert "developer.ebay.com" in output
    assert "developer.bestbuy.com" in output


@pytest.mark.socket
def test_one_that_answers_and_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch, good_ebay: str
) -> None:
    configure(monkeypatch, EBAY, good_ebay)
    assert "ok  eBay         eBay answers" in doctor().output
    refused = in_turn(JSONResponse({"errorMessage": "no"}, 403))
    with served(ScriptedMarketplace(refused)) as url:
        configure(monkeypatch, BESTBUY, url)
        result = doctor("--json")
    assert result.exit_code == 1
    found = {finding["name"]: finding for finding in json.loads(result.output)}
    assert found["eBay"] == {"status": "ok", "name": "eBay", "message": "eBay answers"}
    assert found["Best Buy"]["status"] == "broken"
    assert "BESTBUY_API_KEY" in found["Best Buy"]["message"]
    assert found["walmart"]["status"] == "absent"
    assert "very-secret" not in result.output


@pytest.mark.socket
def test_an_account_that_is_not_admitted_yet_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    denied = always({"reason": "AssociateNotEligible", "message": "x"}, 403)
    with served(ScriptedMarketplace(denied, AMAZON.token_paths)) as url:
        configure(monkeypatch, AMAZON, url)
        output = doctor().output
    assert "--  Amazon       Amazon is not searched: it answers associates with ten" in output


def test_a_key_that_is_none_is_broken_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALMART_CONSUMER_ID", "a")
    monkeypatch.setenv("WALMART_PRIVATE_KEY", "hush-hush")
    result = doctor()
    assert result.exit_code == 1
    assert "!!  walmart" in result.output
    assert "hush-hush" not in result.output
