"""``talknshop model``: asks the chat model that is set, or stands in for one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from talknshop.cli.services import Served
from talknshop.cli.serving import Door, listen, serve_until_stopped
from talknshop.core.settings import load_settings

app = typer.Typer(
    name="model",
    help="Ask the chat model that LLM_MODEL names, or simulate one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

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
    from talknshop.cli.model_asking import ask_model  # noqa: PLC0415
    from talknshop.core.logging import configure_logging  # noqa: PLC0415

    settings = load_settings()
    configure_logging(settings.log_level)
    asyncio.run(ask_model(settings, text))


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
