"""Records whose list by user is behind by a moment, as an index of DynamoDB is."""

from talknshop.storage.records import Record
from talknshop.storage.sqlite import SqliteRecordStore


class LateIndex(SqliteRecordStore):
    """Finds nothing of a person at the first look, and at the first after something was found."""

    lists_at_once = False
    _is_behind = True

    async def list_by_user(self, user_id: str, prefix: str, *, limit: int = 100) -> list[Record]:
        """Nothing, or two records at most."""
        found = await super().list_by_user(user_id, prefix, limit=min(limit, 2))
        self._is_behind, was_behind = not self._is_behind, self._is_behind
        return [] if was_behind else found
