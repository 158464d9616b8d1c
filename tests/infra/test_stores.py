"""Tables, queues, buckets, cache, secrets, images."""

import json
from typing import Any

from aws_cdk.assertions import Match
from infra.tables import TABLES
from tests.infra.synthesised import Synthesised

from talknshop.core.bucket_address import upload_origins
from talknshop.core.settings import Settings
from talknshop.crosspost.queues import queue_descriptions
from talknshop.schemas.enums import PostingMarketplace
from talknshop.storage.bucket_descriptions import bucket_descriptions
from talknshop.storage.dynamodb.tables import described_tables


def test_each_table_is_as_the_product_describes_it(production: Synthesised) -> None:
    made = {t["TableName"]: t for t in production.of_type("data", "AWS::DynamoDB::Table")}
    assert set(made) == {table.name for table in TABLES}
    for table in TABLES:
        found = made[table.name]
        types = {a["AttributeName"]: a["AttributeType"] for a in found["AttributeDefinitions"]}
        assert keys(found) == [table.partition.name, table.sort.name]
        assert types[table.partition.name] == table.partition.type
        expires = found.get("TimeToLiveSpecification", {}).get("AttributeName")
        assert expires == table.ttl_attribute
        indexes = {i["IndexName"]: i for i in found.get("GlobalSecondaryIndexes", [])}
        assert set(indexes) == {index.name for index in table.indexes}
        for index in table.indexes:
            assert keys(indexes[index.name]) == [index.partition.name, index.sort.name]
            assert types[index.sort.name] == index.sort.type
            kind = indexes[index.name]["Projection"]["ProjectionType"]
            assert kind == ("KEYS_ONLY" if index.keys_only else "ALL")


def test_tables_are_backed_up_and_stay(production: Synthesised) -> None:
    for found in production.template("data")["Resources"].values():
        if found["Type"] != "AWS::DynamoDB::Table":
            continue
        assert found["DeletionPolicy"] == "Retain"
        table = found["Properties"]
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["DeletionProtectionEnabled"] is True
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_every_table_that_the_product_makes_is_here() -> None:
    assert set(described_tables(Settings.model_construct())) <= set(TABLES)


def keys(described: dict[str, Any]) -> list[str]:
    return [key["AttributeName"] for key in described["KeySchema"]]


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
    assert unknown == {"TMPDIR"}


def test_each_marketplace_has_a_queue_and_its_dead_letters(production: Synthesised) -> None:
    template = production.assertions("queues")
    template.resource_count_is("AWS::SQS::Queue", 2 * len(PostingMarketplace))
    described = queue_descriptions(Settings.model_construct())
    assert len(described) == len(PostingMarketplace)
    for queue in described:
        template.has_resource_properties("AWS::SQS::Queue", {"QueueName": queue.dead_name})
        template.has_resource_properties(
            "AWS::SQS::Queue",
            {
                "QueueName": queue.name,
                "VisibilityTimeout": queue.visibility_seconds,
                "RedrivePolicy": {
                    "maxReceiveCount": queue.most_receives,
                    "deadLetterTargetArn": Match.any_value(),
                },
            },
        )


def test_there_is_a_bucket_for_each_that_the_product_names(production: Synthesised) -> None:
    told = Settings.model_construct()
    assert len(bucket_descriptions(told)) == 3
    task = production.of_type("services", "AWS::ECS::TaskDefinition")[0]
    environment = task["ContainerDefinitions"][0]["Environment"]
    named = {each["Value"] for each in environment if each["Name"].endswith("_BUCKET")}
    made = {bucket["BucketName"] for bucket in production.of_type("buckets", "AWS::S3::Bucket")}
    assert {name for name in made if "-logs-" not in name} == named


def test_uploads_are_posted_by_the_page_alone(production: Synthesised) -> None:
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
        },
    )


def test_rules_of_buckets_remove_what_the_product_says_and_nothing_else(
    production: Synthesised,
) -> None:
    made = {b["BucketName"]: b for b in production.of_type("buckets", "AWS::S3::Bucket")}
    for what, description in zip(
        ("media", "documents", "checkpoints"),
        bucket_descriptions(Settings.model_construct()),
        strict=True,
    ):
        rules = made[f"talknshop-{what}-123456789012-us-west-2"]["LifecycleConfiguration"]["Rules"]
        removing = {(r.get("Prefix", ""), r["ExpirationInDays"]) for r in rules
                    if "ExpirationInDays" in r}  # fmt: skip
        # A photo of an offer is shown for longer than any rule could know.
        assert removing == set(description.days_by_prefix)
        assert {"DaysAfterInitiation": 1} in [
            r.get("AbortIncompleteMultipartUpload") for r in rules
        ]


def test_the_page_may_send_files_to_the_bucket_that_is_there(production: Synthesised) -> None:
    (task,) = [
        task
        for task in production.of_type("services", "AWS::ECS::TaskDefinition")
        if task["Family"] == "talknshop-orchestrator"
    ]
    told = {e["Name"]: e["Value"] for e in task["ContainerDefinitions"][0]["Environment"]}
    given = {name: told[name] for name in ("AWS_REGION", "MEDIA_BUCKET")}
    settings = Settings.model_validate(
        {name.lower(): value for name, value in given.items()}
        | {"backend": told["TALKNSHOP_BACKEND"]}
    )
    (origin,) = upload_origins(settings)
    assert origin == f"https://{told['MEDIA_BUCKET']}.s3.us-west-2.amazonaws.com"


def test_no_bucket_is_public_plain_or_without_its_log(production: Synthesised) -> None:
    buckets = production.of_type("buckets", "AWS::S3::Bucket")
    assert len(buckets) == 4
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
