"""Models of OpenAI, and of servers that speak as it does."""

import openai
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.language.models.building import Building, Built
from talknshop.language.models.lifecycle import ModelState
from talknshop.language.providers import ModelChoice

_READ_SECONDS = 120.0


def _key(choice: ModelChoice, settings: Settings) -> str:
    if settings.openai_api_key is not None:
        return settings.openai_api_key.get_secret_value()
    if choice.base_url is not None:
        # A server of one's own may ask for none, and the package insists on one.
        return "none"
    raise ConfigurationError(
        f"{choice.setting} names a model of OpenAI, and OPENAI_API_KEY is not set. "
        f"Set it, or unset {choice.setting}."
    )


def _build(choice: ModelChoice, settings: Settings, temperature: float | None) -> Built:
    model = ChatOpenAI(
        model=choice.model,
        api_key=SecretStr(_key(choice, settings)),
        base_url=choice.base_url,
        temperature=temperature,
        max_retries=0,
        timeout=_READ_SECONDS,
        # LangChain's class shares its connections otherwise, so that nobody may close them; and
        # httpx looks at each idle connection for every new call.
        http_async_client=openai.DefaultAioHttpClient(timeout=_READ_SECONDS),
        # Servers of one's own tell what a stream took too, when they are asked.
        stream_usage=True,
        # We have limits of our own, which do not wrap each chunk twice.
        stream_chunk_timeout=None,
        # The one API that all of them speak.
        use_responses_api=False,
    )
    return Built(model, model.root_async_client.close)


async def _look(choice: ModelChoice, settings: Settings) -> ModelState:
    async with openai.AsyncOpenAI(
        api_key=_key(choice, settings), base_url=choice.base_url, max_retries=0
    ) as client:
        await client.models.retrieve(choice.model)
    # OpenAI's API does not tell when a model ends; one that has ended is not found.
    return ModelState()


BUILDING = Building(_build, _look)
