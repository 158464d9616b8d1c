"""Chat completions of OpenAI, and of the many servers that speak the same."""

from typing import Any

import orjson

from talknshop.simulation.models.asked import (
    Answer,
    Asked,
    Failure,
    Refusal,
    fields,
    objects,
    text_of,
)

_STOPS = {
    "stop": "stop",
    "length": "length",
    "tool": "tool_calls",
    "refusal": "content_filter",
}
_FAILURES = {
    400: ("invalid_request_error", None, "The request is not valid."),
    401: ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    403: ("invalid_request_error", "unsupported_country", "You do not have access to the model."),
    404: ("invalid_request_error", "model_not_found", "The model does not exist."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached."),
    500: ("server_error", None, "The server had an error while processing your request."),
    503: ("server_error", None, "The engine is currently overloaded, please try again later."),
}
_THROTTLED = 429
_SYSTEM_ROLES = ("system", "developer")


class OpenAIDialect:
    """Reads and writes what chat completions do."""

    media_type = "text/event-stream"

    def read(self, body: dict[str, Any], model: str, *, streamed: bool) -> Asked:
        """Reads a request."""
        del model, streamed
        said = [
            (str(message.get("role")), text_of(message.get("content")))
            for message in objects(body.get("messages"))
        ]
        wanted = fields(fields(body.get("response_format")).get("json_schema"))
        tools = objects(body.get("tools"))
        tool = fields(tools[0].get("function")) if tools else {}
        return Asked(
            model=str(body.get("model")),
            system="\n".join(text for role, text in said if role in _SYSTEM_ROLES),
            messages=tuple((role, text) for role, text in said if role not in _SYSTEM_ROLES),
            streamed=bool(body.get("stream")),
            max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
            schema=wanted.get("schema") or tool.get("parameters"),
            tool=tool.get("name"),
            # Prefixes are kept without being marked.
            is_marked=True,
            body=body,
        )

    def whole(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        """A whole completion."""
        message: dict[str, Any] = {"role": "assistant", "content": answer.text, "refusal": None}
        if answer.tool:
            message |= {"content": None, "tool_calls": [_call(answer.tool, answer.text)]}
        choice = {"index": 0, "message": message, "finish_reason": _STOPS[answer.stop]}
        return {**_head(asked, "chat.completion"), "choices": [choice], "usage": _usage(answer)}

    def opening(self, asked: Asked, answer: Answer) -> bytes:
        """The chunk that tells the role, and the tool that is called."""
        delta: dict[str, Any] = {"role": "assistant", "content": None if answer.tool else ""}
        if answer.tool:
            delta["tool_calls"] = [{"index": 0, **_call(answer.tool, "")}]
        return _chunk(asked, delta)

    def piece(self, asked: Asked, answer: Answer, text: str) -> bytes:
        """A piece of the text, or of the tool's arguments."""
        if answer.tool:
            call = {"index": 0, "function": {"arguments": text}}
            return _chunk(asked, {"tool_calls": [call]})
        return _chunk(asked, {"content": text})

    def closing(self, asked: Asked, answer: Answer) -> bytes:
        """Why it ends and, when that was asked for, what it took."""
        end = _chunk(asked, {}, _STOPS[answer.stop])
        wanted = fields(asked.body.get("stream_options")).get("include_usage")
        if wanted and answer.usage.is_told:
            last: dict[str, Any] = {"choices": [], "usage": _usage(answer)}
            end += _event({**_head(asked, "chat.completion.chunk"), **last})
        return end + b"data: [DONE]\n\n"

    def failure(self, failure: Failure, model: str) -> Refusal:
        """A failure before anything was answered."""
        kind, code, message = _FAILURES[failure.status]
        if failure.retired:
            message = f"The model {model} has been deprecated."
        headers = {"retry-after": "0"} if failure.status == _THROTTLED else {}
        error = {"message": message, "type": kind, "param": None, "code": code}
        return Refusal(failure.status, headers, {"error": error})

    def broken(self) -> bytes:
        """A failure in the middle of a stream."""
        return _event({"error": {"message": "The server had an error.", "type": "server_error"}})


def _head(asked: Asked, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-simulated", "object": kind, "created": 0, "model": asked.model}


def _chunk(asked: Asked, delta: dict[str, Any], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return _event({**_head(asked, "chat.completion.chunk"), "choices": [choice]})


def _event(data: dict[str, Any]) -> bytes:
    return b"data: %s\n\n" % orjson.dumps(data)


def _call(name: str, arguments: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": "call_simulated", "type": "function", "function": function}


def _usage(answer: Answer) -> dict[str, Any]:
    return {
        "prompt_tokens": answer.usage.read,
        "completion_tokens": answer.usage.written,
        "total_tokens": answer.usage.read + answer.usage.written,
        "prompt_tokens_details": {"cached_tokens": answer.usage.cached},
    }
