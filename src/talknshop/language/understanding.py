"""From what a model read in a message to what the port says, held against the message itself."""

import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz

from talknshop.core.errors import ValidationError
from talknshop.core.redaction import redact_text
from talknshop.core.text import sanitise
from talknshop.language.base import Assessment, Dialogue, RequirementUpdate, Turn
from talknshop.language.model_errors import ModelOutputError
from talknshop.language.model_outputs import (
    SaidListing,
    SaidRequest,
    Understanding,
    UnusableOutputError,
)
from talknshop.language.reply_words import PhraseIndex, folded, words_of
from talknshop.language.requests import Request, Shown
from talknshop.schemas.emphasis import Priority
from talknshop.schemas.enums import Intent
from talknshop.schemas.listing import ListingDraft
from talknshop.schemas.operations import PRICE_SLOTS, apply_operations
from talknshop.schemas.requirement import (
    AttributeValue,
    Operation,
    OperationName,
    Requirement,
)

_LONGEST_KIND = 60
_LONGEST_VALUE = 120
_MOST_ATTRIBUTES = 30
_ALIKE = 80.0
"""Per cent of a name's letters that must be in the message, so that a slip is no invention."""
_LISTS = frozenset({"defects", "included"})
"""Properties that a listing holds as lists, also of one."""
_NEVER_FORGOTTEN = ("product", "price", "condition")
_FOREIGN_SIGNS = re.compile(r"[<>{}\[\]|\\`]|://")
_GIVEN = frozenset({OperationName.SET, OperationName.ADD})
_WITHOUT_WISH = frozenset({Intent.CANCEL, Intent.SMALLTALK})


class Evidence:
    """What the person said, showed and had said before: where values must come from."""

    def __init__(
        self, turn: Turn, dialogue: Dialogue, figures: Iterable[PhraseIndex], secrets: PhraseIndex
    ) -> None:
        """Gathers it; ``figures`` are numbers in words, ``secrets`` runs of the prompt's words."""
        seen = "" if turn.image_attributes is None else str(turn.image_attributes)
        self._words = turn.words
        self._text = f"{turn.words} {seen}"
        self._dialogue = dialogue
        self._figures = tuple(figures)
        self._secrets = secrets

    def require_amount(self, value: object) -> None:
        """Refuses an amount of money where the message has no number.

        Raises:
            UnusableOutputError: It was made up.
        """
        before = self._dialogue.requirement
        known = before is not None and before.price is not None
        listing = self._dialogue.listing
        known = known or (listing is not None and listing.price is not None)
        if not known and not self._has_number():
            raise UnusableOutputError(f"The message states no amount, so {value!r} is made up.")

    def require_name(self, name: str) -> None:
        """Refuses a maker that neither the message nor the wish before it names.

        Raises:
            UnusableOutputError: It was made up.
        """
        before = self._dialogue.requirement or Requirement()
        known = {folded(b) for b in (*before.brand_preferences, *before.brands_excluded)}
        plain = folded(name)
        if plain in known or plain in folded(self._text):
            return
        if fuzz.partial_ratio(plain, folded(self._text)) < _ALIKE:
            raise UnusableOutputError(f"The message does not name the maker {name!r}.")

    def require_plain(self, value: str, longest: int = _LONGEST_VALUE) -> None:
        """Refuses what is no value: markup, an essay, a piece of the prompt, personal data.

        Raises:
            UnusableOutputError: It is one of these.
        """
        if len(value) > longest or value != sanitise(value) or not value:
            raise UnusableOutputError(f"A value must be plain text of 1 to {longest} characters.")
        if _FOREIGN_SIGNS.search(value):
            raise UnusableOutputError("A value has signs that no value has.")
        words = words_of(value)
        if any(self._secrets.length_at(words, at) for at in range(len(words))):
            raise UnusableOutputError("A value repeats instructions.")
        if redact_text(value) != value and value not in self._text:
            raise UnusableOutputError("A value has an address or a number that nobody said.")

    def _has_number(self) -> bool:
        # Numbers in a picture, such as its barcode, are no amounts that anybody stated.
        if any(character.isnumeric() for character in self._words):
            return True
        words = words_of(self._words)
        return any(
            index.length_at(words, at) for index in self._figures for at in range(len(words))
        )


def read_update(found: Understanding, dialogue: Dialogue, evidence: Evidence) -> RequirementUpdate:
    """The changes a model found.

    Raises:
        UnusableOutputError: One cannot be, or comes from nowhere; the message says which.
    """
    if found.operations and found.intent in _WITHOUT_WISH and found.request is None:
        raise UnusableOutputError(f"With the intent {found.intent} there are no operations.")
    operations = tuple(_plain(operation) for operation in found.operations)
    for operation in operations:
        _check(operation, evidence)
    try:
        changed = apply_operations(dialogue.requirement or Requirement(), operations)
    except ValidationError as error:
        raise UnusableOutputError(error.message) from error
    if len(changed.attributes) > _MOST_ATTRIBUTES:
        raise UnusableOutputError(f"A wish has at most {_MOST_ATTRIBUTES} attributes.")
    return RequirementUpdate(
        operations=operations,
        starts_over=found.starts_over,
        no_preference=found.no_preference,
        priorities=read_priorities(found),
        conflicts=tuple(dict.fromkeys(found.conflicts)),
    )


def read_priorities(found: Understanding) -> tuple[Priority, ...]:
    """What shall count more or less; half a statement is none."""
    said = (Priority(one.part, one.emphasis) for one in found.priorities)
    return tuple(one for one in said if (one.part is None) == (one.emphasis is None))


