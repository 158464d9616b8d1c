"""The server is killed (SIGKILL) at every moment that matters, and at moments nobody chose."""

import asyncio
import random
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass

import pytest
from tests.faults.lives import Event, Lives, Talk, is_beginning_of, lives, log_of, texts

pytestmark = pytest.mark.socket

# What a run writes after its client has read the end takes less than this.
_SETTLING_SECONDS = 0.15
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
_OFFER: Event = {"type": "message", "message": "sell my lamp for 40", "client_id": "c5"}
_BARE_OFFER: Event = {"type": "message", "message": "sell my lamp", "client_id": "c6"}
_YES: Event = {"type": "message", "message": "post it", "client_id": "c7"}
_SMALL_TALK: Event = {"type": "message", "message": "hello there", "client_id": "c3"}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lives]:
    with lives(tmp_path_factory.mktemp("quick"), seconds=0.003) as server:
        yield server


@pytest.fixture(scope="module")
def unhurried(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lives]:
    """Takes its time in every step, so that most kills land inside one."""
    with lives(tmp_path_factory.mktemp("unhurried"), seconds=0.01) as server:
        yield server


@dataclass(frozen=True)
class Told:
    """What a person has been told in the end, whatever happened on the way."""

    messages: list[str]
    questions: list[Event]
    results: list[Event]
    listings: list[Event]
    jobs: list[Event]
    outcomes: list[str]


def told(events: list[Event]) -> Told:
    def of_type(name: str) -> list[Event]:
        return [event["data"] for event in events if event["type"] == name]

    return Told(
        messages=texts(events),
        questions=of_type("clarification"),
        results=of_type("results"),
        listings=[without_ids(data) for data in of_type("listing")],
        jobs=[without_ids(data) for data in of_type("job")],
        outcomes=[data["outcome"] for data in of_type("done")],
    )


def without_ids(data: Event) -> Event:
    """A listing or a job apart from what tells it from the same in another conversation."""
    parts = [{**part, "job_id": None} for part in data.get("marketplace_results", [])]
    return {**data, "preview_id": None, "job_id": None, "marketplace_results": parts}


def check_log(log: list[Event], frames: list[Event]) -> None:
    """Nothing is lost, nothing told twice."""
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    runs = list(dict.fromkeys(event["run_id"] for event in log))
    assert len(runs) == len(frames)
    for run_id, frame in zip(runs, frames, strict=True):
        events = [event for event in log if event["run_id"] == run_id]
        assert is_beginning_of(events[0], frame)
        assert events[-1]["type"] == "done"
        often = Counter(event["type"] for event in events)
        assert (often["thinking"], often["done"]) == (1, 1)
        assert max(often[each] for each in ("clarification", "results", "listing", "job")) <= 1
        assert often["error"] == 0
        found = [e for e in events if e["data"].get("step") == "search_complete"]
        assert len(found) <= 1


def repeated_steps(log: list[Event]) -> set[str]:
    """The nodes that a death cut off: they began twice in one run."""
    begun = Counter(
        (event["run_id"], event["data"]["step"]) for event in log if event["type"] == "progress"
    )
    return {step for (_, step), times in begun.items() if times > 1}


async def die_while(server: Lives, talk: Talk, frame: Event, writes: int) -> bool:
    """Says something while the server dies after ``writes`` commits; False when it did not die."""
    server.kill_after(writes)
    saying = asyncio.create_task(talk.say(frame))
    while server.is_ordered and not saying.done():  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    died = await server.dies_within(_SETTLING_SECONDS)
    await saying
    return died


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


async def test_a_seller_s_yes_is_one_job_whenever_the_server_dies(quick: Lives) -> None:
    """After every single commit of the run that posts: one job, told once, under one id."""
    undisturbed = Talk(quick.url, "sold-undisturbed")
    await undisturbed.say(_OFFER)
    await undisturbed.say(_YES)
    job_ids: list[str] = []
    writes, died = 0, True
    while died:
        writes += 1
        talk = Talk(quick.url, f"sold-{writes}")
        await talk.say(_OFFER)
        died = await die_while(quick, talk, _YES, writes)
        log = await log_of(quick.url, talk.session_id)
        assert log == talk.events
        check_log(log, [_OFFER, _YES])
        assert told(log) == told(undisturbed.events)
        job_ids += [event["data"]["job_id"] for event in log if event["type"] == "job"]
    # Each conversation has one job; the service has no other, and none twice.
    numbers = [int(job_id.removeprefix("job_")) for job_id in job_ids]
    assert numbers == list(range(numbers[0], numbers[0] + writes))
    assert told(undisturbed.events).outcomes == ["listing", "listing"]
    assert writes > 10


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
        (_BARE_OFFER, "build_listing_spec"),
        (_OFFER, "validate_listing_inputs"),
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


@pytest.mark.parametrize("step", ["crosspost_dispatch", "posted"])
async def test_killed_while_a_listing_is_handed_on(quick: Lives, step: str) -> None:
    """Before the service has it, and when it has it and we do not know."""
    undisturbed = Talk(quick.url, f"before-{step}")
    await undisturbed.say(_OFFER)
    await undisturbed.say(_YES)
    talk = Talk(quick.url, f"inside-{step}")
    await talk.say(_OFFER)
    quick.hold(step)
    saying = asyncio.create_task(talk.say(_YES))
    await talk.hears_of("crosspost_dispatch")
    await asyncio.sleep(_SETTLING_SECONDS)
    quick.kill()
    await saying
    log = await log_of(quick.url, talk.session_id)
    check_log(log, [_OFFER, _YES])
    assert told(log) == told(undisturbed.events)
    (first,), (second,) = (
        [e["data"]["job_id"] for e in events if e["type"] == "job"]
        for events in (undisturbed.events, log)
    )
    assert int(second.removeprefix("job_")) == int(first.removeprefix("job_")) + 1


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
async def test_killed_while_cancelling(quick: Lives, writes: int) -> None:
    """The turn ends once, cancelled or answered, and the next one stands on what was said."""
    talk = Talk(quick.url, f"cancelled-{writes}")
    await talk.say(_BARE_WISH)
    quick.hold("search_marketplaces")
    other_wish = {"type": "message", "message": "a lamp under 50", "client_id": "other"}
    saying = asyncio.create_task(talk.say(other_wish))
    await talk.hears_of("search_marketplaces")
    quick.kill_after(writes)
    await talk.send({"type": "cancel"})
    await quick.dies_within(_SETTLING_SECONDS)
    await saying
    await talk.say(_LIMIT)
    log = await log_of(quick.url, talk.session_id)
    assert log == talk.events
    check_log(log, [_BARE_WISH, other_wish, _LIMIT])
    outcome = told(log).outcomes[1]
    assert outcome == "cancelled"
    wanted = told(log).results[-1]["requirement_spec"]
    assert (wanted["product_type"], wanted["price"]["max"]) == ("desk", 40)
