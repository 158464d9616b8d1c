"""The settings of where state is kept: in this folder, or on AWS's engines."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Backend(StrEnum):
    """Which column of engines is taken."""

    EMBEDDED = "embedded"
    AWS = "aws"


class RecordEngine(StrEnum):
    """What keeps records and the event log."""

    SQLITE = "sqlite"
    DYNAMODB = "dynamodb"


class CheckpointEngine(StrEnum):
    """What keeps the checkpoints of conversations."""

    SQLITE = "sqlite"
    DYNAMODB = "dynamodb"
    LANGGRAPH_AWS = "langgraph-aws"


class QueueEngine(StrEnum):
    """What carries work to workers."""

    SQLITE = "sqlite"
    SQS = "sqs"


class BlobEngine(StrEnum):
    """What keeps files."""

    FOLDER = "folder"
    S3 = "s3"


class SharedEngine(StrEnum):
    """What servers share while they run: news of events, limits, answers kept, tokens, circuits."""

    PROCESS = "process"
    REDIS = "redis"


class AwsSettings(BaseSettings):
    """Part of ``core.settings.Settings``: engines, and what they are called."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(use_attribute_docstrings=True)

    aws_region: str | None = None
    """Region of AWS, such as us-west-2; unset takes the one of the AWS configuration."""
    aws_access_key_id: str | None = None
    """Access key of Amazon; unset takes what the AWS configuration finds (profile, role)."""
    aws_secret_access_key: SecretStr | None = None
    """Secret of the same key."""
    aws_session_token: SecretStr | None = None
    """Goes with access keys that are temporary."""
    backend: Backend = Backend.EMBEDDED
    """embedded (files in DATA_DIR) or aws; the next five change single parts of it."""
    record_engine: RecordEngine | None = None
    """sqlite or dynamodb: records and the event log; unset follows BACKEND."""
    checkpoint_engine: CheckpointEngine | None = None
    """sqlite, dynamodb, or langgraph-aws (LangGraph's own); unset follows BACKEND."""
    queue_engine: QueueEngine | None = None
    """sqlite or sqs; unset follows BACKEND."""
    blob_engine: BlobEngine | None = None
    """folder or s3; unset follows BACKEND."""
    shared_engine: SharedEngine | None = None
    """process or redis: what several servers share; unset takes redis where REDIS_URL is set."""
    dynamodb_table_name: str = "orchestrator-requests"
    """Table of sessions, runs, events, inboxes and saved products."""
    dynamodb_checkpoint_table: str = "orchestrator-checkpoints"
    """Table of the checkpoints of conversations."""
    dynamodb_langgraph_table: str = "langgraph-checkpoints"
    """Table of the same with CHECKPOINT_ENGINE=langgraph-aws; its keys are called PK and SK."""
    dynamodb_jobs_table: str = "seller-crosspost-jobs"
    """Table of jobs and of the items they list."""
    dynamodb_catalog_table: str = "catalog-records"
    """Table of watches, prices that were seen, and what people sell here."""
    dynamodb_media_table: str = "media-records"
    """Table of what is told of files."""
    dynamodb_documents_table: str = "documents-records"
    """Table of what is told of documents, and of conversations about them."""
    dynamodb_accounts_table: str = "marketplace-accounts"
    """Table of sellers' accounts at marketplaces, encrypted."""
    dynamodb_ledgers_table: str = "usage-ledgers"
    """Table of calls of a day and of what models took."""
    sqs_queue_prefix: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,40}$")
    """Stands before the names of queues, such as staging-."""
    documents_bucket: str = "talknshop-documents"
    """Bucket of the texts of documents and of snapshots of indexes."""
    s3_kms_key: str | None = None
    """Key of AWS KMS that encrypts files in buckets; unset lets S3 keep the keys (AES256)."""
    checkpoint_bucket: str = "talknshop-checkpoints"
    """Bucket of checkpoints that are larger than an item of a table may be."""
    redis_url: str | None = Field(default=None, pattern=r"^(rediss?|unix)://")
    """Redis that servers share, such as redis://cache:6379/0; unset shares nothing."""
    redis_timeout_seconds: float = Field(default=0.04, gt=0)
    """How long anybody waits for Redis before a server does without it for a while."""
    gateway_management_url: str | None = None
    """Management API of sockets that API Gateway keeps; unset: the gateway may post nothing."""
    gateway_secret: SecretStr | None = None
    """What API Gateway shows when it posts (X-Gateway-Secret)."""
    dynamodb_endpoint_url: str | None = None
    """Server that speaks for DynamoDB, for development; unset asks AWS."""
    sts_endpoint_url: str | None = None
    """Server that says who we are, for development; unset asks AWS."""
    sqs_endpoint_url: str | None = None
    """Server that speaks for SQS, for development; unset asks AWS."""
    s3_endpoint_url: str | None = None
    """Server that speaks for S3, for development; unset asks AWS."""

    @property
    def keeps_records_in(self) -> RecordEngine:
        """The engine of records and the event log."""
        usual = RecordEngine.DYNAMODB if self.backend is Backend.AWS else RecordEngine.SQLITE
        return self.record_engine or usual

    @property
    def keeps_checkpoints_in(self) -> CheckpointEngine:
        """The engine of checkpoints."""
        on_aws = self.backend is Backend.AWS
        usual = CheckpointEngine.DYNAMODB if on_aws else CheckpointEngine.SQLITE
        return self.checkpoint_engine or usual

    @property
    def queues_in(self) -> QueueEngine:
        """The engine of queues."""
        return self.queue_engine or (
            QueueEngine.SQS if self.backend is Backend.AWS else QueueEngine.SQLITE
        )

    @property
    def keeps_blobs_in(self) -> BlobEngine:
        """The engine of files."""
        return self.blob_engine or (
            BlobEngine.S3 if self.backend is Backend.AWS else BlobEngine.FOLDER
        )

    @property
    def shares_through(self) -> SharedEngine:
        """The engine of what servers share."""
        return self.shared_engine or (
            SharedEngine.REDIS if self.redis_url else SharedEngine.PROCESS
        )
