"""Messages and options in the form of Bedrock's Converse, and its answers as LangChain messages.

Only what a conversation of texts needs: no pictures, documents or results of tools. What a model
thinks before it answers is never given on.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage, ToolCall
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.messages.tool import invalid_tool_call, tool_call_chunk


def request_of(
    messages: Sequence[BaseMessage],
    *,
    model: str,
    temperature: float | None,
    stop: list[str] | None,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The arguments of ``converse`` and ``converse_stream``.

    Args:
        messages: What was said; system messages go first, wherever they stand.
        model: The name that is asked.
        temperature: None sends none.
        stop: Texts at which the model ends.
        options: ``max_tokens``, ``response_format`` as OpenAI writes it, and what ``bind_tools``
            added.
    """
    limits = {
        "maxTokens": options.get("max_tokens"),
        "temperature": temperature,
        "stopSequences": stop,
    }
    request: dict[str, Any] = {
        "modelId": model,
        "messages": [_message(said) for said in messages if not isinstance(said, SystemMessage)],
        "system": [
            block for said in messages if isinstance(said, SystemMessage) for block in _blocks(said)
        ],
        "inferenceConfig": {name: value for name, value in limits.items() if value is not None},
    }
    if options.get("response_format"):
        request["outputConfig"] = _output(options["response_format"]["json_schema"])
    if options.get("tool_specifications"):
        request["toolConfig"] = _tools(options["tool_specifications"], options.get("tool_choice"))
    return {name: value for name, value in request.items() if value}


def tool_choice_of(choice: str | None) -> dict[str, Any] | None:
    """What Converse calls ``auto``, ``any`` or the name of a tool."""
    if choice is None:
        return None
    return {choice: {}} if choice in {"auto", "any"} else {"tool": {"name": choice}}


def message_of_answer(answer: Mapping[str, Any]) -> AIMessage:
    """The message of a whole answer."""
    blocks = answer.get("output", {}).get("message", {}).get("content", [])
    uses = [block["toolUse"] for block in blocks if "toolUse" in block]
    return AIMessage(
        content="".join(block["text"] for block in blocks if "text" in block),
        tool_calls=[
            ToolCall(name=use["name"], args=use["input"], id=use.get("toolUseId"))
            for use in uses
            if isinstance(use.get("input"), dict)
        ],
        invalid_tool_calls=[
            invalid_tool_call(name=use["name"], args=str(use.get("input")))
            for use in uses
            if not isinstance(use.get("input"), dict)
        ],
        usage_metadata=_usage(answer.get("usage", {})),
        response_metadata={"stop_reason": answer.get("stopReason")},
    )


def chunk_of_event(event: Mapping[str, Any]) -> AIMessageChunk | None:
    """The chunk of an event of a stream; an empty one for thoughts, None for what says nothing."""
    if "contentBlockDelta" in event:
        return _delta(event["contentBlockDelta"])
    if "contentBlockStart" in event:
        use = event["contentBlockStart"].get("start", {}).get("toolUse")
        index = event["contentBlockStart"].get("contentBlockIndex", 0)
        if use is None:
            return None
        call = tool_call_chunk(name=use["name"], args="", id=use["toolUseId"], index=index)
        return AIMessageChunk(content="", tool_call_chunks=[call])
    if "messageStop" in event:
        reason = event["messageStop"].get("stopReason")
        return AIMessageChunk(content="", response_metadata={"stop_reason": reason})
    if "metadata" in event:
        return AIMessageChunk(content="", usage_metadata=_usage(event["metadata"].get("usage", {})))
    return None


def _delta(event: Mapping[str, Any]) -> AIMessageChunk:
    delta = event.get("delta", {})
    if "toolUse" in delta:
        call = tool_call_chunk(
            args=delta["toolUse"].get("input", ""), index=event.get("contentBlockIndex", 0)
        )
        return AIMessageChunk(content="", tool_call_chunks=[call])
    return AIMessageChunk(content=delta.get("text", ""))


def _message(said: BaseMessage) -> dict[str, Any]:
    role = "assistant" if isinstance(said, AIMessage) else "user"
    return {"role": role, "content": list(_blocks(said))}


def _blocks(said: BaseMessage) -> Iterator[dict[str, Any]]:
    content: object = said.content
    if isinstance(content, str):
        yield {"text": content}
        return
    for block in cast("list[str | dict[str, Any]]", content):
        if isinstance(block, str):
            yield {"text": block}
        elif "text" in block:
            yield {"text": block["text"]}
        elif "image_url" in block:
            _, _, encoded = block["image_url"]["url"].partition(",")
            source = {"bytes": base64.b64decode(encoded)}
            yield {"image": {"format": "jpeg", "source": source}}
        elif "cachePoint" in block:
            yield {"cachePoint": block["cachePoint"]}


def _output(wanted: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"name": wanted["name"], "schema": json.dumps(wanted["schema"])}
    return {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": schema}}}


def _tools(
    specifications: Sequence[Mapping[str, Any]], choice: dict[str, Any] | None
) -> dict[str, Any]:
    tools = [
        {
            "toolSpec": {
                "name": tool["name"],
                "description": tool.get("description") or tool["name"],
                "inputSchema": {"json": tool["parameters"]},
            }
        }
        for tool in specifications
    ]
    return {"tools": tools, **({"toolChoice": choice} if choice else {})}


def _usage(told: Mapping[str, Any]) -> UsageMetadata | None:
    if not told:
        return None
    cached = int(told.get("cacheReadInputTokens", 0))
    written = int(told.get("cacheWriteInputTokens", 0))
    # What came from the cache, or went into it, is not in the tokens read.
    read = int(told.get("inputTokens", 0)) + cached + written
    output = int(told.get("outputTokens", 0))
    return UsageMetadata(
        input_tokens=read,
        output_tokens=output,
        total_tokens=read + output,
        input_token_details=InputTokenDetails(cache_read=cached, cache_creation=written),
    )
