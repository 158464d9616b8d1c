"""Models that Ollama runs, on this machine or another."""

import httpx
import ollama
from langchain_ollama import ChatOllama

from talknshop.core.settings import Settings
from talknshop.language.models.building import Building, Built
from talknshop.language.models.lifecycle import ModelState
from talknshop.language.providers import ModelChoice

_CONNECTIONS = 1000
_KEPT = 5
_READ_SECONDS = 120.0


class _ChatOllama(ChatOllama):
    """Can be closed."""

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._async_client.close()


def _build(choice: ModelChoice, settings: Settings, temperature: float | None) -> Built:
    del settings
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_KEPT)
    model = _ChatOllama(
        model=choice.model,
        base_url=choice.base_url,
        temperature=temperature,
        async_client_kwargs={"limits": limits, "timeout": _READ_SECONDS},
    )
    return Built(model, model.aclose)


async def _look(choice: ModelChoice, settings: Settings) -> ModelState:
    del settings
    client = ollama.AsyncClient(host=choice.base_url)
    try:
        await client.show(choice.model)
    finally:
        await client.close()
    # A model on one's own machine ends when one deletes it.
    return ModelState()


BUILDING = Building(_build, _look, nests_limit=True)
