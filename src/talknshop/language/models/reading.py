"""What a LangChain message says: its text, why it ended and what it took."""

import json
from enum import StrEnum
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk

from talknshop.language.model_client import ModelCall, ModelUsage

_CHARACTERS_OF_A_TOKEN = 4
_REASON_KEYS = ("stop_reason", "finish_reason", "done_reason")


class Finish(StrEnum):
    """Why a model ended, whatever the vendor calls it."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    REFUSED = "refused"


_FINISHES = {
    **{finish.value: finish for finish in Finish},
    "end_turn": Finish.STOP,
    "stop_sequence": Finish.STOP,
    "eos": Finish.STOP,
    "max_tokens": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    "tool_use": Finish.TOOL_CALLS,
    "function_call": Finish.TOOL_CALLS,
    "refusal": Finish.REFUSED,
    "content_filter": Finish.REFUSED,
    "content_filtered": Finish.REFUSED,
    "guardrail_intervened": Finish.REFUSED,
}


def finish_of(reason: str | None) -> str | None:
    """Our word for why a model ended; the vendor's where we have none."""
    return None if reason is None else _FINISHES.get(reason, reason)


def piece_of(chunk: AIMessageChunk) -> str:
    """The text of a chunk, or its part of a tool's input."""
    if chunk.tool_call_chunks:
        return "".join(part["args"] or "" for part in chunk.tool_call_chunks)
    return str(chunk.text)


def object_text(message: AIMessage) -> str:
    """The JSON text of an answer: a tool's input, or else the text itself."""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return str(message.text)


class Reading:
    """What is known of an answer while it comes."""

    def __init__(self, call: ModelCall, model: str, text: str) -> None:
        """Begins with ``text``, of ``model``."""
        self._call = call
        self._model = model
        self._parts = [text]
        self._reason: str | None = None
        self._input = 0
        self._output = 0
        self._cached = 0
        self._told = False
        self.length = len(text)
        self.is_refused = False

    @property
    def text(self) -> str:
        """All that came."""
        return "".join(self._parts)

    def add(self, piece: str) -> None:
        """Takes a piece of text."""
        self._parts.append(piece)
        self.length += len(piece)

    def take(self, message: AIMessage) -> None:
        """Takes what a message or chunk tells beside its text."""
        metadata = cast("dict[str, Any]", message.response_metadata)
        for key in _REASON_KEYS:
            if metadata.get(key):
                self._reason = str(metadata[key])
        if message.additional_kwargs.get("refusal"):
            self.is_refused = True
        usage = message.usage_metadata
        if usage is None:
            return
        # Vendors that tell in parts tell each token once.
        self._told = True
        self._input += usage["input_tokens"]
        self._output += usage["output_tokens"]
        self._cached += usage.get("input_token_details", {}).get("cache_read", 0)

    def usage(self, *, latency_ms: float, first_piece_ms: float | None) -> ModelUsage:
        """What the call took; estimated from the length of texts where the vendor told nothing."""
        read, written = self._input, self._output
        if not self._told:
            call = self._call
            read = _tokens(len(call.system) + sum(len(said.text) for said in call.messages))
            written = _tokens(self.length)
        return ModelUsage(
            model=self._model,
            input_tokens=read,
            output_tokens=written,
            cached_tokens=self._cached,
            latency_ms=latency_ms,
            first_token_ms=first_piece_ms,
            finish_reason=finish_of(self._reason),
            is_estimated=not self._told,
        )


def _tokens(characters: int) -> int:
    return -(-characters // _CHARACTERS_OF_A_TOKEN)
