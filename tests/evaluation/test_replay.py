"""Stored turns, understood by two engines side by side."""

import json
from pathlib import Path

import pytest
from tests.language.chat_models import ScriptedModel
from tests.orchestrator.conftest import person
from typer.testing import CliRunner

from talknshop.cli.evaluate import app
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotFoundError
from talknshop.core.prometheus import PrometheusMetrics
from talknshop.core.resilience import CircuitBreaker
from talknshop.core.settings import load_settings
from talknshop.core.sqlite import Database
from talknshop.evaluation.replay import Totals, describe, load_turns, replay
from talknshop.language.chat_model import ChatModelEngine
from talknshop.language.experiments import PromptChoice
from talknshop.language.fallback import FallbackEngine
from talknshop.language.metered_client import MeteredModelClient
from talknshop.language.model_replies import ReplyVocabulary
from talknshop.language.reply_words import build_reply_words
from talknshop.language.rules.engine import RulesEngine
from talknshop.language.rules.lexicon import load_lexicon
from talknshop.language.rules.plain_words import maker_names, plain_words
from talknshop.orchestrator.container import Collaborators, open_container
from talknshop.schemas.events import DoneEvent
from talknshop.schemas.frames import ClientFrame
from talknshop.schemas.requirement import RequirementSpec
from talknshop.storage.model_spending import SqliteSpendingLedger
from talknshop.storage.sqlite_schema import SPENDING_MIGRATIONS
from talknshop.testing.catalog import InMemoryCatalog, make_product

SAID = ("a red lamp under 80 dollars", "hello", "make it blue, mail me at bo@example.com")
_LEXICON = load_lexicon()
_RULES = RulesEngine(_LEXICON)


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data folder in which somebody has talked."""
    settings = load_settings(data_dir=tmp_path)
    catalog = InMemoryCatalog([make_product(1)])
    async with open_container(settings, Collaborators(catalog, _RULES)) as container:
        session, _ = await container.conversation.open("s1", person("u1"))
        for text in SAID:
            frame = ClientFrame.model_validate({"type": "message", "message": text})
            before = await container.conversation.last_seq("s1")
            await container.conversation.take_turn(session, frame)
            ended = False
            while not ended:
                events = await container.conversation.events("s1", after=before, limit=500)
                ended = bool(events) and isinstance(events[-1], DoneEvent)
    return tmp_path


def reading(**changes: object) -> str:
    said: dict[str, object] = {"intent": "buy", "operations": [], "sufficient": True}
    return json.dumps({**said, **changes})


async def test_differences_of_operations_results_and_cost_are_told(data: Path) -> None:
    vocabulary = ReplyVocabulary.of(build_reply_words(plain_words(_LEXICON)), maker_names(_LEXICON))
    model = ScriptedModel(
        reading(operations=[{"op": "set", "slot": "product_type", "value": "lantern"}]),
        reading(intent="smalltalk"),
        reading(operations=[{"op": "set", "slot": "attributes.color", "value": "blue"}]),
    )
    spending = Database(data / "spending.db", SPENDING_MIGRATIONS)
    metered = MeteredModelClient(
        model,
        CircuitBreaker("language model"),
        SqliteSpendingLedger(spending),
        SystemClock(),
        PrometheusMetrics(),
    )
    second = FallbackEngine(
        ChatModelEngine(metered, _RULES, vocabulary, PromptChoice()),
        _RULES,
        metrics=PrometheusMetrics(),
        decision_seconds=5,
        reply_seconds=5,
    )

    async def search(spec: RequirementSpec) -> list[str]:
        return [spec.product_type, "in both"]

    totals, told = Totals(), list[str]()
    sessions = load_turns(data / "sessions.db", most=10)
    async for turn in replay(sessions, _RULES, second, search):
        totals.take(turn)
        told += describe(turn)
    spending.close()
    assert [run.message for run in sessions[0]] == list(SAID)
    assert (totals.turns, totals.searched) == (3, 2)
    assert totals.differing >= 1
    assert 0 < totals.shared < 2
    assert "differs in operations, results" in told[0]
    assert any("set product_type lantern" in line for line in told)
    assert any("set product_type lamp" in line for line in told)
    assert "bo@example.com" not in "".join(told)
    assert totals.first_tokens == 0
    assert totals.second_tokens > 0
    # Nobody knows what the model of the test costs.
    assert totals.lines()[-1].endswith("cost not known")


def test_a_folder_without_turns_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load_turns(tmp_path / "sessions.db", most=10)


@pytest.mark.usefixtures("data")
def test_the_command_compares_with_the_rules(tmp_path: Path) -> None:
    answer = CliRunner().invoke(
        app, ["compare", "--turns", "9", "--model", "rules"], env={"DATA_DIR": str(tmp_path)}
    )
    assert answer.exit_code == 0, answer.output
    assert answer.output.splitlines()[0].startswith("turns 3, differing 0, products in common 1.00")


def test_the_command_counts_outcomes(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["prompts"], env={"DATA_DIR": str(tmp_path)})
    assert answer.exit_code == 0
    assert "Nothing was counted yet" in answer.output
