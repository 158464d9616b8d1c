"""Identifiers: a short prefix that names the kind, then randomness."""

import os
import threading

_BYTES = 8
_DRAWN_AT_ONCE = 512


class _Randomness:
    """Randomness of the operating system, drawn in blocks.

    Each draw lets other threads in, which costs a busy server far more than the draw itself.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawn = b""
        self._next = 0
        # A child that went on with its parent's block would make its parent's ids.
        os.register_at_fork(after_in_child=self._forget)

    def take(self, count: int) -> bytes:
        with self._lock:
            if self._next + count > len(self._drawn):
                self._drawn = os.urandom(count * _DRAWN_AT_ONCE)
                self._next = 0
            self._next += count
            return self._drawn[self._next - count : self._next]

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._drawn = b""


_randomness = _Randomness()


def new_id(prefix: str) -> str:
    """Makes an unguessable id such as ``sess_5f0c0f7e9a3b41d2``.

    Args:
        prefix: The kind of thing (``sess``, ``run``, ``msg``, ``req``).
    """
    return f"{prefix}_{_randomness.take(_BYTES).hex()}"
