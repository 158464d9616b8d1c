"""The network: two zones, subnets for what faces people and for what does not, who calls whom."""

from aws_cdk import Environment, Fn, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.stage import Stage

_ZONES = 2
SERVICE_PORTS = ec2.Port.tcp_range(8000, 8004)
CACHE_PORT = 6380
"""Not the one that everybody tries first."""


class NetworkStack(Stack):
    """VPC, gateways, security groups.

    The groups stand here, because balancer, tasks and cache name each other in them.
    """

    def __init__(self, scope: Construct, name: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: network")
        has_nat = stage.nat_gateways > 0
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            availability_zones=[Fn.select(at, Fn.get_azs()) for at in range(_ZONES)],
            nat_gateways=stage.nat_gateways,
            restrict_default_security_group=False,
            subnet_configuration=_subnets(has_nat=has_nat),
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
                "DynamoDb": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
            },
        )
        self.task_subnets = ec2.SubnetSelection(subnet_type=_service_subnets(has_nat=has_nat))
        self.tasks_have_public_addresses = not has_nat
        self.data_subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        self._log_flows()
        self.balancer_group = self._group("Balancer", "What people reach")
        self.service_group = self._group("Services", "Tasks and functions", calls_out=True)
        self.cache_group = self._group("Cache", "Redis")
        self._let_call()
        acknowledge(
            self.balancer_group, "EC23", "It is what people reach; the firewall stands before it."
        )

    def _group(self, name: str, what: str, *, calls_out: bool = False) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self, name, vpc=self.vpc, description=what, allow_all_outbound=calls_out
        )

    def _let_call(self) -> None:
        for port in (80, 443):
            self.balancer_group.add_ingress_rule(
                ec2.Peer.any_ipv4(), ec2.Port.tcp(port), "People and their browsers"
            )
        self.balancer_group.add_egress_rule(
            self.service_group, SERVICE_PORTS, "Requests handed to services"
        )
        self.service_group.add_ingress_rule(
            self.balancer_group, SERVICE_PORTS, "Requests from the balancer"
        )
        self.service_group.add_ingress_rule(
            self.service_group, SERVICE_PORTS, "Services call each other"
        )
        self.cache_group.add_ingress_rule(
            self.service_group, ec2.Port.tcp(CACHE_PORT), "Services use the cache"
        )

    def _log_flows(self) -> None:
        group = logs.LogGroup(self, "FlowLog", retention=logs.RetentionDays.ONE_MONTH)
        self.vpc.add_flow_log(
            "Flows", destination=ec2.FlowLogDestination.to_cloud_watch_logs(group)
        )


def _service_subnets(*, has_nat: bool) -> ec2.SubnetType:
    return ec2.SubnetType.PRIVATE_WITH_EGRESS if has_nat else ec2.SubnetType.PUBLIC


def _subnets(*, has_nat: bool) -> list[ec2.SubnetConfiguration]:
    public = ec2.SubnetConfiguration(
        name="public",
        subnet_type=ec2.SubnetType.PUBLIC,
        # Tasks are in it where there is no NAT.
        cidr_mask=24 if has_nat else 22,
        map_public_ip_on_launch=False,
    )
    services = ec2.SubnetConfiguration(
        name="services", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=22
    )
    data = ec2.SubnetConfiguration(
        name="data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24
    )
    return [public, services, data] if has_nat else [public, data]
