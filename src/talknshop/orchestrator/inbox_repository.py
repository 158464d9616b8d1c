"""News by user, as records."""

from datetime import timedelta

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, NotFoundError
from talknshop.schemas.notice import InboxItem, NoticeData
from talknshop.storage.records import RecordStore

_KEPT = timedelta(days=90)
_MOST_ITEMS = 500
_PREFIX = "NOTICE#"


class InboxRepository:
    """News by user; forgotten after 90 days."""

    def __init__(self, records: RecordStore, clock: Clock) -> None:
        """Keeps news in ``records``."""
        self._records = records
        self._clock = clock

    async def add(self, user_id: str, notice: NoticeData) -> bool:
        """Stores a piece of news; False when it is there already."""
        item = InboxItem.model_validate(notice.model_dump())
        try:
            await self._put(user_id, item, expected_version=0)
        except ConflictError:
            return False
        return True

    async def items(self, user_id: str) -> list[InboxItem]:
        """A user's news, newest first; of more than 500 those that came or were read last."""
        records = await self._records.list_by_user(user_id, _PREFIX, limit=_MOST_ITEMS)
        items = [InboxItem.model_validate(record.value) for record in records]
        return sorted(items, key=lambda item: item.created_at, reverse=True)

    async def mark_read(self, user_id: str, notice_id: str) -> InboxItem:
        """Marks a piece of news as read; the first time counts.

        Raises:
            NotFoundError: The user has no such news.
        """
        record = await self._records.get(_partition(user_id), _PREFIX + notice_id)
        if record is None:
            raise NotFoundError("There is no such message in your inbox; it may have expired.")
        item = InboxItem.model_validate(record.value)
        if item.read_at is None:
            item = item.model_copy(update={"read_at": self._clock.now()})
            await self._put(user_id, item)
        return item

    async def forget(self, user_id: str) -> None:
        """Removes all news of a user."""
        await self._records.delete_partition(_partition(user_id))

    async def sweep(self) -> None:
        """Removes what has expired."""
        while expired := await self._records.expired(_PREFIX):
            for record in expired:
                await self._records.delete(record.partition, record.sort)

    async def _put(
        self, user_id: str, item: InboxItem, *, expected_version: int | None = None
    ) -> None:
        await self._records.put(
            _partition(user_id),
            _PREFIX + item.notice_id,
            item.model_dump(mode="json"),
            expected_version=expected_version,
            user_id=user_id,
            expires_at=item.created_at + _KEPT,
        )


def _partition(user_id: str) -> str:
    return f"INBOX#{user_id}"
