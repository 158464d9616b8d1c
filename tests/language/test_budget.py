"""What models may take, and what is known of each call."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.language.chat_models import MODEL, ScriptedModel, usage

from talknshop.core.errors import CircuitOpenError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.resilience import CircuitBreaker
from talknshop.core.sqlite import Database
from talknshop.language.accounts import TurnAccount, accounting
from talknshop.language.budget import Allowance, BudgetSpentError, Scope, windows_of
from talknshop.language.metered_client import MeteredModelClient
from talknshop.language.model_client import ModelAnswer, ModelCall, ModelMessage, ModelRole
from talknshop.language.model_errors import ModelThrottledError, ModelUnavailableError
from talknshop.language.model_prices import price_of, prices_read_on
from talknshop.storage.model_spending import SqliteSpendingLedger
from talknshop.storage.sqlite_schema import SPENDING_MIGRATIONS
from talknshop.testing.clock import ManualClock

CALL = ModelCall(
    purpose="reply",
    prompt_version="v1",
    system="s" * 300,
    messages=(ModelMessage(ModelRole.USER, "u" * 300),),
    max_tokens=100,
)
MOST = 300
"""What the call may take: its 600 characters as tokens of three, and 100 tokens of answer."""
TOOK = 101
"""What it does take."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "spending.db", SPENDING_MIGRATIONS)
    yield opened
    opened.close()


class Desk:
    def __init__(self, database: Database, *answers: str | Exception) -> None:
        self.clock = ManualClock()
        self.metrics = PrometheusMetrics()
        self.model = ScriptedModel(*(answers or ("Hi!",)))
        self.ledger = SqliteSpendingLedger(database)
        self.breaker = CircuitBreaker("language model", failures=3)

    def client(self, **tokens: int) -> MeteredModelClient:
        allowances = {Scope(name): Allowance(tokens=most) for name, most in tokens.items()}
        return MeteredModelClient(
            self.model, self.breaker, self.ledger, self.clock, self.metrics, allowances
        )

    async def spent(self, scope: Scope, account: TurnAccount | None = None) -> int:
        [window] = [w for w in windows_of(account, {}, self.clock.now()) if w.scope is scope]
        return (await self.ledger.spent(window))[0]


@pytest.mark.parametrize("scope", list(Scope))
async def test_no_call_is_made_that_could_exceed_an_allowance(
    database: Database, scope: Scope
) -> None:
    desk, account = Desk(database), TurnAccount("u", "s", "t")
    client = desk.client(**{scope: MOST + TOOK})
    with accounting(account):
        await client.answer(CALL)
        await client.answer(CALL)
        with pytest.raises(BudgetSpentError) as refused:
            await client.answer(CALL)
    assert refused.value.scope is scope
    assert len(desk.model.calls) == 2
    assert [call.failure for call in account.calls] == [None, None, "budget"]


async def test_many_at_once_never_take_more_than_there_is(database: Database) -> None:
    desk = Desk(database)
    client = desk.client(day=5 * MOST)
    done = await asyncio.gather(*(client.answer(CALL) for _ in range(40)), return_exceptions=True)
    assert all(isinstance(one, BudgetSpentError) for one in done if isinstance(one, Exception))
    assert 5 * TOOK <= await desk.spent(Scope.DAY) <= 5 * MOST
    assert len(desk.model.calls) * TOOK == await desk.spent(Scope.DAY)


async def test_a_day_ends_at_midnight_and_turns_do_not_share(database: Database) -> None:
    desk = Desk(database)
    client = desk.client(user=MOST, turn=MOST)
    with accounting(TurnAccount("u", "s", "t1")):
        await client.answer(CALL)
    with accounting(TurnAccount("u", "s", "t2")), pytest.raises(BudgetSpentError):
        await client.answer(CALL)
    with accounting(TurnAccount("somebody else", "s2", "t3")):
        await client.answer(CALL)
    desk.clock.advance(seconds=13 * 3600)
    with accounting(TurnAccount("u", "s", "t4")):
        await client.answer(CALL)


