"""Each call of a model in the log, as a span and as a metric.

The log has what was asked and answered as a redacted preview; the span has no words at all.
"""

import re
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager

import structlog

from talknshop.core.metrics import MODEL_CALLS, Metrics
from talknshop.core.redaction import redact_text
from talknshop.core.telemetry import (
    GEN_AI_OPERATION_NAME,
    GEN_AI_PROMPT_NAME,
    GEN_AI_PROVIDER_NAME,
    GEN_AI_REQUEST_MAX_TOKENS,
    GEN_AI_REQUEST_MODEL,
    GEN_AI_RESPONSE_FINISH_REASONS,
    GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
    GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
    GEN_AI_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS,
    AttributeValue,
    GenAIOperation,
    Span,
    Tracer,
)
from talknshop.language.model_client import ModelAnswer, ModelCall, ModelClient, ModelUsage
from talknshop.language.model_errors import ModelError

_PREVIEW = 200
# A number to mask may begin within the preview and end behind it.
_LOOKED_AT = 400
_OPEN_END = re.compile(r"[\d\s().+/-]*\S*\Z")
# The names of providers in OpenTelemetry's conventions, where they are not ours.
_PROVIDERS = {"bedrock": "aws.bedrock"}

_log = structlog.stdlib.get_logger(__name__)


class ObservedModelClient:
    """Passes calls on to a client, and tells of each."""

    def __init__(self, client: ModelClient, tracer: Tracer, metrics: Metrics) -> None:
        """Tells ``tracer``, ``metrics`` and the log of the calls of ``client``."""
        self._client = client
        self._tracer = tracer
        self._metrics = metrics
        self._provider, _, self._model = client.name.partition(":")

    @property
    def name(self) -> str:
        """The model as configured, ``provider:model``."""
        return self._client.name

    async def answer(self, call: ModelCall) -> ModelAnswer:
        """Asks and waits for the whole answer."""
        with self._observed(call) as seen:
            answer = await self._client.answer(call)
            seen.usage = answer.usage
            seen.add(answer.text)
            return answer

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        """Asks and gives the answer as it is written."""
        with self._observed(call) as seen:
            async for part in self._client.stream(call):
                if isinstance(part, ModelUsage):
                    seen.usage = part
                else:
                    seen.add(part)
                yield part

    async def aclose(self) -> None:
        """Closes the client."""
        await self._client.aclose()

    @contextmanager
    def _observed(self, call: ModelCall) -> Generator["_Seen"]:
        seen = _Seen()
        attributes: dict[str, AttributeValue | None] = {
            GEN_AI_OPERATION_NAME: GenAIOperation.CHAT,
            GEN_AI_PROVIDER_NAME: _PROVIDERS.get(self._provider, self._provider),
            GEN_AI_REQUEST_MODEL: self._model,
            GEN_AI_REQUEST_MAX_TOKENS: call.max_tokens,
            GEN_AI_PROMPT_NAME: f"{call.purpose}@{call.prompt_version}",
        }
        outcome = "abandoned"
        try:
            with self._tracer.beside(f"chat {self._model}", **attributes) as span:
                try:
                    yield seen
                    outcome = "answered"
                finally:
                    _describe(span, seen.usage)
        except ModelError as error:
            outcome, seen.usage = error.failure, error.usage
            raise
        finally:
            self._tell(call, seen, outcome)

    def _tell(self, call: ModelCall, seen: "_Seen", outcome: str) -> None:
        self._metrics.increment(
            MODEL_CALLS, provider=self._provider, operation=call.purpose, outcome=outcome
        )
        usage = seen.usage
        _log.info(
            "model call",
            purpose=call.purpose,
            model=self.name,
            prompt_version=call.prompt_version,
            outcome=outcome,
            input_tokens=usage.input_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
            cached_tokens=usage.cached_tokens if usage else None,
            latency_ms=round(usage.latency_ms, 1) if usage else None,
            first_token_ms=_rounded(usage.first_token_ms) if usage else None,
            finish_reason=usage.finish_reason if usage else None,
            asked=_preview(call.messages[-1].text if call.messages else ""),
            answered=_preview(seen.beginning),
        )


class _Seen:
    """What is known of a call so far."""

    def __init__(self) -> None:
        self.usage: ModelUsage | None = None
        self.beginning = ""

    def add(self, piece: str) -> None:
        if len(self.beginning) < _LOOKED_AT:
            self.beginning += piece


def _describe(span: Span, usage: ModelUsage | None) -> None:
    if usage is None:
        return
    first = usage.first_token_ms
    span.set(GEN_AI_USAGE_INPUT_TOKENS, usage.input_tokens)
    span.set(GEN_AI_USAGE_OUTPUT_TOKENS, usage.output_tokens)
    span.set(GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, usage.cached_tokens)
    span.set(GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, None if first is None else first / 1000)
    if usage.finish_reason is not None:
        span.set(GEN_AI_RESPONSE_FINISH_REASONS, [usage.finish_reason])


def _preview(text: str) -> str:
    # What is cut may be the half of something to mask, which nothing would recognise.
    is_cut = len(text) >= _LOOKED_AT
    masked = redact_text(_OPEN_END.sub("", text[:_LOOKED_AT]) if is_cut else text)
    return f"{masked[:_PREVIEW]}…" if is_cut or len(masked) > _PREVIEW else masked


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
