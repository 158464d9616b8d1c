"""What people reach."""

import json

from aws_cdk.assertions import Match
from tests.infra.synthesised import Synthesised

from infra import edge
from talknshop.core.settings import Settings


def test_a_silent_socket_outlives_the_balancers_patience(production: Synthesised) -> None:
    told = Settings.model_fields
    assert told["ws_message_timeout"].default < edge.IDLE_SECONDS
    assert told["ws_heartbeat_interval"].default < edge.IDLE_SECONDS
    production.assertions("edge").has_resource_properties(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        {
            "Scheme": "internet-facing",
            "LoadBalancerAttributes": Match.array_with(
                [{"Key": "idle_timeout.timeout_seconds", "Value": str(edge.IDLE_SECONDS)}]
            ),
        },
    )


def test_port_80_only_leads_to_443(production: Synthesised, staging: Synthesised) -> None:
    listeners = {
        listener["Port"]: listener
        for listener in production.of_type("edge", "AWS::ElasticLoadBalancingV2::Listener")
    }
    assert set(listeners) == {80, 443}
    assert listeners[80]["DefaultActions"][0]["Type"] == "redirect"
    assert listeners[443]["Certificates"] == [
        {"CertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/0"}
    ]
    (only,) = staging.of_type("edge", "AWS::ElasticLoadBalancingV2::Listener")
    assert only["Port"] == 80


def test_reads_go_straight_to_services_without_their_prefix(production: Synthesised) -> None:
    rules = production.of_type("edge", "AWS::ElasticLoadBalancingV2::ListenerRule")
    direct = {
        rule["Conditions"][0]["PathPatternConfig"]["Values"][0]: rule
        for rule in rules
        if "Transforms" in rule
    }
    assert set(direct) == {"/catalog/*", "/media/*", "/crosspost/*", "/documents/*"}
    for path, rule in direct.items():
        methods = rule["Conditions"][1]["HttpRequestMethodConfig"]["Values"]
        assert set(methods) == {"GET", "HEAD"}
        (rewrite,) = rule["Transforms"][0]["UrlRewriteConfig"]["Rewrites"]
        assert rewrite["Regex"] == f"^{path.removesuffix('/*')}/(.*)$"


def test_the_rest_goes_to_the_origin_blue_first(production: Synthesised) -> None:
    rules = production.of_type("edge", "AWS::ElasticLoadBalancingV2::ListenerRule")
    (rule,) = [rule for rule in rules if "Transforms" not in rule]
    weights = [each["Weight"] for each in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]]
    assert weights == [100, 0]
    assert rule["Priority"] > max(r["Priority"] for r in rules if "Transforms" in r)


def test_everything_goes_through_the_origin_unless_asked_otherwise(staging: Synthesised) -> None:
    (rule,) = staging.of_type("edge", "AWS::ElasticLoadBalancingV2::ListenerRule")
    assert rule["Conditions"][0]["PathPatternConfig"]["Values"] == ["/*"]


def test_no_address_may_ask_without_end(production: Synthesised) -> None:
    (firewall,) = production.of_type("edge", "AWS::WAFv2::WebACL")
    managed = [
        r["Name"] for r in firewall["Rules"] if "ManagedRuleGroupStatement" in r["Statement"]
    ]
    assert len(managed) == 3
    (rate,) = [r for r in firewall["Rules"] if "RateBasedStatement" in r["Statement"]]
    assert rate["Action"] == {"Block": {}}
    production.assertions("edge").resource_count_is("AWS::WAFv2::WebACLAssociation", 1)
    (log,) = production.of_type("edge", "AWS::WAFv2::LoggingConfiguration")
    assert "authorization" in json.dumps(log["RedactedFields"])


def test_sockets_at_api_gateway_are_off_unless_asked_for(
    production: Synthesised, staging: Synthesised
) -> None:
    assert "websocket_api" not in staging.names
    template = production.assertions("websocket_api")
    template.has_resource_properties(
        "AWS::ApiGatewayV2::Api",
        {"ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.type"},
    )
    for key in ("$connect", "$default", "$disconnect"):
        template.has_resource_properties("AWS::ApiGatewayV2::Route", {"RouteKey": key})


def test_orchestrators_know_the_gateway_and_it_knows_them(
    production: Synthesised, staging: Synthesised
) -> None:
    for integration in production.of_type("websocket_api", "AWS::ApiGatewayV2::Integration"):
        shown = integration["RequestParameters"]
        assert shown["integration.request.header.X-Connection-Id"] == "context.connectionId"
        secret = json.dumps(shown["integration.request.header.X-Gateway-Secret"])
        assert "resolve:secretsmanager" in secret
    tasks = production.of_type("services", "AWS::ECS::TaskDefinition")
    told = {
        task["Family"]: {one["Name"] for one in task["ContainerDefinitions"][0]["Environment"]}
        | {one["Name"] for one in task["ContainerDefinitions"][0]["Secrets"]}
        for task in tasks
    }
    names = {"GATEWAY_MANAGEMENT_URL", "GATEWAY_SECRET"}
    assert names <= told.pop("talknshop-orchestrator")
    assert all(not names & others for others in told.values())
    (allowed,) = production.of_type("websocket_api", "AWS::IAM::ManagedPolicy")
    (statement,) = allowed["PolicyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:ManageConnections"
    assert "GATEWAY_SECRET" not in json.dumps(staging.template("services"))
