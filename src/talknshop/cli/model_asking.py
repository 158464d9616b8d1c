"""Asks the chat model that is set one thing, and tells what that took."""

import typer

from talknshop.core.errors import NotConfiguredError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import Settings
from talknshop.core.telemetry import open_tracer
from talknshop.language.model_client import ModelCall, ModelMessage, ModelRole, ModelUsage
from talknshop.language.providers import open_model_client

_SYSTEM = "You are asked whether you can be reached. Answer in one short sentence."
_MOST_TOKENS = 200


async def ask_model(settings: Settings, text: str) -> None:
    """Prints the answer as it comes.

    Raises:
        NotConfiguredError: No model is set.
        ModelError: It could not be asked.
    """
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
