"""A call in LangChain's words, as far as the model's capabilities allow."""

import base64
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable

from talknshop.language.model_client import ModelCall, ModelMessage, ModelRole
from talknshop.language.models.capabilities import CacheMark, Capabilities, ObjectsBy
from talknshop.language.models.schemas import closed, is_strict

_CACHE_CONTROL = {"cache_control": {"type": "ephemeral"}}
_CACHE_POINT = {"cachePoint": {"type": "default"}}


def _content(message: ModelMessage) -> str | list[str | dict[str, Any]]:
    """The text, behind its picture where there is one."""
    if message.image is None:
        return message.text
    url = f"data:image/jpeg;base64,{base64.b64encode(message.image).decode()}"
    return [
        {"type": "image_url", "image_url": {"url": url}},
        {"type": "text", "text": message.text},
    ]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a model is asked.

    Attributes:
        capabilities: What it takes and refuses.
        closes_schemas: Whether it takes schemas only in the form of ``schemas.closed``.
        nests_limit: Whether the limit of tokens is one of its ``options``, as with Ollama.
        temperature: Sent with ``nests_limit``, where options replace those of the model.
    """

    capabilities: Capabilities
    closes_schemas: bool = False
    nests_limit: bool = False
    temperature: float | None = None

    def of(self, call: ModelCall) -> tuple[list[BaseMessage], dict[str, Any]]:
        """The messages of a call, and the options it is sent with."""
        options: dict[str, Any] = {"max_tokens": call.max_tokens}
        if self.nests_limit:
            limited = {"num_predict": call.max_tokens, "temperature": self.temperature}
            options = {"options": {k: v for k, v in limited.items() if v is not None}}
        if call.schema is not None and self.capabilities.objects is ObjectsBy.SCHEMA:
            options["response_format"] = self._response_format(call, call.schema)
        said = [
            HumanMessage(_content(message))
            if message.role is ModelRole.USER
            else AIMessage(message.text)
            for message in call.messages
        ]
        return [self._system(call.system), *said], options

    def runnable(self, model: BaseChatModel, call: ModelCall) -> Runnable[Any, AIMessage]:
        """What to ask: the model, with a tool where that is how it gives objects."""
        if call.schema is None or self.capabilities.objects is ObjectsBy.SCHEMA:
            return model
        name = call.schema_name or call.purpose
        tool = {
            "type": "function",
            "function": {
                "name": name,
                "description": f"Gives the {name}. Call it once, with the whole object.",
                "parameters": call.schema,
            },
        }
        choice = name if self.capabilities.forced_tools else "auto"
        return model.bind_tools([tool], tool_choice=choice)

    def _system(self, text: str) -> SystemMessage:
        block: dict[str, Any] = {"type": "text", "text": text}
        match self.capabilities.cache:
            case CacheMark.CACHE_CONTROL:
                return SystemMessage(content=[{**block, **_CACHE_CONTROL}])
            case CacheMark.CACHE_POINT:
                return SystemMessage(content=[block, _CACHE_POINT])
            case CacheMark.NONE:
                return SystemMessage(text)

    def _response_format(self, call: ModelCall, schema: dict[str, Any]) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "name": call.schema_name or call.purpose,
            "schema": closed(schema) if self.closes_schemas else schema,
        }
        # Strict, where a schema cannot be held to strictly, is an error.
        if is_strict(schema):
            wanted["strict"] = True
        return {"type": "json_schema", "json_schema": wanted}
