"""All records of a person, where an index of persons may be behind."""

import asyncio
from collections.abc import AsyncGenerator

from talknshop.storage.records import Record, RecordStore

_AT_ONCE = 500
_EMPTY_LOOKS = 3
_LOOK_AGAIN_SECONDS = 0.1


async def all_of_user(records: RecordStore, user_id: str, prefix: str) -> AsyncGenerator[Record]:
    """Every record of a person, each once, for whoever removes it before the next.

    An index may lack what was written this moment: where that can be, only several looks in a row
    that find nothing are an end.

    Args:
        records: Where they are kept.
        user_id: Whose.
        prefix: What their sort keys begin with.

    Raises:
        DatabaseError: They cannot be listed.
    """
    enough = 1 if records.lists_at_once else _EMPTY_LOOKS
    seen: set[tuple[str, str]] = set()
    empty = 0
    while empty < enough:
        page = await records.list_by_user(user_id, prefix, limit=_AT_ONCE)
        new = [record for record in page if (record.partition, record.sort) not in seen]
        for record in new:
            seen.add((record.partition, record.sort))
            yield record
        empty = 0 if new else empty + 1
        if 0 < empty < enough:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
