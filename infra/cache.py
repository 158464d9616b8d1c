"""Redis: news between processes, shared limits, shared answers."""

from aws_cdk import Environment, Fn, RemovalPolicy, SecretValue, Stack
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.network import CACHE_PORT, NetworkStack
from infra.stage import Stage

_TOKEN_LENGTH = 48


class CacheStack(Stack):
    """Valkey 7.2, which speaks as Redis 7 does: two nodes in production, one in staging.

    Nothing is in it alone; snapshots are for a warm start.
    """

    def __init__(
        self, scope: Construct, name: str, *, stage: Stage, network: NetworkStack, env: Environment
    ) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: cache")
        self.nodes = 2 if stage.is_production else 1
        token = self._token()
        group = self._group(stage, network, token)
        self.group_id = group.ref
        self.url = self._url(group, token)
        for secret in (token, self.url):
            acknowledge(
                secret,
                "SMG4",
                "It is in the address that tasks begin with; docs/guides/operate.md says how it is "
                "changed together with them.",
            )

    def _token(self) -> secretsmanager.Secret:
        return secretsmanager.Secret(
            self,
            "Token",
            description="What services show to Redis",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                exclude_punctuation=True, password_length=_TOKEN_LENGTH
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _group(
        self, stage: Stage, network: NetworkStack, token: secretsmanager.Secret
    ) -> elasticache.CfnReplicationGroup:
        subnets = elasticache.CfnSubnetGroup(
            self,
            "Subnets",
            description="Subnets of the cache",
            subnet_ids=network.vpc.select_subnets(
                subnet_type=network.data_subnets.subnet_type
            ).subnet_ids,
        )
        group = elasticache.CfnReplicationGroup(
            self,
            "Redis",
            replication_group_description="TalknShop",
            engine="valkey",
            engine_version="7.2",
            port=CACHE_PORT,
            cache_node_type="cache.t4g.small" if stage.is_production else "cache.t4g.micro",
            num_cache_clusters=self.nodes,
            automatic_failover_enabled=self.nodes > 1,
            multi_az_enabled=self.nodes > 1,
            at_rest_encryption_enabled=True,
            transit_encryption_enabled=True,
            auth_token=token.secret_value.unsafe_unwrap(),
            cache_subnet_group_name=subnets.ref,
            security_group_ids=[network.cache_group.security_group_id],
            snapshot_retention_limit=1,
            auto_minor_version_upgrade=True,
        )
        if self.nodes == 1:
            acknowledge(group, "AEC4", "Staging may lose its cache: nothing is kept there alone.")
        return group

    def _url(
        self, group: elasticache.CfnReplicationGroup, token: secretsmanager.Secret
    ) -> secretsmanager.Secret:
        # CloudFormation puts token and address together when it deploys; neither is in a template.
        address = Fn.join(
            "",
            [
                "rediss://:",
                token.secret_value.unsafe_unwrap(),
                "@",
                group.attr_primary_end_point_address,
                ":",
                group.attr_primary_end_point_port,
                "/0",
            ],
        )
        return secretsmanager.Secret(
            self,
            "Url",
            description="REDIS_URL",
            secret_string_value=SecretValue.unsafe_plain_text(address),
            removal_policy=RemovalPolicy.DESTROY,
        )
