"""Puts a client together: each model observed, the first backed by the second."""

from collections.abc import Sequence

from talknshop.core.metrics import Metrics
from talknshop.core.resilience import RetryPolicy
from talknshop.core.settings import Settings
from talknshop.core.telemetry import Tracer
from talknshop.language.model_client import ModelClient
from talknshop.language.models.asking import Wording
from talknshop.language.models.building import Building
from talknshop.language.models.capabilities import capabilities_of
from talknshop.language.models.langchain import LangChainClient
from talknshop.language.models.limits import ModelLimits
from talknshop.language.models.observed import ObservedModelClient
from talknshop.language.models.resilient import ResilientModelClient
from talknshop.language.providers import ModelChoice

# Somebody waits for the answer, and the rules could give one at once.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 1.0


def assemble(
    models: Sequence[tuple[ModelChoice, Building]],
    settings: Settings,
    tracer: Tracer,
    metrics: Metrics,
) -> ModelClient:
    """The client of one model, or of two, the first asked first.

    Raises:
        ConfigurationError: A credential is missing.
    """
    limits = ModelLimits(
        first_piece=settings.llm_first_piece_seconds,
        next_piece=settings.llm_next_piece_seconds,
        answer=settings.llm_answer_seconds,
    )
    clients = [
        ObservedModelClient(_client(choice, building, settings, limits), tracer, metrics)
        for choice, building in models
    ]
    policy = RetryPolicy(
        attempts=settings.llm_attempts,
        base_seconds=_FIRST_PAUSE,
        max_seconds=_LONGEST_PAUSE,
        total_seconds=settings.llm_answer_seconds,
    )
    first, second = clients[0], clients[1] if len(clients) > 1 else None
    return ResilientModelClient(first, second, policy=policy)


def _client(
    choice: ModelChoice, building: Building, settings: Settings, limits: ModelLimits
) -> LangChainClient:
    capabilities = capabilities_of(choice.provider, choice.model)
    temperature = settings.llm_temperature if capabilities.temperature else None
    built = building.build(choice, settings, temperature)
    wording = Wording(
        capabilities,
        closes_schemas=building.closes_schemas,
        nests_limit=building.nests_limit,
        temperature=temperature,
    )
    return LangChainClient(choice.name, built.model, wording, limits=limits, close=built.close)
