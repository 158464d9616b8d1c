"""``chatbot-action-executor``: does what a plan says; one failure costs only its own action."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from talknshop.core.errors import (
    DependencyTimeoutError,
    ValidationError,
    as_talknshop_error,
    error_envelope,
)
from talknshop.core.resilience import CircuitBreaker, RetryPolicy, retrying
from talknshop.documents.functions.plan import (
    Action,
    ActionPlan,
    ActionResult,
    ActionType,
    Execution,
    Scope,
)

_log = structlog.stdlib.get_logger(__name__)

SERVICE = "chatbot-action-executor"
USUAL_RETRY = RetryPolicy(attempts=3, base_seconds=0.1, max_seconds=1.0, total_seconds=8.0)

Callee = Callable[[Action, Scope, str | None], Awaitable[ActionResult]]
"""Does one kind of action for a viewer."""


class Callees:
    """What actions are done with, each behind a breaker of its own."""

    def __init__(
        self,
        callees: Mapping[ActionType, Callee],
        *,
        retry: RetryPolicy = USUAL_RETRY,
        breakers: Mapping[ActionType, CircuitBreaker] | None = None,
    ) -> None:
        """Takes the callees.

        Args:
            callees: One for each kind of action that can be done here.
            retry: When an action is tried again, and how long it may take with all its tries.
            breakers: One for each callee; by default of five failures and sixty seconds.
        """
        self._callees = callees
        self._retry = retry
        self._breakers = breakers or {kind: CircuitBreaker(kind) for kind in callees}

    async def do(self, action: Action, scope: Scope, viewer: str | None) -> ActionResult:
        """Does an action.

        Raises:
            TalknShopError: It failed, or its callee is left alone for now.
        """
        callee = self._callees.get(action.type)
        if callee is None:
            raise ValidationError(f"Nothing here can do {action.type}.")

        async def attempt(seconds: float) -> ActionResult:
            with self._breakers[action.type].guard():
                return await _within(seconds, callee(action, scope, viewer), action)

        return await retrying(self._retry, attempt)


async def execute(
    plan: ActionPlan, scope: Scope, viewer: str | None, *, callees: Callees
) -> list[ActionResult]:
    """Does every action of a plan; the results are in its order.

    Args:
        plan: What shall be done, and whether at once or one after the other.
        scope: Which documents are meant.
        viewer: For whom.
        callees: What does it.
    """
    if plan.execution is Execution.PARALLEL:
        return list(
            await asyncio.gather(*(_isolated(one, scope, viewer, callees) for one in plan.actions))
        )
    return [await _isolated(one, scope, viewer, callees) for one in plan.actions]


async def _isolated(
    action: Action, scope: Scope, viewer: str | None, callees: Callees
) -> ActionResult:
    started = time.perf_counter()
    try:
        result = await callees.do(action, scope, viewer)
    except Exception as raised:  # noqa: BLE001  # the other actions go on, whatever this one met
        error = as_talknshop_error(raised)
        _log.warning("action failed", action=action.type, exc_info=raised)
        envelope = error_envelope(error, service=SERVICE, operation=action.type)
        result = ActionResult(action_id=action.action_id, type=action.type, error=envelope)
    return result.model_copy(update={"took_ms": (time.perf_counter() - started) * 1000})


async def _within(seconds: float, doing: Awaitable[ActionResult], action: Action) -> ActionResult:
    try:
        async with asyncio.timeout(seconds):
            return await doing
    except TimeoutError as error:
        raise DependencyTimeoutError(
            "Looking that up took too long. Please ask again.", operation=action.type
        ) from error
