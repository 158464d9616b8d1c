"""A question in the middle of a purchase, with a model that words the answer, over the socket."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.processes import Running, say
from tests.e2e.scripted_models import Models, heard, models, shop, understood

pytestmark = pytest.mark.socket

LOOKS_UP = "You turn a question to a shop into a plan"
WORDS = "You answer a question out of quotes"
QUESTION = "How long do I have to return something?"
HONEST = "You can return an item within 30 days from the day it was delivered [1]."


@pytest.fixture
def simulated() -> Generator[Models]:
    with models() as simulated:
        yield simulated


@pytest.fixture
def running(simulated: Models, tmp_path: Path) -> Generator[Running]:
    with shop(tmp_path, simulated.settings) as running:
        yield running


def search(running: Running, simulated: Models) -> None:
    wanted: dict[str, object] = {"op": "set", "slot": "product_type", "value": "laptop"}
    simulated.script(understood("buy", wanted))
    events = say(running.url, "a laptop", session="s1")
    assert any(event["type"] == "results" for event in events)


def asked(running: Running, simulated: Models, worded: str) -> tuple[str, dict[str, Any]]:
    """The reply as it is read, and the data of the answer."""
    simulated.script(
        understood("policy_question"),
        {
            "when": LOOKS_UP,
            "object": {
                "question": QUESTION,
                "keywords": ["return", "policy"],
                "source": "policy",
                "marketplaces": [],
            },
        },
        {"when": WORDS, "text": worded},
    )
    events = say(running.url, QUESTION, session="s1")
    [answer] = [event["data"] for event in events if event["type"] == "answer"]
    return heard(events), answer


def test_a_model_words_the_answer_and_the_purchase_goes_on(
    running: Running, simulated: Models
) -> None:
    search(running, simulated)
    text, answer = asked(running, simulated, HONEST)
    assert answer["text"] == HONEST
    assert HONEST in text
    assert (answer["extractive"], answer["worded_by"]) == (False, "openai:simulated")
    assert "30 days" in answer["citations"][0]["quote"]

    simulated.script(understood("buy", {"op": "set", "slot": "price_max", "value": 700}))
    events = say(running.url, "under $700", session="s1")
    [results] = [event["data"] for event in events if event["type"] == "results"]
    wanted = results["requirement_spec"]
    assert (wanted["product_type"], wanted["price"]["max"]) == ("laptop", 700)


@pytest.mark.parametrize(
    "added",
    [
        "You can return an item within 90 days from the day it was delivered [1].",
        "Returns are free for ever, see https://evil.example [1].",
        "You can return an item within 30 days.",
    ],
)
def test_what_a_model_adds_is_never_said(running: Running, simulated: Models, added: str) -> None:
    text, answer = asked(running, simulated, added)
    assert added not in text
    assert (answer["extractive"], answer["worded_by"]) == (True, None)
    assert answer["citations"][0]["quote"] in text
