"""Applying operations to a listing draft: one meaning for words, forms and buttons."""

import re
from collections.abc import Iterable
from typing import Any

from talknshop.core.errors import ValidationError
from talknshop.schemas.listing import ListingDetails, ListingDraft, ListingLocation
from talknshop.schemas.operations import changed_list, changed_value
from talknshop.schemas.requirement import (
    ATTRIBUTE_PREFIX,
    LISTING_SLOTS,
    AttributeValue,
    Operation,
    OperationName,
    is_slot_of,
)

_OF_DRAFT = frozenset({"price", "currency", "condition", "location"})
_LISTS_OF_DETAILS = frozenset({"shipping_options", "media_s3_keys"})
_GIVEN = frozenset({OperationName.SET, OperationName.ADD})
_ZIP = re.compile(r"\b\d{5}(?:-\d{4})?\b")
_STATE = re.compile(r"(?:,\s*|\s)([A-Za-z]{2})$")


def apply_listing_operations(
    draft: ListingDraft, details: ListingDetails, operations: Iterable[Operation]
) -> tuple[ListingDraft, ListingDetails]:
    """Applies operations in order; the given models stay as they are.

    ``set`` replaces a slot; ``add`` and ``remove`` change a list; ``reset``, or ``remove`` with no
    value, empties the slot: a title or a description is then composed again. Photos stand in the
    order in which they are set.

    Raises:
        ValidationError: A slot is none of a listing, or a value does not fit. Nothing is changed.
    """
    of_draft, of_details = draft.model_dump(), details.model_dump()
    slots: list[str] = []
    for operation in operations:
        if operation.slot is None or not is_slot_of(LISTING_SLOTS, operation.slot):
            raise ValidationError(
                f"“{operation.slot or 'everything'}” is no part of a listing that can be changed.",
                details={"slots": [operation.slot]},
            )
        slots.append(operation.slot)
        _apply(of_draft, of_details, operation, operation.slot)
    try:
        return ListingDraft.model_validate(of_draft), ListingDetails.model_validate(of_details)
    except ValueError as error:
        raise ValidationError(
            "That change does not fit: a price must be 0 or more, and condition, shipping and "
            "marketplaces must be known ones.",
            details={"slots": slots},
        ) from error


def _apply(
    of_draft: dict[str, Any], of_details: dict[str, Any], operation: Operation, slot: str
) -> None:
    value = operation.value if operation.op in _GIVEN else None
    if slot.startswith(ATTRIBUTE_PREFIX):
        _apply_attribute(of_draft, operation, slot.removeprefix(ATTRIBUTE_PREFIX))
    elif slot == "target_marketplaces":
        of_draft[slot] = changed_list(of_draft[slot], operation)
    elif slot in _LISTS_OF_DETAILS:
        of_details[slot] = changed_list([str(one) for one in of_details[slot]], operation)
    elif slot in _OF_DRAFT:
        of_draft[slot] = value
    else:
        of_details[slot] = value


def _apply_attribute(of_draft: dict[str, Any], operation: Operation, name: str) -> None:
    attributes: dict[str, AttributeValue] = dict(of_draft["attributes"])
    value = changed_value(attributes.pop(name, None), operation)
    of_draft["attributes"] = attributes if value is None else {**attributes, name: value}


def read_location(words: str | None) -> ListingLocation | None:
    """A place as people write it (``Oakland, CA 94607``) in its parts; None where none is told."""
    rest = (words or "").strip()
    if not rest:
        return None
    found = _ZIP.search(rest)
    code = found.group() if found else None
    rest = _ZIP.sub("", rest).strip(" ,")
    state = _STATE.search(rest)
    if state is not None:
        rest = rest[: state.start()].strip(" ,")
    city = rest.title() if rest.islower() else rest
    return ListingLocation(
        city=city[:100] or None, state=state[1].upper() if state else None, zip=code
    )
