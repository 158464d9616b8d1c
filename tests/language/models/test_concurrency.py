"""A hundred replies at once: none waits for a thread that another holds."""

import asyncio
import statistics
import threading
import time

import pytest
from tests.language.models.conftest import Opened
from tests.language.models.served import ANTHROPIC, BEDROCK, OLLAMA, OPENAI, Vendors, reply_call

from talknshop.language.model_client import ModelClient
from talknshop.simulation.models.script import Reply

pytestmark = pytest.mark.socket

STREAMS = 100
START_SECONDS = 1.0
# Six threads, as on two cores, would need 17 times the start.
LONGEST_SECONDS = 6 * START_SECONDS


@pytest.mark.parametrize("model", [BEDROCK, ANTHROPIC, OPENAI, OLLAMA])
async def test_a_hundred_streams_begin_together(
    model: str, vendors: Vendors, opened: Opened
) -> None:
    vendors.script.set(Reply(text="one two three", start_seconds=START_SECONDS))
    client = opened(model)
    await first_piece_seconds(client)
    threads = threading.active_count()
    firsts = await asyncio.gather(*(first_piece_seconds(client) for _ in range(STREAMS)))
    assert statistics.median(firsts) < LONGEST_SECONDS
    assert max(firsts) < LONGEST_SECONDS * 2
    assert threading.active_count() == threads


async def first_piece_seconds(client: ModelClient) -> float:
    started = time.perf_counter()
    first: float | None = None
    async for _ in client.stream(reply_call()):
        first = first or time.perf_counter() - started
    assert first is not None
    return first
