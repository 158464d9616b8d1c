"""Tables, queues, buckets, cache, secrets, images."""

import json

from aws_cdk.assertions import Match
from infra.environment import AWAITED
from infra.tables import TABLES
from tests.infra.synthesised import Synthesised

from talknshop.core.settings import Settings
from talknshop.schemas.enums import PostingMarketplace


def test_each_table_is_there_with_keys_ttl_and_backups(production: Synthesised) -> None:
    template = production.assertions("data")
    template.resource_count_is("AWS::DynamoDB::Table", len(TABLES))
    for table in TABLES:
        template.has_resource(
            "AWS::DynamoDB::Table",
            {
                "DeletionPolicy": "Retain",
                "Properties": {
                    "TableName": table.name,
                    "BillingMode": "PAY_PER_REQUEST",
                    "DeletionProtectionEnabled": True,
                    "KeySchema": [
                        {"AttributeName": "pk", "KeyType": "HASH"},
                        {"AttributeName": "sk", "KeyType": "RANGE"},
                    ],
                    "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True},
                    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                },
            },
        )


def test_lists_by_user_have_an_index(production: Synthesised) -> None:
    indexed = {
        table["TableName"]: table["GlobalSecondaryIndexes"]
        for table in production.of_type("data", "AWS::DynamoDB::Table")
        if "GlobalSecondaryIndexes" in table
    }
    assert set(indexed) == {table.name for table in TABLES if table.indexes}
    for (index,) in indexed.values():
        assert [key["AttributeName"] for key in index["KeySchema"]] == ["user_id", "written_at"]


def test_every_table_is_named_by_a_setting_that_tasks_get(production: Synthesised) -> None:
    for task in production.of_type("services", "AWS::ECS::TaskDefinition"):
        told = {e["Name"]: e["Value"] for e in task["ContainerDefinitions"][0]["Environment"]}
        named = {value for name, value in told.items() if "_TABLE" in name}
        assert named == {table.name for table in TABLES}


def test_what_tasks_and_functions_are_told_are_settings(production: Synthesised) -> None:
    told: set[str] = set()
    for task in production.of_type("services", "AWS::ECS::TaskDefinition"):
        container = task["ContainerDefinitions"][0]
        told |= {each["Name"] for each in container["Environment"] + container["Secrets"]}
    for function in production.of_type("functions", "AWS::Lambda::Function"):
        told |= set(function["Environment"]["Variables"])
    names = {name.removeprefix("TALKNSHOP_") for name in told}
    unknown = {name for name in names if name.lower() not in Settings.model_fields}
    # TMPDIR is Python's own.
    assert unknown - AWAITED == {"TMPDIR"}


def test_each_marketplace_has_a_queue_and_its_dead_letters(production: Synthesised) -> None:
    template = production.assertions("queues")
    template.resource_count_is("AWS::SQS::Queue", 2 * len(PostingMarketplace))
    told = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]  # an argument of pydantic-settings
    for marketplace in PostingMarketplace:
        template.has_resource_properties(
            "AWS::SQS::Queue", {"QueueName": f"{marketplace}-crosspost-queue-dlq"}
        )
        template.has_resource_properties(
            "AWS::SQS::Queue",
            {
                "QueueName": f"{marketplace}-crosspost-queue",
                "VisibilityTimeout": told.crosspost_visibility_seconds,
                "RedrivePolicy": {
                    "maxReceiveCount": told.crosspost_max_attempts,
                    "deadLetterTargetArn": Match.any_value(),
                },
            },
        )


def test_uploads_are_posted_by_the_page_alone_and_go_away(production: Synthesised) -> None:
    production.assertions("buckets").has_resource_properties(
        "AWS::S3::Bucket",
        {
            "BucketName": "talknshop-media-123456789012-us-west-2",
            "CorsConfiguration": {
                "CorsRules": [
                    Match.object_like(
                        {
                            "AllowedOrigins": ["https://shop.example.com"],
                            "AllowedMethods": ["POST"],
                        }
                    )
                ]
            },
            "LifecycleConfiguration": {
                "Rules": [Match.object_like({"ExpirationInDays": 30, "Status": "Enabled"})]
            },
        },
    )


def test_no_bucket_is_public_plain_or_without_its_log(production: Synthesised) -> None:
    buckets = production.of_type("buckets", "AWS::S3::Bucket")
    assert len(buckets) == 3
    for bucket in buckets:
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["BucketEncryption"]
        is_log = bucket["BucketName"].startswith("talknshop-logs-")
        assert is_log or bucket["LoggingConfiguration"]["DestinationBucketName"]


def test_redis_is_doubled_in_production_and_never_in_plain_text(
    production: Synthesised, staging: Synthesised
) -> None:
    (large,) = production.of_type("cache", "AWS::ElastiCache::ReplicationGroup")
    (small,) = staging.of_type("cache", "AWS::ElastiCache::ReplicationGroup")
    assert (large["NumCacheClusters"], small["NumCacheClusters"]) == (2, 1)
    assert (large["MultiAZEnabled"], large["AutomaticFailoverEnabled"]) == (True, True)
    for group in (large, small):
        assert group["EngineVersion"].startswith("7.")
        assert group["TransitEncryptionEnabled"] is True
        assert group["AtRestEncryptionEnabled"] is True
    assert "resolve:secretsmanager" in json.dumps(large["AuthToken"])


def test_secrets_are_kept_when_the_stack_goes(production: Synthesised) -> None:
    template = production.assertions("secrets")
    for name in ("secret-key", "sign-in", "marketplaces"):
        template.has_resource(
            "AWS::SecretsManager::Secret",
            {"DeletionPolicy": "Retain", "Properties": {"Name": f"talknshop/{name}"}},
        )


def test_tags_of_images_never_move(production: Synthesised) -> None:
    production.assertions("registry").has_resource_properties(
        "AWS::ECR::Repository",
        {
            "ImageTagMutability": "IMMUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": True},
        },
    )
