"""The rules of a bucket, from the words of a template into those of S3."""

from typing import Any


async def put_rules(s3: Any, bucket: dict[str, Any]) -> None:  # noqa: ANN401  # a client of S3
    """Gives a bucket what its template says of strangers, of pages and of removal.

    Args:
        s3: Asks S3.
        bucket: The properties of the bucket in the template.
    """
    name = bucket["BucketName"]
    await s3.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=bucket["PublicAccessBlockConfiguration"]
    )
    removing = [_lifecycle(rule) for rule in bucket["LifecycleConfiguration"]["Rules"]]
    await s3.put_bucket_lifecycle_configuration(
        Bucket=name, LifecycleConfiguration={"Rules": removing}
    )
    letting_in = [_cors(rule) for rule in bucket.get("CorsConfiguration", {}).get("CorsRules", [])]
    if letting_in:
        await s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": letting_in})


def _lifecycle(told: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {"Status": told["Status"], "Filter": {"Prefix": told.get("Prefix", "")}}
    if "ExpirationInDays" in told:
        rule["Expiration"] = {"Days": told["ExpirationInDays"]}
    for same in ("AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration"):
        if same in told:
            rule[same] = told[same]
    return rule


def _cors(told: dict[str, Any]) -> dict[str, Any]:
    rule = {name: value for name, value in told.items() if name.startswith("Allowed")}
    return {**rule, "MaxAgeSeconds": told["MaxAge"]}
