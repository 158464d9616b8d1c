"""LangGraph's own suite over our checkpointer, and what it does not ask."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

import operator
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated, TypedDict

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import Capability
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from talknshop.core.sqlite import Database
from talknshop.storage.checkpoints import SqliteCheckpointSaver
from talknshop.storage.sqlite_schema import MIGRATIONS


@pytest.mark.parametrize("capability", list(Capability))
async def test_langgraph_conformance(capability: Capability, tmp_path: Path) -> None:
    @checkpointer_test(name=f"sqlite-{capability.value}")
    async def saver() -> AsyncGenerator[SqliteCheckpointSaver]:
        database = Database(tmp_path / "a.db", MIGRATIONS)
        yield SqliteCheckpointSaver(database)
        database.close()

    report = await validate(saver, capabilities={capability.value})
    result = report.results[capability.value]
    assert result.detected
    assert result.failures in (None, [])
    assert result.tests_passed


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    database = Database(tmp_path / "a.db", MIGRATIONS)
    yield database
    database.close()


class Notes(TypedDict, total=False):
    big: str
    steps: Annotated[list[str], operator.add]


def _graph(
    saver: SqliteCheckpointSaver, *, broken: bool = False
) -> CompiledStateGraph[Notes, None, Notes, Notes]:
    graph = StateGraph(Notes)

    async def first(state: Notes) -> Notes:
        del state
        return {"steps": ["first"], "big": "x" * 20_000}

    async def second(state: Notes) -> Notes:
        del state
        if broken:
            raise LookupError("cut off")
        return {"steps": ["second"]}

    graph.add_node("first", first)
    graph.add_node("second", second)
    graph.add_edge(START, "first")
    graph.add_edge("first", "second")
    graph.add_edge("second", END)
    return graph.compile(checkpointer=saver)


def _config(run_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": "t"}, "metadata": {"run_id": run_id}}


async def test_a_turn_that_was_cut_off_goes_on_where_it_stood(database: Database) -> None:
    saver = SqliteCheckpointSaver(database)
    with pytest.raises(LookupError):
        await _graph(saver, broken=True).ainvoke({"steps": []}, _config("r1"), durability="sync")
    result = await _graph(saver).ainvoke(None, _config("r1"))
    assert result["steps"] == ["first", "second"]


async def test_any_checkpoint_of_the_last_turn_can_be_resumed(database: Database) -> None:
    saver = SqliteCheckpointSaver(database)
    graph = _graph(saver)
    await graph.ainvoke({"steps": []}, _config("r1"))
    before_second = [
        s async for s in graph.aget_state_history(_config("r1")) if s.next == ("second",)
    ]
    result = await graph.ainvoke(None, before_second[0].config)
    assert result["steps"] == ["first", "second"]


async def test_large_values_are_stored_once_and_old_turns_are_swept(database: Database) -> None:
    saver = SqliteCheckpointSaver(database)
    graph = _graph(saver)

    async def stored(table: str) -> tuple[int, float]:
        query = f"SELECT count(*), total(length(value)) FROM {table}"  # noqa: S608
        return await database.read(lambda connection: tuple(connection.execute(query).fetchone()))

    for number in range(5):
        await graph.ainvoke({"steps": []}, _config(f"r{number}"))
    _, size = await stored("checkpoint_values")
    assert size < 6 * 20_500
    await saver.sweep("t", keep_run_id="r4")
    count, _ = await stored("checkpoints")
    _, size = await stored("checkpoint_values")
    assert count == 4
    assert size < 2 * 20_500
    history = [state async for state in graph.aget_state_history(_config("r4"))]
    assert {(state.metadata or {}).get("run_id") for state in history} == {"r4"}
    assert (await graph.aget_state(_config("r4"))).values["steps"] == ["first", "second"] * 5


async def test_an_unknown_strategy_is_named(database: Database) -> None:
    with pytest.raises(ValueError, match="keep_latest and delete"):
        await SqliteCheckpointSaver(database).aprune(["t"], strategy="some")