def read_assessment(found: Understanding) -> Assessment:
    """Whether the wish suffices after the message."""
    slots = () if found.sufficient else tuple(dict.fromkeys(map(sanitise, found.ask_about)))
    return Assessment(found.sufficient, sanitise(found.reason), found.confidence, slots)


def read_request(
    found: Understanding, update: RequirementUpdate, shown: Sequence[Shown], dialogue: Dialogue
) -> Request | None:
    """What is wanted of the products on show; titles, prices and ratings are looked up here.

    Raises:
        ModelOutputError: It means a place that there is not.
    """
    said = found.request
    if said is None:
        return None
    if any(not 1 <= place <= len(shown) for place in said.places):
        raise ModelOutputError("The language model means a product that is not on show.")
    places, unknown = list(said.places), list[str]()
    for name in said.names:
        named = _named(name, shown)
        places += named
        unknown += [] if named else [sanitise(name).casefold()[:_LONGEST_VALUE]]
    places += _extreme(said, shown, places)
    if said.focus and dialogue.focus is not None and dialogue.focus <= len(shown):
        places.append(dialogue.focus)
    if said.everything and not places:
        places = list(range(1, len(shown) + 1))
    return Request(
        kind=said.kind,
        positions=tuple(dict.fromkeys(places)),
        names=tuple(dict.fromkeys(filter(None, unknown))),
        everything=said.everything and bool(shown),
        count=said.count,
        operations=update.operations,
        priorities=update.priorities,
    )


def read_listing(
    found: SaidListing, before: ListingDraft | None, evidence: Evidence
) -> ListingDraft:
    """The offer a model found, beside what was known before.

    Raises:
        UnusableOutputError: A part of it cannot be, or comes from nowhere.
    """
    lost = [
        name
        for name in _NEVER_FORGOTTEN
        if before is not None and getattr(before, name) is not None and getattr(found, name) is None
    ]
    if lost:
        raise UnusableOutputError(f"What was known before is lost: {', '.join(lost)}.")
    if found.price:
        evidence.require_amount(found.price)
    if found.product is not None:
        evidence.require_plain(found.product, _LONGEST_KIND)
    for value in (found.brand, found.model, found.location):
        if value is not None:
            evidence.require_plain(value)
    if found.brand is not None:
        evidence.require_name(found.brand)
    attributes: dict[str, AttributeValue] = {}
    for one in found.attributes:
        evidence.require_plain(one.name, _LONGEST_KIND)
        for value in one.values:
            evidence.require_plain(value)
        several = len(one.values) > 1 or one.name in _LISTS
        attributes[one.name] = list(one.values) if several else one.values[0]
    if len(attributes) > _MOST_ATTRIBUTES:
        raise UnusableOutputError(f"An offer has at most {_MOST_ATTRIBUTES} attributes.")
    return ListingDraft.model_validate({**found.model_dump(), "attributes": attributes})


def _plain(operation: Operation) -> Operation:
    if operation.slot == "product_type" and isinstance(operation.value, str):
        return operation.model_copy(update={"value": operation.value.strip().lower()})
    if operation.slot in {"price_min", "price_max", "rating_min"}:
        try:
            value = None if operation.value is None else float(str(operation.value))
        except ValueError as error:
            raise UnusableOutputError(f"{operation.slot} must be a number.") from error
        return operation.model_copy(update={"value": value})
    return operation


def _check(operation: Operation, evidence: Evidence) -> None:
    slot, value = operation.slot, operation.value
    if operation.op in _GIVEN and value is None:
        raise UnusableOutputError(f"{operation.op} on {slot} needs a value.")
    if value is None or slot is None:
        return
    if slot in PRICE_SLOTS:
        evidence.require_amount(value)
        return
    longest = _LONGEST_KIND if slot == "product_type" else _LONGEST_VALUE
    evidence.require_plain(slot, _LONGEST_KIND)
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            evidence.require_plain(one, longest)
            if slot in {"brands", "brands_excluded"}:
                evidence.require_name(one)


def _named(name: str, shown: Sequence[Shown]) -> list[int]:
    """The places of the products that a name fits best; none where it fits nothing on show."""
    wanted = {folded(word) for word in sanitise(name).split()}
    fits = [_share(wanted, f"{one.brand or ''} {one.title}") for one in shown]
    best = max(fits, default=0.0)
    return [place for place, fit in enumerate(fits, start=1) if fit == best] if best else []


def _share(wanted: set[str], title: str) -> float:
    has = {folded(word.strip(",()")) for word in title.split()}
    return len(wanted & has) / len(wanted) if wanted else 0.0


_EXTREMES: dict[str, tuple[Callable[[Shown], float | None], bool]] = {
    "cheapest": (lambda shown: shown.price, False),
    "dearest": (lambda shown: shown.price, True),
    "best_rated": (lambda shown: shown.rating, True),
}


def _extreme(said: SaidRequest, shown: Sequence[Shown], places: Sequence[int]) -> list[int]:
    if said.extreme is None:
        return []
    measure, highest = _EXTREMES[said.extreme]
    known = [
        (value, -place)
        for place, one in enumerate(shown, start=1)
        if place not in places and (value := measure(one)) is not None
    ]
    if not known:
        return []
    best = max(known) if highest else min(known, key=lambda pair: (pair[0], -pair[1]))
    return [-best[1]]
