"""What buckets of Amazon S3 are needed, and making those that are missing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import StorageError
from talknshop.core.settings import Settings

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client
    from types_aiobotocore_s3.type_defs import LifecycleRuleOutputTypeDef, LifecycleRuleTypeDef

INCOMING = "incoming/"
"""Below this, originals wait until they were opened; a rule of the bucket removes what is left."""

_ABSENT = frozenset({"404", "NoSuchBucket", "NotFound"})
_NO_RULES = "NoSuchLifecycleConfiguration"
_HOURS_A_DAY = 24
# A state stays for a day after its conversation; S3 begins to count at the next midnight.
_CHECKPOINT_DAYS_MORE = 2
_OURS_ALREADY = frozenset({"BucketAlreadyOwnedByYou"})
_FIRST_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class BucketDescription:
    """A bucket as it shall be: private, encrypted.

    Attributes:
        name: Its name, which no other bucket of the world has.
        upload_origins: The pages that may send files to it; empty where none does.
        days_by_prefix: After how many days objects below a prefix are removed; an empty prefix is
            everything.
    """

    name: str
    upload_origins: Sequence[str] = ()
    days_by_prefix: Sequence[tuple[str, int]] = ()


def bucket_descriptions(settings: Settings) -> list[BucketDescription]:
    """The buckets that an account of AWS shall have for these settings."""
    origins = [settings.public_url.rstrip("/")] if settings.public_url else ["*"]
    days = math.ceil(settings.session_ttl_hours / _HOURS_A_DAY) + _CHECKPOINT_DAYS_MORE
    return [
        BucketDescription(settings.media_bucket, origins, [(INCOMING, 1)]),
        BucketDescription(settings.documents_bucket),
        BucketDescription(settings.checkpoint_bucket, days_by_prefix=[("", days)]),
    ]


async def bucket_exists(client: AwsClient, description: BucketDescription) -> bool:
    """Whether a bucket is there.

    Raises:
        StorageError: S3 failed.
        ConfigurationError: There is no access.
    """
    try:
        opened: S3Client = await client.opened()
        await opened.head_bucket(Bucket=description.name)
    except ClientError as error:
        if code_of(error) in _ABSENT:
            return False
        raise _translated(error, description.name) from error
    except BotoCoreError as error:
        raise _translated(error, description.name) from error
    return True


async def create_bucket(client: AwsClient, description: BucketDescription) -> None:
    """Makes a bucket, closed to the public; where it is ours already, its rules are set again.

    Raises:
        StorageError: S3 failed, or somebody else has a bucket of the name.
        ConfigurationError: There is no access.
    """
    try:
        opened: S3Client = await client.opened()
        await _create(opened, description.name)
        await opened.put_public_access_block(
            Bucket=description.name,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )
        await _set_rules(opened, description)
    except (BotoCoreError, ClientError) as error:
        raise _translated(error, description.name) from error


async def _create(client: "S3Client", name: str) -> None:
    region = client.meta.region_name
    place: dict[str, Any] = {}
    if region != _FIRST_REGION:
        place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        await client.create_bucket(Bucket=name, **place)
    except ClientError as error:
        if code_of(error) not in _OURS_ALREADY:
            raise


async def _set_rules(client: "S3Client", description: BucketDescription) -> None:
    if description.upload_origins:
        await client.put_bucket_cors(
            Bucket=description.name,
            CORSConfiguration={
                "CORSRules": [
                    {
                        "AllowedMethods": ["POST"],
                        "AllowedOrigins": list(description.upload_origins),
                        "AllowedHeaders": ["*"],
                        "MaxAgeSeconds": 3600,
                    }
                ]
            },
        )
    if description.days_by_prefix:
        ours = {prefix: _rule(prefix, days) for prefix, days in description.days_by_prefix}
        others = [
            rule for rule in await lifecycle_rules(client, description.name)
            if not (prefix_of(rule) in ours and "Expiration" in rule)
        ]  # fmt: skip
        await client.put_bucket_lifecycle_configuration(
            Bucket=description.name,
            LifecycleConfiguration={"Rules": [*others, *ours.values()]},
        )


def _rule(prefix: str, days: int) -> "LifecycleRuleTypeDef":
    return {
        "ID": prefix.strip("/") or "everything",
        "Status": "Enabled",
        "Filter": {"Prefix": prefix},
        "Expiration": {"Days": days},
    }


async def lifecycle_rules(client: "S3Client", name: str) -> "list[LifecycleRuleOutputTypeDef]":
    """The rules by which a bucket removes objects; empty where it has none."""
    try:
        return (await client.get_bucket_lifecycle_configuration(Bucket=name))["Rules"]
    except ClientError as error:
        if code_of(error) == _NO_RULES:
            return []
        raise


def prefix_of(rule: "LifecycleRuleOutputTypeDef") -> str | None:
    """Below which prefix a rule removes objects; None where it picks them by more than that."""
    picks = rule.get("Filter", {})
    if picks.keys() - {"Prefix"}:
        return None
    return picks.get("Prefix") or rule.get("Prefix") or ""


def _translated(error: BotoCoreError | ClientError, name: str) -> Exception:
    return translated(error, StorageError, service="S3", what=f"the bucket {name}")
