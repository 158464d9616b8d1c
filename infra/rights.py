"""Who may do what: each service and function what it needs, and no more."""

from dataclasses import dataclass

from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs

from infra import tables
from infra.acknowledged import acknowledge
from infra.buckets import bucket_name
from infra.data import DataStack
from infra.models import bedrock_statement
from infra.queues import QueuesStack
from infra.stage import Stage
from talknshop.core.bucket_address import SNAPSHOTS, TEXTS
from talknshop.storage.dynamodb.tables import TableDescription

_WRITES: dict[str, tuple[TableDescription, ...]] = {
    "orchestrator": (tables.REQUESTS, tables.CHECKPOINTS, tables.LEDGERS),
    "catalog": (tables.CATALOG, tables.LEDGERS),
    "media": (tables.MEDIA, tables.LEDGERS),
    "crosspost": (tables.JOBS, tables.ACCOUNTS, tables.LEDGERS),
    "documents": (tables.DOCUMENTS,),
    "worker": (tables.JOBS, tables.ACCOUNTS, tables.LEDGERS),
}
_SEND = ("SendMessage", "GetQueueUrl", "GetQueueAttributes")
_RECEIVE = ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility")


@dataclass(frozen=True, slots=True)
class Rights:
    """Grants what each service needs."""

    stage: Stage
    data: DataStack
    queues: QueuesStack

    def grant(self, role: iam.IRole, service: str) -> None:
        """Grants what a service, or the workers, need.

        Args:
            role: Of its tasks.
            service: Its name.
        """
        self.data.grant_writes(role, *_WRITES[service])
        match service:
            case "orchestrator":
                allow_objects(role, bucket_name(self.stage, "checkpoints"), "", deletes=True)
                self.allow_models(role)
            case "catalog":
                allow_objects(role, self._documents, SNAPSHOTS, deletes=True)
            case "media":
                allow_objects(role, bucket_name(self.stage, "media"), "", deletes=True)
                self.allow_models(role)
                self._allow_speech(role)
            case "documents":
                allow_objects(role, self._documents, SNAPSHOTS, deletes=True)
                allow_objects(role, self._documents, TEXTS, deletes=True)
            case _:
                self._allow_queues(role, receives=service == "worker")

    @property
    def _documents(self) -> str:
        return bucket_name(self.stage, "documents")

    def allow_models(self, role: iam.IGrantable) -> None:
        """Grants the models of the stage, where they are of Bedrock."""
        statement = bedrock_statement(self.stage, [self.stage.llm_model, self.stage.vision_model])
        if statement is not None:
            role.grant_principal.add_to_principal_policy(statement)

    def _allow_speech(self, role: iam.IRole) -> None:
        """Grants Transcribe, where it hears recordings; its results lie in the bucket of media."""
        if self.stage.speech != "amazon":
            return
        jobs = f"arn:aws:transcribe:{self.stage.region}:{self.stage.account}:transcription-job/*"
        role.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["transcribe:StartTranscriptionJob", "transcribe:GetTranscriptionJob"],
                resources=[jobs],
            )
        )
        role.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["transcribe:StartStreamTranscriptionWebSocket"], resources=["*"]
            )
        )
        acknowledge(
            role,
            "IAM5",
            "Jobs are named by the product as they are begun; a stream has no name to grant.",
            found=[f"Resource::{jobs}", "Resource::*"],
        )

    def _allow_queues(self, role: iam.IGrantable, *, receives: bool) -> None:
        waiting: list[sqs.Queue] = list(self.queues.queues.values())
        dead: list[sqs.Queue] = list(self.queues.dead_letters.values())
        actions = _SEND + (_RECEIVE if receives else ())
        role.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=[f"sqs:{action}" for action in actions],
                resources=[queue.queue_arn for queue in waiting],
            )
        )
        role.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
                resources=[queue.queue_arn for queue in dead],
            )
        )


def allow_objects(
    role: iam.IRole, bucket: str, prefix: str, *, writes: bool = True, deletes: bool = False
) -> None:
    """Grants the objects below a prefix, and their listing.

    Args:
        role: Who gets the right.
        bucket: Name of the bucket.
        prefix: Ends with a slash; empty for all of it.
        writes: Whether they may be written.
        deletes: Whether they may be deleted.
    """
    # By the name, which is fixed: rights can then be read in the template.
    arn = f"arn:aws:s3:::{bucket}"
    objects = f"{arn}/{prefix}*"
    actions = ["s3:GetObject"]
    actions += ["s3:PutObject", "s3:AbortMultipartUpload"] if writes else []
    actions += ["s3:DeleteObject"] if deletes else []
    role.grant_principal.add_to_principal_policy(
        iam.PolicyStatement(actions=actions, resources=[objects])
    )
    role.grant_principal.add_to_principal_policy(
        iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[arn],
            # A request for one object names no prefix; who may not list is refused what is missing
            # (403) where the product is to hear that it is not there (404).
            conditions={"StringLikeIfExists": {"s3:prefix": f"{prefix}*"}} if prefix else None,
        )
    )
    acknowledge(
        role,
        "IAM5",
        "Objects have names that nobody knows beforehand; they are below one prefix of one bucket.",
        found=[f"Resource::{objects}"],
    )
