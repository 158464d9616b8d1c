"""Marketplace answers that servers share: what one was told, the others need not ask."""

import asyncio
import hashlib
import zlib
from contextlib import suppress

import structlog
from pydantic import TypeAdapter, ValidationError

from talknshop.catalog.aggregate.answers import Question
from talknshop.core.shared_state import SharedState, SharedStateAwayError
from talknshop.marketplaces.base import SourceAnswer

_ANSWER = TypeAdapter(SourceAnswer)
# Raised when an answer changes its form; servers of two versions then share nothing.
_FORM = "1"

_log = structlog.stdlib.get_logger(__name__)


class SharedAnswers:
    """Answers by question, for as long as their marketplaces allow."""

    def __init__(self, state: SharedState) -> None:
        """Keeps answers in ``state``."""
        self._state = state
        self._keeping: set[asyncio.Task[None]] = set()

    async def find(self, question: Question) -> SourceAnswer | None:
        """The answer that another server was given; None where there is none, or nobody to ask."""
        with suppress(SharedStateAwayError):
            (kept,) = await self._state.get([_name(question)])
            if kept is not None:
                return _read(kept.value)
        return None

    def keep(self, question: Question, answer: SourceAnswer, *, seconds: float) -> None:
        """Shares an answer; nobody waits for it."""
        task = asyncio.create_task(self._keep(question, answer, seconds))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def aclose(self) -> None:
        """Waits for what is still being shared."""
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _keep(self, question: Question, answer: SourceAnswer, seconds: float) -> None:
        packed = zlib.compress(_ANSWER.dump_json(answer), level=1)
        with suppress(SharedStateAwayError):
            await self._state.put(_name(question), packed, seconds=seconds)


def _name(question: Question) -> str:
    asked = "\0".join(map(str, question)).encode()
    return f"answer:{_FORM}:{hashlib.sha256(asked).hexdigest()}"


def _read(packed: bytes) -> SourceAnswer | None:
    try:
        return _ANSWER.validate_json(zlib.decompress(packed))
    except (zlib.error, ValidationError):
        _log.warning("a shared answer cannot be read, the marketplace is asked instead")
        return None
