"""What a model is told of a turn: untrusted text between marks that nobody can guess."""

import secrets
from collections.abc import Iterable
from typing import Any

import orjson

from talknshop.core.text import sanitise
from talknshop.language.base import Dialogue, ReplyPlan, Turn
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import Facets

_LONGEST_SAID = 5_000
_LONGEST_SEEN = 2_000
_MOST_CHOICES = 12
_MARK_BYTES = 8


def new_mark() -> str:
    """A code that no text can have known when it was written."""
    return secrets.token_hex(_MARK_BYTES)


def fenced(kind: str, mark: str, text: str, longest: int = _LONGEST_SAID) -> str:
    """Text as data, cleaned and cut, between ``<kind-mark>`` and its end."""
    return f"<{kind}-{mark}>{sanitise(text)[:longest]}</{kind}-{mark}>"


def turn_message(turn: Turn, mark: str, known: dict[str, Any] | None) -> str:
    """A turn and what was known before it."""
    parts = [f"Mark: {mark}"]
    if known is not None:
        parts.append(fenced("known", mark, _json(known)))
    if turn.text or not turn.transcript:
        parts.append(fenced("said", mark, turn.text))
    if turn.transcript:
        parts.append(fenced("heard", mark, turn.transcript))
    if turn.image_attributes:
        parts.append(fenced("seen", mark, _json(_shown(turn.image_attributes)), _LONGEST_SEEN))
    return "\n".join(parts)


def _shown(attributes: dict[str, Any]) -> dict[str, Any]:
    """What a model may know of a picture: the price of a record is for the server to set."""
    product: dict[str, Any] = attributes.get("product") or {}
    figures = {"price", "currency"}
    told = {name: value for name, value in product.items() if name not in figures}
    return {**attributes, "product": told} if product else attributes


def known_of(dialogue: Dialogue) -> dict[str, Any]:
    """What a model may know of the conversation: what was said, never what is on show."""
    known: dict[str, Any] = {}
    if dialogue.requirement is not None:
        known["requirement"] = _told(dialogue.requirement)
    if dialogue.listing is not None:
        known["listing"] = dialogue.listing.model_dump(mode="json", exclude_defaults=True)
    facts = {
        "open_question": dialogue.asked_slot,
        "products_on_show": dialogue.has_results or None,
        "talked_about_last": dialogue.focus,
        "listing_preview": dialogue.preview_shown or None,
        "currency": dialogue.currency,
        "language": dialogue.locale,
    }
    return known | {name: value for name, value in facts.items() if value is not None}


def wish_message(requirement: Requirement, mark: str) -> str:
    """A wish by itself."""
    return f"Mark: {mark}\n{fenced('known', mark, _json(_told(requirement)))}"


def question_message(
    turn: Turn,
    requirement: Requirement,
    askable: Iterable[str],
    facets: Facets,
    *,
    mark: str,
    language: str,
) -> str:
    """What there is to ask about."""
    return "\n".join(
        [
            f"Mark: {mark}",
            f"Language: {language}. Askable: {', '.join(askable)}",
            fenced("known", mark, _json(_told(requirement))),
            fenced("choices", mark, _json(choices_of(facets)), _LONGEST_SEEN),
            fenced("said", mark, turn.words),
        ]
    )


def choices_of(facets: Facets) -> dict[str, list[str]]:
    """The answers that the catalogue has, by slot."""
    found = {
        "brand": [brand.name for brand in facets.brands],
        "condition": [condition.name for condition in facets.conditions],
        **{facet.name: [value.name for value in facet.values] for facet in facets.attributes},
    }
    return {slot: values[:_MOST_CHOICES] for slot, values in found.items() if values}


def reply_message(plan: ReplyPlan, required: Iterable[str], *, mark: str, language: str) -> str:
    """What a reply is about: its kind, the slots there are, the products by name and options."""
    must = set(required)
    slots = ", ".join(f"{slot}*" if slot in must else slot for slot in sorted(plan.slots))
    products = [
        {"slot": p.prefix, "name": p.name, "options": dict(p.options)} for p in plan.products
    ]
    ranked = "; ".join(f"{p.part or 'usual order'} {p.emphasis or ''}" for p in plan.priorities)
    return "\n".join(
        [
            f"Mark: {mark}",
            f"Kind: {plan.kind}. Language: {language}. Slots: {slots or 'none'}",
            *([f"Order: {ranked}"] if ranked else []),
            *([fenced("products", mark, _json(products), _LONGEST_SEEN)] if products else []),
            fenced("said", mark, plan.turn.words),
        ]
    )


def _told(requirement: Requirement) -> dict[str, Any]:
    return requirement.model_dump(mode="json", exclude_defaults=True)


def _json(value: object) -> str:
    return orjson.dumps(value, default=str).decode()