async def test_what_two_processes_take_adds_up(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "spending.db", SPENDING_MIGRATIONS)
    try:
        await Desk(database).client(day=MOST).answer(CALL)
        with pytest.raises(BudgetSpentError):
            await Desk(other).client(day=MOST).answer(CALL)
    finally:
        other.close()


def test_the_file_knows_nobody_by_name(database: Database, tmp_path: Path) -> None:
    desk = Desk(database)
    with accounting(TurnAccount("alice@example.com", "s", "t")):
        asyncio.run(desk.client().answer(CALL))
    assert b"alice" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_a_failed_call_takes_nothing_and_one_left_takes_what_was_read(
    database: Database,
) -> None:
    desk = Desk(database, ModelThrottledError("slow down", model=MODEL))
    with pytest.raises(ModelThrottledError):
        await desk.client().answer(CALL)
    assert await desk.spent(Scope.DAY) == 0
    desk = Desk(database, "word " * 30)
    pieces = desk.client().stream(CALL)
    async for _ in pieces:
        break
    await pieces.aclose()
    assert desk.model.closed == 1
    assert 200 <= await desk.spent(Scope.DAY) < 300


async def test_what_goes_wrong_often_is_left_alone(database: Database) -> None:
    desk = Desk(database, ModelUnavailableError("down", model=MODEL))
    client = desk.client()
    for _ in range(3):
        with pytest.raises(ModelUnavailableError):
            await client.answer(CALL)
    with pytest.raises(CircuitOpenError):
        await client.answer(CALL)
    assert len(desk.model.calls) == 3
    assert await desk.spent(Scope.DAY) == 0


async def test_each_call_is_noted_with_what_is_personal_masked(database: Database) -> None:
    desk, account = Desk(database, "Write to bo@example.com, he knows."), TurnAccount("u", "s", "t")
    with accounting(account):
        await desk.client().answer(CALL)
        async for _ in desk.client().stream(CALL):
            pass
    for call in account.calls:
        assert (call.purpose, call.prompt_version, call.model) == ("reply", "v1", MODEL)
        assert call.preview == "Write to <email>, he knows."
        assert (call.input_tokens, call.cost, call.finish_reason) == (100, None, "stop")
    use = account.use()
    assert use is not None
    assert (use.calls, use.input_tokens, use.cost) == (2, 200, None)
    figures = desk.metrics.snapshot()
    assert any(figure.labels == {"unit": "tokens", "what": "spent"}
               for figure in figures["talknshop_model_day"])  # fmt: skip


class Known(ScriptedModel):
    """A model whose price is known."""

    @property
    def name(self) -> str:
        return "anthropic:claude-haiku-5-5"

    async def answer(self, call: ModelCall) -> ModelAnswer:
        found = await super().answer(call)
        return replace(found, usage=replace(usage("Hi!", read=1000), model=self.name))


async def test_dollars_count_where_the_price_is_known(database: Database) -> None:
    desk, account = Desk(database), TurnAccount("u", "s", "t")
    client = MeteredModelClient(
        Known("Hi!"), desk.breaker, desk.ledger, desk.clock, desk.metrics,
        {Scope.DAY: Allowance(cost=Decimal("0.00017"))},
    )  # fmt: skip
    with accounting(account):
        await client.answer(CALL)
        assert account.calls[0].cost == pytest.approx(0.0001005)
        # What it took, and what it might take: 0.0001005 and 0.00007.
        with pytest.raises(BudgetSpentError):
            await client.answer(CALL)


def test_prices_have_a_day_and_unknown_ones_are_unknown() -> None:
    assert prices_read_on().year >= 2026
    assert price_of("ollama:qwen3") is None
    assert price_of("bedrock:mars.anthropic.claude-haiku-5-5") is None
    base, region = (
        price_of(f"bedrock:{name}anthropic.claude-sonnet-5-5") for name in ("global.", "eu.")
    )
    assert base is not None
    assert region is not None
    assert base.input == Decimal(2)
    assert region.output == Decimal(11)
    cost = base.cost(input_tokens=1_000_000, cached_tokens=900_000, output_tokens=100_000)
    assert cost == Decimal("0.2") + Decimal("0.09") + Decimal(1)
