"""Stored turns understood once more, by two engines side by side.

Every turn starts, for both, from where the first engine had brought the conversation: what differs
is what the two make of the same words in the same place. Turns that were only attachments, and
changes made by hand, are left out: their words are not stored, or there are none.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from talknshop.core.errors import NotFoundError, TalknShopError
from talknshop.core.redaction import redact_text
from talknshop.core.sqlite import connect
from talknshop.evaluation.dialogs import Conversation
from talknshop.language.accounts import TurnAccount, accounting
from talknshop.language.base import Dialogue, LanguageEngine, Turn
from talknshop.orchestrator.run_repository import Run, RunKind
from talknshop.schemas.enums import Intent
from talknshop.schemas.model_use import ModelUse
from talknshop.schemas.requirement import Operation, RequirementSpec

Search = Callable[[RequirementSpec], Awaitable[list[str]]]
"""Finds the ids of the products for a requirement, best first."""

_STORED = "SELECT value FROM records WHERE sort LIKE 'REQUEST#%'"


@dataclass(frozen=True, slots=True)
class Understood:
    """What one engine makes of a turn."""

    intent: Intent
    action: str
    operations: tuple[Operation, ...]
    products: tuple[str, ...]
    use: ModelUse


@dataclass(frozen=True, slots=True)
class Replayed:
    """A turn, and what two engines make of it."""

    session_id: str
    run_id: str
    message: str
    first: Understood
    second: Understood

    @property
    def differs(self) -> list[str]:
        """In what they differ: ``intent``, ``action``, ``operations``, ``results``."""
        names = {"intent": "intent", "action": "action", "operations": "operations"}
        found = [
            told
            for name, told in names.items()
            if getattr(self.first, name) != getattr(self.second, name)
        ]
        return found + (["results"] if self.first.products != self.second.products else [])

    @property
    def shared(self) -> float | None:
        """Which part of the products both found; None where neither found any."""
        first, second = set(self.first.products), set(self.second.products)
        return len(first & second) / len(first | second) if first | second else None


def load_turns(path: Path, *, most: int) -> list[list[Run]]:
    """The latest stored messages of a ``sessions.db``, by conversation, oldest first.

    Raises:
        NotFoundError: There is no such file, or no message in it.
        DatabaseError: It cannot be read.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no {path}. Name the data folder with DATA_DIR.")
    connection = connect(path, read_only=True)
    try:
        runs = sorted(_runs(connection), key=lambda run: run.created_at)[-most:]
    finally:
        connection.close()
    if not runs:
        raise NotFoundError(f"No message is stored in {path}. Talk to TalknShop first.")
    sessions: dict[str, list[Run]] = {}
    for run in runs:
        sessions.setdefault(run.session_id, []).append(run)
    return list(sessions.values())


def _runs(connection: sqlite3.Connection) -> Iterable[Run]:
    for row in connection.execute(_STORED):
        try:
            run = Run.model_validate_json(row["value"])
        except ValidationError:
            # Of another version.
            continue
        if run.kind is RunKind.MESSAGE and run.message:
            yield run


async def replay(
    sessions: Iterable[list[Run]],
    first: LanguageEngine,
    second: LanguageEngine,
    search: Search | None = None,
) -> AsyncIterator[Replayed]:
    """Has both engines understand every turn."""
    for runs in sessions:
        dialogue = Dialogue()
        for run in runs:
            before = dialogue
            found, dialogue = await _understand(run, first, before, search)
            other, _ = await _understand(run, second, before, search)
            yield Replayed(run.session_id, run.run_id, run.message, found, other)


async def _understand(
    run: Run, engine: LanguageEngine, before: Dialogue, search: Search | None
) -> tuple[Understood, Dialogue]:
    account = TurnAccount(run.user_id, run.session_id, run.run_id)
    turn, conversation = Turn(run.message), Conversation(engine, replace(before))
    with accounting(account):
        action = await conversation.say(run.message)
        intent = (await engine.classify(turn, before)).intent
        operations: tuple[Operation, ...] = ()
        if intent is Intent.BUY:
            operations = (await engine.update_requirement(turn, before)).operations
    products = () if action != "results" else await _found(conversation.dialogue, search)
    found = Understood(intent, action, operations, products, account.use() or ModelUse())
    return found, conversation.dialogue


async def _found(dialogue: Dialogue, search: Search | None) -> tuple[str, ...]:
    spec = None if dialogue.requirement is None else dialogue.requirement.as_spec()
    if spec is None or search is None:
        return ()
    try:
        return tuple(await search(spec))
    except TalknShopError:
        # What cannot be searched for has no results, for either.
        return ()


@dataclass(slots=True)
class Totals:
    """The sums of a replay."""

    turns: int = 0
    differing: int = 0
    shared: float = 0.0
    searched: int = 0
    first_tokens: int = 0
    second_tokens: int = 0
    first_cost: float | None = 0.0
    second_cost: float | None = 0.0

    def take(self, turn: Replayed) -> None:
        """Adds a turn; a cost that is not known makes the sum unknown."""
        self.turns += 1
        self.differing += bool(turn.differs)
        if turn.shared is not None:
            self.searched += 1
            self.shared += turn.shared
        self.first_tokens += turn.first.use.input_tokens + turn.first.use.output_tokens
        self.second_tokens += turn.second.use.input_tokens + turn.second.use.output_tokens
        self.first_cost = _sum(self.first_cost, turn.first.use)
        self.second_cost = _sum(self.second_cost, turn.second.use)

    def lines(self) -> list[str]:
        """What a person reads."""
        alike = f"{self.shared / self.searched:.2f}" if self.searched else "none searched"
        return [
            f"turns {self.turns}, differing {self.differing}, products in common {alike}",
            f"first:  {self.first_tokens} tokens, {_dollars(self.first_cost)}",
            f"second: {self.second_tokens} tokens, {_dollars(self.second_cost)}",
        ]


def _sum(cost: float | None, use: ModelUse) -> float | None:
    if cost is None or (use.cost is None and use.input_tokens):
        return None
    return cost + (use.cost or 0.0)


def _dollars(cost: float | None) -> str:
    return "cost not known" if cost is None else f"${cost:.4f}"


def describe(turn: Replayed) -> list[str]:
    """The lines of a turn in which the engines differ; none where they agree."""
    if not turn.differs:
        return []
    lines = [
        f"{turn.run_id}  {redact_text(turn.message)[:80]!r}  differs in {', '.join(turn.differs)}"
    ]
    for name, found in (("first", turn.first), ("second", turn.second)):
        told = "; ".join(_told(operation) for operation in found.operations) or "no change"
        lines.append(f"  {name:6} {found.intent} -> {found.action}: {told}")
    if turn.shared is not None:
        lines.append(f"  products in common {turn.shared:.2f}")
    return lines


def _told(operation: Operation) -> str:
    value = "" if operation.value is None else f" {operation.value}"
    return f"{operation.op} {operation.slot or 'everything'}{value}"
