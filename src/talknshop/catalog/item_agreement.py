"""Whether what two records say of the properties of their items agrees; pure."""

from talknshop.catalog.item import Item
from talknshop.catalog.item_measures import Numbers, same_values
from talknshop.catalog.item_words import load_item_words

DECIDING = ("gb", "inch", "mm", "ml", "oz", "g", "mg", "litre", "count")
"""What is sold of a thing: who is silent about it may mean another one."""

PLATFORM_MAKERS = frozenset(["nintendo", "playstation", "xbox"])
"""Stand where the maker belongs, and in the titles of everything for their consoles."""

_MEDIA = ("platform", "format")
_LOOKS = ("material", "scent")
_METALS = frozenset(["steel", "silver", "chrome", "nickel"])
_STRENGTHS = frozenset(["light", "dark", "deep", "pale"])

_FEWEST_INITIALS = 2
_FEWEST_LETTERS_OF_MAKER = 5
_OUNCE = {"g": 28.35, "ml": 29.574}


def contradict(one: Item, other: Item) -> bool:
    """Whether both say something of the same property, and not the same."""
    mine, theirs = weighed(one.numbers, other.numbers), weighed(other.numbers, one.numbers)
    if any(not same_values(mine[name], theirs[name]) for name in mine.keys() & theirs.keys()):
        return True
    if one.numbered and other.numbered and one.numbered != other.numbered:
        return True
    return any(
        not _same_trait(name, one.traits[name], other.traits[name])
        for name in one.traits.keys() & other.traits.keys()
        if name != "color" or not (_says_color_of(one, other) or _says_color_of(other, one))
    )


def _says_color_of(one: Item, other: Item) -> bool:
    """Whether the first says the other's colour by the name that only its maker gives it."""
    named = {word for color in other.traits["color"] for word in color.split()}
    return named <= {*one.said} and named.isdisjoint(load_item_words().colors)


def weighed(numbers: Numbers, others: Numbers) -> Numbers:
    """The numbers with ounces, of weight or volume, turned into what the other speaks of."""
    if "oz" not in numbers or "oz" in others:
        return numbers
    kind = next((name for name in _OUNCE if name in others), None)
    if kind is None or kind in numbers:
        return numbers
    return {**numbers, kind: [value * _OUNCE[kind] for value in numbers["oz"]]}


def _same_trait(name: str, some: list[str], others: list[str]) -> bool:
    if name == "color":
        return _same_colors(some, others)
    return subset(some, others)


def subset(some: list[str], others: list[str]) -> bool:
    """Whether the one says nothing that the other does not say."""
    return set(some) <= set(others) or set(others) <= set(some)


def _same_colors(some: list[str], others: list[str]) -> bool:
    """``midnight black`` is sold as black, ``light blue`` not as dark blue."""
    few, many = sorted((some, others), key=len)
    return all(any(_same_shade(one.split(), other.split()) for other in many) for one in few)


def _same_shade(one: list[str], other: list[str]) -> bool:
    if _STRENGTHS & {*one} ^ _STRENGTHS & {*other}:
        return False
    if {*one} <= _METALS and {*other} <= _METALS:
        return True
    if one[0] != other[0]:
        # "Pacific" in one shop is "Pacific Blue" in another.
        return {*one} <= {*other} or {*other} <= {*one}
    return one == other or len(one) == 1 or len(other) == 1


def sold_alike(one: Item, other: Item) -> bool:
    """Whether as much is sold of the thing: who is silent about it may mean another one."""
    mine, theirs = weighed(one.numbers, other.numbers), weighed(other.numbers, one.numbers)
    if mine.get("count") != theirs.get("count"):
        return False
    shared = [name for name in DECIDING if name in mine and name in theirs]
    lone = [name for name in DECIDING if (name in mine) != (name in theirs)]
    return bool(shared) or not lone


def share_measure(one: Item, other: Item) -> bool:
    """Whether both name a measure of the same kind."""
    return any(name in one.numbers and name in other.numbers for name in (*DECIDING, "w", "person"))


def same_strictly(one: Item, other: Item) -> bool:
    """Whether both say the same of what tells items apart even when only one says it."""
    strict = load_item_words().strict
    if any(one.traits.get(name) != other.traits.get(name) for name in strict):
        return False
    if one.numbered != other.numbered:
        return False
    return one.numbers.get("generation") == other.numbers.get("generation")


def same_brand(one: Item, other: Item) -> bool:
    """Whether nothing speaks against one maker: a shop that names none says it in the title."""
    if are_one_medium(one, other):
        # Author, publisher and studio all stand where the brand belongs.
        return True
    if one.brand and other.brand:
        return one.brand == other.brand or _are_one_brand(one, other) or _is_line(one, other)
    if one.brand or other.brand:
        branded, plain = (one, other) if one.brand else (other, one)
        initials = "".join(word[0] for word in branded.brand_words)
        by_initials = len(initials) >= _FEWEST_INITIALS and initials in plain.said
        return by_initials or _says_brand_of(plain, branded)
    return True


def _is_line(one: Item, other: Item) -> bool:
    """Whether one shop names a maker's console where the other names the maker."""
    return any(
        some.brand in PLATFORM_MAKERS and some.brand in others.said
        for some, others in ((one, other), (other, one))
    )


def _says_brand_of(plain: Item, branded: Item) -> bool:
    """Whether the title says the brand; of a company's division the first word is enough."""
    first, *rest = branded.brand_words
    said = {*plain.said}
    return first in said and ({*rest} <= said or len(first) >= _FEWEST_LETTERS_OF_MAKER)


def _are_one_brand(one: Item, other: Item) -> bool:
    """Whether one brand is the beginning, the end or the initials of the other.

    Such as ``eero`` of ``Amazon eero``, ``NOW`` of ``NOW Foods`` and ``WD`` of ``Western Digital``.
    """
    short, long = sorted(
        (one.brand_words, other.brand_words), key=lambda words: len("".join(words))
    )
    initials = "".join(word[0] for word in long)
    return long[: len(short)] == short or long[-len(short) :] == short or "".join(short) == initials


def may_hide_color(one: Item, other: Item) -> bool:
    """Whether only one names a colour, and the other says something that may be another."""
    if ("color" in one.traits) == ("color" in other.traits):
        return False
    plain, colored = (one, other) if "color" in other.traits else (other, one)
    if any(name in plain.traits and name not in colored.traits for name in _LOOKS):
        return True
    return len(set(plain.tail) - set(colored.words)) == 1


def are_one_medium(one: Item, other: Item) -> bool:
    """Whether both are for one console, or both are books of one binding, and so on."""
    return any(name in one.traits and one.traits[name] == other.traits.get(name) for name in _MEDIA)
