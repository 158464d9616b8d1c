"""What LLM_MODEL may name, and that naming nothing costs nothing."""

import subprocess
import sys

import pytest

from talknshop.core.errors import ConfigurationError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings, load_settings
from talknshop.core.telemetry import NullTracer
from talknshop.language.models.capabilities import (
    CacheMark,
    Capabilities,
    ObjectsBy,
    capabilities_of,
)
from talknshop.language.models.schemas import closed, is_strict
from talknshop.language.providers import (
    PROVIDERS,
    ModelChoice,
    building_of,
    chosen_models,
    open_model_client,
)

_PACKAGES = "langchain_core", "langchain_openai", "langchain_anthropic", "ollama", "botocore"


def test_without_a_model_there_is_no_client_and_nothing_is_imported() -> None:
    program = f"""
import sys
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import load_settings
from talknshop.core.telemetry import NullTracer
from talknshop.language.providers import open_model_client
import talknshop.cli.main
assert open_model_client(load_settings(), NullTracer(), PrometheusMetrics()) is None
print(sorted(set(sys.modules) & set({_PACKAGES!r})))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"


def test_the_models_that_are_set() -> None:
    settings = load_settings(
        llm_model="bedrock:us.anthropic.claude-haiku-5-5",
        llm_fallback_model="openai:local/model:7b",
        llm_fallback_base_url="http://localhost:8000/v1/",
    )
    first, second = chosen_models(settings)
    assert (first.provider, first.model) == ("bedrock", "us.anthropic.claude-haiku-5-5")
    assert (second.name, second.model) == ("openai:local/model:7b", "local/model:7b")
    assert second.base_url == "http://localhost:8000/v1"
    assert chosen_models(load_settings()) == ()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"llm_model": "nobody:knows"}, "Name one of bedrock, anthropic, openai, ollama"),
        ({"llm_fallback_model": "ollama:qwen3"}, "Name the first model in LLM_MODEL"),
        ({"llm_model": "openai:gpt-6-mini"}, "OPENAI_API_KEY is not set"),
        ({"llm_model": "anthropic:claude-haiku-5-5"}, "ANTHROPIC_API_KEY is not set"),
        (
            {"llm_model": "bedrock:x.y", "aws_access_key_id": "half"},
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together",
        ),
    ],
)
def test_what_is_set_wrong_is_told_at_the_start(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        open_model_client(load_settings(**settings), NullTracer(), PrometheusMetrics())


@pytest.mark.parametrize("name", ["gpt-6-mini", "openai:", ":x", "Open AI:x"])
def test_a_name_without_its_provider_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="LLM_MODEL"):
        load_settings(llm_model=name)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_extra_that_is_not_installed_is_named(provider: str) -> None:
    def nothing_is_installed(name: str) -> object:
        raise ModuleNotFoundError(name)

    choice = ModelChoice(provider, "any", None, "LLM_MODEL")
    with pytest.raises(ConfigurationError, match=rf"pip install 'talknshop\[{provider}\]'"):
        building_of(choice, nothing_is_installed)


def test_every_credential_is_kept_out_of_what_is_printed() -> None:
    secrets = {
        "anthropic_api_key": "sk-1", "openai_api_key": "sk-2",
        "aws_secret_access_key": "sk-3", "aws_session_token": "sk-4",
    }  # fmt: skip
    assert "sk-" not in repr(Settings(**secrets))  # pyright: ignore[reportArgumentType]  # texts


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("bedrock:us.anthropic.claude-haiku-5-5", "schema cache_point forced"),
        ("bedrock:global.anthropic.claude-sonnet-5-5", "schema cache_point"),
        ("bedrock:us.anthropic.claude-sonnet-4-6", "schema cache_point forced temperature"),
        ("bedrock:us.anthropic.claude-opus-4-6-v1", "schema cache_point forced temperature"),
        ("bedrock:us.anthropic.claude-opus-4-7", "schema cache_point forced"),
        ("bedrock:us.anthropic.claude-opus-5", "schema cache_point forced"),
        ("bedrock:us.amazon.nova-lite-v1:0", "tool cache_point forced temperature"),
        ("bedrock:meta.llama4-maverick-17b-instruct-v1:0", "tool none temperature"),
        ("anthropic:claude-haiku-4-5", "schema cache_control forced temperature"),
        ("anthropic:claude-sonnet-5-5", "schema cache_control"),
        ("openai:gpt-6-mini", "schema none forced"),
        ("openai:o4-mini", "schema none forced"),
        ("openai:gpt-4.1", "schema none forced temperature"),
        ("ollama:qwen3:8b", "schema none forced temperature"),
    ],
)
def test_what_is_known_of_a_model(model: str, expected: str) -> None:
    provider, _, name = model.partition(":")
    words = expected.split()
    assert capabilities_of(provider, name) == Capabilities(
        objects=ObjectsBy(words[0]),
        cache=CacheMark(words[1]),
        forced_tools="forced" in words,
        temperature="temperature" in words,
    )


def test_a_schema_is_closed_without_touching_names_of_properties() -> None:
    schema = {
        "title": "Frame",
        "type": "object",
        "properties": {
            "title": {"type": "string", "maxLength": 9, "title": "Title"},
            "pattern": {"type": "array", "minItems": 2, "items": {"type": "object"}},
            "other": {"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]},
        },
        "required": ["title"],
        "$defs": {"Money": {"type": "object", "properties": {"minor": {"minimum": 0}}}},
    }
    assert closed(schema) == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string"},
            "pattern": {
                "type": "array",
                "items": {"type": "object", "additionalProperties": False},
            },
            "other": {"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "null"}]},
        },
        "required": ["title"],
        "$defs": {
            "Money": {
                "type": "object",
                "properties": {"minor": {}},
                "additionalProperties": False,
            }
        },
    }


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        ({"type": "object", "properties": {}, "additionalProperties": False}, True),
        ({"type": "object", "properties": {}}, False),
        (
            {
                "type": "object",
                "properties": {"a": {}},
                "required": ["a"],
                "additionalProperties": False,
            },
            True,
        ),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, False),
        ({"type": "array", "items": {"type": "object"}}, False),
    ],
)
def test_whether_a_schema_can_be_held_to_strictly(
    schema: dict[str, object], *, strict: bool
) -> None:
    assert is_strict(schema) is strict
