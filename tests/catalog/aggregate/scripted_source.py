"""A marketplace that answers as a test says."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from talknshop.core.errors import NotFoundError
from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.schemas.enums import Condition, Marketplace
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import RequirementSpec

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def product(number: int, title: str, price: float | None, **more: object) -> ProductResult:
    """A new product of eBay, unless told otherwise."""
    return ProductResult.model_validate(
        {
            "product_id": f"ebay_{number}",
            "marketplace": Marketplace.EBAY,
            "title": title,
            "price": price,
            "condition": Condition.NEW,
            "deep_link": "https://shop.example/item",
            "marketplace_url": "https://shop.example",
            **more,
        }
    )


class ScriptedSource:
    """Implements ``ProductSource``; answers when ``gate`` is open."""

    def __init__(
        self,
        marketplace: Marketplace,
        products: Sequence[ProductResult] = (),
        *,
        failure: Exception | None = None,
        notes: tuple[str, ...] = (),
        keep_seconds: int = 3_600,
    ) -> None:
        """Answers with ``products``, or fails."""
        self.marketplace = marketplace
        self.name = marketplace.value.title()
        self.terms = SourceTerms(
            keep_seconds=keep_seconds,
            calls_per_second=100.0,
            calls_per_day=None,
            day_zone="UTC",
            page_size=50,
            reachable_results=1_000,
            images_may_be_stored=False,
        )
        self.products = list(products)
        self.failure = failure
        self.notes = notes
        self.calls = 0
        self.at = NOON
        self.gate = asyncio.Event()
        self.gate.set()

    async def search(
        self, requirement: RequirementSpec, *, limit: int, offset: int = 0
    ) -> SourceAnswer:
        """All products, whatever is asked."""
        del requirement, offset
        self.calls += 1
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        found = tuple(self.products[:limit])
        return SourceAnswer(found, len(self.products), None, self.at, self.notes)

    def owns(self, product_id: str) -> bool:
        """Whether the id is of this marketplace."""
        return product_id.startswith(f"{self.marketplace.value}_")

    async def product(self, product_id: str) -> ProductResult:
        """The product with that id."""
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        for one in self.products:
            if one.product_id == product_id:
                return one
        raise NotFoundError("It is not offered any more.")

    async def check(self) -> None:
        """Raises what is wrong."""
        if self.failure is not None:
            raise self.failure
