"""What eBay's refusals of a listing mean for its seller."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from talknshop.marketplaces.calls import Answered
from talknshop.marketplaces.publishing import PostingOutcome
from talknshop.marketplaces.wire_values import count, entries, line, member
from talknshop.schemas.enums import MarketplaceJobStatus as Status
from talknshop.schemas.job import JobAction
from talknshop.schemas.listing import ListingField

_LONGEST_TOLD = 300
USER_ERROR = 25002
OFFER_GONE = 25713
SETUP_ERRORS = frozenset({25007, 25008, 25009, 25012, 25035, 25036})
"""Errors after which what is remembered of a seller's account is looked at anew."""


class PostingStoppedError(Exception):
    """Carries out of a sequence of steps why the seller must do something first."""

    def __init__(self, outcome: PostingOutcome) -> None:
        """Stops with an outcome."""
        super().__init__(outcome.message)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class _Meaning:
    status: Status
    kind: str | None
    field: str | None
    sentence: str


_NEEDS_INPUT, _NEEDS_ACTION = Status.NEEDS_INPUT, Status.NEEDS_ACTION


def _answer(field: str, sentence: str) -> _Meaning:
    return _Meaning(_NEEDS_INPUT, "answer", field, sentence)


def _fix(sentence: str) -> _Meaning:
    return _Meaning(_NEEDS_ACTION, "fix", None, sentence)


_PHOTOS = _answer("media_s3_keys", "eBay does not take a photo of this listing. Replace it.")
_ATTRIBUTES = _answer("attributes", "eBay does not take a property of this listing. Correct it.")
_REFURBISHED = _answer(
    "condition",
    "eBay lets only sellers whom it has admitted list this as refurbished. Choose another "
    "condition that is true.",
)
_HOLD = _fix("eBay has put this listing on hold. Its e-mail to you says why; answer it there.")
_MEANINGS: Mapping[int, _Meaning] = MappingProxyType(
    {
        25003: _answer("price", "eBay does not take this price. Change it."),
        25005: _answer("category", "eBay does not take this category. Name another one."),
        25007: _fix("Your shipping policy at eBay does not fit this listing. Correct it there."),
        25008: _fix("Your payment policy at eBay does not fit this listing. Correct it there."),
        25009: _fix("Your return policy at eBay does not fit this listing. Correct it there."),
        25012: _fix("eBay does not take the place this is sent from. Correct its postal code."),
        25014: _PHOTOS,
        25015: _PHOTOS,
        25018: _fix("Your account at eBay is not complete. Complete it there, then try again."),
        25019: _fix("eBay does not let this listing be changed now. End it there, or wait."),
        25021: _answer("condition", "eBay does not take this condition here. Choose another."),
        25022: _ATTRIBUTES,
        25026: _fix("You have reached your selling limit at eBay. Ask eBay to raise it, or wait."),
        25029: _ATTRIBUTES,
        25035: _fix("A policy of yours at eBay is gone. Try again; another one is looked for."),
        25036: _fix("A policy of yours at eBay has changed. Try again; another one is looked for."),
        25038: _fix("eBay does not let a listing be changed that somebody bids for."),
        25039: _fix("eBay does not let a listing be changed that somebody bids for."),
        25040: _fix("eBay does not let a listing be changed that somebody bids for."),
        25047: _REFURBISHED,
        25048: _REFURBISHED,
        25049: _REFURBISHED,
        25097: _HOLD,
        25098: _HOLD,
        25501: _PHOTOS,
        25502: _ATTRIBUTES,
        25503: _ATTRIBUTES,
        25601: _ATTRIBUTES,
        25759: _HOLD,
    }
)
_REJECTED = _Meaning(Status.REJECTED, None, None, "eBay does not take this listing.")


def refused(answer: Answered) -> PostingOutcome:
    """The outcome that a refusal of eBay's is; of several errors the one that can be mended."""
    found = entries(answer.body.get("errors"))
    first: object = found[0] if found else None
    error = next((one for one in found if error_id(one) in _MEANINGS), first)
    code = error_id(error)
    meaning = _MEANINGS.get(code or 0) or _by_words(code, told(error))
    said = told(error)
    message = f"{meaning.sentence} eBay says: {said}" if said else meaning.sentence
    named = meaning.field
    fields = [ListingField(name=named, label=named, value="")] if named else []
    action = JobAction(kind=meaning.kind, message=message, fields=fields) if meaning.kind else None
    code_text = str(code) if code is not None else f"http_{answer.status}"
    return PostingOutcome(meaning.status, message=message, error_code=code_text, action=action)


def _by_words(code: int | None, said: str | None) -> _Meaning:
    # One number stands for whatever a seller can do wrong; only its words tell what it was.
    if code == USER_ERROR and said and "item specific" in said.casefold():
        return _ATTRIBUTES
    return _REJECTED


def error_id(error: object) -> int | None:
    """The number of an error."""
    return count(member(error, "errorId"))


def told(error: object) -> str | None:
    """What eBay says of an error, with what it put into the sentence, on one line."""
    said = line(member(error, "longMessage")) or line(member(error, "message"))
    if said is None:
        return None
    for parameter in entries(error, "parameters"):
        name, value = line(member(parameter, "name")), line(member(parameter, "value"))
        if name and value:
            said = said.replace("{" + name + "}", value)
    return said[:_LONGEST_TOLD]


def parameter(answer: Answered, name: str) -> str | None:
    """What eBay names in an error, such as the offer that exists already."""
    for error in entries(answer.body.get("errors")):
        for one in entries(error, "parameters"):
            if member(one, "name") == name:
                return line(member(one, "value"))
    return None


def remarks(answer: Answered) -> tuple[str, ...]:
    """What eBay remarked although it did what was asked."""
    warned = entries(answer.body.get("warnings"))
    return tuple(said for one in warned if (said := told(one)))
