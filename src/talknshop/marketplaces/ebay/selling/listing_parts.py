"""Gathers what a listing is made of: category, properties, condition, photos and policies."""

from collections.abc import Sequence
from dataclasses import dataclass

from talknshop.marketplaces.ebay.selling.aspects import Aspect, allowed_values, fill
from talknshop.marketplaces.ebay.selling.conditions import (
    AllowedCondition,
    ChosenCondition,
    choose,
)
from talknshop.marketplaces.ebay.selling.pictures import Pictures
from talknshop.marketplaces.ebay.selling.refusals import PostingStoppedError
from talknshop.marketplaces.ebay.selling.request import (
    JsonBody,
    item_body,
    offer_body,
    title_of,
)
from talknshop.marketplaces.ebay.selling.setup import SellerSetupSteps
from talknshop.marketplaces.ebay.selling.sites import Site
from talknshop.marketplaces.ebay.selling.taxonomy import Category, Taxonomy
from talknshop.marketplaces.publishing import Posting, PostingOutcome
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import ListingField, ListingSpec


@dataclass(frozen=True, slots=True)
class ListingBodies:
    """What eBay is sent for a listing."""

    item: JsonBody
    offer: JsonBody


class ListingParts:
    """Asks eBay what a listing needs and takes it from what the seller said."""

    def __init__(
        self, taxonomy: Taxonomy, pictures: Pictures, setup: SellerSetupSteps, *, site: Site
    ) -> None:
        """Works with the given parts."""
        self._taxonomy = taxonomy
        self._pictures = pictures
        self._setup = setup
        self._site = site

    async def gather(self, posting: Posting) -> ListingBodies:
        """Everything that a listing is made of.

        What the seller can answer at once is asked before anything is changed at eBay.

        Raises:
            PostingStoppedError: The seller must say or do something first.
        """
        spec, user_id = posting.spec, posting.user_id
        self._require_currency(spec)
        if not posting.photos:
            await self._pictures.bring(user_id, ())
        category = await self._category(user_id, spec)
        aspects = await self._taxonomy.aspects(user_id, category.category_id)
        filled = fill(aspects, spec.attributes)
        if filled.missing:
            raise _aspects_missing(category, filled.missing, filled.values)
        allowed = await self._taxonomy.conditions(user_id, category.category_id)
        condition = _condition(spec, category, allowed)
        policies = await self._setup.policies(user_id, spec)
        image_urls = await self._pictures.bring(user_id, posting.photos)
        return ListingBodies(
            item_body(spec, aspects=filled.values, condition=condition, image_urls=image_urls),
            offer_body(spec, category_id=category.category_id, policies=policies),
        )

    async def _category(self, user_id: str, spec: ListingSpec) -> Category:
        found = await self._taxonomy.category(user_id, title_of(spec))
        if found is None and spec.category:
            found = await self._taxonomy.category(user_id, spec.category.replace(">", " "))
        if found is None:
            raise _asked(
                "eBay knows no category for this. Say in other words what it is.",
                [_open("category", "Category")],
            )
        return found

    def _require_currency(self, spec: ListingSpec) -> None:
        if spec.currency != self._site.currency:
            raise _asked(
                f"{self._site.host} takes prices in {self._site.currency}. Say the price in it.",
                [_open("price", "Price"), _open("currency", "Currency")],
            )


def _condition(
    spec: ListingSpec, category: Category, allowed: Sequence[AllowedCondition]
) -> ChosenCondition:
    chosen = choose(spec.condition, allowed)
    if chosen is not None:
        return chosen
    names = ", ".join(one.label for one in allowed)
    said = spec.condition.replace("_", " ")
    raise _asked(
        f"eBay takes nothing as “{said}” in {category.name}. Choose a condition that is true.",
        [_open("condition", "Condition")],
        [f"Condition: one of {names}"] if names else [],
    )


def _aspects_missing(
    category: Category, missing: Sequence[Aspect], filled: dict[str, list[str]]
) -> PostingStoppedError:
    names = [aspect.name for aspect in missing]
    told = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    lists = [said for aspect in missing if (said := allowed_values(aspect, filled))]
    fields = [
        ListingField(
            name=f"attributes.{one.name}", label=one.name, value="", max_length=one.longest
        )
        for one in missing
    ]
    return _asked(f"eBay needs to know for {category.name}: {told}.", fields, lists)


def _asked(
    message: str, fields: Sequence[ListingField], checklist: Sequence[str] = ()
) -> PostingStoppedError:
    action = JobAction(
        kind="answer", message=message, fields=list(fields), checklist=list(checklist)
    )
    return PostingStoppedError(PostingOutcome(Status.NEEDS_INPUT, message=message, action=action))


def _open(name: str, label: str) -> ListingField:
    return ListingField(name=name, label=label, value="")
