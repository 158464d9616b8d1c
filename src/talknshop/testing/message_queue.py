"""The conformance suite of a ``MessageQueue``: every implementation passes it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from talknshop.messaging.message_queue import MOST_AT_ONCE, Message, MessageQueue, QueueDepth

# Longer than any implementation takes to answer, shorter than a test may last.
_PATIENCE_SECONDS = 10.0
_NEVER_SECONDS = 600.0

PassTime = Callable[[float], Awaitable[None]]
"""Lets seconds pass for the queue: its clock is moved on, or they are waited for."""


async def receive_all(queue: MessageQueue) -> list[Message]:
    """Everything that can be received now."""
    received: list[Message] = []
    while batch := await queue.receive(visibility_seconds=_NEVER_SECONDS):
        received += batch
    return received


class MessageQueueConformance:
    """The suite; needs the fixtures ``queue`` and ``other_queue``, which allow three receives.

    The fixture ``pass_time`` is a ``PassTime``.
    """

    knows_its_holders: ClassVar[bool] = True
    """False where a queue may deliver twice, and let somebody touch what another holds by now."""

    async def test_what_is_sent_is_received_with_its_count(self, queue: MessageQueue) -> None:
        message_id = await queue.send('{"n": 1, "é": "✓"}')
        (message,) = await queue.receive()
        assert (message.message_id, message.body) == (message_id, '{"n": 1, "é": "✓"}')
        assert message.receive_count == 1

    async def test_nothing_is_received_from_an_empty_queue(self, queue: MessageQueue) -> None:
        assert await queue.receive() == []
        assert await queue.depth() == QueueDepth(0, 0, 0, 0)

    async def test_a_message_in_flight_is_hidden_until_deleted(self, queue: MessageQueue) -> None:
        await queue.send("a")
        (message,) = await queue.receive()
        assert await queue.receive() == []
        assert (await queue.depth()).in_flight == 1
        await queue.delete(message)
        assert await queue.depth() == QueueDepth(0, 0, 0, 0)

    async def test_a_message_given_back_comes_again_under_another_receipt(
        self, queue: MessageQueue
    ) -> None:
        await queue.send("a")
        (first,) = await queue.receive()
        assert await queue.extend(first, 0)
        (second,) = await queue.receive()
        assert (second.message_id, second.receive_count) == (first.message_id, 2)
        assert second.receipt != first.receipt

    async def test_who_lost_a_message_can_no_longer_touch_it(self, queue: MessageQueue) -> None:
        await queue.send("a")
        (lost,) = await queue.receive()
        await queue.extend(lost, 0)
        (held,) = await queue.receive(visibility_seconds=_NEVER_SECONDS)
        if self.knows_its_holders:
            assert not await queue.extend(lost, 0)
            await queue.delete(lost)
            assert (await queue.depth()).in_flight == 1
        await queue.delete(held)
        await queue.delete(held)
        assert not await queue.extend(held, 0)

    async def test_no_more_come_at_once_than_asked_for(self, queue: MessageQueue) -> None:
        for number in range(MOST_AT_ONCE + 5):
            await queue.send(str(number))
        assert len(await queue.receive(most=3)) == 3
        assert len(await queue.receive(most=MOST_AT_ONCE + 5)) <= MOST_AT_ONCE
        await receive_all(queue)
        assert (await queue.depth()).in_flight == MOST_AT_ONCE + 5

    async def test_queues_do_not_share_messages(
        self, queue: MessageQueue, other_queue: MessageQueue
    ) -> None:
        await queue.send("a")
        assert await other_queue.receive() == []
        assert len(await queue.receive()) == 1

    async def test_who_waits_is_woken(self, queue: MessageQueue) -> None:
        waiting = asyncio.create_task(queue.receive(wait_seconds=_PATIENCE_SECONDS))
        await asyncio.sleep(0)
        await queue.send("a")
        assert [message.body for message in await waiting] == ["a"]

    async def test_many_who_wait_get_one_each(self, queue: MessageQueue) -> None:
        waiting = [
            asyncio.create_task(queue.receive(most=1, wait_seconds=_PATIENCE_SECONDS))
            for _ in range(5)
        ]
        for number in range(5):
            await queue.send(str(number))
        received = await asyncio.gather(*waiting)
        assert sorted(message.body for batch in received for message in batch) == list("01234")

    async def test_a_message_that_nobody_can_handle_dies(self, queue: MessageQueue) -> None:
        message_id = await queue.send("poison")
        for count in range(1, 4):
            (message,) = await queue.receive()
            assert message.receive_count == count
            await queue.extend(message, 0)
        assert await queue.receive() == []
        (dead,) = await queue.dead_letters()
        assert (dead.message_id, dead.body, dead.receive_count) == (message_id, "poison", 3)
        assert await queue.depth() == QueueDepth(0, 0, 0, dead=1)

    async def test_the_dead_do_not_hold_up_the_living(self, queue: MessageQueue) -> None:
        await queue.send("poison")
        for _ in range(3):
            (message,) = await queue.receive()
            await queue.extend(message, 0)
        await queue.send("fine")
        assert [message.body for message in await queue.receive(most=1)] == ["fine"]

    async def test_dead_letters_are_sent_again_by_name_or_all(self, queue: MessageQueue) -> None:
        ids = [await queue.send(str(number)) for number in range(3)]
        for _ in range(3):
            for message in await queue.receive():
                await queue.extend(message, 0)
        assert await queue.receive() == []
        assert await queue.redrive([ids[1], "msg_unknown"]) == 1
        (again,) = await queue.receive(visibility_seconds=_NEVER_SECONDS)
        assert (again.body, again.receive_count) == ("1", 1)
        assert await queue.redrive() == 2
        assert await queue.dead_letters() == []
        assert sorted(message.body for message in await receive_all(queue)) == ["0", "2"]

    async def test_many_senders_and_receivers_lose_nothing(self, queue: MessageQueue) -> None:
        await asyncio.gather(*(queue.send(str(number)) for number in range(200)))
        received: list[str] = []

        async def work() -> None:
            while batch := await queue.receive(visibility_seconds=_NEVER_SECONDS):
                for message in batch:
                    received.append(message.body)
                    await queue.delete(message)

        await asyncio.gather(*(work() for _ in range(8)))
        if not self.knows_its_holders:
            received = list(set(received))
        assert sorted(received, key=int) == [str(number) for number in range(200)]

    async def test_a_delayed_message_comes_when_its_time_has_come(
        self, queue: MessageQueue, pass_time: PassTime
    ) -> None:
        await queue.send("later", delay_seconds=2)
        assert await queue.receive() == []
        assert await queue.depth() == QueueDepth(ready=0, delayed=1, in_flight=0, dead=0)
        await pass_time(2.1)
        assert [message.body for message in await queue.receive()] == ["later"]

    async def test_who_died_with_a_message_keeps_it_only_for_a_while(
        self, queue: MessageQueue, pass_time: PassTime
    ) -> None:
        await queue.send("a")
        (held,) = await queue.receive(visibility_seconds=2)
        await pass_time(1.0)
        assert await queue.extend(held, 3)
        await pass_time(1.5)
        assert await queue.receive() == []
        await pass_time(1.6)
        (again,) = await queue.receive()
        assert again.receive_count == 2

    async def test_what_is_put_back_for_later_does_not_hold_up_the_rest(
        self, queue: MessageQueue
    ) -> None:
        await queue.send("first")
        (message,) = await queue.receive()
        assert await queue.extend(message, 60)
        await queue.send("second")
        assert [one.body for one in await queue.receive()] == ["second"]
        depth = await queue.depth()
        assert (depth.ready, depth.in_flight) == (0, 2)

    async def test_dead_letters_stay_where_they_are(self, queue: MessageQueue) -> None:
        ids = {await queue.send(str(number)) for number in range(2)}
        for _ in range(3):
            for message in await queue.receive():
                await queue.extend(message, 0)
        assert await queue.receive() == []
        for _ in range(2):
            assert {one.message_id for one in await queue.dead_letters()} == ids
        assert len(await queue.dead_letters(most=1)) == 1
        assert (await queue.depth()).dead == 2
