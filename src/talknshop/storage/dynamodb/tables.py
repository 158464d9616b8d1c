"""Every table of DynamoDB that we keep records in: names, keys, indexes, in this one place."""

from dataclasses import dataclass
from typing import Literal

from talknshop.core.aws_settings import AwsSettings, CheckpointEngine

KeyType = Literal["S", "N"]

TTL_ATTRIBUTE = "ttl"
"""Seconds since 1970 after which DynamoDB may remove an item, within days."""
SWEEP_SHARDS = 4
"""Parts of the index of what expires, so that no single one takes every write."""
DUE_SHARDS = 4
"""The same for the index of appointments."""


@dataclass(frozen=True, slots=True)
class KeyAttribute:
    """An attribute of a key; ``S`` is text, ``N`` a number."""

    name: str
    type: KeyType = "S"


@dataclass(frozen=True, slots=True)
class IndexDescription:
    """A global secondary index: found by ``partition``, in the order of ``sort``.

    An item that lacks either attribute is not in it.
    """

    name: str
    partition: KeyAttribute
    sort: KeyAttribute
    keys_only: bool = True
    """Whether it holds keys alone, so that most writes leave it as it is."""


BY_USER = IndexDescription("by_user", KeyAttribute("user_id"), KeyAttribute("written_at", "N"))
"""Items of a person, by when they were written."""
BY_EXPIRY = IndexDescription(
    "by_expiry", KeyAttribute("expiry_shard"), KeyAttribute("expires_at", "N")
)
"""What is looked after when it expires."""
BY_DUE = IndexDescription(
    "by_due", KeyAttribute("due_shard"), KeyAttribute("due_key"), keys_only=False
)
"""Appointments of watches, by when they are."""


@dataclass(frozen=True, slots=True)
class TableDescription:
    """A table.

    Attributes:
        name: As the settings call it.
        partition: The key by which items lie together.
        sort: The key by which they are ordered there.
        indexes: Other ways to find items.
        ttl_attribute: See ``TTL_ATTRIBUTE``; None where nothing expires.
        swept: What the sort keys of those records begin with that our own sweep removes when they
            have expired, with what belongs to them. Only these are in ``BY_EXPIRY``.
    """

    name: str
    partition: KeyAttribute = KeyAttribute("pk")
    sort: KeyAttribute = KeyAttribute("sk")
    indexes: tuple[IndexDescription, ...] = ()
    ttl_attribute: str | None = TTL_ATTRIBUTE
    swept: tuple[str, ...] = ()


_OF_RECORDS = (BY_USER, BY_EXPIRY)


def sessions_table(settings: AwsSettings) -> TableDescription:
    """Sessions, runs, events, inboxes and saved products."""
    return TableDescription(
        settings.dynamodb_table_name, indexes=_OF_RECORDS, swept=("SESSION#", "NOTICE#")
    )


def jobs_table(settings: AwsSettings) -> TableDescription:
    """Jobs and the items they list."""
    return TableDescription(settings.dynamodb_jobs_table, indexes=_OF_RECORDS)


def catalog_table(settings: AwsSettings) -> TableDescription:
    """Watches, their appointments, and what people sell here."""
    return TableDescription(settings.dynamodb_catalog_table, indexes=(*_OF_RECORDS, BY_DUE))


def media_table(settings: AwsSettings) -> TableDescription:
    """What is told of files."""
    return TableDescription(
        settings.dynamodb_media_table, indexes=_OF_RECORDS, swept=("MEDIA#", "TRANSCRIPTION#")
    )


def documents_table(settings: AwsSettings) -> TableDescription:
    """What is told of documents, and conversations about them."""
    return TableDescription(settings.dynamodb_documents_table, indexes=_OF_RECORDS)


def accounts_table(settings: AwsSettings) -> TableDescription:
    """Sellers' accounts at marketplaces, encrypted."""
    return TableDescription(settings.dynamodb_accounts_table, ttl_attribute=None)


def ledgers_table(settings: AwsSettings) -> TableDescription:
    """Calls of a day, what models took, and how prompts fared."""
    return TableDescription(settings.dynamodb_ledgers_table)


def checkpoint_table(settings: AwsSettings) -> TableDescription:
    """Checkpoints of conversations, as the engine that settings pick lays them out."""
    if settings.keeps_checkpoints_in is CheckpointEngine.LANGGRAPH_AWS:
        keys = KeyAttribute("PK"), KeyAttribute("SK")
        return TableDescription(settings.dynamodb_langgraph_table, *keys)
    return TableDescription(settings.dynamodb_checkpoint_table)


def described_tables(settings: AwsSettings) -> tuple[TableDescription, ...]:
    """All that keep records, the event log and ledgers."""
    return (
        sessions_table(settings),
        jobs_table(settings),
        catalog_table(settings),
        media_table(settings),
        documents_table(settings),
        accounts_table(settings),
        ledgers_table(settings),
    )
