"""Puts the stacks together: ``python -m infra.app`` writes their templates to infra/cdk.out."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App, Environment, Stack, Tags, Validations
from cdk_nag import AwsSolutionsChecks

from infra.buckets import BucketsStack
from infra.cache import CacheStack
from infra.credentials import SecretsStack
from infra.data import DataStack
from infra.edge import EdgeStack
from infra.environment import TaskSettings
from infra.functions import FunctionsStack
from infra.network import NetworkStack
from infra.observability import ObservabilityStack
from infra.queues import QueuesStack
from infra.registry import RegistryStack
from infra.rights import Rights
from infra.services import ServicesStack
from infra.stage import Stage, read_stage
from infra.surroundings import Surroundings
from infra.websocket_api import WebsocketApiStack

FOLDER = Path(__file__).parent / "cdk.out"

# What the CDK would do otherwise, had it not to do as it always did.
_FLAGS = {
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker": True,
}


@dataclass(frozen=True, slots=True)
class Built:
    """An app, and its stacks by what they are about."""

    app: App
    stacks: dict[str, Stack]


def build(context: Mapping[str, Any], *, folder: Path = FOLDER) -> Built:
    """Describes an installation; ``app.synth()`` then checks it and writes its templates.

    Args:
        context: Values of ``infra.stage.Stage``; what is left out stays at its default.
        folder: Where templates are written.

    Raises:
        ValueError: A value of the context is of no use.
    """
    stage = read_stage(context)
    app = App(outdir=str(folder), analytics_reporting=False, context=_FLAGS)
    where = Environment(account=stage.account, region=stage.region)
    stacks = _stacks(app, stage, where)
    Tags.of(app).add("project", "talknshop")
    Tags.of(app).add("stage", stage.stage)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return Built(app, stacks)


def _stacks(app: App, stage: Stage, where: Environment) -> dict[str, Stack]:
    network = NetworkStack(app, "TalknShop-Network", stage=stage, env=where)
    registry = RegistryStack(app, "TalknShop-Registry", env=where)
    data = DataStack(app, "TalknShop-Data", stage=stage, env=where)
    queues = QueuesStack(app, "TalknShop-Queues", env=where)
    buckets = BucketsStack(app, "TalknShop-Buckets", stage=stage, env=where)
    cache = CacheStack(app, "TalknShop-Cache", stage=stage, network=network, env=where)
    secrets = SecretsStack(app, "TalknShop-Secrets", stage=stage, env=where)
    edge = EdgeStack(
        app, "TalknShop-Edge", stage=stage, network=network, buckets=buckets, env=where
    )
    sockets = _sockets(app, stage, where)
    around = Surroundings(
        stage, network, registry, queues, cache, secrets,
        TaskSettings(stage, network), Rights(stage, data, queues), sockets,
    )  # fmt: skip
    below: dict[str, Stack] = {
        "network": network,
        "registry": registry,
        "data": data,
        "queues": queues,
        "buckets": buckets,
        "cache": cache,
        "secrets": secrets,
        "edge": edge,
    }
    return below | _running(app, around, edge, data, where)


def _sockets(app: App, stage: Stage, where: Environment) -> WebsocketApiStack | None:
    if not stage.websocket_api:
        return None
    return WebsocketApiStack(app, "TalknShop-WebsocketApi", stage=stage, env=where)


def _running(
    app: App, around: Surroundings, edge: EdgeStack, data: DataStack, where: Environment
) -> dict[str, Stack]:
    stage = around.stage
    services = ServicesStack(app, "TalknShop-Services", around=around, edge=edge, env=where)
    functions = FunctionsStack(app, "TalknShop-Functions", around=around, data=data, env=where)
    observability = ObservabilityStack(
        app,
        "TalknShop-Observability",
        stage=stage,
        edge=edge,
        queues=around.queues,
        cache=around.cache,
        services=services,
        functions=functions,
        env=where,
    )
    running: dict[str, Stack] = {
        "services": services,
        "functions": functions,
        "observability": observability,
    }
    if around.sockets is not None:
        running["websocket_api"] = around.sockets
    return running


def main() -> int:
    """Synthesises with the context given as ``name=value``; returns an exit code."""
    context: dict[str, Any] = dict(part.split("=", 1) for part in sys.argv[1:] if "=" in part)
    built = build(context)
    built.app.synth()
    for stack in built.stacks.values():
        sys.stdout.write(f"{stack.stack_name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
