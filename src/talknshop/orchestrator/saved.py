"""What a person keeps for later."""

from talknshop.clients.catalog import Catalog
from talknshop.core.errors import RateLimitError
from talknshop.orchestrator.saved_repository import MOST_SAVED, SavedRepository
from talknshop.schemas.saved import SavedProduct, SavedProducts


class SavedService:
    """A person's saved products."""

    def __init__(self, repository: SavedRepository, catalog: Catalog) -> None:
        """Keeps products of ``catalog`` in ``repository``."""
        self._repository = repository
        self._catalog = catalog

    async def save(self, user_id: str, product_id: str) -> SavedProduct:
        """Saves a product as the catalogue has it; one that is saved already stays as it was.

        Raises:
            NotFoundError: There is no such product.
            RateLimitError: The person has saved as many as may be.
        """
        present = await self._repository.get(user_id, product_id)
        if present is not None:
            return present
        if len(await self._repository.items(user_id)) >= MOST_SAVED:
            raise RateLimitError(
                f"You have saved {MOST_SAVED} products already. Remove one to save another."
            )
        product = await self._catalog.product(product_id)
        return await self._repository.put(user_id, product)

    async def list(self, user_id: str) -> SavedProducts:
        """A person's saved products, saved last first."""
        return SavedProducts(items=await self._repository.items(user_id))

    async def remove(self, user_id: str, product_id: str) -> None:
        """Removes a saved product; removing what is not saved is fine."""
        await self._repository.remove(user_id, product_id)
