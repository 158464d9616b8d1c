"""What a worker process does: ``python -m PROGRAM TASK BYTES FILES SECONDS``.

It gives up what it does not need before it reads the first file: it can write no file, hold few
open, and ask for no more memory than it was given. A file that takes more of the processor than it
may ends it. Windows has no such limits; there only the patience of the service holds.
"""

import importlib
import os
import signal
from collections.abc import Callable, Mapping, Sequence

from talknshop.core.worker_process import framing
from talknshop.core.worker_process.refusals import RefusedError

_Handle = Callable[[framing.Facts, bytes], tuple[framing.Facts, bytes]]


def main(tasks: Mapping[str, str], arguments: Sequence[str]) -> None:
    """Answers frames on standard input until it ends.

    Args:
        tasks: For each task the module whose ``handle`` does it.
        arguments: The task, the memory in bytes and the open files that it may have, and the
            seconds of the processor that a file may take.
    """
    task, address_space_bytes, files = arguments[0], int(arguments[1]), int(arguments[2])
    seconds = float(arguments[3])
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the frames.
    os.dup2(2, 1)
    _give_up(address_space_bytes, files)
    handle: _Handle = importlib.import_module(tasks[task]).handle
    while (question := framing.read(incoming)) is not None:
        _count_processor_time(seconds)
        answer = _answer(handle, *question)
        _count_processor_time(0)
        framing.write(outgoing, *answer)


def _answer(handle: _Handle, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    try:
        return handle(facts, blob)
    except RefusedError as error:
        return {"refused": error.kind, "message": str(error)}, b""
    except MemoryError:
        message = "The file needs more memory to open than it may have. Send a smaller one."
        return {"refused": "size", "message": message}, b""


def _count_processor_time(seconds: float) -> None:
    """Ends the process by ``SIGPROF`` after so much time of the processor; never for 0."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _give_up(address_space_bytes: int, files: int) -> None:
    try:
        import resource  # noqa: PLC0415  # absent on Windows
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, address_space_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, files),
    ):
        hard = resource.getrlimit(limit)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (allowed, allowed))
