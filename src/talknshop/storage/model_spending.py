"""What language models took, and how prompts fared, in one SQLite file for every process."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from talknshop.core.sqlite import Database


class SpendingWindow(Protocol):
    """``language.budget.BudgetWindow``, which this layer does not import."""

    @property
    def scope(self) -> str:
        """Whose allowance it is of."""
        ...

    @property
    def key(self) -> str:
        """Which one of these."""
        ...

    @property
    def most_tokens(self) -> int | None:
        """How many tokens there may be; None for any."""
        ...

    @property
    def most_micros(self) -> int | None:
        """How many millionths of a dollar there may be; None for any."""
        ...

    @property
    def expires_at(self) -> datetime:
        """When the window ends."""
        ...


class SqliteSpendingLedger:
    """Implements ``language.budget.SpendingLedger``; ended windows go with the next spending.

    Counting waits until it is on the disk: what was spent is never forgotten.
    """

    def __init__(self, database: Database) -> None:
        """Uses ``database`` (``SPENDING_MIGRATIONS``), whose owner opens and closes it."""
        self._database = database

    async def take(
        self, windows: Sequence[SpendingWindow], tokens: int, micros: int, *, now: datetime
    ) -> str | None:
        """Counts it in every window, or in none; then the scope that has no room is returned."""

        def count(connection: sqlite3.Connection) -> str | None:
            connection.execute(
                "DELETE FROM model_spending WHERE expires_at <= ?", (now.timestamp(),)
            )
            for window in windows:
                spent_tokens, spent_micros = _spent(connection, window)
                if _exceeds(spent_tokens + tokens, window.most_tokens) or _exceeds(
                    spent_micros + micros, window.most_micros
                ):
                    return window.scope
            for window in windows:
                _add(connection, window, tokens, micros)
            return None

        return await self._database.write(count)

    async def correct(self, windows: Sequence[SpendingWindow], tokens: int, micros: int) -> None:
        """Adds a difference, which may be negative, to every window."""

        def change(connection: sqlite3.Connection) -> None:
            for window in windows:
                _add(connection, window, tokens, micros)

        await self._database.write(change)

    async def spent(self, window: SpendingWindow) -> tuple[int, int]:
        """Tokens, and millionths of a dollar, that were counted in a window."""
        return await self._database.read(lambda connection: _spent(connection, window))


class SqlitePromptOutcomes:
    """Implements ``language.outcomes.PromptOutcomes``."""

    def __init__(self, database: Database) -> None:
        """Uses ``database`` (``SPENDING_MIGRATIONS``), whose owner opens and closes it."""
        self._database = database

    async def add(self, variants: Mapping[str, str], outcome: str) -> None:
        """Counts an outcome for a version of each prompt."""

        def count(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT INTO prompt_outcomes (prompt, version, outcome, count) VALUES (?, ?, ?, 1)"
                " ON CONFLICT (prompt, version, outcome) DO UPDATE SET count = count + 1",
                [(prompt, version, outcome) for prompt, version in variants.items()],
            )

        await self._database.write(count)

    async def counts(self) -> list[tuple[str, str, str, int]]:
        """Prompt, version, outcome and how often, in that order."""

        def read(connection: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
            rows = connection.execute(
                "SELECT prompt, version, outcome, count FROM prompt_outcomes ORDER BY 1, 2, 3"
            )
            return [(r["prompt"], r["version"], r["outcome"], r["count"]) for r in rows]

        return await self._database.read(read)


def _spent(connection: sqlite3.Connection, window: SpendingWindow) -> tuple[int, int]:
    row = connection.execute(
        "SELECT tokens, micros FROM model_spending WHERE scope = ? AND key = ?",
        (window.scope, window.key),
    ).fetchone()
    return (row["tokens"], row["micros"]) if row else (0, 0)


def _exceeds(spent: int, most: int | None) -> bool:
    return most is not None and spent > most


def _add(connection: sqlite3.Connection, window: SpendingWindow, tokens: int, micros: int) -> None:
    connection.execute(
        "INSERT INTO model_spending (scope, key, expires_at, tokens, micros) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (scope, key) DO UPDATE SET tokens = max(0, tokens + excluded.tokens),"
        " micros = max(0, micros + excluded.micros), expires_at = excluded.expires_at",
        (window.scope, window.key, window.expires_at.timestamp(), tokens, micros),
    )
