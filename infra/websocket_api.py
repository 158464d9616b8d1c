"""API Gateway before sockets, for installations that must have it; off unless asked for.

A frame is at most 32 KB and a message at most 128 KB there, in either direction; a larger one ends
the connection with close code 1009. A socket lives two hours at most and ten minutes in silence.
The balancer has none of these limits and is the way that the page takes.

API Gateway keeps the sockets itself: it posts what a client says, with the id of the connection,
and wants answers posted to that id. The orchestrator does not answer that way yet; what is here is
the gateway's half.
"""

import json

from aws_cdk import CfnOutput, Environment, Stack
from aws_cdk import aws_apigatewayv2 as api
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.log_groups import log_group
from infra.stage import Stage

LARGEST_FRAME_BYTES = 32 * 1024
LARGEST_MESSAGE_BYTES = 128 * 1024
_ROUTES = ("$connect", "$default", "$disconnect")
_RATE, _BURST = 500, 1000


class WebsocketApiStack(Stack):
    """A WebSocket API that hands what it hears to the origin over HTTPS."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: sockets at API Gateway")
        self.api = api.CfnApi(
            self,
            "Api",
            name="talknshop-sockets",
            protocol_type="WEBSOCKET",
            route_selection_expression="$request.body.type",
        )
        routes = [self._route(route, stage) for route in _ROUTES]
        deployment = api.CfnDeployment(self, "Deployment", api_id=self.api.ref)
        for route in routes:
            deployment.add_dependency(route)
        self.opened = self._stage(deployment)
        CfnOutput(
            self,
            "Address",
            value=f"wss://{self.api.ref}.execute-api.{self.region}.amazonaws.com/live",
        )

    def _route(self, key: str, stage: Stage) -> api.CfnRoute:
        what = key.removeprefix("$")
        integration = api.CfnIntegration(
            self,
            f"{what}-integration",
            api_id=self.api.ref,
            integration_type="HTTP_PROXY",
            integration_method="POST",
            integration_uri=f"https://{stage.hostname}/gateway/{what}",
            request_parameters={
                "integration.request.header.X-Connection-Id": "context.connectionId"
            },
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
            stage_name="live",
            deployment_id=deployment.ref,
            access_log_settings=api.CfnStage.AccessLogSettingsProperty(
                destination_arn=group.log_group_arn, format=json.dumps(told)
            ),
            default_route_settings=api.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=_RATE, throttling_burst_limit=_BURST
            ),
        )
