"""What it costs to run the services in processes of their own.

``python -m benchmarks.split`` starts everything in one process, and the same services split, side
by side, and says the same wishes to both in turn. It also asks the catalogue directly and through
the proxy of the origin.
"""

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

TALKNSHOP = Path(sys.executable).with_name("talknshop")
WISHES = (
    "laptop under $1000",
    "wireless headphones under $200",
    "office chair under $300",
    "running shoes, not red",
    "a camera under $900",
    "coffee machine under $250",
)
WARM_UP, ROUNDS = 3, 20
SEARCHES = 200
GOAL_MS = 15


@contextlib.contextmanager
def serving(*arguments: str, **settings: str) -> Generator[str]:
    """Runs ``talknshop ARGUMENTS`` and gives its address."""
    env = [f"{name}={value}" for name, value in settings.items()]
    command = ["env", "LOG_LEVEL=WARNING", "RATE_LIMIT_PER_USER=1000000", *env, str(TALKNSHOP)]
    with subprocess.Popen(  # noqa: S603
        [*command, *arguments, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101
            yield process.stdout.readline().split()[-1].replace("localhost", "127.0.0.1")
        finally:
            process.terminate()


async def turn_ms(url: str, session: str, wish: str) -> float:
    """One wish in a session of its own, from the frame to ``done``."""
    address = f"{url.replace('http', 'ws')}/ws/chat?user_id=bench&session_id={session}"
    async with connect(address, max_size=None, proxy=None) as socket:
        await socket.recv()
        started = time.perf_counter()
        await socket.send(json.dumps({"type": "message", "message": wish}))
        while (event := json.loads(await socket.recv()))["type"] != "done":
            pass
        if event["data"]["outcome"] != "results":
            raise RuntimeError(f"{wish!r} found nothing: {event['data']}")
        return (time.perf_counter() - started) * 1000


async def turns(one: str, split: str) -> tuple[list[float], list[float]]:
    """The same wishes to both, alternating, so that a busy machine hurts both alike."""
    figures: tuple[list[float], list[float]] = ([], [])
    for number in range((WARM_UP + ROUNDS) * len(WISHES)):
        wish = WISHES[number % len(WISHES)]
        for url, taken in zip((one, split), figures, strict=True):
            milliseconds = await turn_ms(url, f"bench{number}", wish)
            if number >= WARM_UP * len(WISHES):
                taken.append(milliseconds)
    return figures


@contextlib.asynccontextmanager
async def asking(url: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A client that keeps its connection."""
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        yield client


async def searches(direct: str, proxied: str) -> tuple[list[float], list[float]]:
    """The same search of the catalogue by both ways, alternating."""
    body = {"requirement_spec": {"product_type": "laptop"}, "limit": 10}
    figures: tuple[list[float], list[float]] = ([], [])
    async with asking(direct) as first, asking(proxied) as second:
        for _ in range(SEARCHES):
            for client, taken in zip((first, second), figures, strict=True):
                started = time.perf_counter()
                (await client.post("/api/v1/search", json=body)).raise_for_status()
                taken.append((time.perf_counter() - started) * 1000)
    return figures


def compare(what: str, names: tuple[str, str], figures: tuple[list[float], list[float]]) -> float:
    """Prints both, and returns by how many milliseconds the second median is larger."""
    medians = [statistics.median(taken) for taken in figures]
    for name, taken, median in zip(names, figures, medians, strict=True):
        p95 = statistics.quantiles(taken, n=20)[18]
        print(f"{what:<8} {name:<18} p50 {median:6.1f} ms   p95 {p95:6.1f} ms   n {len(taken)}")
    more = medians[1] - medians[0]
    print(f"{what:<8} {'more, and ratio':<18} {more:+.1f} ms, {medians[1] / medians[0]:.2f}")
    return more


def main() -> int:
    """Prints the figures; fails when a turn costs more than the goal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("up", "--data", f"{folder}/one") as one,
        serving("serve", "catalog", "--data", f"{folder}/split") as catalog,
        serving("serve", "orchestrator", "--data", f"{folder}/split",
                CATALOG_SERVICE_URL=catalog) as split,
    ):  # fmt: skip
        more = compare("turn", ("one process", "split"), asyncio.run(turns(one, split)))
        print(f"{'turn':<8} {'goal':<18} at most +{GOAL_MS} ms")
        proxied = asyncio.run(searches(catalog, f"{split}/catalog"))
        compare("search", ("direct", "through the proxy"), proxied)
    return int(more > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
