"""Whether a model that is set can be asked, before anybody asks it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.language.models.served import ANTHROPIC, BEDROCK, NOVA, OLLAMA, OPENAI, Vendors

from talknshop.core.settings import load_settings
from talknshop.language.models.bedrock_building import base_model
from talknshop.language.models.lifecycle import (
    ModelState,
    Standing,
    look_at_models,
    report_of_state,
    warn_of_models,
)
from talknshop.language.providers import ModelChoice
from talknshop.orchestrator.container import Collaborators, open_container
from talknshop.simulation.models.script import ModelFault, Reply
from talknshop.testing.catalog import InMemoryCatalog
from talknshop.testing.language import ScriptedLanguageEngine

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CHOICE = ModelChoice("bedrock", "us.anthropic.claude-haiku-5-5", None, "LLM_MODEL")
# The server calls every model of this name legacy, until 8 April 2027.
LEGACY = "bedrock:us.example.legacy-v1"
FOUNDATION = "arn:aws:bedrock:us-east-1::foundation-model/x.y"
PROFILE = "bedrock:arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"


@pytest.mark.socket
@pytest.mark.parametrize("model", [BEDROCK, NOVA, ANTHROPIC, OPENAI, OLLAMA])
async def test_a_model_that_there_is(model: str, vendors: Vendors) -> None:
    (report,) = await look_at_models(vendors.settings(model), NOW)
    assert (report.name, report.standing) == (model, Standing.READY)
    # The vendor is asked, never the model.
    assert [one.dialect for one in vendors.script.recorded] == [f"{model.partition(':')[0]}/models"]


@pytest.mark.socket
@pytest.mark.parametrize("model", [BEDROCK, ANTHROPIC, OPENAI, OLLAMA])
async def test_a_model_that_there_is_not(model: str, vendors: Vendors) -> None:
    vendors.script.set(Reply(fault=ModelFault.RETIRED))
    (report,) = await look_at_models(vendors.settings(model), NOW)
    assert report.standing is Standing.UNUSABLE
    assert "or it was retired. Name another in LLM_MODEL" in report.message


@pytest.mark.socket
@pytest.mark.parametrize(
    ("model", "hint"),
    [(BEDROCK, "AWS_REGION"), (ANTHROPIC, "ANTHROPIC_API_KEY"), (OPENAI, "OPENAI_API_KEY")],
)
async def test_keys_that_are_refused(model: str, hint: str, vendors: Vendors) -> None:
    vendors.script.set(Reply(fault=ModelFault.FORBIDDEN))
    (report,) = await look_at_models(vendors.settings(model), NOW)
    assert report.standing is Standing.UNUSABLE
    assert hint in report.message


@pytest.mark.socket
async def test_a_vendor_that_does_not_tell(vendors: Vendors) -> None:
    for settings in (
        vendors.settings(ANTHROPIC, llm_base_url="http://127.0.0.1:9"),
        vendors.settings(OLLAMA, llm_base_url="http://127.0.0.1:9"),
        vendors.settings(BEDROCK, llm_base_url="http://127.0.0.1:9"),
    ):
        (report,) = await look_at_models(settings, NOW)
        assert report.standing is Standing.UNKNOWN
        assert "Until it answers, the rules do." in report.message


@pytest.mark.socket
async def test_bedrock_says_when_a_model_ends(vendors: Vendors) -> None:
    (report,) = await look_at_models(vendors.settings(LEGACY), NOW)
    assert report.standing is Standing.ENDING
    assert "answers until 2027-04-08, 138 days from now" in report.message
    (late,) = await look_at_models(vendors.settings(LEGACY), datetime(2027, 5, 1, tzinfo=UTC))
    assert late.standing is Standing.UNUSABLE


@pytest.mark.socket
async def test_a_profile_of_ones_own_is_followed_to_its_model(vendors: Vendors) -> None:
    (report,) = await look_at_models(vendors.settings(PROFILE), NOW)
    assert report.standing is Standing.READY
    assert vendors.asked.model.endswith("foundation-model/anthropic.claude-haiku-5-5")


@pytest.mark.socket
async def test_a_start_warns_of_both_models(vendors: Vendors) -> None:
    vendors.script.set(Reply(model="gpt-6-mini", fault=ModelFault.MISSING))
    with capture_logs() as lines:
        await warn_of_models(vendors.settings(LEGACY, OPENAI), NOW)
    assert [(line["model"], line["log_level"]) for line in lines] == [
        (LEGACY, "warning"),
        (OPENAI, "error"),
    ]
    assert "LLM_FALLBACK_MODEL" in str(lines[1]["problem"])
    with capture_logs() as lines:
        await warn_of_models(vendors.settings(BEDROCK), NOW)
        await warn_of_models(load_settings(), NOW)
    assert lines == []


@pytest.mark.socket
async def test_a_server_looks_at_its_models_beside_its_work(
    vendors: Vendors, tmp_path: Path
) -> None:
    vendors.script.set(Reply(fault=ModelFault.MISSING))
    settings = vendors.settings(OLLAMA, data_dir=tmp_path)
    collaborators = Collaborators(catalog=InMemoryCatalog([]), language=ScriptedLanguageEngine({}))
    with capture_logs() as lines:
        async with asyncio.timeout(10), open_container(settings, collaborators):
            # Nothing else tells that it has looked.
            while not any(line["event"] == "model needs attention" for line in lines):  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def test_a_setting_that_names_no_provider_is_told_and_stops_nothing() -> None:
    with capture_logs() as lines:
        await warn_of_models(load_settings(llm_model="nobody:knows"), NOW)
    assert "the provider nobody, which is not known" in str(lines[0]["problem"])


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (ModelState(), Standing.READY),
        (ModelState(ends=NOW + timedelta(days=61)), Standing.READY),
        (ModelState(ends=NOW + timedelta(days=59)), Standing.ENDING),
        (ModelState(is_legacy=True, ends=NOW + timedelta(days=300)), Standing.ENDING),
        (ModelState(is_legacy=True), Standing.ENDING),
        (ModelState(ends=NOW), Standing.UNUSABLE),
    ],
)
def test_how_a_model_stands(state: ModelState, standing: Standing) -> None:
    report = report_of_state(CHOICE, state, NOW)
    assert report.standing is standing
    assert standing is Standing.READY or "LLM_MODEL" in report.message


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("us.anthropic.claude-haiku-5-5", "anthropic.claude-haiku-5-5"),
        ("global.anthropic.claude-opus-5", "anthropic.claude-opus-5"),
        ("amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"),
        (PROFILE.partition(":")[2], None),
        (FOUNDATION, FOUNDATION),
    ],
)
def test_the_model_behind_a_profile(name: str, base: str | None) -> None:
    assert base_model(name) == base
