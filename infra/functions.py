"""The functions of the documents service on Lambda."""

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import tables
from infra.acknowledged import acknowledge
from infra.buckets import bucket_name
from infra.data import DataStack
from infra.function_plans import FUNCTIONS, FunctionPlan
from infra.log_groups import log_group
from infra.rights import allow_objects
from infra.surroundings import Surroundings
from talknshop.core.bucket_address import SNAPSHOTS, TEXTS
from talknshop.documents.lambdas import (
    action_executor,
    claude_decision,
    conversation_manager,
    document_content,
    document_metadata,
    source_extractor,
    vector_search,
)

# What each looks at. The embedding service and the formatter look at nothing that is stored.
_READS_RECORDS = {
    action_executor.NAME, vector_search.NAME, document_metadata.NAME, document_content.NAME,
    source_extractor.NAME,
}  # fmt: skip
_READS_TEXTS = _READS_RECORDS - {document_metadata.NAME}
_READS_INDEX = {action_executor.NAME, vector_search.NAME}


class FunctionsStack(Stack):
    """Nine functions from one container image.

    It is an image because the encoder's runtime and weights together with what everything needs
    are above the 250 MB that a zip may unpack to, and because functions and services are then
    the same build. Tag: that of the services with ``-functions`` behind it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        around: Surroundings,
        data: DataStack,
        env: Environment,
    ) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: functions of documents")
        self._around = around
        self._data = data
        self.logs = {
            plan.name: log_group(self, f"{plan.name}-log", f"/aws/lambda/{plan.name}")
            for plan in FUNCTIONS
        }
        self.functions = {plan.name: self._function(plan) for plan in FUNCTIONS}

    def _function(self, plan: FunctionPlan) -> lambda_.Function:
        role = iam.Role(
            self,
            f"{plan.name}-role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),  # pyright: ignore[reportArgumentType]  # jsii's protocols name their parameters otherwise
        )
        group = self.logs[plan.name]
        group.grant_write(role)
        function = lambda_.DockerImageFunction(
            self,
            plan.name,
            function_name=plan.name,
            code=lambda_.DockerImageCode.from_ecr(
                self._around.registry.repository,
                tag_or_digest=f"{self._around.stage.image}-functions",
                cmd=[plan.handler],
            ),
            architecture=lambda_.Architecture.X86_64,
            memory_size=plan.memory_mib,
            timeout=Duration.seconds(plan.timeout_seconds),
            environment=self._environment(plan),
            role=role,  # pyright: ignore[reportArgumentType]  # jsii
            log_group=group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            # Its reports tell how much memory an invocation took.
            system_log_level_v2=lambda_.SystemLogLevel.INFO,
            tracing=lambda_.Tracing.ACTIVE,
        )
        self._grant(plan, role)  # pyright: ignore[reportArgumentType]  # jsii
        lambda_.Alias(
            self,
            f"{plan.name}-live",
            alias_name="live",
            version=function.current_version,  # pyright: ignore[reportArgumentType]  # jsii
            provisioned_concurrent_executions=plan.warm
            if plan.warm and self._around.stage.is_production
            else None,
        )
        return function

    def _environment(self, plan: FunctionPlan) -> dict[str, str]:
        told = {
            **self._around.settings.shared(),
            "DATA_DIR": "/tmp/data",  # noqa: S108  # the only place a function can write to
            "APP_NAME": plan.name,
        }
        # AWS sets the region itself and lets nobody else.
        del told["AWS_REGION"]
        if plan.name == claude_decision.NAME and self._around.stage.llm_model:
            told["LLM_MODEL"] = self._around.stage.llm_model
        return told

    def _grant(self, plan: FunctionPlan, role: iam.IRole) -> None:
        acknowledge(role, "IAM5", "X-Ray knows no resources.", found=["Resource::*"])
        if plan.name == claude_decision.NAME:
            self._around.rights.allow_models(role)
        if plan.name == conversation_manager.NAME:
            self._data.grant_writes(role, tables.DOCUMENTS)
        if plan.name in _READS_RECORDS:
            self._data.grant_reads(role, tables.DOCUMENTS)
        if plan.name in _READS_TEXTS:
            allow_objects(
                role,
                bucket_name(self._around.stage, "documents"),
                TEXTS,
                writes=False,
            )
        if plan.name in _READS_INDEX:
            allow_objects(
                role,
                bucket_name(self._around.stage, "documents"),
                SNAPSHOTS,
                writes=False,
            )
