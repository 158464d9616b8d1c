"""The tables: as the product describes them, under the names of its settings."""

from talknshop.core.settings import Settings
from talknshop.storage.dynamodb.tables import (
    TableDescription,
    accounts_table,
    catalog_table,
    documents_table,
    jobs_table,
    ledgers_table,
    media_table,
    sessions_table,
)

_NAMES = Settings.model_construct()

REQUESTS = sessions_table(_NAMES)
CHECKPOINTS = TableDescription(_NAMES.dynamodb_checkpoint_table)
JOBS = jobs_table(_NAMES)
CATALOG = catalog_table(_NAMES)
MEDIA = media_table(_NAMES)
DOCUMENTS = documents_table(_NAMES)
ACCOUNTS = accounts_table(_NAMES)
LEDGERS = ledgers_table(_NAMES)

TABLES: tuple[TableDescription, ...] = (
    REQUESTS,
    CHECKPOINTS,
    JOBS,
    CATALOG,
    MEDIA,
    DOCUMENTS,
    ACCOUNTS,
    LEDGERS,
)
