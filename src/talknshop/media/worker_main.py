"""A worker process: ``python -m talknshop.media.worker_main TASK BYTES FILES``.

It gives up what it does not need before it reads the first file: it can write no file, hold few
open, and ask for no more memory than it was given. Windows has no such limits; there only the
time limit of the service holds.
"""

import importlib
import os
import sys
from collections.abc import Callable

from talknshop.media import framing
from talknshop.media.refusals import RefusedError

_TASKS = {
    "decode": "talknshop.media.decoding",
    "recognise": "talknshop.media.images.recognition",
    "decode_audio": "talknshop.media.transcription.audio",
    "listen": "talknshop.media.transcription.recogniser",
    "whisper": "talknshop.media.transcription.whisper_model",
}
_Handle = Callable[[framing.Facts, bytes], tuple[framing.Facts, bytes]]


def main(task: str, address_space_bytes: int, files: int) -> None:
    """Answers frames on standard input until it ends."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the frames.
    os.dup2(2, 1)
    _give_up(address_space_bytes, files)
    handle: _Handle = importlib.import_module(_TASKS[task]).handle
    while (question := framing.read(incoming)) is not None:
        framing.write(outgoing, *_answer(handle, *question))


def _answer(handle: _Handle, facts: framing.Facts, blob: bytes) -> tuple[framing.Facts, bytes]:
    try:
        return handle(facts, blob)
    except RefusedError as error:
        return {"refused": error.kind, "message": str(error)}, b""
    except MemoryError:
        message = "The file needs more memory to open than it may have. Send a smaller one."
        return {"refused": "size", "message": message}, b""


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


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
