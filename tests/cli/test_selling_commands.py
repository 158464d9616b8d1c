"""``talknshop worker`` and ``talknshop jobs``."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from talknshop.cli.main import app, main
from talknshop.core.aws import AwsAccess, AwsClient
from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings, load_settings
from talknshop.crosspost.queues import open_queues, queue_descriptions
from talknshop.messaging.message_queue import QueueDepth
from talknshop.messaging.queue_descriptions import create_queue
from talknshop.schemas.enums import PostingMarketplace

_ENGINES = ("langgraph", "langchain_core", "PIL", "cv2", "rapidocr", "tantivy")
_PROGRAM = f"""
import sys
from talknshop.cli.main import main
try:
    main(["worker", "--data", sys.argv[1], "--marketplace", sys.argv[2]])
finally:
    print("loaded:", [name for name in {_ENGINES!r} if name in sys.modules], flush=True)
"""


def test_a_worker_loads_no_graph_engine_and_stops_when_it_is_told(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(tmp_path), "craigslist"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "Working on the listings for craigslist.\n"
        os.kill(process.pid, signal.SIGTERM)
        said = process.stdout.read()
        assert process.wait(30) == 0
    assert said.endswith("loaded: []\n")


def test_a_worker_for_a_marketplace_that_is_not_set_up_says_why(tmp_path: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path), "ebay"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "EBAY_CLIENT_ID" in refused.stderr


def test_dead_letters_are_listed_and_sent_again(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    asyncio.run(_bury(settings))
    listed = CliRunner().invoke(app, ["jobs", "dead", "--data", str(tmp_path)])
    assert listed.output.startswith("facebook  ")
    assert "after 5 attempts  poison" in listed.output
    assert "1 given up. --redrive" in listed.output
    other = CliRunner().invoke(
        app, ["jobs", "dead", "--data", str(tmp_path), "--marketplace", "ebay"]
    )
    assert other.output == "No message was given up.\n"
    sent = CliRunner().invoke(app, ["jobs", "dead", "--data", str(tmp_path), "--redrive"])
    assert "1 given up. 1 sent again." in sent.output
    assert asyncio.run(_depth(settings)).ready == 1


@pytest.mark.socket
def test_dead_letters_of_sqs_are_listed_and_sent_again(tmp_path: Path, moto_url: str) -> None:
    environment = {
        "QUEUE_ENGINE": "sqs",
        "SQS_ENDPOINT_URL": moto_url,
        "SQS_QUEUE_PREFIX": f"{uuid4().hex}-",
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "CROSSPOST_MAX_ATTEMPTS": "2",
    }
    given: dict[str, object] = {name.lower(): value for name, value in environment.items()}
    settings = load_settings(data_dir=tmp_path, **given)
    asyncio.run(_make_queues(settings))
    asyncio.run(_bury(settings))
    command = ["jobs", "dead", "--data", str(tmp_path)]
    listed = CliRunner().invoke(app, command, env=environment)
    assert "facebook  " in listed.output
    assert "given up after 2 attempts  poison" in listed.output
    sent = CliRunner().invoke(app, [*command, "--redrive"], env=environment)
    assert "1 given up. 1 sent again." in sent.output
    assert asyncio.run(_depth(settings)).ready == 1


async def _make_queues(settings: Settings) -> None:
    client = AwsClient("sqs", AwsAccess.of(settings).at(settings.sqs_endpoint_url))
    await asyncio.gather(*(create_queue(client, one) for one in queue_descriptions(settings)))
    await client.aclose()


def test_a_folder_from_which_nothing_was_listed_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["jobs", "dead", "--data", str(tmp_path)])
    assert "nothing was ever listed from there" in capsys.readouterr().err


async def _bury(settings: Settings) -> None:
    opened = open_queues(settings, SystemClock())
    (queue,) = opened.of([PostingMarketplace.FACEBOOK]).values()
    await queue.send("poison")
    for _ in range(settings.crosspost_max_attempts):
        (message,) = await queue.receive()
        await queue.extend(message, 0)
    assert await queue.receive() == []
    await opened.aclose()
    opened.close()


async def _depth(settings: Settings) -> QueueDepth:
    opened = open_queues(settings, SystemClock())
    (queue,) = opened.of([PostingMarketplace.FACEBOOK]).values()
    depth = await queue.depth()
    await opened.aclose()
    opened.close()
    return depth
