"""The server is killed (SIGKILL) at every moment that matters, and at moments nobody chose."""

import asyncio
import random
from collections.abc import Generator

import pytest
from tests.faults.checks import check_log, die_while, repeated_steps, told
from tests.faults.lives import PATIENCE_SECONDS, Event, Lives, Talk, lives, log_of

pytestmark = pytest.mark.socket

_SEED = 20260101

_WISH: Event = {
    "type": "message",
    "message": "a lamp under 50",
    "media": [
        {"media_type": "audio", "s3_key": "made-of-brass"},
        {"media_type": "image", "s3_key": "round"},
    ],
    "client_id": "c1",
}
_BARE_WISH: Event = {"type": "message", "message": "a desk", "client_id": "c1"}
_LIMIT: Event = {"type": "message", "message": "under 40", "client_id": "c2"}
_SMALL_TALK: Event = {"type": "message", "message": "hello there", "client_id": "c3"}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lives]:
    with lives(tmp_path_factory.mktemp("quick"), seconds=0.003) as server:
        yield server


@pytest.fixture(scope="module")
def of_cancelling(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lives]:
    with lives(tmp_path_factory.mktemp("quick"), seconds=0.003) as server:
        yield server


@pytest.fixture(scope="module")
def unhurried(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lives]:
    """Takes its time in every step, so that most kills land inside one."""
    with lives(tmp_path_factory.mktemp("unhurried"), seconds=0.01) as server:
        yield server


@pytest.mark.parametrize(("name", "first"), [("results", _WISH), ("question", _BARE_WISH)])
async def test_killed_after_every_single_commit(quick: Lives, name: str, first: Event) -> None:
    """Before, inside and after each node: every commit of a turn is the last one of some life."""
    undisturbed = Talk(quick.url, f"{name}-undisturbed")
    await undisturbed.say(first)
    await undisturbed.say(_LIMIT)
    writes, died = 0, True
    while died:
        writes += 1
        talk = Talk(quick.url, f"{name}-{writes}")
        died = await die_while(quick, talk, first, writes)
        await talk.say(_LIMIT)
        log = await log_of(quick.url, talk.session_id)
        assert log == talk.events, f"the client's view differs after {writes} writes"
        check_log(log, [first, _LIMIT])
        assert told(log) == told(undisturbed.events)
    assert writes > len(undisturbed.events)


@pytest.mark.parametrize(
    ("first", "step"),
    [
        (_WISH, "route"),
        (_WISH, "need_media_ops"),
        (_WISH, "transcribe_audio"),
        (_WISH, "extract_image_attrs"),
        (_WISH, "build_requirement_spec"),
        (_WISH, "need_clarify"),
        (_WISH, "search_marketplaces"),
        (_WISH, "rank_and_compose"),
        (_BARE_WISH, "ask_clarifying_q"),
    ],
)
async def test_killed_inside_a_node(quick: Lives, first: Event, step: str) -> None:
    """The nodes that call somebody; the others are over at once and have no inside."""
    undisturbed = Talk(quick.url, f"before-{step}")
    await undisturbed.say(first)
    talk = Talk(quick.url, f"inside-{step}")
    quick.hold(step)
    saying = asyncio.create_task(talk.say(first))
    await talk.hears_of(step)
    quick.kill()
    await saying
    log = await log_of(quick.url, talk.session_id)
    check_log(log, [first])
    assert told(log) == told(undisturbed.events)
    assert step in repeated_steps(log)


