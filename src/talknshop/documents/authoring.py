"""Opens the model that plans and words answers, where one is set."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from talknshop.core.clock import Clock
from talknshop.core.metrics import Metrics
from talknshop.core.settings import Settings
from talknshop.core.telemetry import NullTracer, Tracer

if TYPE_CHECKING:  # What asks a model is loaded where one is set.
    from talknshop.documents.author import ModelAuthor
    from talknshop.language.model_client import ModelClient

_SHARE_OF_TIMEOUT = 0.6
"""Of the time that whoever asks waits, so much may go to wording; the rest is for looking up."""


@asynccontextmanager
async def open_author(
    settings: Settings, *, clock: Clock, metrics: Metrics, tracer: Tracer | None = None
) -> "AsyncGenerator[ModelAuthor | None]":
    """The author that ``LLM_MODEL`` names; None where rules and quotes answer alone.

    Raises:
        ConfigurationError: A setting of the model is wrong, or its extra is not installed.
    """
    if settings.llm_model is None:
        yield None
        return
    from talknshop.language.metered_client import metered  # noqa: PLC0415
    from talknshop.language.providers import open_model_client  # noqa: PLC0415
    from talknshop.storage.opening import StateEngines  # noqa: PLC0415

    client = open_model_client(settings, tracer or NullTracer(), metrics)
    assert client is not None  # noqa: S101  # a model is set
    engines = StateEngines(settings, clock)
    try:
        ledger = engines.spending_ledger()
        yield author_of(metered(client, ledger, settings, clock=clock, metrics=metrics), settings)
    finally:
        await client.aclose()
        await engines.aclose()
        engines.close()


def author_of(client: "ModelClient", settings: Settings) -> "ModelAuthor":
    """An author that asks ``client`` within the times that are set."""
    from talknshop.documents.author import ModelAuthor  # noqa: PLC0415
    from talknshop.language.experiments import PromptChoice, parse_experiments  # noqa: PLC0415

    longest = _SHARE_OF_TIMEOUT * settings.http_timeout
    return ModelAuthor(
        client,
        PromptChoice(parse_experiments(settings.llm_experiments)),
        plan_seconds=min(settings.llm_decision_seconds, longest / 2),
        answer_seconds=min(settings.llm_reply_seconds, longest),
    )
