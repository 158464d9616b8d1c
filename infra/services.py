"""The services and the workers on Fargate, from one image with different commands."""

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import service_plans
from infra.acknowledged import acknowledge
from infra.collector import MEMORY_MIB, collector_settings
from infra.edge import EdgeStack
from infra.environment import DATA_FOLDER, PORTS
from infra.log_groups import log_group
from infra.scaling import scale
from infra.service_plans import PLANS, Plan
from infra.surroundings import Surroundings
from infra.websocket_api import WebsocketApiStack

_STOP_SECONDS = 60
_BAKE_MINUTES = 10
_USER = "10001"
_MOVES_WEIGHTS = "AmazonECSInfrastructureRolePolicyForLoadBalancers"


class ServicesStack(Stack):
    """A cluster with a service for each plan.

    The origin is deployed blue and green: a new set of tasks takes the requests once it is
    healthy, the old one stays ready for ten minutes. The others roll. Either goes back by itself
    when tasks do not become healthy.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        around: Surroundings,
        edge: EdgeStack,
        env: Environment,
    ) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: services")
        self._around = around
        self._edge = edge
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            vpc=around.network.vpc,
            container_insights_v2=ecs.ContainerInsights.ENHANCED,
            default_cloud_map_namespace=ecs.CloudMapNamespaceOptions(
                name="talknshop", use_for_service_connect=True
            ),
        )
        log_group(self, "MetricsLog", "/talknshop/metrics")
        stage = around.stage
        self._metrics_log = (
            f"arn:aws:logs:{stage.region}:{stage.account}:log-group:/talknshop/metrics:*"
        )
        self.logs = {
            plan.name: log_group(self, f"{plan.name}-log", f"/talknshop/{plan.name}")
            for plan in PLANS
        }
        self.services = {plan.name: self._service(plan) for plan in PLANS}
        self._receive_requests()
        for plan in PLANS:
            scale(plan, self.services[plan.name], around)

    def _service(self, plan: Plan) -> ecs.FargateService:
        stage, network = self._around.stage, self._around.network
        is_origin = plan.name == service_plans.ORCHESTRATOR.name
        return ecs.FargateService(
            self,
            plan.name,
            service_name=plan.name,
            cluster=self.cluster,
            task_definition=self._task(plan),
            desired_count=plan.least if stage.is_production else 1,
            min_healthy_percent=100,
            max_healthy_percent=200,
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            deployment_strategy=ecs.DeploymentStrategy.BLUE_GREEN
            if is_origin
            else ecs.DeploymentStrategy.ROLLING,
            bake_time=Duration.minutes(_BAKE_MINUTES) if is_origin else None,
            health_check_grace_period=Duration.seconds(90) if is_origin else None,
            security_groups=[network.service_group],
            vpc_subnets=network.task_subnets,
            assign_public_ip=network.tasks_have_public_addresses,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            enable_ecs_managed_tags=True,
            service_connect_configuration=_connect(plan),
        )

    def _receive_requests(self) -> None:
        origin = self.services[service_plans.ORCHESTRATOR.name]
        target = origin.load_balancer_target(
            container_name="service",
            container_port=PORTS[service_plans.ORCHESTRATOR.name],
            alternate_target=ecs.AlternateTarget(
                "Alternate",
                alternate_target_group=self._edge.green,
                production_listener=ecs.ListenerRuleConfiguration.application_listener_rule(
                    self._edge.origin_rule
                ),
            ),
        )
        target.attach_to_application_target_group(self._edge.blue)
        acknowledge(
            origin,
            "IAM4",
            "With this policy of AWS, ECS moves the balancer's weights when it deploys.",
            found=[f"Policy::arn:<AWS::Partition>:iam::aws:policy/{_MOVES_WEIGHTS}"],
        )
        for name, targets in self._edge.direct.items():
            service = self.services[name]
            behind = service.load_balancer_target(
                container_name="service", container_port=PORTS[name]
            )
            behind.attach_to_application_target_group(targets)

    def _task(self, plan: Plan) -> ecs.FargateTaskDefinition:
        task = ecs.FargateTaskDefinition(
            self,
            f"{plan.name}-task",
            family=f"talknshop-{plan.name}",
            cpu=plan.cpu,
            memory_limit_mib=plan.memory_mib,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.X86_64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
        )
        self._add_service(task, plan)
        self._add_collector(task, plan)
        self._around.rights.grant(task.task_role, plan.name)
        if (sockets := self._sockets_of(plan)) is not None:
            task.task_role.add_managed_policy(sockets.sending)
        _explain(task, self._metrics_log)
        return task

    def _add_service(self, task: ecs.FargateTaskDefinition, plan: Plan) -> None:
        port = PORTS.get(plan.name)
        sockets = self._sockets_of(plan)
        container = task.add_container(
            "service",
            image=ecs.ContainerImage.from_ecr_repository(
                self._around.registry.repository, self._around.stage.image
            ),
            command=list(plan.command),
            environment={
                **self._around.settings.of_service(plan.name),
                **(sockets.for_orchestrator() if sockets else {}),
            },
            secrets=self._secrets(plan),
            logging=self._logging(plan),
            port_mappings=[]
            if port is None
            else [
                ecs.PortMapping(
                    container_port=port, name=plan.name, app_protocol=ecs.AppProtocol.http
                )
            ],
            health_check=_health(plan, port),
            user=_USER,
            readonly_root_filesystem=True,
            stop_timeout=Duration.seconds(_STOP_SECONDS),
            essential=True,
        )
        for volume, path in (("data", DATA_FOLDER), ("temporary", "/tmp")):  # noqa: S108
            task.add_volume(name=volume)
            container.add_mount_points(
                ecs.MountPoint(container_path=path, source_volume=volume, read_only=False)
            )

    def _sockets_of(self, plan: Plan) -> WebsocketApiStack | None:
        return self._around.sockets if plan is service_plans.ORCHESTRATOR else None

    def _secrets(self, plan: Plan) -> dict[str, ecs.Secret]:
        secrets = self._around.secrets
        given = {
            **secrets.for_signing(),
            "REDIS_URL": ecs.Secret.from_secrets_manager(self._around.cache.url),  # pyright: ignore[reportArgumentType]  # jsii
        }
        if plan is service_plans.ORCHESTRATOR:
            given |= secrets.for_sign_in()
        if (sockets := self._sockets_of(plan)) is not None:
            given |= sockets.secrets_for_orchestrator()
        if plan in {service_plans.CATALOG, service_plans.CROSSPOST, service_plans.WORKER}:
            given |= secrets.for_marketplaces()
        return given

    def _add_collector(self, task: ecs.FargateTaskDefinition, plan: Plan) -> None:
        stage = self._around.stage
        task.add_container(
            "collector",
            image=ecs.ContainerImage.from_registry(stage.collector_image),
            environment={
                "AOT_CONFIG_CONTENT": collector_settings(stage, plan.name, PORTS.get(plan.name))
            },
            logging=self._logging(plan, prefix="collector"),
            memory_limit_mib=MEMORY_MIB,
            readonly_root_filesystem=True,
            essential=False,
        )
        task.add_to_task_role_policy(
            iam.PolicyStatement(
                actions=["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources=["*"]
            )
        )
        task.add_to_task_role_policy(
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                resources=[self._metrics_log],
            )
        )

    def _logging(self, plan: Plan, *, prefix: str = "service") -> ecs.LogDriver:
        return ecs.LogDriver.aws_logs(stream_prefix=prefix, log_group=self.logs[plan.name])


def _explain(task: ecs.FargateTaskDefinition, metrics_log: str) -> None:
    acknowledge(task, "ECS2", "They are settings, and no secrets: those come from Secrets Manager.")
    acknowledge(
        task.task_role,
        "IAM5",
        "X-Ray knows no resources; the collector names its streams of one log group itself.",
        found=["Resource::*", f"Resource::{metrics_log}"],
    )
    if task.execution_role is not None:
        acknowledge(
            task.execution_role,
            "IAM5",
            "ecr:GetAuthorizationToken knows no resources.",
            found=["Resource::*"],
        )


def _health(plan: Plan, port: int | None) -> ecs.HealthCheck | None:
    if port is None or plan.health_path is None:
        return None
    return ecs.HealthCheck(
        command=["CMD", "python", "/app/healthcheck.py", str(port), plan.health_path],
        interval=Duration.seconds(15),
        timeout=Duration.seconds(5),
        retries=3,
        start_period=Duration.seconds(90),
    )


def _connect(plan: Plan) -> ecs.ServiceConnectProps:
    port = PORTS.get(plan.name)
    offered = (
        []
        if port is None
        else [
            ecs.ServiceConnectService(
                port_mapping_name=plan.name,
                dns_name=plan.name,
                port=port,
                # Answers that stream pause while a model thinks.
                idle_timeout=Duration.seconds(400),
                per_request_timeout=Duration.seconds(0),
            )
        ]
    )
    return ecs.ServiceConnectProps(services=offered)