async def test_killed_while_a_message_is_said_instead_of_another(quick: Lives) -> None:
    """After every single commit: it is taken back once, and what follows stands without it."""
    desk: Event = {"type": "message", "message": "a desk", "client_id": "c1"}
    cheap: Event = {"type": "message", "message": "under 40", "client_id": "c2"}
    last: Event = {"type": "message", "message": "under 90", "client_id": "c4"}
    writes, died = 0, True
    while died:
        writes += 1
        talk = Talk(quick.url, f"instead-{writes}")
        await talk.say(desk)
        await talk.say(cheap)
        replaced = talk.events[-1]["run_id"]
        lamp: Event = {
            "type": "message",
            "message": "a lamp under 50",
            "client_id": "c3",
            "replaces": replaced,
        }
        died = await die_while(quick, talk, lamp, writes)
        wanted = told(talk.events).results[-1]["requirement_spec"]
        assert (wanted["product_type"], wanted["price"]["max"]) == ("lamp", 50)
        begun = [event["data"] for event in talk.events if event["type"] == "thinking"]
        assert [data.get("replaces") for data in begun] == [None, None, replaced]
        lamp_run = talk.events[-1]["run_id"]
        await talk.say({**last, "replaces": lamp_run})
        log = await log_of(quick.url, talk.session_id)
        assert log == talk.events
        check_log(log, [desk, cheap, lamp, last])
        wanted = told(log).results[-1]["requirement_spec"]
        assert (wanted["product_type"], wanted["price"]["max"]) == ("desk", 90)
    assert writes > 5


async def test_killed_at_random_moments(unhurried: Lives, request: pytest.FixtureRequest) -> None:
    kills = int(str(request.config.getoption("--kills")))
    moments = random.Random(_SEED)  # noqa: S311
    undisturbed = Talk(unhurried.url, "undisturbed")
    frames = [_BARE_WISH, _LIMIT, _SMALL_TALK]
    for frame in frames:
        await undisturbed.say(frame)

    async def talk_on(name: str, died: asyncio.Event) -> list[Talk]:
        talks: list[Talk] = []
        while not died.is_set():
            talks.append(Talk(unhurried.url, f"{name}-{len(talks)}"))
            for frame in frames:
                await talks[-1].say(frame)
        return talks

    died = asyncio.Event()
    talking = [asyncio.create_task(talk_on(name, died)) for name in ("a", "b", "c")]
    for _ in range(kills):
        await asyncio.sleep(moments.uniform(0.0, 0.4))
        unhurried.kill()
    died.set()
    talks = [talk for one in await asyncio.gather(*talking) for talk in one]
    cut_off: set[str] = set()
    for talk in talks:
        log = await log_of(unhurried.url, talk.session_id)
        assert log == talk.events
        check_log(log, frames)
        assert told(log) == told(undisturbed.events)
        cut_off |= repeated_steps(log)
    assert cut_off


async def test_messages_that_wait_outlive_the_server(unhurried: Lives) -> None:
    """All three are sent at once; each is answered once, in their order."""
    frames = [_BARE_WISH, _LIMIT, _SMALL_TALK]
    talk = Talk(unhurried.url, "waiting")
    saying = asyncio.create_task(talk.say(*frames))
    for _ in range(3):
        await asyncio.sleep(0.15)
        unhurried.kill()
    await saying
    log = await log_of(unhurried.url, "waiting")
    assert log == talk.events
    check_log(log, frames)


@pytest.mark.parametrize("writes", range(1, 9))
async def test_killed_while_cancelling(of_cancelling: Lives, writes: int) -> None:
    """The turn ends once, cancelled or answered, and the next one stands on what was said."""
    talk = Talk(of_cancelling.url, f"cancelled-{writes}")
    await talk.say(_BARE_WISH)
    of_cancelling.hold("search_marketplaces")
    other_wish = {"type": "message", "message": "a lamp under 50", "client_id": "other"}
    saying = asyncio.create_task(talk.say(other_wish))
    await talk.hears_of("search_marketplaces")
    of_cancelling.kill_after(writes)
    await talk.send({"type": "cancel"})
    assert await of_cancelling.dies_within(PATIENCE_SECONDS)
    await saying
    await talk.say(_LIMIT)
    log = await log_of(of_cancelling.url, talk.session_id)
    assert log == talk.events
    check_log(log, [_BARE_WISH, other_wish, _LIMIT])
    outcome = told(log).outcomes[1]
    assert outcome == "cancelled"
    wanted = told(log).results[-1]["requirement_spec"]
    assert (wanted["product_type"], wanted["price"]["max"]) == ("desk", 40)
