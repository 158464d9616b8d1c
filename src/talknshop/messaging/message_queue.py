"""The port of message queues, with the semantics of Amazon SQS standard queues.

A message that was received is hidden from everybody else until its visibility timeout ends; then
it is delivered again, unless it was deleted. Delivery is therefore at least once: whoever handles
a message must cope with having handled it before. A message received too often without being
deleted moves to the dead letters of its queue, from which it can be sent again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_AT_ONCE = 10
"""Messages that one call receives at most, as SQS has it."""
MOST_DELAY_SECONDS = 900
"""For so long a message may wait before it can first be received, as SQS has it. Who wants more
notes when it is due, and sends then."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as somebody received it."""

    message_id: str
    body: str
    receipt: str
    """Proves to the queue who holds the message; another one each time it is received."""
    receive_count: int
    """How often it was received, this time included."""
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that nobody could handle."""

    message_id: str
    body: str
    receive_count: int
    sent_at: datetime
    died_at: datetime | None
    """None where the queue keeps no note of it, as SQS does not."""


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many messages a queue holds, by what may be done with them.

    SQS counts about: what was sent or taken a moment ago may not be in it.
    """

    ready: int
    delayed: int
    """Sent with a delay that is not over."""
    in_flight: int
    """Received and not yet deleted; also what was put back for later."""
    dead: int


class MessageQueue(Protocol):
    """One queue with its dead letters."""

    name: str

    async def send(self, body: str, *, delay_seconds: float = 0.0) -> str:
        """Sends a message that can be received once ``delay_seconds`` are over.

        Args:
            body: What it says; 256 KB at most.
            delay_seconds: ``MOST_DELAY_SECONDS`` at most.

        Returns:
            The id of the message; when this returns, the message is stored for good.
        """
        ...

    async def receive(
        self,
        *,
        most: int = MOST_AT_ONCE,
        wait_seconds: float = 0.0,
        visibility_seconds: float = 30.0,
    ) -> list[Message]:
        """Takes up to ``most`` messages and hides them for ``visibility_seconds``.

        Waits for the first message up to ``wait_seconds``; the list is empty when none came.
        """
        ...

    async def delete(self, message: Message) -> None:
        """Forgets a message that was handled.

        Does nothing when the message was delivered again meanwhile: it is somebody else's now. SQS
        does not promise that, and may forget it nevertheless.
        """
        ...

    async def extend(self, message: Message, seconds: float) -> bool:
        """Hides a message for ``seconds`` from now; 0 gives it back at once.

        Returns:
            False when the message was delivered again, or deleted, meanwhile, as far as the queue
            can tell: SQS may say True of a message that somebody else holds by now.
        """
        ...

    async def depth(self) -> QueueDepth:
        """How many messages there are; of SQS, about how many."""
        ...

    async def dead_letters(self, *, most: int = 100) -> list[DeadLetter]:
        """The messages that nobody could handle, oldest first; they stay where they are."""
        ...

    async def redrive(self, message_ids: Collection[str] | None = None) -> int:
        """Sends dead letters again, all of them or those named; their receives count anew.

        Returns:
            How many were sent.
        """
        ...
