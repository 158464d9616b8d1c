"""The stacks of tables, queues and buckets, as they were synthesised, on a server for AWS."""

import asyncio
import json
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from tests.stand_ins.on_aws import StandIns, settings_on
from tests.stand_ins.servers import access_at

from talknshop.core.aws import aws_client

_STACKS = ("TalknShop-Data", "TalknShop-Queues", "TalknShop-Buckets")
_NAMED_BY = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::S3::Bucket": "BucketName",
}
_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"


@contextmanager
def everything_of(stacks: Path, stand_ins: StandIns) -> Generator[None]:
    """Sets the environment so within the block, with everything made that templates describe.

    Args:
        stacks: The folder of the templates.
        stand_ins: Where the servers are; tables and CloudFormation are on one of them.
    """
    told = settings_on(stand_ins)
    prefix = told["SQS_QUEUE_PREFIX"]
    told |= {name: prefix + value for name, value in _names_told_to_tasks(stacks).items()}
    # Where a browser is driven, this thread has a loop already.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, _deploy(stacks, stand_ins.others, prefix)).result()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in told.items():
            environment.setenv(name, value)
        yield


def _names_told_to_tasks(stacks: Path) -> dict[str, str]:
    told: dict[str, str] = {}
    for task in _of_type(_template(stacks, "TalknShop-Services"), "AWS::ECS::TaskDefinition"):
        environment = task["Properties"]["ContainerDefinitions"][0]["Environment"]
        told |= {
            each["Name"]: each["Value"]
            for each in environment
            if each["Name"].endswith("_BUCKET") or "_TABLE" in each["Name"]
        }
    return told


async def _deploy(stacks: Path, url: str, prefix: str) -> None:
    access = access_at(url)
    async with aws_client("ssm", access) as parameters:
        # What bootstrapping an account leaves there; every template asks for it.
        await parameters.put_parameter(Name=_BOOTSTRAP, Value="30", Type="String", Overwrite=True)
    async with aws_client("cloudformation", access) as formation:
        for stack in _STACKS:
            template = _template(stacks, stack)
            # For other stacks, under names that an account has once.
            template.pop("Outputs", None)
            for kind, name in _NAMED_BY.items():
                for resource in _of_type(template, kind):
                    resource["Properties"][name] = prefix + resource["Properties"][name]
            await formation.create_stack(
                StackName=f"{prefix}{stack}", TemplateBody=json.dumps(template)
            )


def _template(stacks: Path, name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((stacks / f"{name}.template.json").read_text()))


def _of_type(template: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    resources: dict[str, dict[str, Any]] = template["Resources"]
    return (found for found in resources.values() if found["Type"] == kind)
