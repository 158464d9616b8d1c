"""The queues of the marketplaces, in the file or the service that the settings name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talknshop.core.aws_settings import QueueEngine
from talknshop.core.clock import Clock
from talknshop.core.settings import Settings
from talknshop.core.sqlite import Database
from talknshop.messaging.message_queue import MessageQueue
from talknshop.messaging.sqlite_queue import QUEUE_MIGRATIONS, SqliteQueues
from talknshop.schemas.enums import PostingMarketplace

if TYPE_CHECKING:
    from talknshop.messaging.queue_descriptions import QueueDescription
    from talknshop.messaging.sqs_queue import SqsQueues

QUEUES_NAME = "queues.db"
"""The file of the queues, where a file keeps them."""


@dataclass(frozen=True, slots=True)
class OpenQueues:
    """Queues by name; open until ``aclose`` and ``close``."""

    all_queues: "SqliteQueues | SqsQueues"
    database: Database | None = None
    """The file that they are in; None where a service keeps them."""

    def of(
        self, marketplaces: Iterable[PostingMarketplace]
    ) -> dict[PostingMarketplace, MessageQueue]:
        """The queues of marketplaces."""
        return {one: self.all_queues.queue(queue_name(one)) for one in marketplaces}

    async def aclose(self) -> None:
        """Leaves the service; ``close`` follows."""
        if not isinstance(self.all_queues, SqliteQueues):
            await self.all_queues.aclose()

    def close(self) -> None:
        """Closes the file."""
        if self.database is not None:
            self.database.close()


def open_queues(settings: Settings, clock: Clock) -> OpenQueues:
    """Opens the queues; a service is asked when there is something to ask. Blocking.

    Raises:
        DatabaseError: The file cannot be opened, or is damaged.
    """
    most_receives = settings.crosspost_max_attempts
    if settings.queues_in is QueueEngine.SQS:
        # Imported where it is chosen: a start without AWS needs nothing of it.
        from talknshop.core.aws import AwsAccess  # noqa: PLC0415
        from talknshop.messaging.sqs_queue import SqsQueues  # noqa: PLC0415

        access = AwsAccess.of(settings).at(settings.sqs_endpoint_url)
        prefix = settings.sqs_queue_prefix
        return OpenQueues(SqsQueues(access, prefix=prefix, most_receives=most_receives))
    database = Database(settings.data_dir / QUEUES_NAME, QUEUE_MIGRATIONS)
    return OpenQueues(SqliteQueues(database, clock, most_receives=most_receives), database)


def queue_descriptions(settings: Settings) -> "list[QueueDescription]":
    """The queues that an account of AWS shall have for these settings."""
    from talknshop.messaging.queue_descriptions import QueueDescription  # noqa: PLC0415

    return [
        QueueDescription(
            name=settings.sqs_queue_prefix + queue_name(marketplace),
            visibility_seconds=settings.crosspost_visibility_seconds,
            most_receives=settings.crosspost_max_attempts,
        )
        for marketplace in PostingMarketplace
    ]


def queue_name(marketplace: PostingMarketplace) -> str:
    """The name of a marketplace's queue."""
    return f"{marketplace}-crosspost-queue"
