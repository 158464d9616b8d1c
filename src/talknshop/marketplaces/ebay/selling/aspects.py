"""From the properties of a listing to what a category of eBay asks for; nothing is made up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from talknshop.schemas.requirement import AttributeValue

_MOST_VALUES = 30
LONGEST_VALUE = 65
_MOST_NAMED = 40
_INSIGNIFICANT = re.compile(r"[\W_]+")

# What our properties are called where eBay calls the same thing otherwise.
_OUR_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "brand": ("manufacturer", "maker"),
        "color": ("colour",),
        "colour": ("color",),
        "storagecapacity": ("storage", "capacity"),
        "harddrivecapacity": ("storage", "capacity"),
        "ssdcapacity": ("storage",),
        "ramsize": ("ram", "memory"),
        "screensize": ("display_size", "screen"),
        "processor": ("cpu",),
        "network": ("carrier",),
        "operatingsystem": ("os",),
        "usshoesize": ("shoe_size", "size"),
        "upc": ("gtin",),
        "ean": ("gtin",),
    }
)


@dataclass(frozen=True, slots=True)
class AspectValue:
    """A value on eBay's list.

    Attributes:
        text: As eBay writes it.
        only_with: By the name of another property, the values of it with which this one goes.
    """

    text: str
    only_with: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Aspect:
    """A property that a category asks for.

    Attributes:
        name: As eBay calls it.
        required: Whether nothing is listed without it.
        from_list: Whether only values of the list are taken.
        several: Whether it may have several values.
        longest: Characters of a value at most.
        values: The list; may be empty.
    """

    name: str
    required: bool = False
    from_list: bool = False
    several: bool = False
    longest: int = LONGEST_VALUE
    values: tuple[AspectValue, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledAspects:
    """What a listing says of a category's properties.

    Attributes:
        values: By eBay's name.
        missing: Required ones that the listing says nothing, or nothing allowed, of.
    """

    values: dict[str, list[str]]
    missing: tuple[Aspect, ...]


def fill(aspects: Sequence[Aspect], attributes: Mapping[str, AttributeValue]) -> FilledAspects:
    """Takes what a listing says over into eBay's words, in the order of ``aspects``."""
    said = {_plain(name): value for name, value in attributes.items()}
    values: dict[str, list[str]] = {}
    for aspect in aspects:
        found = _texts(_said_of(aspect.name, said))
        taken = [one for text in found if (one := _taken(aspect, text, values, said))]
        if taken:
            unique = list(dict.fromkeys(taken))
            values[aspect.name] = unique[: _MOST_VALUES if aspect.several else 1]
    missing = tuple(one for one in aspects if one.required and one.name not in values)
    return FilledAspects(values, missing)


def allowed_values(aspect: Aspect, filled: Mapping[str, Sequence[str]]) -> str | None:
    """The values to choose from, in one sentence; None where anything can be said."""
    open_to = [one.text for one in aspect.values if _goes_with(one, filled)]
    if not open_to:
        return None
    more = len(open_to) - _MOST_NAMED
    named = ", ".join(open_to[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{aspect.name}: {'one of' if aspect.from_list else 'such as'} {named}"


def _said_of(name: str, said: Mapping[str, AttributeValue]) -> AttributeValue | None:
    plain = _plain(name)
    names = (plain, *map(_plain, _OUR_NAMES.get(plain, ())))
    return next((said[one] for one in names if one in said), None)


def _taken(
    aspect: Aspect,
    text: str,
    filled: Mapping[str, Sequence[str]],
    said: Mapping[str, AttributeValue],
) -> str | None:
    brands = _texts(said.get("brand"))
    wanted = {_plain(text), *(_plain(brand + text) for brand in brands)}
    listed = [one for one in aspect.values if _plain(one.text) in wanted]
    known = next((one.text for one in listed if _goes_with(one, filled)), None)
    if known is not None or aspect.from_list:
        return known
    return text if 0 < len(text) <= aspect.longest else None


def _goes_with(value: AspectValue, filled: Mapping[str, Sequence[str]]) -> bool:
    return all(
        name not in filled or set(filled[name]) & set(values) for name, values in value.only_with
    )


def _texts(value: AttributeValue | None) -> list[str]:
    several = [value] if isinstance(value, str) else value or []
    return [" ".join(one.split()) for one in several if one.strip()]


def _plain(text: str) -> str:
    return _INSIGNIFICANT.sub("", text.casefold())
