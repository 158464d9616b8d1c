"""Several entries in one call, as SQS takes them: those that come together go together."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_ENTRIES = 10
"""Entries that one call takes at most."""
MOST_BYTES = 256 * 1024
"""What the bodies of one call may have together, and so each of them."""

_MOST_CALLS = 8
_ATTEMPTS = 4
_PAUSE_SECONDS = 0.1

Entry = Mapping[str, Any]
"""An entry of a batch, or what was answered for one."""
BatchCall = Callable[[list[Entry]], Awaitable[Mapping[str, Any]]]
"""Sends up to ten entries; the answer names which were successful and which failed."""


class EntryRefusedError(Exception):
    """SQS took the call and refused one entry of it."""

    def __init__(self, code: str, reason: str) -> None:
        """Keeps the code, such as ``ReceiptHandleIsInvalid``."""
        super().__init__(f"{code}: {reason}")
        self.code = code


@dataclass(slots=True)
class _Waiting:
    entry: Entry
    size: int
    answer: asyncio.Future[Entry]
    attempt: int = field(default=1)


class SqsBatches:
    """Groups entries of one kind; under load the batches grow, and nobody waits for company."""

    def __init__(self, call: BatchCall) -> None:
        """Sends batches with ``call``, at most eight at a time."""
        self._call = call
        self._waiting: deque[_Waiting] = deque()
        self._calling: set[asyncio.Task[None]] = set()
        self._is_gathering = False

    async def add(self, entry: Entry, *, size: int = 0) -> Entry:
        """Sends an entry with whatever others come in the same moment.

        Args:
            entry: What is sent, without an ``Id``.
            size: The bytes of its body.

        Returns:
            What was answered for it.

        Raises:
            EntryRefusedError: It was refused, also when it was sent again.
            TalknShopError: The whole call failed.
        """
        waiting = _Waiting(entry, size, asyncio.get_running_loop().create_future())
        self._put(waiting)
        return await waiting.answer

    def _put(self, waiting: _Waiting) -> None:
        self._waiting.append(waiting)
        if not self._is_gathering and len(self._calling) < _MOST_CALLS:
            self._is_gathering = True
            task = asyncio.create_task(self._send_all())
            self._calling.add(task)
            task.add_done_callback(self._calling.discard)

    async def _send_all(self) -> None:
        # By its first step, everybody who was ready to add something has done so.
        self._is_gathering = False
        while batch := self._take():
            try:
                told = await self._call(
                    [{**one.entry, "Id": str(place)} for place, one in enumerate(batch)]
                )
            except Exception as error:  # noqa: BLE001  # told to each who waits
                for one in batch:
                    if not one.answer.done():
                        one.answer.set_exception(error)
            else:
                self._tell(batch, told)

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self._waiting and len(batch) < MOST_ENTRIES:
            size += self._waiting[0].size
            if batch and size > MOST_BYTES:
                break
            batch.append(self._waiting.popleft())
        return batch

    def _tell(self, batch: list[_Waiting], told: Mapping[str, Any]) -> None:
        for success in told.get("Successful", ()):
            one = batch[int(success["Id"])]
            if not one.answer.done():
                one.answer.set_result(success)
        for failure in told.get("Failed", ()):
            one = batch[int(failure["Id"])]
            if not failure.get("SenderFault") and one.attempt < _ATTEMPTS:
                pause = _PAUSE_SECONDS * 2 ** (one.attempt - 1)
                one.attempt += 1
                asyncio.get_running_loop().call_later(pause, self._put, one)
            elif not one.answer.done():
                reason = str(failure.get("Message", "no reason given"))
                one.answer.set_exception(EntryRefusedError(str(failure.get("Code", "")), reason))
