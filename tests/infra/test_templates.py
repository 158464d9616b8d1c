"""Templates as CloudFormation reads them: linted, and some of them deployed on a stand-in."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiobotocore.session import get_session
from infra.tables import TABLES
from moto.server import ThreadedMotoServer
from pydantic import SecretStr
from tests.infra.bucket_rules import put_rules
from tests.infra.synthesised import Synthesised

from talknshop.core.aws import AwsAccess, AwsClient
from talknshop.core.aws_resources import AwsResource
from talknshop.core.settings import Settings
from talknshop.crosspost.queues import queue_descriptions, queue_name
from talknshop.messaging.queue_descriptions import dead_name
from talknshop.messaging.queue_resources import QueueResource
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.bucket_descriptions import bucket_descriptions
from talknshop.storage.bucket_resources import BucketResource
from talknshop.storage.dynamodb.creation import DynamoDbTableResource
from talknshop.storage.dynamodb.tables import TableDescription

# The CDK writes dependencies twice.
IGNORED = "W3005"
REGION = "us-west-2"


def lint(made: Synthesised, stacks: Iterable[str]) -> None:
    files = [str(made.folder / f"{made.names[stack]}.template.json") for stack in stacks]
    told = subprocess.run(
        [
            str(Path(sys.executable).with_name("cfn-lint")),
            "--ignore-checks", IGNORED, "--regions", REGION, "--", *files,
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_templates_are_valid(production: Synthesised) -> None:
    lint(production, production.names)


def test_templates_of_the_least_that_can_be_had_are_valid(staging: Synthesised) -> None:
    # The others differ by numbers alone.
    lint(staging, ("network", "cache", "edge"))


@pytest.fixture(scope="module")
def stand_in(production: Synthesised) -> Generator[str]:
    """An address at which the stacks of tables, queues and buckets were deployed."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    asyncio.run(_deploy(url, production))
    yield url
    server.stop()


def client(service: str, url: str) -> Any:  # noqa: ANN401  # the type knows few of the services
    session: Any = get_session()
    return session.create_client(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )


async def _deploy(url: str, made: Synthesised) -> None:
    async with client("ssm", url) as parameters:
        # What bootstrapping an account leaves there; every template asks for it.
        await parameters.put_parameter(
            Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String"
        )
    async with client("cloudformation", url) as formation:
        for stack in ("data", "queues", "buckets"):
            await formation.create_stack(
                StackName=stack, TemplateBody=json.dumps(made.template(stack))
            )
    # moto's CloudFormation leaves out secrets, when items are removed, and the rules of buckets.
    async with client("secretsmanager", url) as secrets:
        for secret in made.of_type("secrets", "AWS::SecretsManager::Secret"):
            begins = await secrets.get_random_password(**secret["GenerateSecretString"])
            await secrets.create_secret(Name=secret["Name"], SecretString=begins["RandomPassword"])
    async with client("dynamodb", url) as dynamodb:
        for table in made.of_type("data", "AWS::DynamoDB::Table"):
            if expires := table.get("TimeToLiveSpecification"):
                await dynamodb.update_time_to_live(
                    TableName=table["TableName"], TimeToLiveSpecification=expires
                )
    async with client("s3", url) as s3:
        for bucket in made.of_type("buckets", "AWS::S3::Bucket"):
            await put_rules(s3, bucket)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_keeps_and_finds_by_each_index(table: TableDescription, stand_in: str) -> None:
    async def check() -> None:
        async with client("dynamodb", stand_in) as dynamodb:
            described = [table.partition, table.sort]
            described += [key for index in table.indexes for key in (index.partition, index.sort)]
            item = {key.name: {key.type: "1"} for key in described}
            await dynamodb.put_item(
                TableName=table.name, Item=item, ConditionExpression="attribute_not_exists(pk)"
            )
            key = {name.name: item[name.name] for name in (table.partition, table.sort)}
            found = await dynamodb.get_item(TableName=table.name, Key=key, ConsistentRead=True)
            assert found["Item"] == item
            for index in table.indexes:
                listed = await dynamodb.query(
                    TableName=table.name,
                    IndexName=index.name,
                    KeyConditionExpression=f"{index.partition.name} = :wanted",
                    ExpressionAttributeValues={":wanted": item[index.partition.name]},
                )
                assert listed["Count"] == 1

    asyncio.run(check())


