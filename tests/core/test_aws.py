from collections.abc import AsyncGenerator
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsAccess, AwsClient, CallLimits
from talknshop.core.aws_errors import translated
from talknshop.core.aws_settings import (
    BlobEngine,
    CheckpointEngine,
    QueueEngine,
    RecordEngine,
    SharedEngine,
)
from talknshop.core.errors import (
    ConfigurationError,
    ConflictError,
    CredentialsRefusedError,
    DatabaseError,
    NotConfiguredError,
)
from talknshop.core.settings import load_settings


@pytest.fixture
async def dynamodb(moto_url: str) -> AsyncGenerator[AwsClient]:
    client = AwsClient("dynamodb", access_at(moto_url), CallLimits(attempts=2, read_seconds=5))
    yield client
    await client.aclose()


@pytest.mark.socket
async def test_a_client_connects_when_it_is_needed_and_after_it_was_closed(
    dynamodb: AwsClient,
) -> None:
    first: Any = await dynamodb.opened()
    assert await dynamodb.opened() is first
    assert isinstance((await first.list_tables())["TableNames"], list)
    await dynamodb.aclose()
    again: Any = await dynamodb.opened()
    assert again is not first
    assert isinstance((await again.list_tables())["TableNames"], list)


@pytest.mark.socket
async def test_what_does_not_stand_is_told_with_what_to_do(dynamodb: AwsClient) -> None:
    client: Any = await dynamodb.opened()
    with pytest.raises(ClientError) as refused:
        await client.get_item(TableName="nothing", Key={"pk": {"S": "a"}})
    error = translated(refused.value, DatabaseError, service="DynamoDB", what="the table nothing")
    assert isinstance(error, ConfigurationError)
    assert "talknshop aws create" in error.message


@pytest.mark.socket
async def test_a_server_that_is_not_there_is_a_failure_of_the_family() -> None:
    client = AwsClient("dynamodb", access_at("http://127.0.0.1:9"))
    with pytest.raises(BotoCoreError) as refused:
        await (await client.opened()).list_tables()
    await client.aclose()
    error = translated(refused.value, DatabaseError, service="DynamoDB", what="tables")
    assert type(error) is DatabaseError
    assert error.retryable


async def test_without_a_region_it_says_which_setting_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = AwsClient("dynamodb", AwsAccess())
    with pytest.raises(BotoCoreError) as refused:
        await client.opened()
    error = translated(refused.value, DatabaseError, service="DynamoDB", what="tables")
    assert isinstance(error, NotConfiguredError)
    assert "AWS_REGION" in error.message


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ConditionalCheckFailedException", ConflictError),
        ("ExpiredTokenException", CredentialsRefusedError),
        ("AccessDeniedException", CredentialsRefusedError),
        ("ResourceNotFoundException", ConfigurationError),
        ("ProvisionedThroughputExceededException", DatabaseError),
        ("InternalServerError", DatabaseError),
    ],
)
def test_codes_become_exceptions_of_ours(code: str, kind: type[Exception]) -> None:
    refused = ClientError({"Error": {"Code": code, "Message": "no"}}, "PutItem")
    assert type(translated(refused, DatabaseError, service="DynamoDB", what="a table")) is kind


def test_the_backend_picks_every_engine_and_each_can_be_picked_alone() -> None:
    embedded = load_settings()
    assert embedded.keeps_records_in is RecordEngine.SQLITE
    assert embedded.shares_through is SharedEngine.PROCESS
    aws = load_settings(backend="aws", redis_url="redis://cache:6379/0", queue_engine="sqlite")
    assert aws.keeps_records_in is RecordEngine.DYNAMODB
    assert aws.keeps_checkpoints_in is CheckpointEngine.DYNAMODB
    assert aws.keeps_blobs_in is BlobEngine.S3
    assert aws.queues_in is QueueEngine.SQLITE
    assert aws.shares_through is SharedEngine.REDIS
