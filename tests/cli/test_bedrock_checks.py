"""What ``doctor --aws`` says of access to models, from a scripted Bedrock."""

from collections.abc import Generator

import pytest
from tests.language.models.served import Vendors, serve_vendors

from talknshop.cli.bedrock_checks import examine_bedrock
from talknshop.cli.findings import Finding, Mark
from talknshop.core.settings import load_settings
from talknshop.simulation.models.script import ModelFault, Reply

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def running() -> Generator[Vendors]:
    with serve_vendors() as vendors:
        yield vendors


@pytest.fixture
def vendors(running: Vendors) -> Vendors:
    running.script.set()
    running.script.recorded.clear()
    return running


async def look(vendors: Vendors, model: str, url: str | None = None) -> Finding:
    settings = vendors.settings(f"bedrock:{model}", llm_base_url=url or vendors.url("bedrock:"))
    (found,) = await examine_bedrock(settings)
    return found


@pytest.mark.parametrize(
    "model",
    [
        "anthropic.claude-haiku-5-5",
        "us.anthropic.claude-haiku-5-5",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
        # A profile leads to where the model is.
        "us.vendor.elsewhere-v1",
    ],
)
async def test_a_model_that_may_be_called(model: str, vendors: Vendors) -> None:
    found = await look(vendors, model)
    assert (found.mark, found.text) == (Mark.OK, f"bedrock:{model} may be called")
    # Bedrock is asked about the model, and the model itself is not.
    assert {one.dialect for one in vendors.script.recorded} == {"bedrock/models"}


@pytest.mark.parametrize(
    ("model", "todo"),
    [
        ("vendor.unaccepted-v1", "its terms were not accepted in this account"),
        ("vendor.pending-v1", "look again in some minutes"),
        ("vendor.unentitled-v1", "ask for it, Bedrock's console"),
        ("us.vendor.forbidden-v1", "allow bedrock:InvokeModel"),
        ("vendor.elsewhere-v1", "change AWS_REGION, or name a profile"),
    ],
)
async def test_a_model_that_may_not_is_told_with_what_to_do(
    model: str, todo: str, vendors: Vendors
) -> None:
    found = await look(vendors, model)
    assert found.mark is Mark.BROKEN
    assert f"bedrock:{model}" in found.text
    assert todo in found.text


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ModelFault.MISSING, "in this region: name another in LLM_MODEL"),
        (ModelFault.FORBIDDEN, "cannot be told (we may not look)"),
        (ModelFault.UNAUTHORIZED, "cannot be told (UnrecognizedClientException)"),
    ],
)
async def test_what_bedrock_refuses_to_tell(fault: ModelFault, told: str, vendors: Vendors) -> None:
    vendors.script.set(Reply(fault=fault))
    found = await look(vendors, "vendor.model-v1")
    assert found.mark is Mark.BROKEN
    assert told in found.text


async def test_a_bedrock_that_is_not_reached(vendors: Vendors) -> None:
    found = await look(vendors, "vendor.model-v1", "http://127.0.0.1:9")
    assert "cannot be told" in found.text
    assert "Check AWS_REGION" in found.text


async def test_each_model_of_bedrock_is_looked_at_once(vendors: Vendors) -> None:
    settings = vendors.settings(
        "anthropic:claude-haiku-5-5",
        "bedrock:vendor.one-v1",
        vision_model="bedrock:vendor.one-v1",
        vision_base_url=vendors.url("bedrock:"),
    )
    (found,) = await examine_bedrock(settings)
    assert found.mark is Mark.OK


async def test_where_no_model_is_set_nothing_is_said() -> None:
    assert await examine_bedrock(load_settings()) == []
