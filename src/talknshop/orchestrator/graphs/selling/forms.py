"""From what a seller said, shows and wrote to the form of a listing."""

import hashlib
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError as PydanticValidationError

from talknshop.language.base import ListingUpdate
from talknshop.language.phrasebook import Phrasebook
from talknshop.orchestrator.graphs.selling.text import compose_description, compose_title
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import MediaType, PostingMarketplace
from talknshop.schemas.listing import ListingDetails, ListingDraft, ListingForm, ListingSpec
from talknshop.schemas.listing_operations import read_location
from talknshop.schemas.recognition import ImageAttributes
from talknshop.schemas.requirement import AttributeValue

REQUIRED = ("product", "price", "condition")
"""What is asked for until it is known. Each keeps the listing from every marketplace alike, so they
are asked for in this order; what only some of them lack waits in the preview."""

_CERTAIN = 0.9
_FROM_PHOTOS = ("brand", "model", "color")
_MOST_SAID, _MOST_PHOTOS = 50, 50


def details_of(state: ConversationState) -> ListingDetails:
    """What goes with the draft, as a model."""
    return ListingDetails.model_validate(state.get("listing_details") or {})


def missing_of(draft: ListingDraft) -> list[str]:
    """What of the required is not known yet."""
    return [name for name in REQUIRED if getattr(draft, name) is None]


def with_photos(draft: ListingDraft, attributes: dict[str, Any] | None) -> ListingDraft:
    """The draft with what photos show for certain and nobody has said."""
    if not attributes:
        return draft
    seen = ImageAttributes.model_validate(attributes)
    certain = {one.name: one.value for one in seen.attributes if one.confidence >= _CERTAIN}
    changed: dict[str, Any] = {}
    for name in _FROM_PHOTOS:
        if name not in certain:
            continue
        if name in ListingDraft.model_fields:
            if getattr(draft, name) is None:
                changed[name] = certain[name]
        elif name not in draft.attributes:
            changed["attributes"] = {**draft.attributes, name: certain[name]}
    if draft.product is None and "product_type" in certain:
        changed["product"] = certain["product_type"].lower()
    return draft.model_copy(update=changed)


def with_turn(
    details: ListingDetails, update: ListingUpdate, state: ConversationState
) -> ListingDetails:
    """The details with what a turn brings: photos, sentences, how the item gets to its buyer."""
    images = [
        ref["s3_key"] for ref in state.get("media_refs", []) if ref["media_type"] == MediaType.IMAGE
    ]
    photos = list(dict.fromkeys([*details.media_s3_keys, *images]))[:_MOST_PHOTOS]
    said = list(dict.fromkeys([*details.said, *update.told]))[-_MOST_SAID:]
    shipping = list(update.shipping) or details.shipping_options
    return details.model_copy(
        update={"media_s3_keys": photos, "said": said, "shipping_options": shipping}
    )


def form_of(
    draft: ListingDraft,
    details: ListingDetails,
    book: Phrasebook,
    *,
    currency: str | None,
    every_place: Sequence[PostingMarketplace] = (),
) -> ListingForm:
    """The form as far as it can be filled in.

    Args:
        draft: What the seller said.
        details: Photos, and what was written by hand.
        book: The words of the language that the listing is written in.
        currency: Of the seller's region, for a price that names none.
        every_place: The marketplaces there are: where none is named, all of them are meant.
    """
    named = [PostingMarketplace(place) for place in draft.target_marketplaces]
    return ListingForm(
        title=details.title or compose_title(draft, book),
        description=details.description or compose_description(draft, details, book) or None,
        price=draft.price,
        currency=draft.currency or currency or "USD",
        condition=draft.condition,
        category=details.category,
        attributes=_attributes(draft),
        media_s3_keys=details.media_s3_keys,
        target_marketplaces=named or list(every_place),
        shipping_options=details.shipping_options,
        location=read_location(draft.location),
    )


def _attributes(draft: ListingDraft) -> dict[str, AttributeValue]:
    """The properties of the item, its maker and model among them: marketplaces ask for these."""
    named = {"brand": draft.brand, "model": draft.model}
    return {name: value for name, value in named.items() if value} | draft.attributes


def spec_of(form: ListingForm) -> ListingSpec | None:
    """The listing as it would be posted; None while it cannot be."""
    try:
        return ListingSpec.model_validate(form.model_dump())
    except PydanticValidationError:
        return None


def preview_id_of(form: ListingForm, session_id: str, number: int) -> str:
    """The id of exactly this state of a listing, the same again for a node that runs again.

    Args:
        form: What would be posted.
        session_id: In which conversation.
        number: How many were posted there before: the same thing sold again is another listing.
    """
    content = f"{session_id}\n{number}\n{form.model_dump_json()}".encode()
    return f"preview_{hashlib.blake2b(content, digest_size=12).hexdigest()}"


def posting_key(session_id: str, preview_id: str) -> str:
    """The key under which a preview is posted: however often the yes is worked on, one job."""
    name = f"{session_id}\n{preview_id}".encode()
    return f"post_{hashlib.blake2b(name, digest_size=16).hexdigest()}"
