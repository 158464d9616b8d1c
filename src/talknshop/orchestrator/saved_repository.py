"""Saved products by user, as records."""

from talknshop.core.clock import Clock
from talknshop.schemas.product import ProductResult
from talknshop.schemas.saved import SavedProduct
from talknshop.storage.records import RecordStore

MOST_SAVED = 200
"""Products a person may save."""

_PREFIX = "SAVED#"


class SavedRepository:
    """Keeps saved products until their owner removes them."""

    def __init__(self, records: RecordStore, clock: Clock) -> None:
        """Keeps them in ``records``."""
        self._records = records
        self._clock = clock

    async def get(self, user_id: str, product_id: str) -> SavedProduct | None:
        """A user's saved product, or None."""
        record = await self._records.get(_partition(user_id), _PREFIX + product_id)
        return SavedProduct.model_validate(record.value) if record else None

    async def put(self, user_id: str, product: ProductResult) -> SavedProduct:
        """Saves a product as it is now."""
        saved = SavedProduct(product=product, saved_at=self._clock.now())
        sort = _PREFIX + product.product_id
        await self._records.put(_partition(user_id), sort, saved.model_dump(mode="json"))
        return saved

    async def items(self, user_id: str) -> list[SavedProduct]:
        """A user's saved products, saved last first."""
        records = await self._records.query(_partition(user_id), _PREFIX, limit=MOST_SAVED)
        items = [SavedProduct.model_validate(record.value) for record in records]
        return sorted(items, key=lambda item: item.saved_at, reverse=True)

    async def remove(self, user_id: str, product_id: str) -> None:
        """Removes a saved product; removing what is not saved is fine."""
        await self._records.delete(_partition(user_id), _PREFIX + product_id)

    async def forget(self, user_id: str) -> None:
        """Removes all saved products of a user."""
        await self._records.delete_partition(_partition(user_id))


def _partition(user_id: str) -> str:
    return f"SAVED#{user_id}"
