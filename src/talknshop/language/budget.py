"""What models may take: tokens and dollars a turn, a conversation, a person's day, everybody's day.

An allowance is asked before each call, with what the call may take at most, and corrected after it
by what it took: nothing is ever spent above a limit, whoever else spends at the same time. Dollars
count only where the model's price is known; tokens always do.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Protocol

from talknshop.core.errors import AIServiceError
from talknshop.language.accounts import TurnAccount

MICROS = 1_000_000
"""Parts of a dollar that are counted."""

_TURN_KEPT = timedelta(days=1)
_SESSION_KEPT = timedelta(days=30)
_NOBODY = "-"


class Scope(StrEnum):
    """Whose allowance."""

    TURN = "turn"
    SESSION = "session"
    USER = "user"
    """A person's of a day (UTC)."""
    DAY = "day"
    """Everybody's of a day (UTC)."""


class BudgetSpentError(AIServiceError):
    """An allowance of language models is used up; ``scope`` says whose."""

    def __init__(self, scope: Scope) -> None:
        """Makes the sentence."""
        super().__init__(
            f"The allowance of language models for this {scope} is used up.",
            service="language_model",
            details={"scope": scope},
        )
        self.scope = scope


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be spent; None for no limit."""

    tokens: int | None = None
    cost: Decimal | None = None
    """In US dollars."""


@dataclass(frozen=True, slots=True)
class BudgetWindow:
    """One allowance: whose it is and what it has."""

    scope: Scope
    key: str
    most_tokens: int | None
    most_micros: int | None
    expires_at: datetime


class SpendingLedger(Protocol):
    """Counts what is spent; what one process counts is known to the others."""

    async def take(
        self, windows: Sequence[BudgetWindow], tokens: int, micros: int, *, now: datetime
    ) -> str | None:
        """Counts it in every window, or in none; then the scope that has no room is returned."""
        ...

    async def correct(self, windows: Sequence[BudgetWindow], tokens: int, micros: int) -> None:
        """Adds a difference, which may be negative, to every window."""
        ...

    async def spent(self, window: BudgetWindow) -> tuple[int, int]:
        """Tokens, and millionths of a dollar, that were counted in a window."""
        ...


def windows_of(
    account: TurnAccount | None, allowances: dict[Scope, Allowance], now: datetime
) -> list[BudgetWindow]:
    """The windows that a call of a turn counts in, the widest last."""
    day = now.date()
    midnight = datetime.combine(day, datetime.min.time(), now.tzinfo) + timedelta(days=1)
    who = _NOBODY if account is None else _digest(account.user_id)
    keys = {
        Scope.TURN: (None if account is None else account.turn_id, now + _TURN_KEPT),
        Scope.SESSION: (None if account is None else account.session_id, now + _SESSION_KEPT),
        Scope.USER: (None if account is None else f"{who} {day}", midnight),
        Scope.DAY: (str(day), midnight),
    }
    windows: list[BudgetWindow] = []
    for scope, (key, expires_at) in keys.items():
        if key is not None:
            most = allowances.get(scope, Allowance())
            windows.append(BudgetWindow(scope, key, most.tokens, _micros(most.cost), expires_at))
    return windows


def micros_of(cost: Decimal | None) -> int:
    """Millionths of a dollar, rounded up; 0 where the cost is not known."""
    return _micros(cost) or 0


def _micros(cost: Decimal | None) -> int | None:
    if cost is None:
        return None
    return int((cost * MICROS).to_integral_value(ROUND_CEILING))


def _digest(user_id: str) -> str:
    # Enough to count by, and nothing to learn a person from.
    return hashlib.blake2b(user_id.encode(), digest_size=12).hexdigest()
