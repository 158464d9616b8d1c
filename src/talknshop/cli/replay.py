"""Comparing engines on stored turns, for ``talknshop eval compare --turns``."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import typer

from talknshop.cli.connector import Connector
from talknshop.cli.language import open_language
from talknshop.clients.catalog import Catalog
from talknshop.core.clock import SystemClock
from talknshop.core.errors import ConfigurationError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.telemetry import NullTracer
from talknshop.core.tokens import open_signer
from talknshop.evaluation.replay import Search, Totals, describe, load_turns, replay
from talknshop.language.experiments import PromptChoice
from talknshop.language.prompt_library import load_prompt
from talknshop.schemas.requirement import RequirementSpec
from talknshop.schemas.search import SearchRequest

RULES = "rules"
"""Names the rules where a model is asked for."""
_COMPARED = 10


async def compare_on_turns(
    settings: Settings, *, model: str | None, prompts: Sequence[str], most: int
) -> None:
    """Prints in what an engine with another model or other prompts differs, and what both take.

    Raises:
        ConfigurationError: The model or a prompt is not known.
        NotFoundError: Nothing is stored.
    """
    if model is None and not prompts:
        raise ConfigurationError("Say what to compare with: --model, --prompt, or both.")
    sessions = load_turns(settings.data_dir / "sessions.db", most=most)
    other = settings
    if model is not None:
        other = settings.model_copy(update={"llm_model": None if model == RULES else model})
    clock, metrics, totals = SystemClock(), PrometheusMetrics(), Totals()
    async with AsyncExitStack() as stack:
        opened = partial(open_language, clock=clock, metrics=metrics, tracer=NullTracer())
        first = await stack.enter_async_context(opened(settings))
        chosen = PromptChoice(fixed=_versions(prompts))
        second = await stack.enter_async_context(opened(other, prompts=chosen))
        search = await stack.enter_async_context(_searching(settings))
        async for turn in replay(sessions, first.engine, second.engine, search):
            totals.take(turn)
            for line in describe(turn):
                typer.echo(line)
    for line in totals.lines():
        typer.echo(line)


def _versions(prompts: Sequence[str]) -> dict[str, str]:
    versions: dict[str, str] = {}
    for written in prompts:
        name, _, version = written.partition("=")
        # Says what there is, when it is another.
        versions[name] = load_prompt(name, version).version
    return versions


@asynccontextmanager
async def _searching(settings: Settings) -> AsyncGenerator[Search]:
    from talknshop.catalog.app import create_app  # noqa: PLC0415
    from talknshop.catalog.container import build_container  # noqa: PLC0415
    from talknshop.demo.feed import bundled_feed, bundled_pictures  # noqa: PLC0415

    clock = SystemClock()
    async with AsyncExitStack() as stack:
        here = None
        if settings.catalog_service_url is None:
            container = build_container(
                settings, bundled_feed=bundled_feed(), pictures=bundled_pictures()
            )
            here = create_app(settings, container=container)
            await stack.enter_async_context(here.router.lifespan_context(here))
        connect = Connector(
            settings,
            stack,
            signer=open_signer(settings, clock),
            clock=clock,
            metrics=PrometheusMetrics(),
            tracer=NullTracer(),
        )
        yield partial(_search, await connect.catalog(here))


async def _search(catalog: Catalog, spec: RequirementSpec) -> list[str]:
    found = await catalog.search(SearchRequest(requirement_spec=spec, limit=_COMPARED))
    return [product.product_id for product in found.products]
