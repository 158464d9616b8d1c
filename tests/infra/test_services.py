"""Network, tasks, scaling, rights."""

import json
from pathlib import Path
from typing import Any

import pytest
from infra.environment import PORTS
from infra.service_plans import PLANS, Plan
from tests.infra.synthesised import Synthesised

from infra import service_plans
from talknshop.cli.services import SERVICES
from talknshop.core.settings import Settings


def tasks(made: Synthesised) -> dict[str, dict[str, Any]]:
    found = made.of_type("services", "AWS::ECS::TaskDefinition")
    return {task["Family"].removeprefix("talknshop-"): task for task in found}


def statements(made: Synthesised, stack: str, role: str) -> list[dict[str, Any]]:
    resources = made.template(stack)["Resources"]
    return [
        statement
        for found in resources.values()
        if found["Type"] == "AWS::IAM::Policy"
        and any(role in reference["Ref"] for reference in found["Properties"]["Roles"])
        for statement in found["Properties"]["PolicyDocument"]["Statement"]
    ]


def actions(statement: dict[str, Any]) -> set[str]:
    named = statement["Action"]
    return {named} if isinstance(named, str) else set(named)


def resources_of(statement: dict[str, Any]) -> list[str]:
    named = statement["Resource"]
    return [named] if isinstance(named, str) else named


def test_every_service_of_the_product_has_a_plan_and_its_port() -> None:
    assert {plan.name for plan in PLANS} == {*SERVICES, "worker"}
    for name, service in SERVICES.items():
        assert Settings.model_fields[service.port_setting.lower()].default == PORTS[name]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_a_task_runs_the_image_as_nobody_who_may_write(plan: Plan, production: Synthesised) -> None:
    task = tasks(production)[plan.name]
    service, collector = task["ContainerDefinitions"]
    assert service["Command"] == list(plan.command)
    assert service["ReadonlyRootFilesystem"] is True
    assert service["User"] == "10001"
    assert {mount["ContainerPath"] for mount in service["MountPoints"]} == {"/data", "/tmp"}  # noqa: S108
    assert "1.0.0" in json.dumps(service["Image"])
    assert collector["Essential"] is False
    json.loads(collector["Environment"][0]["Value"])


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_a_task_knows_where_the_others_are(plan: Plan, production: Synthesised) -> None:
    service = tasks(production)[plan.name]["ContainerDefinitions"][0]
    told = {each["Name"]: each["Value"] for each in service["Environment"]}
    for other, port in PORTS.items():
        wanted = None if other == plan.name else f"http://{other}:{port}"
        assert told.get(f"{other.upper()}_SERVICE_URL") == wanted
    assert told["TALKNSHOP_BACKEND"] == "aws"
    assert told["AUTH_REQUIRED"] == "true"


def test_secrets_reach_only_who_needs_them(production: Synthesised) -> None:
    given = {
        name: {secret["Name"] for secret in task["ContainerDefinitions"][0]["Secrets"]}
        for name, task in tasks(production).items()
    }
    assert all({"SECRET_KEY", "REDIS_URL"} <= names for names in given.values())
    assert {name for name, names in given.items() if "JWT_SECRET" in names} == {"orchestrator"}
    sellers = {name for name, names in given.items() if "EBAY_CLIENT_SECRET" in names}
    assert sellers == {"catalog", "crosspost", "worker"}


def test_a_name_that_is_no_setting_is_refused(tmp_path: Path) -> None:
    from infra.app import build  # noqa: PLC0415

    with pytest.raises(ValueError, match="EBAY_CLIENT"):
        build({"marketplace_settings": "EBAY_CLIENT"}, folder=tmp_path)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_there_are_as_many_tasks_as_planned(
    plan: Plan, production: Synthesised, staging: Synthesised
) -> None:
    for made, least in ((production, plan.least), (staging, 1)):
        targets = made.of_type("services", "AWS::ApplicationAutoScaling::ScalableTarget")
        bounds = {
            (target["MinCapacity"], target["MaxCapacity"])
            for target in targets
            if plan.name in json.dumps(target["ResourceId"])
        }
        assert bounds == {(least, plan.most)}


def test_services_grow_as_the_architecture_says(production: Synthesised) -> None:
    policies = production.of_type("services", "AWS::ApplicationAutoScaling::ScalingPolicy")
    tracked = {
        policy["PolicyName"].rsplit("-")[0].removeprefix("TalknShopServices"): policy[
            "TargetTrackingScalingPolicyConfiguration"
        ]
        for policy in policies
        if "TargetTrackingScalingPolicyConfiguration" in policy
    }
    cpu = [rule for name, rule in tracked.items() if "Cpu" in name]
    assert [rule["TargetValue"] for rule in cpu] == [70] * (len(PLANS) - 1)
    (sockets,) = [rule for name, rule in tracked.items() if "Connections" in name]
    assert sockets["TargetValue"] == 0.8 * 1000
    assert sockets["CustomizedMetricSpecification"]["MetricName"] == "talknshop_connections"


def steps(made: Synthesised, name: str) -> list[tuple[dict[str, Any], float]]:
    """Each step of a rule: bounds as they are, and what it does."""
    resources = made.template("services")["Resources"]
    found: list[tuple[dict[str, Any], float]] = []
    for alarm in resources.values():
        if alarm["Type"] != "AWS::CloudWatch::Alarm":
            continue
        base = alarm["Properties"]["Threshold"]
        policy = resources[alarm["Properties"]["AlarmActions"][0]["Ref"]]["Properties"]
        if name not in policy["PolicyName"]:
            continue
        for step in policy["StepScalingPolicyConfiguration"]["StepAdjustments"]:
            bounds = {
                side: base + step[f"MetricInterval{side}Bound"]
                for side in ("Lower", "Upper")
                if f"MetricInterval{side}Bound" in step
            }
            found.append((bounds, step["ScalingAdjustment"]))
    return sorted(found, key=lambda each: each[0].get("Lower", -1))


