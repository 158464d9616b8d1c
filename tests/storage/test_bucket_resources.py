"""Buckets compared with what they shall be, on a server that speaks for S3."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from tests.stand_ins.servers import access_at

from talknshop.core.aws import AwsClient
from talknshop.storage.bucket_descriptions import BucketDescription, prefix_of
from talknshop.storage.bucket_resources import BucketResource

pytestmark = pytest.mark.socket

PAGE = "https://shop.example.com"


def described(**changed: Any) -> BucketDescription:  # noqa: ANN401  # whatever the description has
    told: dict[str, Any] = {
        "name": f"test-{uuid4().hex[:12]}",
        "upload_origins": [PAGE],
        "days_by_prefix": [("incoming/", 1)],
    }
    return BucketDescription(**told | changed)


@asynccontextmanager
async def made(url: str, bucket: BucketDescription) -> AsyncGenerator[tuple[BucketResource, Any]]:
    client = AwsClient("s3", access_at(url))
    resource = BucketResource(client, bucket)
    await resource.create()
    yield resource, await client.opened()
    await client.aclose()


async def test_what_was_made_is_as_described(moto_url: str) -> None:
    async with made(moto_url, described()) as (resource, _):
        assert await resource.differences() == []
        await resource.create()
        assert await resource.differences() == []


async def test_a_bucket_that_anybody_may_open_is_named(moto_url: str) -> None:
    async with made(moto_url, described()) as (resource, client):
        await client.delete_public_access_block(Bucket=resource.name)
        (found,) = await resource.differences()
        assert "strangers may be let in" in found
        await resource.create()
        assert await resource.differences() == []


async def test_a_bucket_that_takes_no_file_of_the_page_is_named(moto_url: str) -> None:
    async with made(moto_url, described(upload_origins=["https://old.example.com"])) as (old, _):
        client = AwsClient("s3", access_at(moto_url))
        resource = BucketResource(client, described(name=old.name))
        (found,) = await resource.differences()
        assert f"pages of {PAGE} may not send files" in found
        assert "`talknshop aws create` sets it" in found
        await client.aclose()


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([("incoming/", 7, "Enabled")], "removed after 7 days, not after 1"),
        ([("incoming/", 1, "Disabled")], "removed never, not after 1"),
        ([("uploads/", 1, "Enabled")], "removed never, not after 1"),
    ],
)
async def test_a_bucket_that_keeps_for_too_long_is_named(
    moto_url: str, rules: list[tuple[str, int, str]], told: str
) -> None:
    async with made(moto_url, described()) as (resource, client):
        given = [
            {"ID": prefix, "Filter": {"Prefix": prefix}, "Expiration": {"Days": days}, "Status": on}
            for prefix, days, on in rules
        ]
        await client.put_bucket_lifecycle_configuration(
            Bucket=resource.name, LifecycleConfiguration={"Rules": given}
        )
        (found,) = await resource.differences()
        assert told in found


async def test_a_bucket_without_any_rule_is_named(moto_url: str) -> None:
    bucket = described(days_by_prefix=[("", 3)])
    async with made(moto_url, bucket) as (resource, client):
        assert await resource.differences() == []
        await client.delete_bucket_lifecycle(Bucket=resource.name)
        (found,) = await resource.differences()
        assert found.startswith("what is in it is removed never, not after 3")


async def test_rules_of_somebody_else_stay_when_ours_are_set(moto_url: str) -> None:
    async with made(moto_url, described()) as (resource, client):
        unfinished = {
            "ID": "unfinished",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
            "Status": "Enabled",
        }
        await client.put_bucket_lifecycle_configuration(
            Bucket=resource.name, LifecycleConfiguration={"Rules": [unfinished]}
        )
        await resource.create()
        rules = (await client.get_bucket_lifecycle_configuration(Bucket=resource.name))["Rules"]
        assert {rule["ID"] for rule in rules} == {"unfinished", "incoming"}
        assert await resource.differences() == []


def test_a_rule_that_picks_by_more_than_a_prefix_is_none_of_ours() -> None:
    tagged: Any = {"Status": "Enabled", "Filter": {"And": {"Prefix": "incoming/"}}}
    assert prefix_of(tagged) is None
    assert prefix_of({"Status": "Enabled", "Prefix": "incoming/"}) == "incoming/"
