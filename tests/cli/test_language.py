"""Which engine settings ask for, and what that costs who asks for none."""

import subprocess
import sys
from pathlib import Path

import pytest

from talknshop.cli.language import open_language
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConfigurationError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings, load_settings
from talknshop.core.telemetry import NullTracer

_LOOK = """
import sys
import talknshop.cli.origin
names = ("chat_model", "fallback", "metered_client", "models.assembly", "model_outputs")
found = [n for n in names if f"talknshop.language.{n}" in sys.modules]
found += [n for n in ("langchain_openai", "aiobotocore", "langchain_anthropic") if n in sys.modules]
print(found)
"""


async def engine_of(settings: Settings) -> str:
    opened = open_language(
        settings, clock=SystemClock(), metrics=PrometheusMetrics(), tracer=NullTracer()
    )
    async with opened as language:
        return language.engine.name


async def test_without_a_model_there_are_the_rules_and_no_file(tmp_path: Path) -> None:
    assert await engine_of(load_settings(data_dir=tmp_path)) == "rules"
    assert not (tmp_path / "model-spending.db").exists()


def test_without_a_model_nothing_of_models_is_imported() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


async def test_a_model_stands_before_the_rules(tmp_path: Path) -> None:
    settings = load_settings(
        data_dir=tmp_path,
        llm_model="openai:simulated",
        llm_base_url="http://127.0.0.1:9/openai/v1",
        openai_api_key="none",
    )
    assert await engine_of(settings) == "fallback"
    assert (tmp_path / "model-spending.db").exists()


@pytest.mark.parametrize(
    "wrong", [{"llm_model": "mars:rover"}, {"llm_experiments": "reply:v99=10"}]
)
async def test_a_wrong_setting_is_a_sentence_at_the_start(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    given = {"llm_model": "openai:simulated", "openai_api_key": "none", **wrong}
    with pytest.raises(ConfigurationError):
        await engine_of(load_settings(data_dir=tmp_path, **given))
