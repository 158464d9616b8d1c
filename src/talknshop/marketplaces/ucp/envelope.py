"""What is around an answer: MCP's wrapping, and UCP's status and messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import httpx
import orjson

from talknshop.core.errors import (
    AuthenticationError,
    CredentialsRefusedError,
    ExternalServiceError,
    InternalError,
    NotFoundError,
    TalknShopError,
)
from talknshop.marketplaces.calls import JsonObject, json_object
from talknshop.marketplaces.refusals import general_refusal
from talknshop.marketplaces.wire_values import entries, line, member

_INVALID_PARAMS = -32602
_GONE = frozenset({"not_found", "item_unavailable", "product_not_found"})


def read_mcp(response: httpx.Response) -> JsonObject | None:
    """The answer of a tool, out of JSON-RPC, as JSON or as the data of an event.

    An error of JSON-RPC is kept under ``error``, for ``refusal``.
    """
    # The casts are those of ``json_object``: names in JSON are texts.
    message = _event(response) if _is_event_stream(response) else json_object(response)
    if message is None or "error" in message:
        return message
    result = member(message, "result")
    structured = member(result, "structuredContent")
    if isinstance(structured, dict):
        return cast("JsonObject", structured)
    for content in entries(result, "content"):
        told = _object_in(member(content, "text"))
        if told is not None:
            return told
    # Without MCP's wrapping, as the protocol's own description has it.
    if isinstance(result, dict) and "ucp" in result:
        return cast("JsonObject", result)
    return None


def refusal(
    name: str, response: httpx.Response, body: Mapping[str, object], now: datetime
) -> TalknShopError | None:
    """The error that an answer is, or None for one with products."""
    error = general_refusal(name, response, now)
    if isinstance(error, AuthenticationError):
        error = CredentialsRefusedError(
            f"{name} answers only agents that it knows. Ask the shop for access, and check that "
            "UCP_AGENT_PROFILE can be read by everybody.",
            details=error.details,
        )
    if error is None and "error" in body:
        error = _rpc_error(name, body)
    if error is None and member(body, "ucp", "status") == "error":
        error = _told_error(name, body)
    if error is not None:
        error.service = name
    return error


def notes_of(name: str, body: Mapping[str, object]) -> tuple[str, ...]:
    """What a shop says besides its products; warnings must be shown."""
    return tuple(
        f"{name} says: {content}"
        for message in entries(body.get("messages"))
        if member(message, "type") in ("warning", "error")
        and (content := line(member(message, "content")))
    )


def _told_error(name: str, body: Mapping[str, object]) -> TalknShopError:
    codes = [line(member(message, "code")) for message in entries(body.get("messages"))]
    details: dict[str, object] = {"codes": [code for code in codes if code]}
    if _GONE.intersection(code for code in codes if code):
        return NotFoundError(f"{name} does not offer this any more.", details=details)
    return ExternalServiceError(
        f"{name} could not answer this right now. Please try again.", details=details
    )


def _rpc_error(name: str, body: Mapping[str, object]) -> TalknShopError:
    code = member(body.get("error"), "code")
    details: dict[str, object] = {"code": code, "message": line(member(body["error"], "message"))}
    if code == _INVALID_PARAMS:
        return InternalError(
            f"{name} did not understand what we asked. Please ask in other words; "
            "if that does not help, it is a fault of ours.",
            details=details,
        )
    return ExternalServiceError(
        f"{name} has a fault right now. Please try again in a moment.", details=details
    )


def _is_event_stream(response: httpx.Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/event-stream")


def _event(response: httpx.Response) -> JsonObject | None:
    """The last message of a stream that has a result or an error; notices come before it."""
    data: list[str] = []
    found: JsonObject | None = None
    for text in [*response.text.splitlines(), ""]:
        if text.startswith("data:"):
            data.append(text[5:].removeprefix(" "))
        elif not text and data:
            message = _object_in("\n".join(data))
            data = []
            if message is not None and ("result" in message or "error" in message):
                found = message
    return found


def _object_in(text: object) -> JsonObject | None:
    if not isinstance(text, str):
        return None
    try:
        found: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return cast("JsonObject", found) if isinstance(found, dict) else None
