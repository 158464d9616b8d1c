"""The buckets: uploads, documents and snapshots, and who looked at them."""

from aws_cdk import Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.stage import Stage
from talknshop.core.settings import Settings
from talknshop.storage.bucket_descriptions import BucketDescription, bucket_descriptions

_LOG_DAYS = 90
_OLD_VERSION_DAYS = 30
_DAY_SECONDS = 86_400
_UNFINISHED = s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1))


def bucket_name(stage: Stage, what: str) -> str:
    """The name of a bucket; it has account and region in it, because all of AWS shares names."""
    return f"talknshop-{what}-{stage.account}-{stage.region}"


class BucketsStack(Stack):
    """Buckets of S3."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, name, env=env, description="TalknShop: buckets")
        self._stage = stage
        media, documents, checkpoints = bucket_descriptions(Settings.model_construct())
        self.logs = self._bucket("logs", lifecycle=[_expire("", _LOG_DAYS), _UNFINISHED])
        # Copies are removed by the service, which knows the photos that an offer still shows.
        self.media = self._bucket(
            "media",
            lifecycle=_rules(media),
            cors=[
                s3.CorsRule(
                    allowed_origins=[f"https://{stage.hostname}"],
                    allowed_methods=[s3.HttpMethods.POST],
                    allowed_headers=["*"],
                    max_age=_DAY_SECONDS,
                )
            ],
        )
        self.documents = self._bucket(
            "documents",
            versioned=True,
            lifecycle=[
                *_rules(documents),
                s3.LifecycleRule(noncurrent_version_expiration=Duration.days(_OLD_VERSION_DAYS)),
            ],
        )
        # States of conversations that are larger than an item of a table may be; they go with
        # their session, and what is left over goes by the rule.
        self.checkpoints = self._bucket("checkpoints", lifecycle=_rules(checkpoints))

    def _bucket(
        self,
        what: str,
        *,
        lifecycle: list[s3.LifecycleRule],
        versioned: bool = False,
        cors: list[s3.CorsRule] | None = None,
    ) -> s3.Bucket:
        is_log = what == "logs"
        return s3.Bucket(
            self,
            what.capitalize(),
            bucket_name=bucket_name(self._stage, what),
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=versioned,
            lifecycle_rules=lifecycle,
            cors=cors,
            server_access_logs_bucket=None if is_log else self.logs,
            server_access_logs_prefix=None if is_log else f"s3/{what}/",
            removal_policy=RemovalPolicy.RETAIN,
        )


def _rules(described: BucketDescription) -> list[s3.LifecycleRule]:
    removing = [_expire(prefix, days) for prefix, days in described.days_by_prefix]
    return [*removing, _UNFINISHED]


def _expire(prefix: str, days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(prefix=prefix or None, expiration=Duration.days(days))
