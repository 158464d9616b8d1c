"""Opens what keeps state as the settings pick it: files in the data folder, or tables."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from talknshop.core.aws_settings import RecordEngine
from talknshop.core.clock import Clock
from talknshop.core.encryption import Cipher
from talknshop.core.metrics import STORE_READ_SECONDS, STORE_WRITE_SECONDS, Metrics
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.storage.dynamodb import tables
from talknshop.storage.event_log import EventLog
from talknshop.storage.foreign_commits import ForeignCommits, ForeignWrites, OnceInAWhile
from talknshop.storage.model_spending import SqlitePromptOutcomes, SqliteSpendingLedger
from talknshop.storage.quota import SqliteQuotaLedger
from talknshop.storage.records import RecordStore
from talknshop.storage.seller_tokens import SqliteSellerTokens
from talknshop.storage.sqlite import SqliteEventLog, SqliteRecordStore
from talknshop.storage.sqlite_schema import (
    MIGRATIONS,
    QUOTA_MIGRATIONS,
    RECORD_MIGRATIONS,
    SELLER_TOKEN_MIGRATIONS,
    SPENDING_MIGRATIONS,
)

if TYPE_CHECKING:  # Loaded where the settings pick it, and no botocore elsewhere.
    from talknshop.core.aws import AwsClient
    from talknshop.storage.dynamodb.ledgers import (
        DynamoDbPromptOutcomes,
        DynamoDbQuotaLedger,
        DynamoDbSpendingLedger,
    )
    from talknshop.storage.dynamodb.seller_tokens import DynamoDbSellerTokens
    from talknshop.storage.dynamodb.table import DynamoDbTable

_ATTEMPTS = 6
_READ_SECONDS = 5.0


class Kept(StrEnum):
    """What is kept apart; in the data folder each has a file of this name."""

    SESSIONS = "sessions"
    USERS = "users"
    JOBS = "jobs"
    WATCHES = "watches"
    LISTINGS = "listings"
    MEDIA = "media"
    DOCUMENTS = "documents"
    ACCOUNTS = "accounts"
    QUOTAS = "quotas"
    SPENDING = "model-spending"


_TABLE_OF: dict[Kept, Callable[[Settings], tables.TableDescription]] = {
    Kept.SESSIONS: tables.sessions_table,
    Kept.USERS: tables.sessions_table,
    Kept.JOBS: tables.jobs_table,
    Kept.WATCHES: tables.catalog_table,
    Kept.LISTINGS: tables.catalog_table,
    Kept.MEDIA: tables.media_table,
    Kept.DOCUMENTS: tables.documents_table,
    Kept.ACCOUNTS: tables.accounts_table,
    Kept.QUOTAS: tables.ledgers_table,
    Kept.SPENDING: tables.ledgers_table,
}


class StateEngines:
    """What keeps state; open from the first call for each until ``aclose`` and ``close``.

    Opening a file blocks; a table is asked nothing before it is used.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        metrics: Metrics | None = None,
        *,
        kind: type[Database] = Database,
    ) -> None:
        """Nothing is opened yet.

        Args:
            settings: Pick the engine, and say where it is.
            clock: The time.
            metrics: Is told what reads and writes take.
            kind: Opens the files.
        """
        self._settings = settings
        self._clock = clock
        self._metrics = metrics
        self._kind = kind
        self._databases: dict[Kept, Database] = {}
        self._client: AwsClient | None = None

    @property
    def in_tables(self) -> bool:
        """Whether records are kept in tables of DynamoDB, not in files."""
        return self._settings.keeps_records_in is RecordEngine.DYNAMODB

    def database(self, kept: Kept, migrations: Sequence[str]) -> Database:
        """The file of something, the same each time.

        Raises:
            DatabaseError: It cannot be opened, or is damaged.
        """
        if kept not in self._databases:
            self._databases[kept] = self._kind(
                self._settings.data_dir / f"{kept}.db", migrations, **self._observers(kept)
            )
        return self._databases[kept]

    def table(self, kept: Kept) -> "DynamoDbTable":
        """The table in which something is kept; nothing is asked yet."""
        from talknshop.storage.dynamodb.calls import DynamoDbCalls  # noqa: PLC0415
        from talknshop.storage.dynamodb.table import DynamoDbTable  # noqa: PLC0415

        if self._client is None:
            self._client = dynamodb_client(self._settings)
        name = _TABLE_OF[kept](self._settings).name
        return DynamoDbTable(DynamoDbCalls(self._client, name, **self._observers(kept)))

    def records(self, kept: Kept, migrations: Sequence[str] = RECORD_MIGRATIONS) -> RecordStore:
        """Records.

        Raises:
            DatabaseError: Their file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            return SqliteRecordStore(self.database(kept, migrations), self._clock)
        from talknshop.storage.dynamodb.records import DynamoDbRecordStore  # noqa: PLC0415

        return DynamoDbRecordStore(self.table(kept), _TABLE_OF[kept](self._settings), self._clock)

    def event_log(self) -> EventLog:
        """The event log of sessions, beside their records.

        Raises:
            DatabaseError: Its file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            return SqliteEventLog(self.database(Kept.SESSIONS, MIGRATIONS), self._clock)
        from talknshop.storage.dynamodb.events import DynamoDbEventLog  # noqa: PLC0415

        return DynamoDbEventLog(self.table(Kept.SESSIONS), self._clock)

    def foreign_writes(self, kept: Kept) -> ForeignWrites:
        """Whether other processes have written.

        Raises:
            DatabaseError: The file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            return ForeignCommits(self.database(kept, RECORD_MIGRATIONS))
        return OnceInAWhile()

    def quota_ledger(self) -> "SqliteQuotaLedger | DynamoDbQuotaLedger":
        """Calls of a day.

        Raises:
            DatabaseError: Its file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            return SqliteQuotaLedger(self.database(Kept.QUOTAS, QUOTA_MIGRATIONS))
        from talknshop.storage.dynamodb.ledgers import DynamoDbQuotaLedger  # noqa: PLC0415

        return DynamoDbQuotaLedger(self.table(Kept.QUOTAS))

    def spending_ledger(self) -> "SqliteSpendingLedger | DynamoDbSpendingLedger":
        """What models took.

        Raises:
            DatabaseError: Its file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            return SqliteSpendingLedger(self.database(Kept.SPENDING, SPENDING_MIGRATIONS))
        from talknshop.storage.dynamodb.ledgers import DynamoDbSpendingLedger  # noqa: PLC0415

        return DynamoDbSpendingLedger(self.table(Kept.SPENDING))

    def prompt_outcomes(self) -> "SqlitePromptOutcomes | DynamoDbPromptOutcomes":
        """How prompts fared.

        Raises:
            DatabaseError: Its file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            return SqlitePromptOutcomes(self.database(Kept.SPENDING, SPENDING_MIGRATIONS))
        from talknshop.storage.dynamodb.ledgers import DynamoDbPromptOutcomes  # noqa: PLC0415

        return DynamoDbPromptOutcomes(self.table(Kept.SPENDING))

    def seller_tokens(self, cipher: Cipher) -> "SqliteSellerTokens | DynamoDbSellerTokens":
        """Sellers' accounts at marketplaces, encrypted by ``cipher``.

        Raises:
            DatabaseError: Their file cannot be opened, or is damaged.
        """
        if not self.in_tables:
            accounts = self.database(Kept.ACCOUNTS, SELLER_TOKEN_MIGRATIONS)
            return SqliteSellerTokens(accounts, cipher)
        from talknshop.storage.dynamodb.seller_tokens import DynamoDbSellerTokens  # noqa: PLC0415

        return DynamoDbSellerTokens(self.table(Kept.ACCOUNTS), cipher)

    async def aclose(self) -> None:
        """Closes the connections; ``close`` follows."""
        if self._client is not None:
            await self._client.aclose()

    def close(self) -> None:
        """Closes the files; blocks until what was accepted is on the disk."""
        for database in self._databases.values():
            database.close()

    def _observers(self, kept: Kept) -> dict[str, Callable[[float], None]]:
        if self._metrics is None:
            return {}
        told = self._metrics.observe
        return {
            "on_write": partial(told, STORE_WRITE_SECONDS, store=kept.value),
            "on_read": partial(told, STORE_READ_SECONDS, store=kept.value),
        }


def dynamodb_client(settings: Settings) -> "AwsClient":
    """A client of DynamoDB, which the caller closes; what is throttled or lost is repeated."""
    from talknshop.core.aws import AwsAccess, AwsClient, CallLimits  # noqa: PLC0415

    access = AwsAccess.of(settings).at(settings.dynamodb_endpoint_url)
    return AwsClient("dynamodb", access, CallLimits(_ATTEMPTS, _READ_SECONDS))
