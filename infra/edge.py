"""What people reach: the balancer, its rules, and the firewall before it."""

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from constructs import Construct

from infra import service_plans
from infra.buckets import BucketsStack
from infra.environment import PORTS
from infra.firewall import put_firewall_before
from infra.network import NetworkStack
from infra.service_plans import Plan
from infra.stage import Stage

# Longer than the server's ping of an open socket (WS_HEARTBEAT_INTERVAL, 30 s) by far, and than a
# silent client may stay (WS_MESSAGE_TIMEOUT, 300 s).
IDLE_SECONDS = 400
# Sockets of a task that ends are closed by the task itself, which tells them to come back.
_DRAIN_SECONDS = 30
_BEHIND = (
    service_plans.CATALOG,
    service_plans.MEDIA,
    service_plans.CROSSPOST,
    service_plans.DOCUMENTS,
)


class EdgeStack(Stack):
    """An application load balancer with two groups of targets for the origin, blue and green.

    Every path goes to the origin, which proves who asks and signs what it passes on to the other
    services. With ``direct_paths`` the balancer hands ``/catalog/…`` and the others to them
    itself, without their prefix: public reads only, because nobody has then signed for a person.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        stage: Stage,
        network: NetworkStack,
        buckets: BucketsStack,
        env: Environment,
    ) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: what people reach")
        self._network = network
        self.balancer = elbv2.ApplicationLoadBalancer(
            self,
            "Balancer",
            vpc=network.vpc,
            internet_facing=True,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
            security_group=network.balancer_group,
            idle_timeout=Duration.seconds(IDLE_SECONDS),
            drop_invalid_header_fields=True,
            deletion_protection=stage.is_production,
        )
        self.balancer.log_access_logs(buckets.logs, prefix="alb")
        self.blue = self._targets("Blue", service_plans.ORCHESTRATOR)
        self.green = self._targets("Green", service_plans.ORCHESTRATOR)
        self.listener = self._listen(stage)
        self.origin_rule = elbv2.ApplicationListenerRule(
            self,
            "Origin",
            listener=self.listener,
            priority=100,
            conditions=[elbv2.ListenerCondition.path_patterns(["/*"])],
            action=_weighted(self.blue, self.green),
        )
        behind = _BEHIND if stage.direct_paths else ()
        self.direct = {plan.name: self._hand_over(plan, 10 + at) for at, plan in enumerate(behind)}
        self.firewall = put_firewall_before(self, self.balancer)

    def _listen(self, stage: Stage) -> elbv2.ApplicationListener:
        nowhere = elbv2.ListenerAction.fixed_response(404, content_type="text/plain")
        if not stage.certificate_arn:
            return self.balancer.add_listener("Http", port=80, open=False, default_action=nowhere)
        self.balancer.add_listener(
            "Http",
            port=80,
            open=False,
            default_action=elbv2.ListenerAction.redirect(
                protocol="HTTPS", port="443", permanent=True
            ),
        )
        return self.balancer.add_listener(
            "Https",
            port=443,
            open=False,
            ssl_policy=elbv2.SslPolicy.TLS13_RES,
            certificates=[elbv2.ListenerCertificate.from_arn(stage.certificate_arn)],
            default_action=nowhere,
        )

    def _targets(self, name: str, plan: Plan) -> elbv2.ApplicationTargetGroup:
        return elbv2.ApplicationTargetGroup(
            self,
            name,
            vpc=self._network.vpc,
            port=PORTS[plan.name],
            protocol=elbv2.ApplicationProtocol.HTTP,
            target_type=elbv2.TargetType.IP,
            deregistration_delay=Duration.seconds(_DRAIN_SECONDS),
            health_check=elbv2.HealthCheck(
                path=plan.health_path,
                interval=Duration.seconds(10),
                timeout=Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=3,
            ),
        )

    def _hand_over(self, plan: Plan, priority: int) -> elbv2.ApplicationTargetGroup:
        targets = self._targets(plan.name.capitalize(), plan)
        rule = elbv2.ApplicationListenerRule(
            self,
            f"{plan.name}-path",
            listener=self.listener,
            priority=priority,
            conditions=[
                elbv2.ListenerCondition.path_patterns([f"/{plan.name}/*"]),
                elbv2.ListenerCondition.http_request_methods(["GET", "HEAD"]),
            ],
            target_groups=[targets],
        )
        made = rule.node.default_child
        if isinstance(made, elbv2.CfnListenerRule):
            made.add_property_override("Transforms", [_without_prefix(plan.name)])
        return targets


def _without_prefix(name: str) -> dict[str, object]:
    rewrites = [{"Regex": f"^/{name}/(.*)$", "Replace": "/$1"}]
    return {"Type": "url-rewrite", "UrlRewriteConfig": {"Rewrites": rewrites}}


def _weighted(
    blue: elbv2.ApplicationTargetGroup, green: elbv2.ApplicationTargetGroup
) -> elbv2.ListenerAction:
    # ECS moves the weights when it deploys; these are where it begins.
    return elbv2.ListenerAction.weighted_forward(
        [
            elbv2.WeightedTargetGroup(target_group=blue, weight=100),
            elbv2.WeightedTargetGroup(target_group=green, weight=0),
        ]
    )
