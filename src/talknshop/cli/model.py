"""``talknshop model``: asks the chat model that is set, or stands in for one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from talknshop.cli.services import Served
from talknshop.cli.serving import Door, listen, serve_until_stopped
from talknshop.core.errors import NotConfiguredError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings, load_settings
from talknshop.core.telemetry import open_tracer
from talknshop.language.model_client import ModelCall, ModelMessage, ModelRole, ModelUsage
from talknshop.language.providers import open_model_client

app = typer.Typer(
    name="model",
    help="Ask the chat model that LLM_MODEL names, or simulate one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SYSTEM = "You are asked whether you can be reached. Answer in one short sentence."
_MOST_TOKENS = 200
_LOOPBACK = "127.0.0.1"
_BASE_PATHS = {
    "bedrock": "/bedrock",
    "anthropic": "/anthropic",
    "openai": "/openai/v1",
    "ollama": "/ollama",
}


@app.command("ask")
def ask(
    text: Annotated[str, typer.Argument(help="What to say to it.")] = "Can you hear me?",
) -> None:
    """Say something to the model, and show what it answers and what that took."""
    from talknshop.core.logging import configure_logging  # noqa: PLC0415

    settings = load_settings()
    configure_logging(settings.log_level)
    asyncio.run(_ask(settings, text))


async def _ask(settings: Settings, text: str) -> None:
    resource = {"service.name": settings.app_name}
    async with open_tracer(settings.otel_exporter_otlp_endpoint, resource=resource) as tracer:
        client = open_model_client(settings, tracer, PrometheusMetrics())
        if client is None:
            raise NotConfiguredError(
                "No chat model is set: the rules answer alone. Name one in LLM_MODEL, as in "
                "bedrock:us.anthropic.claude-haiku-5-5."
            )
        said = (ModelMessage(ModelRole.USER, text),)
        call = ModelCall("ask", "1", _SYSTEM, said, _MOST_TOKENS)
        try:
            async for part in client.stream(call):
                if isinstance(part, ModelUsage):
                    typer.echo(f"\n\n{_told(part)}")
                else:
                    typer.echo(part, nl=False)
        finally:
            await client.aclose()


def _told(usage: ModelUsage) -> str:
    counted = "about " if usage.is_estimated else ""
    return (
        f"{usage.model}: {counted}{usage.input_tokens} tokens read ({usage.cached_tokens} from the "
        f"cache), {usage.output_tokens} written; first piece after {usage.first_token_ms or 0:.0f} "
        f"ms, whole after {usage.latency_ms:.0f} ms; ended by {usage.finish_reason}"
    )


@app.command("simulate")
def simulate(
    port: Annotated[int, typer.Option(help="Its port; 0 takes a free one.")] = 8020,
) -> None:
    """Stand in for four vendors on this machine: echoes and scripted answers, no model at all."""
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.simulation.models.app import build_model_simulation  # noqa: PLC0415

    settings = load_settings().model_copy(update={"host": _LOOPBACK})
    configure_logging(settings.log_level)
    with listen(settings, port, instead="talknshop model simulate --port {port}") as listening:
        simulation = build_model_simulation()
        base_url = f"http://{_LOOPBACK}:{listening.getsockname()[1]}"
        for provider, path in _BASE_PATHS.items():
            typer.echo(f"LLM_MODEL={provider}:…  LLM_BASE_URL={base_url}{path}")
        served = Served(simulation.app, _nothing_to_open, _nothing_to_drain)
        serve_until_stopped(
            settings, served, [Door("A simulation of chat models", simulation.app, listening)]
        )


@asynccontextmanager
async def _nothing_to_open() -> AsyncGenerator[None]:
    yield


async def _nothing_to_drain() -> None:
    """Answers are no work that anybody waits for."""
