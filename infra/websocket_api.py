"""API Gateway before sockets, for installations that must have it; off unless asked for.

A frame is at most 32 KB and a message at most 128 KB there, in either direction; a larger one ends
the connection with close code 1009. A socket lives two hours at most and ten minutes in silence.
The balancer has none of these limits and is the way that the page takes.

API Gateway keeps the sockets itself: it posts what a client says, with the id of the connection
and a secret that only it and the orchestrators know, and wants answers posted to that id
(``orchestrator/gateway``, which sends results in pages that fit).
"""

import json

from aws_cdk import CfnOutput, Environment, RemovalPolicy, Stack
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.log_groups import log_group
from infra.stage import Stage

LARGEST_FRAME_BYTES = 32 * 1024
LARGEST_MESSAGE_BYTES = 128 * 1024
_ROUTES = ("$connect", "$default", "$disconnect")
_RATE, _BURST = 500, 1000
_SECRET_LENGTH = 64
_STAGE = "live"
_OF_HANDSHAKE = {
    "querystring": ("session_id", "user_id", "last_seq", "session_token"),
    "header": ("Authorization", "X-Visitor-Token", "X-Session-Token"),
}
"""What of a handshake tells who comes, and to which conversation."""


class WebsocketApiStack(Stack):
    """A WebSocket API that hands what it hears to the origin over HTTPS."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: sockets at API Gateway")
        self._secret = self._make_secret()
        self.api = api.CfnApi(
            self,
            "Api",
            name="talknshop-sockets",
            protocol_type="WEBSOCKET",
            route_selection_expression="$request.body.type",
        )
        self.sending = self._sending_policy()
        routes = [self._route(route, stage) for route in _ROUTES]
        deployment = api.CfnDeployment(self, "Deployment", api_id=self.api.ref)
        for route in routes:
            deployment.add_dependency(route)
        self.opened = self._stage(deployment)
        CfnOutput(
            self,
            "Address",
            value=f"wss://{self.api.ref}.execute-api.{self.region}.amazonaws.com/{_STAGE}",
        )

    def for_orchestrator(self) -> dict[str, str]:
        """Where it sends what clients are to read."""
        host = f"{self.api.ref}.execute-api.{self.region}.amazonaws.com"
        return {"GATEWAY_MANAGEMENT_URL": f"https://{host}/{_STAGE}"}

    def secrets_for_orchestrator(self) -> dict[str, ecs.Secret]:
        """What tells it that the gateway speaks."""
        return {"GATEWAY_SECRET": ecs.Secret.from_secrets_manager(self._secret)}  # pyright: ignore[reportArgumentType]  # jsii

    def _sending_policy(self) -> iam.ManagedPolicy:
        """Allows sending to connections, and ending them."""
        all_apis = f"arn:aws:execute-api:{self.region}:{self.account}:"
        connections = f"/{_STAGE}/*/@connections/*"
        policy = iam.ManagedPolicy(
            self,
            "Sending",
            statements=[
                iam.PolicyStatement(
                    actions=["execute-api:ManageConnections"],
                    resources=[f"{all_apis}{self.api.ref}{connections}"],
                )
            ],
        )
        acknowledge(
            policy,
            "IAM5",
            "Connections have ids that nobody knows beforehand; they are of one API.",
            found=[f"Resource::{all_apis}<Api>{connections}"],
        )
        return policy

    def _make_secret(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Secret",
            secret_name="talknshop/gateway",  # noqa: S106  # its name, not what it holds
            description="GATEWAY_SECRET: what API Gateway shows to the orchestrators",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                exclude_punctuation=True, password_length=_SECRET_LENGTH
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(secret, "SMG4", "The integrations hold the same value until they are deployed.")
        return secret

    def _request_parameters(self, key: str) -> dict[str, str]:
        shown = self._secret.secret_value.unsafe_unwrap()
        told = {
            "integration.request.header.X-Connection-Id": "context.connectionId",
            "integration.request.header.X-Gateway-Secret": f"'{shown}'",
        }
        if key == "$connect":
            told |= {
                f"integration.request.{place}.{name}": f"route.request.{place}.{name}"
                for place, names in _OF_HANDSHAKE.items()
                for name in names
            }
        return told

    def _route(self, key: str, stage: Stage) -> api.CfnRoute:
        what = key.removeprefix("$")
        integration = api.CfnIntegration(
            self,
            f"{what}-integration",
            api_id=self.api.ref,
            integration_type="HTTP_PROXY",
            integration_method="POST",
            integration_uri=f"https://{stage.hostname}/gateway/{what}",
            request_parameters=self._request_parameters(key),
            timeout_in_millis=29_000,
        )
        route = api.CfnRoute(
            self,
            f"{what}-route",
            api_id=self.api.ref,
            route_key=key,
            authorization_type="NONE",
            target=f"integrations/{integration.ref}",
        )
        acknowledge(
            route, "APIG4", "Who connects is proved by the origin, as on the balancer's way."
        )
        return route

    def _stage(self, deployment: api.CfnDeployment) -> api.CfnStage:
        group = log_group(self, "Log", "/talknshop/sockets")
        told = {name: f"$context.{name}" for name in ("requestId", "routeKey", "status")}
        return api.CfnStage(
            self,
            "Stage",
            api_id=self.api.ref,
            stage_name=_STAGE,
            deployment_id=deployment.ref,
            access_log_settings=api.CfnStage.AccessLogSettingsProperty(
                destination_arn=group.log_group_arn, format=json.dumps(told)
            ),
            default_route_settings=api.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=_RATE, throttling_burst_limit=_BURST
            ),
        )
