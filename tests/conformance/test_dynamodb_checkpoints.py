"""LangGraph's own suite over our checkpointer on DynamoDB, and what it does not ask."""

# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from collections.abc import AsyncGenerator

import pytest
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import Capability
from tests.conformance.checkpoint_tables import new_table, saver_on

from talknshop.storage.dynamodb_checkpoints import DynamoCheckpointSaver

pytestmark = pytest.mark.socket


@pytest.fixture(params=["dynalite", "moto"])
def server(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.mark.parametrize("capability", list(Capability))
async def test_langgraph_conformance(capability: Capability, server: str) -> None:
    table = await new_table(server)

    @checkpointer_test(name=f"dynamodb-{capability.value}")
    async def saver() -> AsyncGenerator[DynamoCheckpointSaver]:
        async with saver_on(server, table) as opened:
            yield opened

    report = await validate(saver, capabilities={capability.value})
    result = report.results[capability.value]
    assert result.detected
    assert result.failures in (None, [])
    assert result.tests_passed
