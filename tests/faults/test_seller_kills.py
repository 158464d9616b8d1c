"""The server is killed (SIGKILL) while somebody sells: what they said yes to is posted once."""

import asyncio
from collections.abc import Generator

import pytest
from tests.faults.checks import SETTLING_SECONDS, check_log, die_while, repeated_steps, told
from tests.faults.lives import Event, Lives, Talk, lives, log_of

pytestmark = pytest.mark.socket

_OFFER: Event = {"type": "message", "message": "sell my lamp for 40", "client_id": "c5"}
_BARE_OFFER: Event = {"type": "message", "message": "sell my lamp", "client_id": "c6"}
_YES: Event = {"type": "message", "message": "post it", "client_id": "c7"}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lives]:
    with lives(tmp_path_factory.mktemp("quick"), seconds=0.003) as server:
        yield server


async def test_a_seller_s_yes_is_one_job_whenever_the_server_dies(quick: Lives) -> None:
    """After every other commit of the run that posts: one job, told once, under one id."""
    undisturbed = Talk(quick.url, "sold-undisturbed")
    await undisturbed.say(_OFFER)
    await undisturbed.say(_YES)
    job_ids: list[str] = []
    writes, died = 1, True
    while died:
        writes += 2
        talk = Talk(quick.url, f"sold-{writes}")
        await talk.say(_OFFER)
        died = await die_while(quick, talk, _YES, writes)
        log = await log_of(quick.url, talk.session_id)
        assert log == talk.events
        check_log(log, [_OFFER, _YES])
        assert told(log) == told(undisturbed.events)
        job_ids += [event["data"]["job_id"] for event in log if event["type"] == "job"]
    # Each conversation has one job; the service has no other, and none twice.
    assert len(job_ids) == writes // 2
    numbers = [int(job_id.removeprefix("job_")) for job_id in job_ids]
    assert numbers == list(range(numbers[0], numbers[0] + len(job_ids)))
    assert told(undisturbed.events).outcomes == ["listing", "listing"]
    assert writes > 10


@pytest.mark.parametrize(
    ("first", "step"),
    [(_BARE_OFFER, "build_listing_spec"), (_OFFER, "validate_listing_inputs")],
)
async def test_killed_while_a_listing_is_written(quick: Lives, first: Event, step: str) -> None:
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
    await asyncio.sleep(SETTLING_SECONDS)
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
