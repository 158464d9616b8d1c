"""The account of a turn: for whom models are asked, what they took, and who answered what.

Whoever runs a turn opens an account around it; engines and clients below find it without being
handed it, because the port speaks of language and not of persons. It is shared by every task of the
turn and by no other.
"""

from collections.abc import Generator, Hashable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from talknshop.schemas.model_use import ModelCallRecord, ModelUse


@dataclass(slots=True)
class TurnAccount:
    """What one turn asks of models.

    Attributes:
        user_id: Who is talking.
        session_id: In which conversation.
        turn_id: The run.
        engines: Which engine did each part of the turn.
        calls: The calls so far.
        memory: What a model has said in this turn and need not be asked again.
        gave_up: Whether a model was so slow that it is not asked again in this turn.
        missing: Whether some part was answered without a model that should have been.
        told: Whether the reply has said that a model was missing.
    """

    user_id: str
    session_id: str
    turn_id: str
    engines: dict[str, str] = field(default_factory=dict[str, str])
    calls: list[ModelCallRecord] = field(default_factory=list[ModelCallRecord])
    memory: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any])
    gave_up: bool = False
    missing: bool = False
    told: bool = False

    def use(self) -> ModelUse | None:
        """The sum; None where no model has a part in it."""
        if not self.calls and not self.engines:
            return None
        priced = [call.cost for call in self.calls if call.cost is not None]
        unpriced = any(call.cost is None and call.input_tokens for call in self.calls)
        return ModelUse(
            engines=dict(self.engines),
            prompts={call.purpose: call.prompt_version for call in self.calls},
            calls=len(self.calls),
            input_tokens=sum(call.input_tokens or 0 for call in self.calls),
            output_tokens=sum(call.output_tokens or 0 for call in self.calls),
            cached_tokens=sum(call.cached_tokens or 0 for call in self.calls),
            cost=None if unpriced or not priced else sum(priced),
        )


def answered_by(part: str, engine: str) -> None:
    """Notes who did a part of the turn, where somebody else does it by design."""
    account = current_account()
    if account is not None:
        account.engines[part] = engine


_CURRENT: ContextVar[TurnAccount | None] = ContextVar("turn_account", default=None)


def current_account() -> TurnAccount | None:
    """The account of the turn that is worked on; None outside of turns."""
    return _CURRENT.get()


@contextmanager
def accounting(account: TurnAccount) -> Generator[TurnAccount]:
    """Has everything in the block done on ``account``."""
    token = _CURRENT.set(account)
    try:
        yield account
    finally:
        _CURRENT.reset(token)


def account_of(user_id: str | None, session_id: str | None, turn_id: str) -> TurnAccount:
    """The account of the turn that this is part of, or one of its own."""
    return current_account() or TurnAccount(user_id or "", session_id or turn_id, turn_id)
