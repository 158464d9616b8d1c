"""What comparable items cost, as the conversation asks it."""

from typing import Protocol

from talknshop.schemas.listing import ListingForm, PriceAdvice


class PriceAdvisor(Protocol):
    """Whoever has records of prices."""

    async def price_advice(self, form: ListingForm) -> PriceAdvice:
        """What items like the one in the form cost; figures come from records."""
        ...
