"""Amazon Bedrock's Converse as a LangChain chat model that never waits for a thread.

LangChain's own class asks through boto3 in the loop's thread pool: six threads on two cores, so
that the hundredth stream begins when the others have ended (docs/guides/models.md has figures).
This one asks through aiobotocore. Its errors are LangChain's classified ones, as the classes of
other vendors raise them.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError
from langchain_core import exceptions as langchain
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field, PrivateAttr

from talknshop.core.aws import AwsAccess, AwsClient
from talknshop.language.models.converse import (
    chunk_of_event,
    message_of_answer,
    request_of,
    tool_choice_of,
)

if TYPE_CHECKING:
    from types_aiobotocore_bedrock_runtime.client import BedrockRuntimeClient

_CODES: Mapping[str, type[langchain.ModelError]] = {
    "AccessDeniedException": langchain.ModelPermissionDeniedError,
    "ExpiredTokenException": langchain.ModelAuthenticationError,
    "InvalidSignatureException": langchain.ModelAuthenticationError,
    "UnrecognizedClientException": langchain.ModelAuthenticationError,
    "ResourceNotFoundException": langchain.ModelNotFoundError,
    "ThrottlingException": langchain.ModelRateLimitError,
    "ModelNotReadyException": langchain.ModelRateLimitError,
    "ServiceQuotaExceededException": langchain.ModelRateLimitError,
    "ValidationException": langchain.ModelInvalidRequestError,
    "InternalServerException": langchain.ModelAPIError,
    "ModelErrorException": langchain.ModelAPIError,
    "ModelStreamErrorException": langchain.ModelAPIError,
    "ModelTimeoutException": langchain.ModelAPIError,
    "ServiceUnavailableException": langchain.ModelAPIError,
}
# Of what stands between us and Amazon, and knows no codes.
_STATUSES: Mapping[int, type[langchain.ModelError]] = {
    400: langchain.ModelInvalidRequestError,
    401: langchain.ModelAuthenticationError,
    403: langchain.ModelPermissionDeniedError,
    404: langchain.ModelNotFoundError,
    429: langchain.ModelRateLimitError,
}
# Bedrock calls a name that no region knows a mistake of the request.
_NO_SUCH_MODEL = ("model identifier is invalid", "on-demand throughput isn")


class BedrockChatModel(BaseChatModel):
    """A model of Bedrock, by its id, inference profile or ARN.

    Attributes:
        model: The name that Converse is asked with.
        access: Where Bedrock is asked, and as whom.
        temperature: Sent only when it is set.
    """

    model: str
    access: AwsAccess = Field(default_factory=AwsAccess, exclude=True)
    temperature: float | None = None

    _client: AwsClient = PrivateAttr()

    def model_post_init(self, context: object) -> None:
        """Prepares the connections, which the first call opens."""
        super().model_post_init(context)
        self._client = AwsClient("bedrock-runtime", self.access)

    @property
    def _llm_type(self) -> str:
        return "bedrock-converse"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model, "temperature": self.temperature}

    def bind_tools(
        self,
        tools: "Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool]",
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ANN401  # LangChain's signature
    ) -> Runnable[Any, AIMessage]:
        """Offers tools; ``tool_choice`` is ``auto``, ``any`` or the name of the one demanded."""
        specifications = [convert_to_openai_tool(tool)["function"] for tool in tools]
        choice = tool_choice_of(tool_choice)
        return self.bind(tool_specifications=specifications, tool_choice=choice, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401  # LangChain's signature
    ) -> ChatResult:
        del run_manager
        try:
            client = await self._opened()
            answer = await client.converse(**self._request(messages, stop, kwargs))
        except (BotoCoreError, ClientError) as error:
            raise classified(error) from error
        message = message_of_answer(cast("Mapping[str, Any]", answer))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401  # LangChain's signature
    ) -> AsyncIterator[ChatGenerationChunk]:
        # The caller tells the callbacks of each chunk.
        del run_manager
        try:
            client = await self._opened()
            answer = await client.converse_stream(**self._request(messages, stop, kwargs))
            events = answer["stream"]
            try:
                async for event in events:
                    chunk = chunk_of_event(cast("Mapping[str, Any]", event))
                    if chunk is not None:
                        yield ChatGenerationChunk(message=chunk)
            finally:
                events.close()
        except (BotoCoreError, ClientError) as error:
            raise classified(error) from error
        except ParserError as error:
            raise langchain.OutputParserException("The stream cannot be read.") from error

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401  # LangChain's signature
    ) -> ChatResult:
        raise NotImplementedError("This model is asked with ainvoke and astream only.")

    def _request(
        self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]
    ) -> dict[str, Any]:
        return request_of(
            messages, model=self.model, temperature=self.temperature, stop=stop, options=options
        )

    async def _opened(self) -> "BedrockRuntimeClient":
        return cast("BedrockRuntimeClient", await self._client.opened())

    async def aclose(self) -> None:
        """Closes the connections; a later call opens new ones."""
        await self._client.aclose()


def classified(error: "BotoCoreError | ClientError") -> langchain.ModelError:
    """The exception of LangChain that fits what Amazon told."""
    if isinstance(error, NoCredentialsError | NoRegionError):
        return langchain.ModelAuthenticationError(str(error))
    if not isinstance(error, ClientError):
        return langchain.ModelConnectionError(str(error))
    told: Mapping[str, Any] = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    if any(part in message for part in _NO_SUCH_MODEL):
        return langchain.ModelNotFoundError(message)
    # In a stream the names begin in lower case.
    kind = _CODES.get(code[:1].upper() + code[1:])
    if kind is None:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        kind = _STATUSES.get(status, langchain.ModelAPIError)
    return kind(json.dumps({"code": code, "message": message}))
