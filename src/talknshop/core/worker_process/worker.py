"""A process that opens what strangers sent, so that this one does not."""

import asyncio
import contextlib
import json
import sys

import structlog

from talknshop.core.errors import DependencyTimeoutError, RateLimitError, ValidationError
from talknshop.core.worker_process import framing
from talknshop.core.worker_process.limits import MOST_WAITING, WorkerLimits
from talknshop.core.worker_process.refusals import raise_refusal

_log = structlog.stdlib.get_logger(__name__)

_RETRY_SECONDS = 5.0


class WorkerProcess:
    """One process for one task; started with the first file, replaced when it fails.

    Files are handled one after another. A caller that goes away does not disturb the file that is
    being handled.
    """

    def __init__(self, program: str, task: str, limits: WorkerLimits) -> None:
        """Does a task within ``limits``.

        Args:
            program: The module that calls ``serving.main`` with the tasks it knows.
            task: One of them.
            limits: What it may use.
        """
        self._program = program
        self._task = task
        self._limits = limits
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: asyncio.subprocess.Process | None = None
        self._turns = 0

    @property
    def pid(self) -> int | None:
        """The process, once there is one."""
        return None if self._process is None else self._process.pid

    async def ask(self, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
        """What the worker makes of a file.

        Raises:
            ValidationError: The file is at fault: it was refused, or cost the worker its life or
                its time of the processor.
            DependencyTimeoutError: The machine is too busy.
            RateLimitError: Too many files wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise RateLimitError(
                "Too many files are being looked at just now. Please try again in a moment.",
                retry_after_seconds=_RETRY_SECONDS,
            )
        self._waiting += 1
        exchange = asyncio.create_task(self._in_turn(facts, blob))
        exchange.add_done_callback(self._done)
        return raise_refusal(*await asyncio.shield(exchange))

    def _done(self, exchange: "asyncio.Task[tuple[framing.Facts, bytes]]") -> None:
        self._waiting -= 1
        if not exchange.cancelled():
            # Nobody may be left to see it.
            exchange.exception()

    async def _in_turn(self, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
        async with self._turn:
            process = await self._ready()
            try:
                async with asyncio.timeout(self._limits.patience_seconds):
                    answer = await _exchange(process, facts, blob)
            except TimeoutError as error:
                _log.warning("worker waited for too long", task=self._task)
                await self._end()
                raise DependencyTimeoutError(
                    "This server is too busy to open the file now. Please send it again."
                ) from error
            except (OSError, EOFError, ValueError) as error:
                _log.warning("worker ended", task=self._task, reason=type(error).__name__)
                await self._end()
                raise ValidationError(
                    "This file could not be opened within the time and memory a file may take. "
                    "Please send another one."
                ) from error
            except asyncio.CancelledError:
                await self._end()
                raise
            self._turns += 1
            if self._turns >= self._limits.turns:
                await self._end()
            return answer

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        given = self._limits
        limits = (str(given.address_space_bytes), str(given.files), str(given.seconds))
        self._turns = 0
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-m", self._program, self._task, *limits,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # No secret of the service is any of its business.
            env={},
        )  # fmt: skip
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def aclose(self) -> None:
        """Ends the process, once it is done with the file at hand."""
        async with self._turn:
            await self._end()


async def _exchange(
    process: asyncio.subprocess.Process, facts: framing.Facts, blob: bytes
) -> tuple[framing.Facts, bytes]:
    assert process.stdin is not None  # noqa: S101  # both are pipes, see _ready
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(framing.pack(facts, blob))
    process.stdin.write(blob)
    await process.stdin.drain()
    of_facts, of_blob = framing.lengths(await process.stdout.readexactly(framing.HEADER.size))
    answer = json.loads(await process.stdout.readexactly(of_facts))
    return answer, await process.stdout.readexactly(of_blob)
