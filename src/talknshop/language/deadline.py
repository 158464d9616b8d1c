"""Waiting for a model no longer than people do, and leaving at once what is late."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any, TypeVar

from talknshop.language.model_errors import Awaited, ModelTimedOutError

T = TypeVar("T")
_LATE = "The language model took too long."

_left: set[asyncio.Task[Any]] = set()
"""Tasks that were left alone and still close their connections."""


async def within(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """The result of ``work``; what is late is cancelled, and nobody waits until it has noticed.

    Raises:
        ModelTimedOutError: It took longer.
        Exception: Whatever ``work`` raises.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        leave(task)
        raise
    if not task.done():
        leave(task)
        raise ModelTimedOutError(_LATE, awaited=Awaited.ANSWER)
    return task.result()


async def pieces_within(pieces: AsyncIterator[T], seconds: float) -> AsyncGenerator[T]:
    """The pieces of a text; when they are not all there in time, the rest is left.

    Raises:
        ModelTimedOutError: They took longer.
        Exception: Whatever ``pieces`` raises.
    """
    queue: asyncio.Queue[T] = asyncio.Queue()

    async def pump() -> None:
        async for piece in pieces:
            queue.put_nowait(piece)

    # One task from beginning to end: a stream must not be read from several.
    task = asyncio.create_task(pump())
    until = asyncio.get_running_loop().time() + seconds
    try:
        while True:
            piece = await _next(queue, task, until)
            if piece is None:
                return
            yield piece[0]
    finally:
        leave(task)


async def _next(
    queue: "asyncio.Queue[T]", task: "asyncio.Task[None]", until: float
) -> tuple[T] | None:
    if queue.empty():
        getting = asyncio.create_task(queue.get())
        left = until - asyncio.get_running_loop().time()
        try:
            await asyncio.wait(
                {getting, task}, timeout=max(0.0, left), return_when=asyncio.FIRST_COMPLETED
            )
            if getting.done():
                return (getting.result(),)
        finally:
            getting.cancel()
        if not task.done():
            raise ModelTimedOutError(_LATE, awaited=Awaited.ANSWER)
    if not queue.empty():
        return (queue.get_nowait(),)
    task.result()
    return None


def leave(task: "asyncio.Task[Any]") -> None:
    """Cancels a task without waiting for its end; its failure is nobody's any more."""
    if task.done():
        return
    _left.add(task)
    task.add_done_callback(_forget)
    task.cancel()


def _forget(task: "asyncio.Task[Any]") -> None:
    _left.discard(task)
    if not task.cancelled():
        # Looked at, so that it is not reported as one that nobody saw.
        task.exception()
