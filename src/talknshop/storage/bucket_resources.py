"""Buckets of Amazon S3 as things of an account that are looked for, made and compared."""

from talknshop.core.aws import AwsClient
from talknshop.storage.bucket_descriptions import BucketDescription, bucket_exists, create_bucket


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
        if await self.exists():
            return []
        return ["it is not there: `talknshop aws create` makes it"]
