"""How fast, how heavy and how soon ready the rules engine is: ``python -m benchmarks.language``.

Start and memory are measured in a fresh process, as the server meets them (Linux only). A turn is
everything the engine does for one message: classify, look for a request, update, assess and, where
needed, ask.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from talknshop.language.base import Dialogue, Flow, Turn
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets

GOAL_MS, GOAL_MB, GOAL_START_SECONDS = 5, 40, 0.5
ROUNDS = 3
_CASES = Path(__file__).parents[1] / "tests" / "language" / "cases"
_FRESH = """
import gc, json, os, time
from talknshop.language import base
from talknshop.schemas import listing, requirement, search
def resident():
    gc.collect()
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
before = resident()
began = time.perf_counter()
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
engine = RulesEngine(load_lexicon())
took = time.perf_counter() - began
print(json.dumps([took, resident() - before]))
"""


def messages() -> list[str]:
    """Every message of our own cases, in three languages."""
    found: list[str] = []
    for path in sorted(_CASES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            turns = [turn["user"] for turn in case.get("turns", [])]
            found += turns or [case["text"]]
    return found


async def one_turn(engine: RulesEngine, text: str) -> None:
    """All the engine does for a message that meets an empty conversation."""
    turn, dialogue = Turn(text), Dialogue(flow=Flow.BUY)
    await engine.classify(turn, dialogue)
    await engine.read_request(turn, dialogue, ())
    update = await engine.update_requirement(turn, dialogue)
    requirement = apply_operations(Requirement(), update.operations)
    assessment = await engine.assess(requirement, dialogue)
    if not assessment.sufficient:
        await engine.ask(requirement, assessment, Facets(), turn, dialogue)


async def milliseconds(engine: RulesEngine) -> list[float]:
    """How long each message took."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        for text in messages():
            began = time.perf_counter()
            await one_turn(engine, text)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> int:
    """Prints what was measured beside its goal; 1 when a goal is missed."""
    fresh = [
        json.loads(
            subprocess.run(  # noqa: S603
                [sys.executable, "-c", _FRESH], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(ROUNDS)
    ]
    start, memory = min(start for start, _ in fresh), min(memory for _, memory in fresh)
    taken = asyncio.run(milliseconds(RulesEngine(load_lexicon())))
    p95 = statistics.quantiles(taken, n=20)[18]
    print(f"  {len(taken)} turns: p50 {statistics.median(taken):.2f} ms, p95 {p95:.2f} ms", end="")
    print(f", longest {max(taken):.1f} ms (goal: p95 {GOAL_MS} ms)")
    print(f"  start {start:.2f} s (goal {GOAL_START_SECONDS} s)")
    print(f"  memory {memory:.0f} MB (goal {GOAL_MB} MB)")
    met = p95 <= GOAL_MS and start <= GOAL_START_SECONDS and memory <= GOAL_MB
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
