"""What the marketplaces would get of a listing, and what its seller should know before posting."""

from collections.abc import Mapping

from pydantic import ValidationError as PydanticValidationError

from talknshop.core.errors import ValidationError
from talknshop.crosspost.listing_rules import listing_problems
from talknshop.marketplaces.posting.preview import marketplace_preview
from talknshop.marketplaces.publishing import ListingPublisher
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import (
    ListingForm,
    ListingSpec,
    MarketplacePreview,
    PostingPreview,
    PriceAdvice,
)

Publishers = Mapping[PostingMarketplace, ListingPublisher]
"""Where listings can be put up here."""


def check(
    form: ListingForm, publishers: Publishers, *, advice: PriceAdvice | None = None
) -> PostingPreview:
    """What each marketplace of a listing would get; without targets, every one there is.

    A form that lacks something is checked as far as it goes: what is missing is a problem of each
    marketplace that needs it.

    Args:
        form: The listing, as far as it is filled in.
        publishers: Where it can be put up here.
        advice: What comparable items cost, so that a price can be told to be odd.

    Raises:
        ValidationError: It names a marketplace that is not posted to here.
    """
    targets = list(dict.fromkeys(form.target_marketplaces)) or list(publishers)
    missing = [one for one in targets if one not in publishers]
    if missing:
        raise ValidationError(
            f"TalknShop does not post to {', '.join(missing)} here. "
            f"Choose from: {', '.join(publishers)}."
        )
    spec = as_spec(form, targets)
    previews = [
        publishers[one].preview(spec) if spec else marketplace_preview(one, form, [])
        for one in targets
    ]
    return PostingPreview(
        marketplaces=[_once(preview) for preview in previews],
        warnings=listing_problems(form, targets, advice=advice),
    )


def as_spec(form: ListingForm, targets: list[PostingMarketplace]) -> ListingSpec | None:
    """The listing that a form is; None while it lacks something."""
    values = form.model_dump(exclude_none=True) | {"target_marketplaces": targets}
    try:
        return ListingSpec.model_validate(values)
    except PydanticValidationError:
        return None


def _once(preview: MarketplacePreview) -> MarketplacePreview:
    """A preview whose problems are told once, whoever found them."""
    told = {(problem.code, problem.field): problem for problem in reversed(preview.problems)}
    problems = [p for p in preview.problems if told[p.code, p.field] is p]
    return preview.model_copy(update={"problems": problems})
