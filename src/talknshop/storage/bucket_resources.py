"""Buckets of Amazon S3 as things of an account that are looked for, made and compared."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from talknshop.core.aws import AwsClient
from talknshop.core.aws_errors import code_of, translated
from talknshop.core.errors import StorageError
from talknshop.storage.bucket_descriptions import (
    BucketDescription,
    bucket_exists,
    create_bucket,
    lifecycle_rules,
    prefix_of,
)

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client
    from types_aiobotocore_s3.type_defs import LifecycleRuleOutputTypeDef

_CREATE = "`talknshop aws create` sets it"
_NO_BLOCK = "NoSuchPublicAccessBlockConfiguration"
_NO_CORS = "NoSuchCORSConfiguration"
_ANYBODY = "*"


class BucketResource:
    """Implements ``core.aws_resources.AwsResource`` for a bucket."""

    kind = "bucket"

    def __init__(self, client: AwsClient, description: BucketDescription) -> None:
        """Asks ``client``, whose owner closes it."""
        self.name = description.name
        self._client = client
        self._description = description

    async def exists(self) -> bool:
        """Whether the bucket is there and ours to use."""
        return await bucket_exists(self._client, self._description)

    async def create(self) -> None:
        """Makes it, closed to the public; what is there gets its rules anew."""
        await create_bucket(self._client, self._description)

    async def differences(self) -> list[str]:
        """What of the bucket is not as described, each with what to do."""
        if not await self.exists():
            return ["it is not there: `talknshop aws create` makes it"]
        try:
            opened: S3Client = await self._client.opened()
            return [
                *await self._open_to_strangers(opened),
                *await self._closed_to_pages(opened),
                *await self._kept_for_too_long(opened),
            ]
        except (BotoCoreError, ClientError) as error:
            what = f"the rules of the bucket {self.name}"
            raise translated(error, StorageError, service="S3", what=what) from error

    async def _open_to_strangers(self, client: "S3Client") -> list[str]:
        try:
            told = await client.get_public_access_block(Bucket=self.name)
        except ClientError as error:
            if code_of(error) != _NO_BLOCK:
                raise
            closed = False
        else:
            closed = all(
                value for name, value in told["PublicAccessBlockConfiguration"].items()
                if name.startswith(("Block", "Ignore", "Restrict"))
            )  # fmt: skip
        return [] if closed else [f"strangers may be let in: block public access, {_CREATE}"]

    async def _closed_to_pages(self, client: "S3Client") -> list[str]:
        wanted = set(self._description.upload_origins)
        if not wanted:
            return []
        try:
            rules = (await client.get_bucket_cors(Bucket=self.name))["CORSRules"]
        except ClientError as error:
            if code_of(error) != _NO_CORS:
                raise
            rules = []
        posting = [rule for rule in rules if "POST" in rule["AllowedMethods"]]
        allowed = {origin for rule in posting for origin in rule["AllowedOrigins"]}
        if wanted <= allowed or _ANYBODY in allowed:
            return []
        missing = ", ".join(sorted(wanted - allowed))
        return [f"pages of {missing} may not send files: its CORS rule must allow POST, {_CREATE}"]

    async def _kept_for_too_long(self, client: "S3Client") -> list[str]:
        if not self._description.days_by_prefix:
            return []
        rules = [
            rule for rule in await lifecycle_rules(client, self.name)
            if rule["Status"] == "Enabled"
        ]  # fmt: skip
        found: list[str] = []
        for prefix, days in self._description.days_by_prefix:
            there = _days(rules, prefix)
            if days not in there:
                told = f"after {min(there)} days" if there else "never"
                below = f"below {prefix}" if prefix else "in it"
                found.append(
                    f"what is {below} is removed {told}, not after {days}: its lifecycle needs "
                    f"such a rule, {_CREATE}"
                )
        return found


def _days(rules: "list[LifecycleRuleOutputTypeDef]", prefix: str) -> set[int]:
    """After how many days rules for exactly this prefix remove objects."""
    told = (rule.get("Expiration", {}).get("Days") for rule in rules if prefix_of(rule) == prefix)
    return {days for days in told if days is not None}
