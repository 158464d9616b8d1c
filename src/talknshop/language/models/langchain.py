"""Any LangChain chat model behind our port: one attempt, with our limits and our errors."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, cast

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from talknshop.language.model_client import ModelAnswer, ModelCall, ModelUsage
from talknshop.language.model_errors import (
    Awaited,
    ModelError,
    ModelOutputError,
    ModelTruncatedError,
)
from talknshop.language.models.asking import Wording
from talknshop.language.models.limits import ModelLimits
from talknshop.language.models.reading import (
    Finish,
    Reading,
    finish_of,
    object_text,
    piece_of,
)
from talknshop.language.models.vendor_errors import refused, timed_out, translate

Close = Callable[[], Awaitable[object]]
# More than this for each token that was allowed is a server that knows no limits.
_LONGEST_TOKEN = 16


class LangChainClient:
    """Asks a LangChain chat model once a call.

    Whatever is asked is worded by ``Wording``; whatever fails becomes a ``ModelError``.
    """

    def __init__(
        self,
        name: str,
        model: BaseChatModel,
        wording: Wording,
        *,
        limits: ModelLimits,
        close: Close,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Asks ``model``, called ``name``; ``close`` ends its connections."""
        self._name = name
        self._model = model
        self._wording = wording
        self._limits = limits
        self._close = close
        self._monotonic = monotonic

    def _since(self, started: float) -> float:
        return (self._monotonic() - started) * 1000

    @property
    def name(self) -> str:
        """The model as configured, ``provider:model``."""
        return self._name

    async def answer(self, call: ModelCall) -> ModelAnswer:
        """Asks and waits for the whole answer, within the limit of one."""
        started = self._monotonic()
        messages, options = self._wording.of(call)
        runnable = self._wording.runnable(self._model, call)
        try:
            async with asyncio.timeout(self._limits.answer):
                message = await runnable.ainvoke(messages, **options)
        except Exception as error:
            raise translate(error, self._name, began=False) from error
        text = object_text(message) if call.schema is not None else str(message.text)
        reading = Reading(call, self._name, text)
        reading.take(message)
        usage = reading.usage(latency_ms=self._since(started), first_piece_ms=None)
        self._check(reading, usage, call, began=False)
        return ModelAnswer(text, usage)

    async def stream(self, call: ModelCall) -> AsyncGenerator[str | ModelUsage]:
        """Asks and gives the pieces, each within its limit, then the usage."""
        started = self._monotonic()
        messages, options = self._wording.of(call)
        chunks = self._chunks(call, messages, options)
        reading = Reading(call, self._name, "")
        first_ms: float | None = None
        async with aclosing(chunks):
            while True:
                chunk = await self._next(chunks, started, began=first_ms is not None)
                if chunk is None:
                    break
                reading.take(chunk)
                piece = piece_of(chunk)
                if not piece:
                    continue
                if first_ms is None:
                    first_ms = self._since(started)
                reading.add(piece)
                if self._overlong(reading, call, began=True):
                    break
                yield piece
        began = first_ms is not None
        usage = reading.usage(latency_ms=self._since(started), first_piece_ms=first_ms)
        self._check(reading, usage, call, began=began)
        yield usage

    async def aclose(self) -> None:
        """Ends the connections."""
        await self._close()

    def _chunks(
        self, call: ModelCall, messages: list[BaseMessage], options: dict[str, Any]
    ) -> AsyncGenerator[AIMessageChunk]:
        runnable = self._wording.runnable(self._model, call)
        # Every chat model's stream is a generator, which its type does not say.
        return cast("AsyncGenerator[AIMessageChunk]", runnable.astream(messages, **options))

    async def _next(
        self, chunks: AsyncGenerator[AIMessageChunk], started: float, *, began: bool
    ) -> AIMessageChunk | None:
        limit = self._limits.next_piece
        if not began:
            limit = max(0.0, started + self._limits.first_piece - self._monotonic())
        timeout = asyncio.timeout(limit)
        try:
            async with timeout:
                return await anext(chunks, None)
        except Exception as error:
            if isinstance(error, TimeoutError) and timeout.expired():
                awaited = Awaited.NEXT_PIECE if began else Awaited.FIRST_PIECE
                raise timed_out(awaited, self._name, began=began) from error
            raise translate(error, self._name, began=began) from error

    def _overlong(
        self, reading: Reading, call: ModelCall, *, began: bool
    ) -> ModelOutputError | None:
        if reading.length <= call.max_tokens * _LONGEST_TOKEN:
            return None
        sentence = "The language model wrote more than it was allowed."
        return ModelOutputError(sentence, model=self._name, began=began)

    def _check(self, reading: Reading, usage: ModelUsage, call: ModelCall, *, began: bool) -> None:
        """Raises for an answer that ended, but is none."""
        error: ModelError | None = self._overlong(reading, call, began=began)
        text = reading.text
        if error is not None:
            pass
        elif reading.is_refused or finish_of(usage.finish_reason) is Finish.REFUSED:
            error = refused(self._name, began=began)
        elif finish_of(usage.finish_reason) is Finish.LENGTH:
            sentence = "The language model's answer was cut at its limit."
            error = ModelTruncatedError(sentence, text=text, model=self._name, began=began)
        elif usage.finish_reason is None:
            sentence = "The language model's answer broke off."
            error = ModelOutputError(sentence, model=self._name, began=began)
        elif not text.strip():
            sentence = "The language model answered nothing."
            error = ModelOutputError(sentence, model=self._name, began=began)
        if error is not None:
            error.usage = usage
            raise error
