"""The names under which people sell here; they say nothing of who they are."""

import secrets

from talknshop.core.errors import ConflictError
from talknshop.storage.records import RecordStore

_SORT = "SELLER"


class SellerNames:
    """One name a person, drawn when it is first needed."""

    def __init__(self, records: RecordStore) -> None:
        """Keeps names in ``records``."""
        self._records = records

    async def name_of(self, user_id: str) -> str:
        """The name under which a person sells."""
        record = await self._records.get(_partition(user_id), _SORT)
        if record is not None:
            return record.value["name"]
        name = f"Private seller {secrets.token_hex(3).upper()}"
        try:
            await self._records.put(
                _partition(user_id), _SORT, {"name": name}, expected_version=0, user_id=user_id
            )
        except ConflictError:
            return await self.name_of(user_id)
        return name

    async def forget(self, user_id: str) -> None:
        """Forgets the name of a person."""
        await self._records.delete_partition(_partition(user_id))


def _partition(user_id: str) -> str:
    return f"#seller#{user_id}"
