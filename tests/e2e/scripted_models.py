"""The scripted vendors of models as a process of their own, and a shop that asks them."""

import re
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.e2e.processes import TALKNSHOP, Running, get, talknshop

READS = "You read what a person says to a shop"
WRITES = "You write what a shop says to a person"


class Models:
    """The scripted vendors as a process of their own."""

    def __init__(self, running: Running) -> None:
        self.running = running

    @property
    def settings(self) -> dict[str, str]:
        return {
            "LLM_MODEL": "openai:simulated",
            "LLM_BASE_URL": f"{self.running.url}/openai/v1",
            "OPENAI_API_KEY": "none",
            "LLM_ATTEMPTS": "1",
        }

    def script(self, *replies: dict[str, Any]) -> None:
        body = {"replies": list(replies)}
        answer = httpx.put(f"{self.running.url}/script", json=body, trust_env=False, timeout=10)
        assert answer.status_code == 200, answer.text

    def asked(self) -> list[dict[str, Any]]:
        # The look at the model at the start has none.
        every = get(f"{self.running.url}/requests").json()["requests"]
        return [one for one in every if one["messages"]]


@contextmanager
def models() -> Generator[Models]:
    command = [str(TALKNSHOP), "model", "simulate", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = "".join(iter(process.stdout.readline, "Ctrl+C stops it.\n"))
            address = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert address is not None, told
            yield Models(Running(process, [address.group()]))
        finally:
            process.kill()


@contextmanager
def shop(data: Path, settings: dict[str, str]) -> Generator[Running]:
    with talknshop("up", "--port", "0", "--data", str(data), **settings) as running:
        yield running


def read(reply: str, **how: object) -> dict[str, Any]:
    return {"when": WRITES, "text": reply, **how}


def heard(events: list[dict[str, Any]]) -> str:
    """The reply as the page shows it."""
    text = ""
    for event in events:
        if event["type"] == "token":
            text = ("" if event["data"]["restart"] else text) + event["data"]["content"]
    return text


def understood(intent: str, *operations: dict[str, object]) -> dict[str, Any]:
    """What a model makes of a message, as a reply of the script."""
    said = {
        "intent": intent,
        "confidence": 0.9,
        "operations": list(operations),
        "starts_over": False,
        "no_preference": False,
        "priorities": [],
        "conflicts": [],
        "request": None,
        "sufficient": True,
        "reason": "",
        "ask_about": [],
    }
    return {"when": READS, "object": said}
