"""Figures of the nine functions: cold imports, and what a plan costs beside its slowest action.

Usage: python -m benchmarks.document_functions

An import is timed inside a new interpreter, and its processor time beside that of pydantic alone,
which all of them need. A plan has three actions at once, with callees that wait a known time.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping

from talknshop.documents.functions.action_executor import Callee, Callees, execute
from talknshop.documents.functions.plan import (
    Action,
    ActionPlan,
    ActionResult,
    ActionType,
    Scope,
)

_ROUNDS = 5
_PLANS = 100
_PACKAGE = "talknshop.documents.lambdas"
_FUNCTIONS = (
    "claude_decision",
    "action_executor",
    "embedding_service",
    "vector_search",
    "document_metadata",
    "document_content",
    "source_extractor",
    "response_formatter",
    "conversation_manager",
)
_IMPORT = """
import time
started, processor = time.perf_counter(), time.process_time()
import {module}
print(time.perf_counter() - started, time.process_time() - processor)
"""
_WAITS = (0.03, 0.06, 0.12)


def main() -> None:
    floor = _imported("pydantic")
    print(f"cold import  {'pydantic alone':22} {floor[0]:.2f} s, processor {floor[1]:.2f} s")
    for name in _FUNCTIONS:
        wall, processor = _imported(f"{_PACKAGE}.{name}")
        ratio = processor / floor[1]
        print(
            f"cold import  {name:22} {wall:.2f} s, processor {processor:.2f} s, "
            f"{ratio:.1f} times pydantic"
        )
    taken = asyncio.run(_plans())
    slowest = max(_WAITS) * 1000
    more = [one - slowest for one in taken]
    p95 = statistics.quantiles(more, n=20)[-1]
    print(
        f"three actions at once, the slowest {slowest:.0f} ms: p50 {statistics.median(taken):.1f} "
        f"ms, {statistics.median(more):.1f} ms more; p95 {p95:.1f} ms more"
    )


def _imported(module: str) -> tuple[float, float]:
    """The middle one of some imports: seconds of the wall clock, and of the processor."""
    times: list[tuple[float, float]] = []
    for _ in range(_ROUNDS):
        command = [sys.executable, "-c", _IMPORT.format(module=module)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        wall, processor = done.stdout.split()
        times.append((float(wall), float(processor)))
    return sorted(times)[len(times) // 2]


async def _plans() -> list[float]:
    """What each of many plans took, in milliseconds."""
    kinds = list(ActionType)[: len(_WAITS)]
    callees = Callees(_waiting(dict(zip(kinds, _WAITS, strict=True))))
    plan = ActionPlan(actions=[Action(action_id=kind, type=kind, query="lamp") for kind in kinds])
    taken: list[float] = []
    for _ in range(_PLANS):
        started = time.perf_counter()
        results = await execute(plan, Scope(), None, callees=callees)
        taken.append((time.perf_counter() - started) * 1000)
        if any(one.error is not None for one in results):
            raise SystemExit(f"An action failed: {results}")
    return taken


def _waiting(waits: Mapping[ActionType, float]) -> Mapping[ActionType, Callee]:
    async def wait(action: Action, scope: Scope, viewer: str | None) -> ActionResult:
        del scope, viewer
        await asyncio.sleep(waits[action.type])
        return ActionResult(action_id=action.action_id, type=action.type)

    return dict.fromkeys(waits, wait)


if __name__ == "__main__":
    main()
