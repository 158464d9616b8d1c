"""The Messages API of Anthropic."""

from typing import Any

import orjson

from talknshop.simulation.models.asked import (
    Answer,
    Asked,
    Failure,
    Refusal,
    fields,
    objects,
    parsed,
    text_of,
)

_STOPS = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use", "refusal": "refusal"}
_FAILURES = {
    400: ("invalid_request_error", "The request is not valid."),
    401: ("authentication_error", "invalid x-api-key"),
    403: ("permission_error", "Your API key does not have permission to use the model."),
    404: ("not_found_error", "model not found"),
    429: ("rate_limit_error", "This request would exceed your rate limit."),
    500: ("api_error", "Internal server error"),
    503: ("overloaded_error", "Overloaded"),
}
_OVERLOADED, _OWN_OVERLOADED = 503, 529
_THROTTLED = 429


class AnthropicDialect:
    """Reads and writes what the Messages API does."""

    media_type = "text/event-stream"

    def read(self, body: dict[str, Any], model: str, *, streamed: bool) -> Asked:
        """Reads a request."""
        del model, streamed
        system = body.get("system")
        tools = objects(body.get("tools"))
        output = fields(fields(body.get("output_config")).get("format"))
        return Asked(
            model=str(body.get("model")),
            system=text_of(system),
            messages=tuple(
                (str(message.get("role")), text_of(message.get("content")))
                for message in objects(body.get("messages"))
            ),
            streamed=bool(body.get("stream")),
            max_tokens=body.get("max_tokens"),
            schema=output.get("schema") or (tools[0].get("input_schema") if tools else None),
            tool=tools[0].get("name") if tools else None,
            is_marked=any("cache_control" in block for block in objects(system)),
            body=body,
        )

    def whole(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        """A whole message."""
        content: list[dict[str, Any]] = []
        if answer.tool:
            content = [{**_tool_use(answer.tool), "input": parsed(answer.text)}]
        elif answer.pieces:
            content = [{"type": "text", "text": answer.text}]
        return {
            **_message(asked, answer),
            "content": content,
            "stop_reason": _STOPS[answer.stop],
            "usage": _usage(answer, answer.usage.written),
        }

    def opening(self, asked: Asked, answer: Answer) -> bytes:
        """The start of the message and of its block."""
        block: dict[str, Any] = {"type": "text", "text": ""}
        if answer.tool:
            block = {**_tool_use(answer.tool), "input": {}}
        return _event("message_start", message=_message(asked, answer)) + _event(
            "content_block_start", index=0, content_block=block
        )

    def piece(self, asked: Asked, answer: Answer, text: str) -> bytes:
        """A piece of the text, or of the tool's input."""
        del asked
        delta = {"type": "text_delta", "text": text}
        if answer.tool:
            delta = {"type": "input_json_delta", "partial_json": text}
        return _event("content_block_delta", index=0, delta=delta)

    def closing(self, asked: Asked, answer: Answer) -> bytes:
        """The end of the message, and what was written."""
        del asked
        delta = {"stop_reason": _STOPS[answer.stop], "stop_sequence": None}
        return (
            _event("content_block_stop", index=0)
            + _event("message_delta", delta=delta, usage=_usage(answer, answer.usage.written))
            + _event("message_stop")
        )

    def failure(self, failure: Failure, model: str) -> Refusal:
        """A failure before anything was answered."""
        kind, message = _FAILURES[failure.status]
        if failure.retired:
            message = f"model: {model} has reached its end of life"
        status = _OWN_OVERLOADED if failure.status == _OVERLOADED else failure.status
        headers = {"retry-after": "0"} if status == _THROTTLED else {}
        error = {"type": kind, "message": message}
        return Refusal(status, headers, {"type": "error", "error": error, "request_id": "req_1"})

    def broken(self) -> bytes:
        """A failure in the middle of a stream."""
        return _event("error", error={"type": "overloaded_error", "message": "Overloaded"})


def _message(asked: Asked, answer: Answer) -> dict[str, Any]:
    return {
        "id": "msg_simulated",
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _usage(answer, 1),
    }


def _usage(answer: Answer, written: int) -> dict[str, int]:
    # What came from the cache is counted apart.
    return {
        "input_tokens": answer.usage.read - answer.usage.cached,
        "output_tokens": written,
        "cache_read_input_tokens": answer.usage.cached,
        "cache_creation_input_tokens": 0,
    }


def _tool_use(name: str) -> dict[str, Any]:
    return {"type": "tool_use", "id": "toolu_simulated", "name": name}


def _event(kind: str, **rest: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps({"type": kind, **rest}))
