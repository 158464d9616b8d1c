"""The language engine that settings ask for: the rules, or a model before them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.core.metrics import Metrics, breaker_reporter
from talknshop.core.resilience import CircuitBreaker
from talknshop.core.settings import Settings
from talknshop.core.telemetry import Tracer
from talknshop.language.base import LanguageEngine
from talknshop.language.outcomes import OutcomeCounter
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.lexicon import load_lexicon

if TYPE_CHECKING:
    from talknshop.language.budget import Allowance, Scope, SpendingLedger
    from talknshop.language.experiments import PromptChoice
    from talknshop.language.model_client import ModelClient

_DEPENDENCY = "language model"


@dataclass(frozen=True, slots=True)
class Language:
    """What understands and composes.

    Attributes:
        engine: Rules, or a model and rules behind it.
        outcomes: Counts how prompts fare; None without a model.
    """

    engine: LanguageEngine
    outcomes: OutcomeCounter | None = None


@asynccontextmanager
async def open_language(
    settings: Settings,
    *,
    clock: Clock,
    metrics: Metrics,
    tracer: Tracer,
    prompts: "PromptChoice | None" = None,
) -> AsyncGenerator[Language]:
    """Opens the engine; without ``LLM_MODEL`` nothing of models is even imported.

    Args:
        settings: Name the model and its limits.
        clock: Tells the day that allowances are of.
        metrics: Counts what is asked and what it takes.
        tracer: Told of each call of a model.
        prompts: Which versions are used; by default those of ``LLM_EXPERIMENTS``.

    Raises:
        ConfigurationError: A setting of the model is wrong, or its extra is not installed.
    """
    lexicon = load_lexicon()
    rules = RulesEngine(lexicon)
    if settings.llm_model is None:
        yield Language(rules)
        return
    async with _with_model(
        settings, rules, lexicon, prompts, clock=clock, metrics=metrics, tracer=tracer
    ) as language:
        yield language


@asynccontextmanager
async def _with_model(
    settings: Settings,
    rules: RulesEngine,
    lexicon: Lexicon,
    prompts: "PromptChoice | None",
    *,
    clock: Clock,
    metrics: Metrics,
    tracer: Tracer,
) -> AsyncGenerator[Language]:
    from talknshop.language.experiments import PromptChoice, parse_experiments  # noqa: PLC0415
    from talknshop.language.models.lifecycle import warn_of_models  # noqa: PLC0415
    from talknshop.language.providers import open_model_client  # noqa: PLC0415
    from talknshop.storage.opening import StateEngines  # noqa: PLC0415

    prompts = prompts or PromptChoice(parse_experiments(settings.llm_experiments))
    client = open_model_client(settings, tracer, metrics)
    assert client is not None  # noqa: S101  # a model is set
    engines = StateEngines(settings, clock)
    try:
        metered = _metered(client, engines.spending_ledger(), settings, clock, metrics)
        engine = engine_with_model(
            metered, rules, lexicon, prompts=prompts, settings=settings, metrics=metrics
        )
        outcomes = OutcomeCounter(prompts, engines.prompt_outcomes(), metrics)
        async with beside(warn_of_models(settings, clock.now())):
            yield Language(engine, outcomes)
    finally:
        await client.aclose()
        await engines.aclose()
        engines.close()


def _metered(
    client: "ModelClient",
    ledger: "SpendingLedger",
    settings: Settings,
    clock: Clock,
    metrics: Metrics,
) -> "ModelClient":
    from talknshop.language.metered_client import MeteredModelClient  # noqa: PLC0415

    breaker = CircuitBreaker(
        _DEPENDENCY,
        failures=settings.circuit_breaker_threshold,
        open_seconds=settings.circuit_breaker_recovery_seconds,
        on_state=breaker_reporter(metrics),
    )
    return MeteredModelClient(client, breaker, ledger, clock, metrics, allowances_of(settings))


def engine_with_model(
    client: "ModelClient",
    rules: RulesEngine,
    lexicon: Lexicon,
    *,
    prompts: "PromptChoice",
    settings: Settings,
    metrics: Metrics,
) -> LanguageEngine:
    """A model first, and ``rules`` where it cannot be used."""
    from talknshop.language.chat_model import ChatModelEngine  # noqa: PLC0415
    from talknshop.language.fallback import FallbackEngine  # noqa: PLC0415
    from talknshop.language.model_replies import ReplyVocabulary  # noqa: PLC0415
    from talknshop.language.reply_words import build_reply_words  # noqa: PLC0415
    from talknshop.language.rules.plain_words import maker_names, plain_words  # noqa: PLC0415

    vocabulary = ReplyVocabulary.of(build_reply_words(plain_words(lexicon)), maker_names(lexicon))
    return FallbackEngine(
        ChatModelEngine(client, rules, vocabulary, prompts),
        rules,
        metrics=metrics,
        decision_seconds=settings.llm_decision_seconds,
        reply_seconds=settings.llm_reply_seconds,
    )


def allowances_of(settings: Settings) -> "dict[Scope, Allowance]":
    """What models may take, by whose allowance it is."""
    from talknshop.language.budget import Allowance, Scope  # noqa: PLC0415

    return {
        Scope.TURN: Allowance(settings.llm_turn_tokens, settings.llm_turn_cost),
        Scope.SESSION: Allowance(settings.llm_session_tokens, settings.llm_session_cost),
        Scope.USER: Allowance(settings.llm_user_tokens, settings.llm_user_cost),
        Scope.DAY: Allowance(settings.llm_day_tokens, settings.llm_day_cost),
    }
