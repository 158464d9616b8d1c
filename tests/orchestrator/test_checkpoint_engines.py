"""The same conversation on every engine of checkpoints, over a restart of the server."""

# pyright: reportUnknownMemberType=false

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from tests.conformance.checkpoint_tables import new_bucket, new_table
from tests.orchestrator.conftest import converse
from tests.stand_ins.interposed import always, interposed
from tests.stand_ins.servers import access_at

from talknshop.core.aws import aws_client
from talknshop.core.aws_settings import CheckpointEngine
from talknshop.core.settings import Settings, load_settings
from talknshop.schemas.enums import Outcome
from talknshop.schemas.events import DoneEvent, ErrorEvent, ServerEvent

pytestmark = pytest.mark.socket


async def _settings(engine: CheckpointEngine, folder: Path, url: str) -> Settings:
    table = await new_table(url)
    if engine is CheckpointEngine.LANGGRAPH_AWS:
        async with aws_client("dynamodb", access_at(url)) as dynamodb:
            await dynamodb.create_table(
                TableName=f"official-{table}",
                AttributeDefinitions=[
                    {"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")
                ],
                KeySchema=[
                    {"AttributeName": "PK", "KeyType": "HASH"},
                    {"AttributeName": "SK", "KeyType": "RANGE"},
                ],
                BillingMode="PAY_PER_REQUEST",
            )
    return load_settings(
        data_dir=folder,
        checkpoint_engine=engine,
        dynamodb_checkpoint_table=table,
        dynamodb_langgraph_table=f"official-{table}",
        dynamodb_endpoint_url=url,
        s3_endpoint_url=url,
        aws_region="us-west-2",
        aws_access_key_id="test",
        aws_secret_access_key=SecretStr("test"),
    )


def _outcome(events: list[ServerEvent]) -> Outcome:
    assert isinstance(events[-1], DoneEvent)
    return events[-1].data.outcome


@pytest.mark.parametrize("engine", list(CheckpointEngine))
async def test_a_conversation_goes_on_after_a_restart(
    engine: CheckpointEngine,
    tmp_path: Path,
    dynalite_url: str,
    moto_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    settings = await _settings(engine, tmp_path, dynalite_url)
    bucket = await new_bucket(moto_url)
    settings = settings.model_copy(
        update={"s3_endpoint_url": moto_url, "checkpoint_bucket": bucket}
    )
    async with converse(settings) as first:
        assert _outcome(await first.say("I need a laptop")) is Outcome.CLARIFICATION
    async with converse(settings) as second:
        events = await second.say("under $1000")
        assert _outcome(events) is Outcome.RESULTS
        assert await second.container.personal.forget("u1") == 1
    assert not [r for r in caplog.records if r.name.startswith("langgraph_checkpoint_aws")]


async def test_a_turn_that_cannot_be_stored_ends_with_a_sentence(
    tmp_path: Path, dynalite_url: str
) -> None:
    async with interposed(dynalite_url) as line:
        settings = await _settings(CheckpointEngine.DYNAMODB, tmp_path, dynalite_url)
        settings = settings.model_copy(update={"dynamodb_endpoint_url": line.url})
        async with converse(settings) as conversation:
            assert _outcome(await conversation.say("I need a laptop")) is Outcome.CLARIFICATION
            line.interference = always("ExpiredTokenException", "BatchWriteItem")
            events = await conversation.say("under $1000")
            assert _outcome(events) is Outcome.FAILED
            told = [event.data.message for event in events if isinstance(event, ErrorEvent)]
            assert "does not accept these credentials" in told[0]


def test_a_start_without_aws_loads_nothing_of_it() -> None:
    program = (
        "import sys\n"
        "import talknshop.orchestrator.container\n"
        "print([n for n in ('botocore', 'aiobotocore', 'boto3') if n in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
