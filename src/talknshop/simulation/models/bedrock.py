"""Converse and ConverseStream of Amazon Bedrock."""

import json
from typing import Any

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
from talknshop.simulation.models.event_stream import event, exception

_STOPS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool": "tool_use",
    "refusal": "content_filtered",
}
_FAILURES = {
    400: ("ValidationException", "The provided request is not valid."),
    401: ("UnrecognizedClientException", "The security token included in the request is invalid."),
    403: ("AccessDeniedException", "You don't have access to the model with the specified ID."),
    404: ("ResourceNotFoundException", "Could not resolve the foundation model."),
    429: ("ThrottlingException", "Too many requests, please wait before trying again."),
    500: ("InternalServerException", "The system encountered an unexpected error."),
    503: ("ServiceUnavailableException", "Bedrock is unable to process your request."),
}
_RETIRED = "This model version has reached the end of its life."
_TOOL_ID = "tooluse_simulated"


class BedrockDialect:
    """Reads and writes what Bedrock does."""

    media_type = "application/vnd.amazon.eventstream"

    def read(self, body: dict[str, Any], model: str, *, streamed: bool) -> Asked:
        """Reads a request; the model is in its path."""
        system = objects(body.get("system"))
        limits = fields(body.get("inferenceConfig"))
        text_format = fields(fields(body.get("outputConfig")).get("textFormat"))
        schema = fields(fields(text_format.get("structure")).get("jsonSchema")).get("schema")
        tools = objects(fields(body.get("toolConfig")).get("tools"))
        tool = fields(tools[0].get("toolSpec")) if tools else {}
        wanted = json.loads(schema) if isinstance(schema, str) else None
        return Asked(
            model=model,
            system=text_of(system),
            messages=tuple(
                (str(message.get("role")), text_of(message.get("content")))
                for message in objects(body.get("messages"))
            ),
            streamed=streamed,
            max_tokens=limits.get("maxTokens"),
            schema=wanted or fields(tool.get("inputSchema")).get("json"),
            tool=tool.get("name"),
            is_marked=any("cachePoint" in block for block in system),
            body=body,
        )

    def whole(self, asked: Asked, answer: Answer) -> dict[str, Any]:
        """The answer of ``Converse``."""
        del asked
        content: list[dict[str, Any]] = []
        if answer.tool:
            call = {"toolUseId": _TOOL_ID, "name": answer.tool, "input": parsed(answer.text)}
            content = [{"toolUse": call}]
        elif answer.pieces:
            content = [{"text": answer.text}]
        return {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": _STOPS[answer.stop],
            "usage": _usage(answer),
            "metrics": {"latencyMs": 1},
        }

    def opening(self, asked: Asked, answer: Answer) -> bytes:
        """The start of the message, and of a tool's call."""
        del asked
        start = event("messageStart", {"role": "assistant"})
        if answer.tool is None:
            return start
        use = {"toolUse": {"toolUseId": _TOOL_ID, "name": answer.tool}}
        return start + event("contentBlockStart", {"start": use, "contentBlockIndex": 0})

    def piece(self, asked: Asked, answer: Answer, text: str) -> bytes:
        """A piece of the text, or of the tool's input."""
        del asked
        delta = {"toolUse": {"input": text}} if answer.tool else {"text": text}
        return event("contentBlockDelta", {"delta": delta, "contentBlockIndex": 0})

    def closing(self, asked: Asked, answer: Answer) -> bytes:
        """The end of the message, and what it took."""
        del asked
        return (
            event("contentBlockStop", {"contentBlockIndex": 0})
            + event("messageStop", {"stopReason": _STOPS[answer.stop]})
            + event("metadata", {"usage": _usage(answer), "metrics": {"latencyMs": 1}})
        )

    def failure(self, failure: Failure, model: str) -> Refusal:
        """A failure before anything was answered."""
        del model
        code, message = _FAILURES[failure.status]
        body = {"message": _RETIRED if failure.retired else message}
        return Refusal(failure.status, {"x-amzn-errortype": code}, body)

    def broken(self) -> bytes:
        """A failure in the middle of a stream."""
        return exception("modelStreamErrorException", "The model stream failed.")


def foundation_model(model: str, *, legacy: bool) -> dict[str, Any]:
    """The answer of ``GetFoundationModel``."""
    lifecycle: dict[str, Any] = {"status": "ACTIVE"}
    if legacy:
        lifecycle = {
            "status": "LEGACY",
            "legacyTime": "2026-06-01T00:00:00Z",
            "endOfLifeTime": "2027-04-08T00:00:00Z",
        }
    details = {
        "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{model}",
        "modelId": model,
        "modelLifecycle": lifecycle,
    }
    return {"modelDetails": details}


def model_availability(model: str) -> dict[str, Any]:
    """The answer of ``GetFoundationModelAvailability``; the model's name says what is amiss."""

    def unless(word: str) -> str:
        return "NOT_AVAILABLE" if word in model else "AVAILABLE"

    return {
        "modelId": model,
        "agreementAvailability": {
            "status": "PENDING" if "pending" in model else unless("unaccepted")
        },
        "authorizationStatus": "NOT_AUTHORIZED" if "forbidden" in model else "AUTHORIZED",
        "entitlementAvailability": unless("unentitled"),
        "regionAvailability": unless("elsewhere"),
    }


def inference_profile(profile: str) -> dict[str, Any]:
    """The answer of ``GetInferenceProfile``: what is no geography's leads to the same model."""
    is_own = profile.startswith("arn:")
    name = "anthropic.claude-haiku-5-5" if is_own else profile.partition(".")[2]
    model = f"arn:aws:bedrock:us-east-1::foundation-model/{name}"
    return {
        "inferenceProfileArn": profile,
        "inferenceProfileId": profile.rpartition("/")[2],
        "inferenceProfileName": "simulated",
        "status": "ACTIVE",
        "type": "APPLICATION" if is_own else "SYSTEM_DEFINED",
        "models": [{"modelArn": model}],
    }


def _usage(answer: Answer) -> dict[str, int]:
    # What came from the cache is counted apart.
    read = answer.usage.read - answer.usage.cached
    total = answer.usage.read + answer.usage.written
    return {
        "inputTokens": read,
        "outputTokens": answer.usage.written,
        "totalTokens": total,
        "cacheReadInputTokens": answer.usage.cached,
        "cacheWriteInputTokens": 0,
    }
