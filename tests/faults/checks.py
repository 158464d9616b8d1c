"""What must hold of a conversation whose server died, and how it is made to die."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from tests.faults.lives import Event, Lives, Talk, is_beginning_of, texts

SETTLING_SECONDS = 1.0
"""What a run writes after its client has read the end takes less than this."""


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
    died = await server.dies_within(SETTLING_SECONDS)
    await saying
    return died
