"""What services that keep traces of models are sent, by environment alone."""

import asyncio
import gzip
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from tests.language.models.served import ANTHROPIC, BEDROCK, OPENAI, PATHS, Vendors

pytestmark = pytest.mark.socket

_QUESTION = "Which kettle is the quietest?"


@dataclass
class Collector:
    """A server that takes whatever it is sent."""

    base_url: str = ""
    bodies: list[tuple[str, str | None, bytes]] = field(
        default_factory=list[tuple[str, str | None, bytes]]
    )

    def told(self, path: str) -> list[bytes]:
        return [body for at, _, body in self.bodies if at.startswith(path)]


@contextmanager
def _serve() -> Generator[Collector]:
    collector = Collector()
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST", "PATCH"])
    async def take(path: str, request: Request) -> Response:
        body = await request.body()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        key = request.headers.get("x-api-key") or request.headers.get("authorization")
        collector.bodies.append((f"/{path}", key, body))
        return Response("{}", media_type="application/json")

    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        collector.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield collector
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)


@pytest.fixture(scope="module")
def collector() -> Generator[Collector]:
    """One server for the tests of this file."""
    with _serve() as served:
        yield served


async def _ask(vendors: Vendors, model: str, folder: Path, **environment: str) -> str:
    """Asks a model as an operator does, in a process of its own."""
    given = {
        "PATH": str(Path(sys.executable).parent),
        "DATA_DIR": str(folder),
        "LLM_MODEL": model,
        "LLM_BASE_URL": vendors.base_url + PATHS[model.partition(":")[0]],
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        **environment,
    }
    program = str(Path(sys.executable).parent / "talknshop")
    asking = await asyncio.create_subprocess_exec(
        program,
        "model",
        "ask",
        _QUESTION,
        env=given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await asking.communicate()
    assert asking.returncode == 0, printed.decode()
    return printed.decode()


@pytest.mark.parametrize("model", [BEDROCK, ANTHROPIC, OPENAI])
async def test_langsmith_is_sent_each_call(
    vendors: Vendors, collector: Collector, tmp_path: Path, model: str
) -> None:
    collector.bodies.clear()
    printed = await _ask(
        vendors,
        model,
        tmp_path,
        LANGSMITH_TRACING="true",
        LANGSMITH_API_KEY="a-key-of-langsmith",
        LANGSMITH_ENDPOINT=collector.base_url,
    )
    runs = b"".join(collector.told("/runs"))
    assert _QUESTION.encode() in runs
    assert {key for path, key, _ in collector.bodies if path.startswith("/runs")} == {
        "a-key-of-langsmith"
    }
    assert "a-key-of-langsmith" not in printed


async def test_without_it_nothing_is_sent(
    vendors: Vendors, collector: Collector, tmp_path: Path
) -> None:
    collector.bodies.clear()
    await _ask(
        vendors,
        BEDROCK,
        tmp_path,
        LANGSMITH_API_KEY="a-key-of-langsmith",
        LANGSMITH_ENDPOINT=collector.base_url,
    )
    assert collector.bodies == []


async def test_langfuse_is_sent_spans_without_words(
    vendors: Vendors, collector: Collector, tmp_path: Path
) -> None:
    collector.bodies.clear()
    await _ask(
        vendors,
        BEDROCK,
        tmp_path,
        OTEL_EXPORTER_OTLP_ENDPOINT=f"{collector.base_url}/api/public/otel",
        OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic a-key-of-langfuse",
    )
    [(path, key, body)] = collector.bodies
    assert (path, key) == ("/api/public/otel/v1/traces", "Basic a-key-of-langfuse")
    assert b"chat us.anthropic.claude-haiku-5-5" in body
    assert _QUESTION.encode() not in body
