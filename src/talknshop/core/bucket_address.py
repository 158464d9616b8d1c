"""Where buckets of Amazon S3 are, and what lies where in them; needs nothing of AWS's packages."""

from urllib.parse import urlsplit

from talknshop.core.aws_settings import BlobEngine
from talknshop.core.settings import Settings

TEXTS = "texts/"
"""Below this, in the bucket of documents, are their versions."""
SNAPSHOTS = "snapshots/"
"""Below this, in the same bucket, are published indexes, one folder a version."""


def bucket_url(bucket: str, *, region: str | None, endpoint: str | None) -> str:
    """The address of a bucket.

    The one with the region is right from the first minute; the one without would send a form
    elsewhere for the first day of a bucket.
    """
    if endpoint is not None:
        return f"{endpoint.rstrip('/')}/{bucket}"
    place = f"s3.{region}" if region else "s3"
    return f"https://{bucket}.{place}.amazonaws.com/"


def upload_origins(settings: Settings) -> list[str]:
    """The origins to which a page sends files, besides its own."""
    if settings.keeps_blobs_in is not BlobEngine.S3:
        return []
    address = bucket_url(
        settings.media_bucket, region=settings.aws_region, endpoint=settings.s3_endpoint_url
    )
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"]
