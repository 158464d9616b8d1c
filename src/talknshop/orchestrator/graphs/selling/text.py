"""Title and description of a listing, out of what is known and nothing else."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from talknshop.language.phrasebook import Phrasebook
from talknshop.schemas.listing import ListingDetails, ListingDraft
from talknshop.schemas.requirement import AttributeValue

_LONGEST_TITLE = 200
"""Marketplaces allow 70 to 100 characters, and cut for themselves."""
_IN_TITLES = (
    *(
        "year",
        "size",
        "screen_size",
        "dimensions",
        "capacity",
        "storage",
        "ram",
        "processor",
        "gpu",
    ),
    *("color", "material", "gender", "style", "edition"),
)
"""Attributes that buyers look for in a title, in the order in which they stand there."""
_SPELLED: Mapping[str, str] = MappingProxyType(
    {
        word.lower(): word
        for word in (
            *("iPhone", "iPad", "iPod", "iMac", "MacBook", "AirPods", "PlayStation", "ThinkPad"),
            *("IdeaPad", "ZenBook", "ChromeBook", "OnePlus", "GoPro", "OptiPlex", "PowerBook"),
            *("VivoBook", "EliteBook", "ProBook", "LaserJet", "OfficeJet", "EcoTank"),
            *("TV", "USB", "LED", "SSD", "PC", "DVD", "GPS", "XPS", "ROG", "TUF", "SE", "XR", "XS"),
        )
    }
)
"""Names that are not written with a single capital in front."""
_AMOUNT = re.compile(r"(\d[\d.,]*)\s?(gb|tb|mb|mhz|ghz|mp|w|v)\b", re.IGNORECASE)
_WITH_DIGIT = re.compile(r"(?=.*\d)[a-z\d.+-]{2,5}")


def compose_title(draft: ListingDraft, book: Phrasebook) -> str | None:
    """What a listing is called: maker, model, what it is, its properties, its condition.

    None while nobody knows what is sold.
    """
    if draft.product is None:
        return None
    head: list[str] = []
    for part in (draft.brand, draft.model and spelled(draft.model)):
        if part and part.casefold() not in " ".join(head).casefold():
            head.append(part)
    name = book.name(draft.product)
    told = set(" ".join(head).casefold().split())
    if name.casefold().split()[-1] not in told:
        head.append(spelled(name))
    told_of = draft.attributes
    head += [_value(told_of[name], name, book) for name in _IN_TITLES if name in told_of]
    title = " ".join(head)
    if draft.condition is not None:
        title = f"{title} - {_capital(book.condition(draft.condition))}"
    return title[:_LONGEST_TITLE]


def compose_description(draft: ListingDraft, details: ListingDetails, book: Phrasebook) -> str:
    """What is known of the item in plain sentences, then what its seller told in their own."""
    title = compose_title(draft.model_copy(update={"condition": None}), book)
    lines = [f"{title}."] if title else []
    if draft.condition is not None:
        lines.append(f"{_capital(book.condition(draft.condition))}.")
    for name, value in draft.attributes.items():
        named, told = book.attribute(name), _value(value, name, book)
        lines.append(book.say("listing_text", "fact", name=_capital(named), value=told))
    if draft.accepts_offers is not None:
        lines.append(book.say("listing_text", f"offers_{'yes' if draft.accepts_offers else 'no'}"))
    facts = " ".join(lines)
    return "\n\n".join(part for part in (facts, " ".join(details.said)) if part)


def spelled(name: str) -> str:
    """A name as it is written in a title."""
    return " ".join(_word(word) for word in name.split())


def _word(word: str) -> str:
    if (known := _SPELLED.get(word.casefold())) is not None:
        return known
    if not word.islower():
        return word
    return word.upper() if _WITH_DIGIT.fullmatch(word) else _capital(word)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _value(value: AttributeValue, name: str, book: Phrasebook) -> str:
    told = ", ".join(value) if isinstance(value, list) else value
    told = _AMOUNT.sub(lambda match: f"{match[1]} {match[2].upper()}", book.value(name, told))
    return _capital(told) if name in {"color", "material", "style"} else told