@pytest.mark.parametrize("marketplace", PostingMarketplace)
def test_a_message_that_nobody_can_handle_ends_among_the_dead(
    marketplace: PostingMarketplace, stand_in: str
) -> None:
    async def check() -> None:
        async with client("sqs", stand_in) as sqs:
            name = queue_name(marketplace)
            url = (await sqs.get_queue_url(QueueName=name))["QueueUrl"]
            dead = (await sqs.get_queue_url(QueueName=dead_name(name)))["QueueUrl"]
            told = await sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            most = json.loads(told["Attributes"]["RedrivePolicy"])["maxReceiveCount"]
            await sqs.send_message(QueueUrl=url, MessageBody="x")
            for _ in range(int(most) + 1):
                await sqs.receive_message(QueueUrl=url, VisibilityTimeout=0, WaitTimeSeconds=0)
            (ended,) = (await sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=0))["Messages"]
            assert ended["Body"] == "x"

    asyncio.run(check())


def test_what_is_deployed_is_what_the_product_asks_for(
    stand_in: str, production: Synthesised
) -> None:
    tasks = production.of_type("services", "AWS::ECS::TaskDefinition")
    environment = tasks[0]["ContainerDefinitions"][0]["Environment"]
    told = {e["Name"].lower(): e["Value"] for e in environment if "BUCKET" in e["Name"]}
    settings = Settings.model_validate(
        {**told, "public_url": "https://shop.example.com", "backend": "aws"}
    )
    access = AwsAccess(REGION, stand_in, "any", SecretStr("any"))

    async def differences() -> dict[str, list[str]]:
        async with AsyncExitStack() as stack:
            clients = {name: AwsClient(name, access) for name in ("dynamodb", "sqs", "s3")}
            for one in clients.values():
                stack.push_async_callback(one.aclose)
            resources: list[AwsResource] = [
                *(DynamoDbTableResource(clients["dynamodb"], table) for table in TABLES),
                *(QueueResource(clients["sqs"], queue) for queue in queue_descriptions(settings)),
                *(BucketResource(clients["s3"], one) for one in bucket_descriptions(settings)),
            ]
            return {one.name: await one.differences() for one in resources}

    found = asyncio.run(differences())
    assert len(found) == len(TABLES) + len(PostingMarketplace) + 3
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    ("name", "setting"), [("secret-key", "secret_key"), ("sign-in", "jwt_secret")]
)
def test_a_secret_begins_with_what_its_setting_takes(
    name: str, setting: str, stand_in: str
) -> None:
    async def made() -> str:
        async with client("secretsmanager", stand_in) as secrets:
            told = await secrets.get_secret_value(SecretId=f"talknshop/{name}")
            return str(told["SecretString"])

    value = asyncio.run(made())
    settings = Settings.model_validate({setting: value})
    assert getattr(settings, setting).get_secret_value() == value


def test_a_bucket_keeps_what_is_put_there(stand_in: str) -> None:
    async def check() -> None:
        async with AsyncExitStack() as stack:
            s3 = await stack.enter_async_context(client("s3", stand_in))
            named = [bucket["Name"] for bucket in (await s3.list_buckets())["Buckets"]]
            (media,) = [name for name in named if name.startswith("talknshop-media-")]
            form = await s3.generate_presigned_post(media, "a/b", ExpiresIn=60)
            assert form["fields"]["key"] == "a/b"
            await s3.put_object(Bucket=media, Key="a/b", Body=b"x")
            assert await (await s3.get_object(Bucket=media, Key="a/b"))["Body"].read() == b"x"

    asyncio.run(check())
