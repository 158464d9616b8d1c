"""Items as JSON, as they are kept beside their products."""

from dataclasses import fields
from functools import lru_cache

import orjson

from talknshop.catalog.item import Item


def to_json(item: Item) -> str:
    """The fields in their order, without the source, which whoever keeps the item knows."""
    values = [getattr(item, name) for name in _KEPT]
    return orjson.dumps(values).decode()


# The same products come again from one search to the next.
@lru_cache(maxsize=8_192)
def item_of_json(source: str, kept: str) -> Item:
    """The item of which ``to_json`` made this."""
    return Item(source, *orjson.loads(kept))


_KEPT = [one.name for one in fields(Item) if one.init and one.name != "source"]
