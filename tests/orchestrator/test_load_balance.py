from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from talknshop.orchestrator.connections import Connection, ConnectionManager
from talknshop.orchestrator.load_balance import LoadBalance, surplus
from talknshop.testing.clock import ManualClock

NOW = datetime(2026, 1, 2, tzinfo=UTC)


class Others:
    """What other servers say that they have."""

    def __init__(self, *sockets: int) -> None:
        self.sockets = sockets
        self.told: list[int] = []
        self.left = False

    async def exchange(self, here: int) -> Sequence[int]:
        self.told.append(here)
        return [here, *self.sockets]

    async def leave(self) -> None:
        self.left = True


async def closed(code: int, reason: str) -> None:
    raise AssertionError((code, reason))


def crowd(size: int, *, connected_at: datetime = NOW) -> ConnectionManager:
    manager = ConnectionManager(10_000)
    for number in range(size):
        manager.add(Connection(f"s{number}", "ann", connected_at, closed))
    return manager


def asked(manager: ConnectionManager) -> list[str]:
    return [one.session_id for one in manager.all() if not one.outgoing.empty()]


@pytest.mark.parametrize(
    ("everywhere", "goes"),
    [
        ([], 0),
        ([500], 0),
        ([1000, 0], 500),
        ([600, 400], 0),
        ([601, 399], 101),
        ([20, 0], 0),
        ([22, 0], 11),
        ([400, 600], 0),
        ([900, 0, 0], 600),
    ],
)
def test_what_is_above_the_mean_goes(everywhere: list[int], goes: int) -> None:
    assert surplus(everywhere[0] if everywhere else 7, everywhere) == goes


async def test_a_tenth_at_a_time_until_everybody_has_a_fair_share() -> None:
    manager, others = crowd(100), Others(0)
    clock = ManualClock()
    balance = LoadBalance(manager, others, clock, is_busy=lambda _: False)
    assert await balance.even_out() == 10
    assert len(asked(manager)) == 10
    others.sockets = (10,)
    # Who was asked is not asked again, and is no longer counted.
    assert await balance.even_out() == 10
    assert others.told == [100, 90]
    for one in manager.all():
        if not one.outgoing.empty():
            manager.remove(one)
    others.sockets = (45,)
    assert await balance.even_out() == 8
    others.sockets = (65,)
    assert await balance.even_out() == 0


async def test_nobody_goes_in_mid_answer_or_who_has_just_come() -> None:
    manager, others = crowd(100), Others(0)
    clock = ManualClock()
    balance = LoadBalance(manager, others, clock, is_busy=lambda session: session != "s7")
    assert await balance.even_out() == 1
    assert asked(manager) == ["s7"]
    fresh = crowd(100, connected_at=clock.now())
    assert await LoadBalance(fresh, others, clock, is_busy=lambda _: False).even_out() == 0


async def test_whoever_goes_away_is_counted_no_longer() -> None:
    others = Others(3)
    async with LoadBalance(crowd(3), others, ManualClock(), is_busy=lambda _: False).kept():
        assert not others.left
    assert others.left
