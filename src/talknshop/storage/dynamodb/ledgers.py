"""Calls of a day, what models took, and how prompts fared, counted in a table of DynamoDB."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from math import ceil
from typing import NamedTuple

from talknshop.core.errors import ConflictError
from talknshop.storage.dynamodb.calls import ConditionFailedError
from talknshop.storage.dynamodb.items import Item, int_of, key_of, number, text
from talknshop.storage.dynamodb.table import DynamoDbTable
from talknshop.storage.model_spending import SpendingWindow
from talknshop.storage.quota import CallWindow

_DAY_SECONDS = 86_400
_TRIES = 20
_ONLY = "WINDOW"
_ADD = "ADD #tokens :tokens, micros :micros SET"
_SET = "SET #tokens = :tokens, micros = :micros,"
_PROMPTS = "PROMPTS"


class _Condition(NamedTuple):
    text: str
    values: Item


class DynamoDbQuotaLedger:
    """Implements ``marketplaces.quota.QuotaLedger``; ended windows are removed by DynamoDB.

    A call whose counting was repeated, because the answer was lost, may count twice: never less.
    """

    def __init__(self, table: DynamoDbTable) -> None:
        """Counts in ``table``, whose owner closes the client."""
        self._table = table

    async def take(self, window: CallWindow) -> bool:
        """Counts one call, and says whether the allowance had it."""
        if window.limit < 1:
            return False
        try:
            await self._note(window, "ADD taken :n SET #ttl = :ttl", {":n": number(1)})
        except ConditionFailedError:
            return False
        return True

    async def exhaust(self, window: CallWindow) -> None:
        """Notes that the marketplace says the allowance is used up."""
        with suppress(ConditionFailedError):
            await self._note(window, "SET taken = :limit, #ttl = :ttl", {})

    async def taken(self, window: CallWindow) -> int:
        """How many calls of the window were counted; ``limit`` when it is exhausted."""
        item = await self._table.get(*_of_calls(window), "taken")
        return int_of(item, "taken") if item else 0

    async def _note(self, window: CallWindow, expression: str, values: Item) -> None:
        ttl = ceil(window.resets_at.timestamp()) + _DAY_SECONDS
        await self._table.update(
            key_of(*_of_calls(window)),
            expression,
            "attribute_not_exists(taken) OR taken < :limit",
            names={"#ttl": "ttl"},
            values=values | {":limit": number(window.limit), ":ttl": number(ttl)},
        )


class DynamoDbSpendingLedger:
    """Implements ``language.budget.SpendingLedger``; ended windows are removed by DynamoDB.

    A call is counted in one window after the other. Where one has no room, what was counted in
    those before is given back; until then others may find less room than there is, never more.
    """

    def __init__(self, table: DynamoDbTable) -> None:
        """Counts in ``table``, whose owner closes the client."""
        self._table = table

    async def take(
        self, windows: Sequence[SpendingWindow], tokens: int, micros: int, *, now: datetime
    ) -> str | None:
        """Counts it in every window, or in none; then the scope that has no room is returned."""
        counted: list[SpendingWindow] = []
        try:
            for window in windows:
                if not await self._take(window, tokens, micros, now):
                    await self.correct(counted, -tokens, -micros)
                    return window.scope
                counted.append(window)
        except BaseException:
            await self.correct(counted, -tokens, -micros)
            raise
        return None

    async def correct(self, windows: Sequence[SpendingWindow], tokens: int, micros: int) -> None:
        """Adds a difference, which may be negative, to every window."""
        for window in windows:
            await self._add(window, tokens, micros)

    async def spent(self, window: SpendingWindow) -> tuple[int, int]:
        """Tokens, and millionths of a dollar, that were counted in a window."""
        item = await self._table.get(*_of_spending(window), "tokens", "micros")
        return (int_of(item, "tokens"), int_of(item, "micros")) if item else (0, 0)

    async def _take(self, window: SpendingWindow, tokens: int, micros: int, now: datetime) -> bool:
        if _exceeds(tokens, window.most_tokens) or _exceeds(micros, window.most_micros):
            return False
        room, values = ["ends_at > :now"], {":now": number(now.timestamp())}
        if window.most_tokens is not None:
            room.append("#tokens <= :room")
            values[":room"] = number(window.most_tokens - tokens)
        if window.most_micros is not None:
            room.append("micros <= :means")
            values[":means"] = number(window.most_micros - micros)
        fits = _Condition(f"attribute_not_exists(pk) OR ({' AND '.join(room)})", values)
        # What goes by the same name and has ended counts anew.
        ended = _Condition("ends_at <= :now", {":now": values[":now"]})
        counts = (tokens, micros)
        return await self._count(window, _ADD, counts, fits) or await self._count(
            window, _SET, counts, ended
        )

    async def _add(self, window: SpendingWindow, tokens: int, micros: int) -> None:
        least = {":least": number(-tokens), ":lowest": number(-micros)}
        enough = _Condition(
            "attribute_not_exists(pk) OR (#tokens >= :least AND micros >= :lowest)", least
        )
        for _ in range(_TRIES):
            if await self._count(window, _ADD, (tokens, micros), enough):
                return
            # Nothing is counted below zero.
            before = await self.spent(window)
            changed = (max(0, before[0] + tokens), max(0, before[1] + micros))
            seen = {":least": number(before[0]), ":lowest": number(before[1])}
            unchanged = _Condition("#tokens = :least AND micros = :lowest", seen)
            if await self._count(window, _SET, changed, unchanged):
                return
        raise ConflictError("The allowance is being changed by many at once. Please try again.")

    async def _count(
        self, window: SpendingWindow, how: str, counts: tuple[int, int], condition: _Condition
    ) -> bool:
        """Adds or sets the counts of a window; False where the condition does not hold."""
        ends_at = window.expires_at.timestamp()
        told = {":tokens": number(counts[0]), ":micros": number(counts[1])}
        ends = {":ends_at": number(ends_at), ":ttl": number(ceil(ends_at) + _DAY_SECONDS)}
        try:
            await self._table.update(
                key_of(*_of_spending(window)),
                f"{how} ends_at = :ends_at, #ttl = :ttl",
                condition.text,
                names={"#tokens": "tokens", "#ttl": "ttl"},
                values=condition.values | told | ends,
            )
        except ConditionFailedError:
            return False
        return True


class DynamoDbPromptOutcomes:
    """Implements ``language.outcomes.PromptOutcomes``."""

    def __init__(self, table: DynamoDbTable) -> None:
        """Counts in ``table``, whose owner closes the client."""
        self._table = table

    async def add(self, variants: Mapping[str, str], outcome: str) -> None:
        """Counts an outcome for a version of each prompt."""
        for prompt, version in variants.items():
            told = {":prompt": text(prompt), ":version": text(version), ":outcome": text(outcome)}
            await self._table.update(
                key_of(_PROMPTS, f"{prompt}\n{version}\n{outcome}"),
                "ADD #count :one SET #prompt = :prompt, #version = :version, #outcome = :outcome",
                names={f"#{name}": name for name in ("count", "prompt", "version", "outcome")},
                values=told | {":one": number(1)},
            )

    async def counts(self) -> list[tuple[str, str, str, int]]:
        """Prompt, version, outcome and how often, in that order."""
        items = self._table.query("pk = :pk", {":pk": text(_PROMPTS)})
        return sorted([
            (i["prompt"]["S"], i["version"]["S"], i["outcome"]["S"], int_of(i, "count"))
            async for i in items
        ])  # fmt: skip


def _of_calls(window: CallWindow) -> tuple[str, str]:
    return f"CALLS#{window.account}", window.resets_at.isoformat()


def _of_spending(window: SpendingWindow) -> tuple[str, str]:
    return f"SPENT#{window.scope}#{window.key}", _ONLY


def _exceeds(spent: int, most: int | None) -> bool:
    return most is not None and spent > most
