"""Message queues of Amazon SQS, each with its dead letters."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from talknshop.core.aws import AwsAccess, AwsClient, CallLimits
from talknshop.messaging.message_queue import MOST_AT_ONCE, DeadLetter, Message, QueueDepth
from talknshop.messaging.queue_descriptions import dead_name
from talknshop.messaging.sqs_calls import LONGEST_POLL_SECONDS, SqsCalls

if TYPE_CHECKING:
    from types_aiobotocore_sqs.type_defs import MessageTypeDef

# While dead letters are looked through they are hidden from others who do so.
_LOOKING_SECONDS = 60.0
# Where a call does not wait, SQS asks only some of its machines, and may miss what is there.
_SHORT_WAIT_SECONDS = 1.0
_CALL = CallLimits(attempts=3, read_seconds=5.0)
# A call that waits is quiet for as long as that. Read again, one whose answer was lost could take
# further messages; the worker asks again anyway.
_POLL = CallLimits(attempts=1, read_seconds=LONGEST_POLL_SECONDS + 10.0)


class SqsQueue:
    """Implements ``MessageQueue``; sends, deletes and extensions share calls.

    What SQS does not promise, neither does this: messages may come twice, in any order; counts are
    approximate; a holder whose time is over learns of it only where SQS still knows.
    """

    def __init__(self, name: str, queue: SqsCalls, dead: SqsCalls, *, most_receives: int) -> None:
        """Opens a queue; see ``SqsQueues``, which builds it.

        Args:
            name: Its name without the prefix of the installation.
            queue: Its calls.
            dead: The calls of its dead letters.
            most_receives: After so many a message is a dead letter, as the queue was made.
        """
        self.name = name
        self._queue = queue
        self._dead = dead
        self._most_receives = most_receives

    async def send(self, body: str, *, delay_seconds: float = 0.0) -> str:
        """Sends a message; see ``MessageQueue``."""
        return await self._queue.send(body, delay_seconds=delay_seconds)

    async def receive(
        self,
        *,
        most: int = MOST_AT_ONCE,
        wait_seconds: float = 0.0,
        visibility_seconds: float = 30.0,
    ) -> list[Message]:
        """Takes messages and hides them from others; see ``MessageQueue``.

        Whoever is called off while it waits may leave a message hidden that nobody holds: it comes
        again when its visibility ends.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_seconds
        while True:
            left = deadline - loop.time()
            found = await self._queue.receive(
                most=min(most, MOST_AT_ONCE),
                wait_seconds=max(0.0, left),
                visibility_seconds=visibility_seconds,
            )
            if found or left <= LONGEST_POLL_SECONDS:
                return [_message(one) for one in found]

    async def delete(self, message: Message) -> None:
        """Forgets a message; see ``MessageQueue``."""
        await self._queue.delete(message.receipt)

    async def extend(self, message: Message, seconds: float) -> bool:
        """Hides a message for longer, or gives it back; see ``MessageQueue``."""
        return await self._queue.hide(message.receipt, seconds)

    async def depth(self) -> QueueDepth:
        """About how many messages there are."""
        living, dead = await asyncio.gather(self._queue.counts(), self._dead.counts())
        return QueueDepth(*living, dead=sum(dead))

    async def dead_letters(self, *, most: int = 100) -> list[DeadLetter]:
        """The messages that nobody could handle; see ``MessageQueue``."""
        held: list[MessageTypeDef] = []
        try:
            async for batch in self._dead_batches():
                held += batch
                if len(held) >= most:
                    break
        finally:
            await self._give_back(held)
        letters = [self._dead_letter(one) for one in held]
        return sorted(letters, key=lambda one: (one.sent_at, one.message_id))[:most]

    async def redrive(self, message_ids: Collection[str] | None = None) -> int:
        """Sends dead letters again, as new messages; see ``MessageQueue``.

        SQS could move them itself, but all or none, and later.
        """
        wanted = None if message_ids is None else set(message_ids)
        kept: list[MessageTypeDef] = []
        sent = 0
        try:
            async for batch in self._dead_batches():
                chosen = [one for one in batch if wanted is None or _id(one) in wanted]
                kept += [one for one in batch if one not in chosen]
                await asyncio.gather(*(self._revive(one) for one in chosen))
                sent += len(chosen)
        finally:
            await self._give_back(kept)
        return sent

    async def _dead_batches(self) -> "AsyncGenerator[list[MessageTypeDef]]":
        """Everything among the dead letters, hidden from others meanwhile."""
        seen: set[str] = set()
        while batch := await self._dead.receive(
            most=MOST_AT_ONCE,
            wait_seconds=_SHORT_WAIT_SECONDS,
            visibility_seconds=_LOOKING_SECONDS,
        ):
            new = [one for one in batch if _id(one) not in seen]
            seen |= {_id(one) for one in new}
            if not new:
                return
            yield new

    async def _revive(self, letter: "MessageTypeDef") -> None:
        # In this order: who is stopped in between has a message twice, and never none.
        await self._queue.send(letter.get("Body", ""))
        await self._dead.delete(letter.get("ReceiptHandle", ""))

    async def _give_back(self, letters: "Collection[MessageTypeDef]") -> None:
        await asyncio.gather(*(self._dead.hide(one.get("ReceiptHandle", ""), 0) for one in letters))

    def _dead_letter(self, found: "MessageTypeDef") -> DeadLetter:
        return DeadLetter(
            message_id=_id(found),
            body=found.get("Body", ""),
            # Its own count goes on with everybody who looks at the dead letters.
            receive_count=self._most_receives,
            sent_at=_sent_at(found),
            died_at=None,
        )


class SqsQueues:
    """The queues of an account whose names begin alike."""

    def __init__(self, access: AwsAccess, *, prefix: str = "", most_receives: int = 3) -> None:
        """Connects when a queue is first asked.

        Args:
            access: Where and as whom.
            prefix: Stands before the names of queues.
            most_receives: As the queues were made.
        """
        self._client = AwsClient("sqs", access, _CALL)
        self._polling = AwsClient("sqs", access, _POLL)
        self._prefix = prefix
        self._most_receives = most_receives
        self._calls: dict[str, SqsCalls] = {}

    def queue(self, name: str) -> SqsQueue:
        """The queue of a name, which was made before (``talknshop aws create``)."""
        queue, dead = self._calls_of(name), self._calls_of(dead_name(name))
        return SqsQueue(name, queue, dead, most_receives=self._most_receives)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
        await self._polling.aclose()

    def _calls_of(self, name: str) -> SqsCalls:
        # One for all who use it, so that their calls share batches.
        full = self._prefix + name
        return self._calls.setdefault(full, SqsCalls(self._client, self._polling, full))


def _id(found: "MessageTypeDef") -> str:
    return found.get("MessageId", "")


def _message(found: "MessageTypeDef") -> Message:
    return Message(
        message_id=_id(found),
        body=found.get("Body", ""),
        receipt=found.get("ReceiptHandle", ""),
        receive_count=int(found.get("Attributes", {}).get("ApproximateReceiveCount", "1")),
        sent_at=_sent_at(found),
    )


def _sent_at(found: "MessageTypeDef") -> datetime:
    milliseconds = int(found.get("Attributes", {}).get("SentTimestamp", "0"))
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
