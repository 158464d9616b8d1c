"""Keeps what people think of answers, for whoever keeps the documents."""

from datetime import timedelta

from talknshop.core.clock import Clock
from talknshop.core.errors import ValidationError
from talknshop.core.ids import new_id
from talknshop.schemas.answer_feedback import AnswerFeedback, FeedbackPage, KeptFeedback
from talknshop.storage.records import RecordStore
from talknshop.storage.user_records import all_of_user

_PARTITION = "document-feedback"
_PREFIX = "FEEDBACK#"
_KEPT = timedelta(days=365)
_LATEST = 10**14
"""More milliseconds than any time has: what is left up to it sorts the newest first."""
_DIGITS = 14
_PAGE = 200


class FeedbackBook:
    """Judgements on a record store; the newest come first."""

    def __init__(self, records: RecordStore, clock: Clock) -> None:
        """Keeps them in ``records`` for a year."""
        self._records = records
        self._clock = clock

    async def keep(self, feedback: AnswerFeedback, *, user_id: str) -> KeptFeedback:
        """Keeps a judgement; a second one of the same person on the same answer replaces it."""
        now = self._clock.now()
        for sort in await self._of_user(user_id):
            record = await self._records.get(_PARTITION, sort)
            if record is not None and record.value["message_id"] == feedback.message_id:
                await self._records.delete(_PARTITION, sort)
        kept = KeptFeedback(**feedback.model_dump(), feedback_id=new_id("fb"), given_at=now)
        left = _LATEST - int(now.timestamp() * 1000)
        await self._records.put(
            _PARTITION,
            f"{_PREFIX}{left:0{_DIGITS}}#{kept.feedback_id}",
            kept.model_dump(mode="json"),
            user_id=user_id,
            expires_at=now + _KEPT,
        )
        return kept

    async def page(self, *, cursor: str | None = None, limit: int = 50) -> FeedbackPage:
        """A page of judgements.

        Raises:
            ValidationError: The cursor is none of ours.
        """
        if cursor is not None and not cursor.replace("#", "").replace("_", "").isalnum():
            raise ValidationError("This cursor is none of ours. Begin with the first page.")
        after = "" if cursor is None else f"{_PREFIX}{cursor}"
        found = await self._records.query(_PARTITION, _PREFIX, after=after, limit=limit + 1)
        shown = found[:limit]
        return FeedbackPage(
            feedback=[KeptFeedback.model_validate(one.value) for one in shown],
            next_cursor=shown[-1].sort.removeprefix(_PREFIX) if len(found) > limit else None,
        )

    async def of_user(self, user_id: str) -> list[KeptFeedback]:
        """A person's judgements, last given first."""
        found = await self._records.list_by_user(user_id, _PREFIX, limit=_PAGE)
        return [KeptFeedback.model_validate(one.value) for one in found]

    async def forget(self, user_id: str) -> int:
        """Removes a person's judgements; returns how many."""
        removed = 0
        async for record in all_of_user(self._records, user_id, _PREFIX):
            if record.partition == _PARTITION:
                await self._records.delete(_PARTITION, record.sort)
                removed += 1
        return removed

    async def _of_user(self, user_id: str) -> list[str]:
        found = await self._records.list_by_user(user_id, _PREFIX, limit=_PAGE)
        return [one.sort for one in found if one.partition == _PARTITION]