def test_workers_grow_with_what_waits(production: Synthesised) -> None:
    assert steps(production, "Messages") == [
        ({"Upper": 100}, 5),
        ({"Lower": 100, "Upper": 500}, 10),
        ({"Lower": 500, "Upper": 1000}, 15),
        ({"Lower": 1000}, 20),
    ]


def test_catalogues_grow_when_more_than_fifty_searches_are_under_way(
    production: Synthesised,
) -> None:
    assert steps(production, "Waiting") == [
        ({"Upper": 10}, -1),
        ({"Lower": 50, "Upper": 100}, 2),
        ({"Lower": 100}, 4),
    ]


def test_workers_never_are_more_than_the_most() -> None:
    plan = service_plans.WORKER
    assert plan.least + max(more for _, more in service_plans.WORKER_STEPS) == plan.most


def test_the_origin_is_deployed_blue_and_green_and_all_go_back(production: Synthesised) -> None:
    services = production.of_type("services", "AWS::ECS::Service")
    assert len(services) == len(PLANS)
    for service in services:
        deployment = service["DeploymentConfiguration"]
        is_origin = service["ServiceName"] == "orchestrator"
        assert deployment["Strategy"] == ("BLUE_GREEN" if is_origin else "ROLLING")
        assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
        if is_origin:
            (target,) = service["LoadBalancers"]
            assert target["AdvancedConfiguration"]["ProductionListenerRule"]
            assert target["AdvancedConfiguration"]["AlternateTargetGroupArn"]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_rights_name_what_they_are_for(plan: Plan, production: Synthesised) -> None:
    role = f"{plan.name}taskTaskRole"
    granted = statements(production, "services", role)
    assert granted
    for statement in granted:
        assert not any(action.endswith("*") for action in actions(statement))
        if statement["Resource"] == "*":
            # Neither traces nor a stream of speech has a name that could be granted.
            assert actions(statement) <= {
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
                "transcribe:StartStreamTranscriptionWebSocket",
            }
    assert "dynamodb:Scan" not in {action for each in granted for action in actions(each)}


def test_only_who_asks_models_may(production: Synthesised, staging: Synthesised) -> None:
    asking = {
        plan.name
        for plan in PLANS
        for statement in statements(production, "services", f"{plan.name}taskTaskRole")
        if "bedrock:InvokeModel" in actions(statement)
    }
    assert asking == {"orchestrator", "media"}
    assert "bedrock:" not in json.dumps(staging.template("services"))


def test_only_who_hears_recordings_may_ask_transcribe(
    production: Synthesised, staging: Synthesised
) -> None:
    hearing = {
        (plan.name, action)
        for plan in PLANS
        for statement in statements(production, "services", f"{plan.name}taskTaskRole")
        for action in actions(statement)
        if action.startswith("transcribe:")
    }
    assert hearing == {
        ("media", "transcribe:StartStreamTranscriptionWebSocket"),
        ("media", "transcribe:StartTranscriptionJob"),
        ("media", "transcribe:GetTranscriptionJob"),
    }
    told = json.dumps(production.template("services"))
    assert '"MEDIA_STT_PROVIDER", "Value": "amazon"' in told
    assert "transcribe" not in json.dumps(staging.template("services"))


@pytest.mark.parametrize(
    ("plan", "prefixes"),
    [("documents", {"texts/", "snapshots/"}), ("catalog", {"snapshots/"})],
)
def test_files_are_reached_where_the_product_puts_them(
    plan: str, prefixes: set[str], production: Synthesised
) -> None:
    granted = statements(production, "services", f"{plan}taskTaskRole")
    bucket = "arn:aws:s3:::talknshop-documents-123456789012-us-west-2"
    reading = {r for each in granted if "s3:GetObject" in actions(each)
               for r in resources_of(each)}  # fmt: skip
    assert reading == {f"{bucket}/{prefix}*" for prefix in prefixes}
    listing = [each for each in granted if "s3:ListBucket" in actions(each)]
    assert {r for each in listing for r in resources_of(each)} == {bucket}
    # What is missing is told to be so only to who may list without naming a prefix.
    assert all("StringLikeIfExists" in each["Condition"] for each in listing)


def test_only_workers_take_messages(production: Synthesised) -> None:
    taking = {
        plan.name
        for plan in PLANS
        for statement in statements(production, "services", f"{plan.name}taskTaskRole")
        if "sqs:ReceiveMessage" in actions(statement)
    }
    assert taking == {"worker"}


def test_logs_are_kept_thirty_days(production: Synthesised) -> None:
    for stack in production.names:
        for group in production.of_type(stack, "AWS::Logs::LogGroup"):
            assert group["RetentionInDays"] == 30


def test_tables_and_buckets_are_reached_inside_the_network(
    production: Synthesised, staging: Synthesised
) -> None:
    for made, gateways in ((production, 2), (staging, 0)):
        template = made.assertions("network")
        template.resource_count_is("AWS::EC2::VPCEndpoint", 2)
        template.resource_count_is("AWS::EC2::NatGateway", gateways)
    (cache,) = [
        group
        for group in production.of_type("network", "AWS::EC2::SecurityGroup")
        if group["GroupDescription"] == "Redis"
    ]
    assert "0.0.0.0/0" not in json.dumps(cache.get("SecurityGroupIngress", []))
