"""Models of Anthropic."""

from functools import cached_property

import anthropic
from langchain_anthropic import ChatAnthropic
from pydantic import SecretStr

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.language.models.building import Building, Built
from talknshop.language.models.lifecycle import ModelState
from talknshop.language.providers import ModelChoice

_READ_SECONDS = 120.0


class _ChatAnthropic(ChatAnthropic):
    """Has connections of its own; LangChain's class shares them, so that nobody may close them."""

    @cached_property
    def _async_client(self) -> anthropic.AsyncAnthropic:
        return anthropic.AsyncAnthropic(**self._client_params)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._async_client.close()


def _client(choice: ModelChoice, settings: Settings) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        api_key=_key(choice, settings), base_url=choice.base_url, max_retries=0
    )


def _key(choice: ModelChoice, settings: Settings) -> str:
    if settings.anthropic_api_key is not None:
        return settings.anthropic_api_key.get_secret_value()
    if choice.base_url is not None:
        # A server of one's own may ask for none, and the package insists on one.
        return "none"
    raise ConfigurationError(
        f"{choice.setting} names a model of Anthropic, and ANTHROPIC_API_KEY is not set. "
        f"Set it, or unset {choice.setting}."
    )


def _build(choice: ModelChoice, settings: Settings, temperature: float | None) -> Built:
    model = _ChatAnthropic(
        model_name=choice.model,
        stop=None,
        api_key=SecretStr(_key(choice, settings)),
        base_url=choice.base_url,
        temperature=temperature,
        max_retries=0,
        timeout=_READ_SECONDS,
    )
    return Built(model, model.aclose)


async def _look(choice: ModelChoice, settings: Settings) -> ModelState:
    async with _client(choice, settings) as client:
        await client.models.retrieve(choice.model)
    # Anthropic's API does not tell when a model ends; one that has ended is not found.
    return ModelState()


BUILDING = Building(_build, _look, closes_schemas=True)
