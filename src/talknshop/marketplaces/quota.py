"""Daily allowances of calls, shared by every process that has the same keys."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from talknshop.marketplaces.base import SourceTerms

_MOST_ACCOUNTS = 1_000


@dataclass(frozen=True, slots=True)
class QuotaWindow:
    """One day's allowance of one account.

    Attributes:
        account: Whose it is: the marketplace and a digest of its key, never the key.
        limit: How many calls the day has.
        resets_at: When it ends and the next one begins, in UTC.
    """

    account: str
    limit: int
    resets_at: datetime


class QuotaLedger(Protocol):
    """Counts calls; what is counted by one process is known to the others."""

    async def take(self, window: QuotaWindow) -> bool:
        """Counts one call, and says whether the allowance had it."""
        ...

    async def exhaust(self, window: QuotaWindow) -> None:
        """Notes that the marketplace says the allowance is used up."""
        ...

    async def taken(self, window: QuotaWindow) -> int:
        """How many calls of the window were counted; ``limit`` when it is exhausted."""
        ...


def quota_window(terms: SourceTerms, account: str, now: datetime) -> QuotaWindow | None:
    """The allowance that holds at ``now``; None where the terms state none."""
    if terms.calls_per_day is None:
        return None
    return QuotaWindow(account, terms.calls_per_day, day_end(terms.day_zone, now))


def day_end(zone: str, now: datetime) -> datetime:
    """When the day of ``now`` ends in a time zone, in UTC; days of changing clocks included."""
    local = ZoneInfo(zone)
    tomorrow = now.astimezone(local).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, local).astimezone(UTC)


class MemoryQuotaLedger:
    """Counts the calls of this process only; ended windows are forgotten."""

    def __init__(self) -> None:
        """Starts at nothing."""
        self._taken: OrderedDict[tuple[str, datetime], int] = OrderedDict()

    async def take(self, window: QuotaWindow) -> bool:
        """See ``QuotaLedger``."""
        taken = await self.taken(window)
        if taken >= window.limit:
            return False
        self._note(window, taken + 1)
        return True

    async def exhaust(self, window: QuotaWindow) -> None:
        """See ``QuotaLedger``."""
        self._note(window, max(window.limit, await self.taken(window)))

    async def taken(self, window: QuotaWindow) -> int:
        """See ``QuotaLedger``."""
        return self._taken.get((window.account, window.resets_at), 0)

    def _note(self, window: QuotaWindow, taken: int) -> None:
        key = (window.account, window.resets_at)
        self._taken[key] = taken
        self._taken.move_to_end(key)
        while len(self._taken) > _MOST_ACCOUNTS:
            self._taken.popitem(last=False)
