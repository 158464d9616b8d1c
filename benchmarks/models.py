"""A hundred replies at once, from each provider's own package: ``python -m benchmarks.models``.

The server is ``talknshop model simulate`` in a process of its own: half a second to the first
piece, then twenty more, 20 ms apart. What is measured is the whole client as the product uses it
(limits, retries, log lines, and the vendor's package below), in a process for each provider.
"""

import asyncio
import io
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

from talknshop.core.logging import configure_logging
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.settings import LogLevel, load_settings
from talknshop.core.telemetry import NullTracer
from talknshop.language.model_client import ModelCall, ModelClient, ModelMessage, ModelRole
from talknshop.language.providers import open_model_client

STREAMS = 100
ROUNDS = 5
PIECES = 21
_TEXT = " ".join(f"word{number:03}" for number in range(PIECES))
_MODELS = {
    "bedrock": ("bedrock:us.anthropic.claude-haiku-5-5", "/bedrock"),
    "anthropic": ("anthropic:claude-haiku-5-5", "/anthropic"),
    "openai": ("openai:gpt-6-mini", "/openai/v1"),
    "ollama": ("ollama:qwen3", "/ollama"),
}
_CALL = ModelCall(
    "reply",
    "1",
    "You answer shoppers in one sentence. " * 60,
    (ModelMessage(ModelRole.USER, "Which of these keeps coffee hot for longest?"),),
    300,
)


@contextmanager
def _simulation() -> Generator[str]:
    program = str(Path(sys.executable).parent / "talknshop")
    command = [program, "model", "simulate", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            for line in server.stdout or ():
                if "http://localhost:" in line:
                    yield line.split()[-1].replace("localhost", "127.0.0.1")
                    break
        finally:
            server.terminate()


def main() -> int:
    with _simulation() as base_url:
        reply = {"text": _TEXT, "start_seconds": 0.5, "piece_seconds": 0.02}
        httpx.put(f"{base_url}/script", json={"replies": [reply]}).raise_for_status()
        print(f"  {STREAMS} streams at once, {ROUNDS} rounds, median (best of the rounds)")
        print("  provider     first piece p50   p95     whole    CPU per stream")
        for provider in sys.argv[1:] or _MODELS:
            command = [sys.executable, "-m", "benchmarks.models", "--one", provider, base_url]
            subprocess.run(command, check=True)  # noqa: S603
    return 0


def _one(provider: str, base_url: str) -> None:
    configure_logging(LogLevel.INFO, stream=io.StringIO())
    name, path = _MODELS[provider]
    settings = load_settings(
        llm_model=name,
        llm_base_url=base_url + path,
        # A machine that is busy with other things shall show in the figures, not end them.
        llm_first_piece_seconds=60,
        llm_next_piece_seconds=60,
        aws_region="us-east-1",
        aws_access_key_id="benchmark",
        aws_secret_access_key="benchmark",  # noqa: S106
    )
    client = open_model_client(settings, NullTracer(), PrometheusMetrics())
    if client is None:
        raise RuntimeError("no model is set")
    asyncio.run(_measure(provider, client))


async def _measure(provider: str, client: ModelClient) -> None:
    # What a process does once: importing, reading the vendor's descriptions, a first connection.
    await _stream(client)
    rounds = [await _round(client) for _ in range(ROUNDS)]
    await client.aclose()
    first, late, whole, cpu = (
        f"{statistics.median(figures):7.2f} ({min(figures):.2f})"
        for figures in zip(*rounds, strict=True)
    )
    print(f"  {provider:<10} {first} s  {late} s  {whole} s  {cpu} ms", flush=True)


async def _round(client: ModelClient) -> tuple[float, float, float, float]:
    started, used = time.perf_counter(), time.process_time()
    firsts = sorted(await asyncio.gather(*(_stream(client) for _ in range(STREAMS))))
    cpu = (time.process_time() - used) / STREAMS * 1000
    return statistics.median(firsts), firsts[95], time.perf_counter() - started, cpu


async def _stream(client: ModelClient) -> float:
    started = time.perf_counter()
    first: float | None = None
    pieces = 0
    async for part in client.stream(_CALL):
        if first is None:
            first = time.perf_counter() - started
        pieces += isinstance(part, str)
    if first is None or pieces != PIECES:
        raise RuntimeError(f"{pieces} pieces came instead of {PIECES}")
    return first


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(*sys.argv[2:4])
    else:
        sys.exit(main())
