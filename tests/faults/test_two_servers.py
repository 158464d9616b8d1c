"""Two servers over one folder: a conversation may go on at either, and at both at once."""

import asyncio
import random
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.faults.lives import Event, Lives, Talk, lives, log_of, texts
from tests.faults.test_kills import check_log

pytestmark = pytest.mark.socket

_SESSIONS = 8
_TURNS = 4
_KILLS = 12


@pytest.fixture
def servers(tmp_path: Path) -> Generator[list[Lives]]:
    with ExitStack() as stack:
        yield [stack.enter_context(lives(tmp_path, seconds=0.002)) for _ in range(2)]


def wish(number: int) -> Event:
    return {"type": "message", "message": f"a lamp under {40 + number}", "client_id": f"c{number}"}


async def test_conversations_move_between_servers_under_load(servers: list[Lives]) -> None:
    frames = [wish(number) for number in range(_TURNS)]

    async def talk(session: int) -> None:
        conversation = Talk(servers[0].url, f"moving-{session}")
        for number, frame in enumerate(frames):
            conversation.url = servers[(session + number) % 2].url
            await conversation.say(frame)

    await asyncio.gather(*(talk(session) for session in range(_SESSIONS)))
    logs = [await log_of(servers[0].url, f"moving-{n}") for n in range(_SESSIONS)]
    for log in logs:
        check_log(log, frames)
    said = {tuple(texts(log)) for log in logs}
    assert len(said) == 1, "each conversation is the same wherever it was had"


async def test_both_servers_get_messages_of_one_conversation_at_once(servers: list[Lives]) -> None:
    conversations = [Talk(server.url, "shared") for server in servers]
    await conversations[0].say(wish(0))
    frames = [wish(number) for number in range(1, 7)]
    await asyncio.gather(*(conversations[n % 2].send(frame) for n, frame in enumerate(frames)))
    await conversations[0].say(*frames)
    log = await log_of(servers[1].url, "shared")
    begun = [e["data"]["client_id"] for e in log if e["type"] == "thinking"]
    assert sorted(begun) == [f"c{number}" for number in range(7)]
    check_log(log, [wish(int(client_id[1:])) for client_id in begun])
    ends = [event["run_id"] for event in log]
    assert ends == sorted(ends, key=ends.index), "one turn ends before the next begins"


async def test_a_server_that_dies_under_load_costs_no_turn(servers: list[Lives]) -> None:
    chance = random.Random(7)  # noqa: S311
    frames = [wish(number) for number in range(_TURNS)]

    async def talk(session: int) -> None:
        conversation = Talk(servers[0].url, f"mortal-{session}")
        for frame in frames:
            conversation.url = chance.choice(servers).url
            await conversation.say(frame)

    talking = asyncio.gather(*(talk(session) for session in range(_SESSIONS)))
    for _ in range(_KILLS):
        await asyncio.sleep(chance.uniform(0.1, 0.3))
        if not talking.done():
            await asyncio.to_thread(chance.choice(servers).kill)
    await talking
    for session in range(_SESSIONS):
        check_log(await log_of(servers[0].url, f"mortal-{session}"), frames)
