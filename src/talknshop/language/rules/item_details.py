"""What a seller tells of an item: properties, defects, what comes with it."""

import re

from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.phrases import tokenise
from talknshop.schemas.requirement import AttributeValue

_WITH_ITEMS = re.compile(
    r"\b(?:comes with|includes?|including|included|with|have|has|got|"
    r"plus)\s(?P<v>[a-z0-9][a-z0-9 ,&/+'-]{1,80})"
)
_ITEMS_END = re.compile(
    r"\b(?:for|on|but|no|asking|obo|in|works?|i|firm|pick|ebay|poshmark|craigslist|"
    r"facebook|fb|or|\d{2,}|is|that|some|few|good|great|like|located|used|minor|"
    r"light|small|tags?|dollars?|bucks|\d+ (?:dollars?|bucks))\b"
)
_DETERMINER = re.compile(
    r"^(?:the |a |an |all |original |its |it's |both |my |also |one |extra |of |and )+"
)
_FLAWS = re.compile(
    r"\b(?:(?:a |an |some |few |small |minor |slight |tiny |light |little |one |"
    r"two |\d |big |large |hairline ){0,4}(?:cracked|chipped|torn|ripped|dented|"
    r"scratched|stained|faded|missing|broken|bent|scuffed|frayed|loose|dead|leaky|"
    r"rusty|sticky)\s(?!but|works?|working|and|for\b)[a-z]+(?: (?:corner|edge|piece|"
    r"button|screen|key|cap|lid|pixel|battery))?|(?:a |an |some |few |small |minor |"
    r"slight |tiny |light |little |one |two |\d |big |large |"
    r"hairline ){0,4}(?:scratch(?:es)?|dents?|scuffs?|stains?|chips?|cracks?|tears?|"
    r"rips?|holes?|marks?|dings?|rust|fading|pilling|wear|highlighting|scuffing|"
    r"discoloration|snags?|dead pixels?|water damage)\b(?! (?:on it|free|proof|"
    r"resistant))(?: on (?:the |one )?[a-z]+)?)"
)
_NO_FLAW = re.compile(
    r"\b(?:no|without|zero|not a|not a single|never any|free of|any)\s(?:\w+ ){0,2}$"
)
_INCLUDED = re.compile(
    r"(?:^|[,.;!]\s?)(?P<v>[a-z0-9][a-z0-9 &+'-]{1,60}?) (?:is |are |both )?included\b"
)
_COUNTED = re.compile(
    r"\b(?:for (?:the|all|both|all of the)|have|got|there are|i have)\s(?P<n>[2-9]|[1-9]\d)\b"
    r"(?! ?(?:year|yr|month|inch|miles|gb|\"|'|%|dollars|bucks))"
    r"(?: (?:of (?:them|these|those)|total|left|available))?"
    r"|\b(?P<m>[2-9]|[1-9]\d) (?:of (?:them|these|those)|available|total)\b"
)
_ITEM_SPLIT = re.compile(r"\s*(?:,|&|\+|/|\band\b)\s*")
_NOT_OF_ITEMS = frozenset({"model", "recipient", "suitable_for", "use_case", "occasion", "exclude"})
"""Attributes that tell of a wish, not of an item."""
_NO_ITEMS = frozenset(
    {
        "one",
        "ones",
        "it",
        "this",
        "that",
        "old",
        "them",
        "to",
        "been",
        "never",
        "offer",
        "condition",
        "barely",
        "hardly",
        "want",
        "shape",
        "tags",
    }
)
_LONGEST_ITEM = 3


def item_attributes(wish: Wish, lexicon: Lexicon) -> dict[str, AttributeValue]:
    """Attributes of the item a seller describes, its defects and what comes with it included."""
    found: dict[str, AttributeValue] = {}
    for name, told in wish.attributes.items():
        # Of features, what is counted ("6 drawers") tells of the item; the rest mostly praises it.
        values = [v for v in told if name != "features" or v[0].isdigit()]
        if not values or name in _NOT_OF_ITEMS or (name == "age" and "old" in values[0]):
            continue
        found[name] = values[0] if len(values) == 1 else list(values)
    text = wish.reading.text
    flaws = [
        m.group().strip()
        for m in _FLAWS.finditer(text)
        if not _NO_FLAW.search(text[max(0, m.start() - 25) : m.start()])
    ]
    if flaws:
        found["defects"] = list(dict.fromkeys(flaws))
        found = {name: value for name, value in found.items() if not _in_flaw(value, flaws)}
    counted = _COUNTED.search(text)
    if counted is not None and "quantity" not in found:
        found["quantity"] = counted["n"] or counted["m"]
    items = _included(text, lexicon)
    if items:
        found["included"] = items
    return found


def _in_flaw(value: AttributeValue, flaws: list[str]) -> bool:
    """In "small crack" neither the size nor anything else of the item is small."""
    return isinstance(value, str) and any(value in flaw for flaw in flaws)


def _included(text: str, lexicon: Lexicon) -> list[str]:
    items: list[str] = []
    for match in (*_WITH_ITEMS.finditer(text), *_INCLUDED.finditer(text)):
        for item in _ITEM_SPLIT.split(_ITEMS_END.split(match["v"])[0]):
            words = _DETERMINER.sub("", item.strip()).strip()
            if words and _is_item(words, lexicon):
                items.append(words)
    return list(dict.fromkeys(items))


def _is_item(words: str, lexicon: Lexicon) -> bool:
    parts = words.split()
    if lexicon.phrases["condition"].find(tokenise(words)):
        return False
    return len(parts) <= _LONGEST_ITEM and not _FLAWS.search(words) and not _NO_ITEMS & set(parts)
