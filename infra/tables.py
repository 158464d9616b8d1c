"""The tables of the product, as DynamoDB needs them described."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index; both keys are strings, all attributes are in it.

    Attributes:
        name: Of the index.
        partition_key: What is asked for.
        sort_key: What orders it.
    """

    name: str
    partition_key: str
    sort_key: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; both keys are strings.

    Attributes:
        name: Of the table; an account holds one installation.
        partition_key: Name of the partition key.
        sort_key: Name of the sort key.
        indexes: Its indexes.
        ttl_attribute: Seconds since 1970 after which an item may be removed.
    """

    name: str
    partition_key: str = "pk"
    sort_key: str = "sk"
    indexes: tuple[Index, ...] = ()
    ttl_attribute: str = "ttl"


BY_USER = Index("by-user", "user_id", "written_at")

REQUESTS = Table("orchestrator-requests", indexes=(BY_USER,))
"""Sessions, requests, the event log, inboxes, saved products, feedback."""
CHECKPOINTS = Table("orchestrator-checkpoints")
"""Checkpoints of the conversation graph."""
JOBS = Table("seller-crosspost-jobs", indexes=(BY_USER,))
"""Jobs, items and listings of the store."""
WATCHES = Table("catalog-watches", indexes=(BY_USER,))
"""What people wait for, and prices seen."""
MEDIA = Table("media-records", indexes=(BY_USER,))
"""Who owns which upload."""
DOCUMENTS = Table("documents-records", indexes=(BY_USER,))
"""What is told of documents, and conversations about them."""
ACCOUNTS = Table("marketplace-accounts", indexes=(BY_USER,))
"""Sellers' accounts at marketplaces; tokens are encrypted before they are stored."""
LEDGERS = Table("usage-ledgers")
"""Daily allowances of marketplaces, and what models took."""

TABLES: tuple[Table, ...] = (
    REQUESTS,
    CHECKPOINTS,
    JOBS,
    WATCHES,
    MEDIA,
    DOCUMENTS,
    ACCOUNTS,
    LEDGERS,
)
