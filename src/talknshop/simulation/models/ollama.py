"""The chat of Ollama: one JSON object a line."""

import json
from typing import Any

import orjson

from talknshop.simulation.models.asked import Answer, Asked, Failure, Refusal, fields, objects

_STOPS = {"stop": "stop", "length": "length", "tool": "stop", "refusal": "stop"}
_MESSAGES = {
    400: "invalid request",
    401: "unauthorized",
    403: "forbidden",
    404: "model '{model}' not found",
    429: "too many requests",
    500: "llama runner process has terminated",
    503: "server busy, please try again. maximum pending requests exceeded",
}


class OllamaDialect:
    """Reads and writes what Ollama does."""

    media_type = "application/x-ndjson"

    def read(self, body: dict[str, Any], model: str, *, streamed: bool) -> Asked:
        """Reads a request."""
        del model, streamed
        said = [
            (str(message.get("role")), str(message.get("content")))
            for message in objects(body.get("messages"))
        ]
        tools = objects(body.get("tools"))
        tool = fields(tools[0].get("function")) if tools else {}
        return Asked(
            model=str(body.get("model")),
            system="\n".join(text for role, text in said if role == "system"),
            messages=tuple((role, text) for role, text in said if role != "system"),
            streamed=bool(body.get("stream", True)),
            max_tokens=fields(body.get("options")).get("num_predict"),
            schema=fields(body.get("format")) or tool.get("parameters"),
            tool=tool.get("name"),
            is_marked=False,
            body=body,
        )

    def whole(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        """A whole message."""
        message: dict[str, Any] = {"role": "assistant", "content": answer.text}
        if answer.tool:
            message = {"role": "assistant", "content": "", "tool_calls": [_call(answer)]}
        return {**_head(asked), "message": message, **_end(answer)}

    def opening(self, asked: Asked, answer: Answer) -> bytes:
        """A tool's call, which comes at once; nothing for text."""
        if answer.tool is None:
            return b""
        message = {"role": "assistant", "content": "", "tool_calls": [_call(answer)]}
        return _line({**_head(asked), "message": message, "done": False})

    def piece(self, asked: Asked, answer: Answer, text: str) -> bytes:
        """A piece of the text."""
        if answer.tool:
            return b""
        message = {"role": "assistant", "content": text}
        return _line({**_head(asked), "message": message, "done": False})

    def closing(self, asked: Asked, answer: Answer) -> bytes:
        """The end, and what it took."""
        return _line(
            {**_head(asked), "message": {"role": "assistant", "content": ""}, **_end(answer)}
        )

    def failure(self, failure: Failure, model: str) -> Refusal:
        """A failure before anything was answered."""
        return Refusal(failure.status, {}, {"error": _MESSAGES[failure.status].format(model=model)})

    def broken(self) -> bytes:
        """A failure in the middle of a stream."""
        return _line({"error": "an error was encountered while running the model"})


def _head(asked: Asked) -> dict[str, Any]:
    return {"model": asked.model, "created_at": "2026-01-01T00:00:00Z"}


def _end(answer: Answer) -> dict[str, Any]:
    return {
        "done": True,
        "done_reason": _STOPS[answer.stop],
        "total_duration": 1,
        "prompt_eval_count": answer.usage.read,
        "eval_count": answer.usage.written,
    }


def _call(answer: Answer) -> dict[str, Any]:
    try:
        arguments = json.loads(answer.text)
    except ValueError:
        arguments = {}
    return {"function": {"name": answer.tool, "arguments": arguments}}


def _line(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data) + b"\n"
