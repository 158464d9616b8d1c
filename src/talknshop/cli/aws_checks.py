"""AWS, as the settings use it: what ``talknshop doctor --aws`` says of it."""

import asyncio

from talknshop.cli.aws_resources import open_resources
from talknshop.cli.findings import Finding, Mark
from talknshop.core.aws_resources import AwsResource
from talknshop.core.errors import ConfigurationError, TalknShopError
from talknshop.core.settings import Settings

_CREDENTIALS = "credentials"


def examine_aws(settings: Settings) -> list[Finding]:
    """Asks AWS who we are, and compares what is there with what the settings need."""
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> list[Finding]:
    who = await _identity(settings)
    async with open_resources(settings) as resources:
        found = await asyncio.gather(*map(_check, resources))
    models = await _models(settings)
    if not found and not models:
        text = "nothing is kept on AWS with these settings; TALKNSHOP_BACKEND=aws changes that"
        return [who, Finding(Mark.ABSENT, "aws", text)]
    return [who, *found, *models]


async def _check(resource: AwsResource) -> Finding:
    try:
        differences = await resource.differences()
    except TalknShopError as error:
        return Finding(Mark.BROKEN, resource.kind, error.message)
    if differences:
        return Finding(Mark.BROKEN, resource.kind, f"{resource.name}: {'; '.join(differences)}")
    return Finding(Mark.OK, resource.kind, f"{resource.name} is as described")


async def _models(settings: Settings) -> list[Finding]:
    # botocore comes with it.
    from talknshop.cli.bedrock_checks import examine_bedrock  # noqa: PLC0415

    try:
        return await examine_bedrock(settings)
    except ConfigurationError as error:
        return [Finding(Mark.BROKEN, "model", error.message)]


async def _identity(settings: Settings) -> Finding:
    # botocore comes with these.
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    from talknshop.core.aws import AwsAccess, CallLimits, aws_client  # noqa: PLC0415
    from talknshop.core.aws_errors import translated  # noqa: PLC0415
    from talknshop.core.errors import ExternalServiceError  # noqa: PLC0415

    access = AwsAccess.of(settings).at(settings.sts_endpoint_url)
    try:
        async with aws_client("sts", access, CallLimits(attempts=2, read_seconds=5)) as client:
            told = await client.get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        problem = translated(error, ExternalServiceError, service="STS", what="who we are")
        return Finding(Mark.BROKEN, _CREDENTIALS, problem.message)
    return Finding(Mark.OK, _CREDENTIALS, f"AWS knows us as {told['Arn']}")
