"""A worker that hangs or dies costs the file, not the service."""

import asyncio
import os
import signal

import pytest
from tests.media.drawing import photo

from talknshop.core.errors import DependencyTimeoutError, RateLimitError, ValidationError
from talknshop.core.worker_process.limits import MOST_WAITING, WorkerLimits
from talknshop.media.limits import DECODING
from talknshop.media.worker import Worker

JPEG = {"kind": "image/jpeg"}


async def test_a_dead_worker_is_replaced() -> None:
    worker = Worker("decode", DECODING)
    await worker.ask(JPEG, photo())
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await asyncio.sleep(0.2)
    facts, copy = await worker.ask(JPEG, photo())
    assert worker.pid != first
    assert (facts["width"], copy[:2]) == (320, b"\xff\xd8")
    await worker.aclose()
    assert worker.pid is None


async def test_a_worker_that_gets_no_time_is_ended_and_the_file_is_not_blamed() -> None:
    worker = Worker("decode", WorkerLimits(seconds=1, address_space_bytes=1 << 30))
    await worker.ask(JPEG, photo())
    hung = worker.pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    with pytest.raises(DependencyTimeoutError, match="send it again"):
        await worker.ask(JPEG, photo())
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)
    facts, _ = await worker.ask(JPEG, photo())
    assert facts["format"] == "JPEG"
    await worker.aclose()


async def test_a_file_that_takes_too_much_of_the_processor_is_given_up() -> None:
    worker = Worker("decode", WorkerLimits(seconds=0.2, address_space_bytes=1 << 30))
    with pytest.raises(ValidationError, match="time and memory"):
        await worker.ask(JPEG, photo(7_000, 5_000))
    await worker.aclose()


async def test_memory_is_limited() -> None:
    worker = Worker("decode", WorkerLimits(seconds=30, address_space_bytes=200 << 20))
    with pytest.raises(ValidationError):
        await worker.ask(JPEG, photo(7_000, 5_000, form="PNG"))
    await worker.aclose()


async def test_it_can_write_nothing_and_has_no_secrets() -> None:
    worker = Worker("decode", DECODING)
    await worker.ask(JPEG, photo())
    with open(f"/proc/{worker.pid}/limits", encoding="ascii") as file:  # noqa: ASYNC230, PTH123
        limits = file.read()
    with open(f"/proc/{worker.pid}/environ", "rb") as file:  # noqa: ASYNC230, PTH123
        environment = file.read()
    assert "Max file size             0" in limits
    assert b"SECRET" not in environment
    assert b"HOME" not in environment
    await worker.aclose()


async def test_too_many_at_once_are_asked_to_come_back() -> None:
    worker = Worker("decode", DECODING)
    content = photo()
    asked = [asyncio.create_task(worker.ask(JPEG, content)) for _ in range(MOST_WAITING + 3)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, RateLimitError)]
    assert len(refused) == 3
    assert all(one.retry_after_seconds for one in refused)
    await worker.aclose()


async def test_who_goes_away_disturbs_nobody() -> None:
    worker = Worker("decode", DECODING)
    await worker.ask(JPEG, photo())
    pid = worker.pid
    gone = asyncio.create_task(worker.ask(JPEG, photo(2_000, 2_000)))
    await asyncio.sleep(0.01)
    gone.cancel()
    facts, _ = await worker.ask(JPEG, photo())
    assert facts["width"] == 320
    assert worker.pid == pid
    await worker.aclose()
