"""The providers of chat models that ``LLM_MODEL`` may name, and the client it leads to.

Each needs the extra of its name. Nothing of a provider is imported before it is chosen, and
nothing at all where no model is set.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from talknshop.core.errors import ConfigurationError
from talknshop.core.metrics import Metrics
from talknshop.core.settings import Settings
from talknshop.core.telemetry import Tracer
from talknshop.language.model_client import ModelClient

if TYPE_CHECKING:
    from talknshop.language.models.building import Building


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that was set: whose, which, and where it is asked.

    Attributes:
        provider: One of ``PROVIDERS``.
        model: The provider's name for it.
        base_url: None asks the vendor.
        setting: The setting that names it.
    """

    provider: str
    model: str
    base_url: str | None
    setting: str

    @property
    def name(self) -> str:
        """``provider:model``."""
        return f"{self.provider}:{self.model}"


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of chat models.

    Attributes:
        label: What people call it.
        module: The module of ours that builds its models; imports the packages of its extra.
        package: The package that the extra installs, by which it is found missing.
    """

    label: str
    module: str
    package: str


_HERE = "talknshop.language.models"

PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "bedrock": Provider("Amazon Bedrock", f"{_HERE}.bedrock_building", "aiobotocore"),
        "anthropic": Provider("Anthropic", f"{_HERE}.anthropic_building", "langchain_anthropic"),
        "openai": Provider("OpenAI", f"{_HERE}.openai_building", "langchain_openai"),
        "ollama": Provider("Ollama", f"{_HERE}.ollama_building", "langchain_ollama"),
    }
)


def chosen_models(settings: Settings) -> tuple[ModelChoice, ...]:
    """The models that are set, the first asked first; empty where the rules answer alone.

    Raises:
        ConfigurationError: A provider is not known, or there is a second model and no first.
    """
    named = (
        (settings.llm_model, settings.llm_base_url, "LLM_MODEL"),
        (settings.llm_fallback_model, settings.llm_fallback_base_url, "LLM_FALLBACK_MODEL"),
    )
    if settings.llm_model is None and settings.llm_fallback_model is not None:
        raise ConfigurationError(
            "LLM_FALLBACK_MODEL is set and LLM_MODEL is not. Name the first model in LLM_MODEL."
        )
    return tuple(_choice(name, url, setting) for name, url, setting in named if name is not None)


def chosen_vision_model(settings: Settings) -> ModelChoice | None:
    """The model that looks at pictures; None where none is set.

    Raises:
        ConfigurationError: Its provider is not known.
    """
    if settings.vision_model is None:
        return None
    return _choice(settings.vision_model, settings.vision_base_url, "VISION_MODEL")


def _choice(name: str, base_url: str | None, setting: str) -> ModelChoice:
    provider, _, model = name.partition(":")
    if provider not in PROVIDERS:
        raise ConfigurationError(
            f"{setting} names the provider {provider}, which is not known. "
            f"Name one of {', '.join(PROVIDERS)}, as in bedrock:us.anthropic.claude-haiku-5-5."
        )
    return ModelChoice(provider, model, base_url, setting)


def open_model_client(settings: Settings, tracer: Tracer, metrics: Metrics) -> ModelClient | None:
    """The client of the models that are set; None where the rules answer alone.

    No connection is opened before the first call.

    Args:
        settings: Name the models, their limits and credentials.
        tracer: Told of each call.
        metrics: Counts each call.

    Raises:
        ConfigurationError: A provider is not known, its extra is not installed, or a credential
            that it cannot do without is missing.
    """
    choices = chosen_models(settings)
    if not choices:
        return None
    # Imported here because LangChain takes its time, and rules need none of it.
    from talknshop.language.models.assembly import assemble  # noqa: PLC0415

    return assemble([(one, building_of(one)) for one in choices], settings, tracer, metrics)


def open_vision_client(settings: Settings, tracer: Tracer, metrics: Metrics) -> ModelClient | None:
    """The client of the model that looks at pictures; None where none is set.

    Raises:
        ConfigurationError: As ``open_model_client``.
    """
    choice = chosen_vision_model(settings)
    if choice is None:
        return None
    from talknshop.language.models.assembly import assemble  # noqa: PLC0415

    return assemble([(choice, building_of(choice))], settings, tracer, metrics)


def building_of(
    choice: ModelChoice, import_module: Callable[[str], object] = importlib.import_module
) -> "Building":
    """What builds the models of a provider.

    Args:
        choice: Whose.
        import_module: Imports a module by name.

    Raises:
        ConfigurationError: Its extra is not installed.
    """
    provider = PROVIDERS[choice.provider]
    try:
        import_module(provider.package)
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"{choice.setting} names a model of {provider.label}, and the packages that ask it are "
            f"not installed. Install the extra with pip install 'talknshop[{choice.provider}]', or "
            f"unset {choice.setting}."
        ) from error
    building: Building = importlib.import_module(provider.module).BUILDING
    return building
