"""Which of the products a seller names is the one for sale."""

import re
from dataclasses import replace

from talknshop.language.rules.knowledge import Lexicon, Need
from talknshop.language.rules.open_nouns import open_noun
from talknshop.language.rules.products import Candidate
from talknshop.language.rules.reading import Reading

_OFFERS = re.compile(
    r"\b(?:selling|sell|for sale|forsale|offering|list|listing|post|posting|put up|put|get rid of|"
    r"getting rid of|rid of|parting with|part with|letting go of|let go of|offload|up for grabs|"
    r"available|"
    r"unload|move|rehome|rehoming|giving away|give away|take|i have|i've got|i got|got|there's|"
    r"this is|here is|here's|ad for|listing for|free|downsizing|destash)"
    r"(?: (?:for|of|up|off|here|my|our|a|an|the|this|these|some|his|her|their|old|used|new|brand|"
    r"few|couple|pair|set|lot|bunch|box|two|three|four|is|are|ad|an ad|online|please|\d{1,3}|:|-))*"
    r"[ :-]*(?:[\w'/.-]+ ){0,3}$|\b(?:this|these) (?:[\w'/.-]+ ){0,2}$"
)
_ATTACHED = re.compile(
    r"\b(?:with|w|includes?|including|included|comes|plus|for|fits?|fit|in|inside|on|off|from|to|"
    r"needs|missing|has|have|had|must|no|without|replaced|upgraded|extra|spare|bring|"
    r"bought|buying|ordered|into|of|as|like|via|at|than|"
    r"got me|got a new|traded|trade|swap|paid)\b"
)
_BROKEN = re.compile(r"[,.;:!?()\n]| - ")
_CLAUSE = re.compile(r"[.;:!?()\n,]| - | and | but | \+ | & ")
_CONTAINED = re.compile(
    r"\b(?:set|lot|pair|box|bag|pack|bundle|collection|case|bunch|stack|crate|couple|roll|rolls|"
    r"pile|edition|boxes|bags|bins|bin|tote|copy|kind|cord|yards?|bucket|load|tons?) "
    r"(?:full )?of (?:[\w'/.-]+ ){0,4}$|"
    r"\b(?:for|on|looking for) (?:sale|my|a|an|the|this|these)(?: [\w'-]+){0,2} $"
)
_REACH = 34
_TOLD_BY_MAKER = 0.35
_NO_THINGS = ("ed", "ing", "ly", "ous", "ful")
"""How words end that name no thing: "restored", "relocating"."""
_LATER = 0.4
"""How much less likely a product is for every clause it comes later."""
_LATEST = 1.6
_OFFERED = 1.0
_GOVERNED = 2.0
_PART_OF_IT = 1.0
_NOTHING = 9.0
_DOUBTFUL = 1.0
"""From this penalty on a product is probably not the one for sale."""
_SHORT_NAME = 3
_CLAUSE_END = re.compile(r"[,.;:!?]| - ")
_COUNTED = re.compile(r"\d $")
_ACCESSORIES = frozenset(
    {
        "box",
        "case",
        "charger",
        "manual",
        "cable",
        "cord",
        "battery",
        "strap",
        "cover",
        "lid",
        "tag",
        "receipt",
        "bag",
        "paper",
        "remote",
        "controller",
        "stand",
        "jacket",
        "cap",
        "hood",
        "truck",
        "car",
        "van",
        "belt",
        "plate",
        "frame",
        "cushion",
        "leg",
        "glass",
        "screen",
        "light",
        "game",
        "mat",
        "cream",
        "mint",
        "wash",
        "top",
        "tank",
        "brush",
        "condition",
    }
)
"""Things that mostly come with others; named later than another thing they are not what is sold."""


def judge_sold(candidate: Candidate, reading: Reading, lexicon: Lexicon) -> Candidate:
    """Adds to the penalty what its place tells against its being the thing for sale.

    That is mostly named first, or after a word of selling; what a preposition joins to another
    thing comes with it or is a part of it.
    """
    before = reading.text[: candidate.start]
    named = reading.text[candidate.start : candidate.end]
    if lexicon.phrases["condition"].get(named) or (named == "pc" and _COUNTED.search(before)):
        return replace(candidate, penalty=_NOTHING)
    # A maker tells the product ("a Vitamix") unless the same clause names one.
    penalty = candidate.penalty + (_TOLD_BY_MAKER if candidate.is_maker else 0.0)
    if candidate.type is None and (
        candidate.name.endswith(_NO_THINGS) or any(c.isdigit() for c in candidate.name)
    ):
        penalty += _GOVERNED
    penalty += min(_LATER * len(_CLAUSE.findall(before)), _LATEST)
    clause = _BROKEN.split(before)[-1][-_REACH:]
    offered = _OFFERS.search(before[-_REACH * 2 :]) is not None
    if offered and not _BROKEN.search(before[-_REACH:]):
        penalty -= _OFFERED
    elif _CONTAINED.search(before) is None and _ATTACHED.search(clause):
        # "For" opens the sentence in "for 40 the lamp is yours".
        penalty += _GOVERNED
    later = _CLAUSE.search(before) is not None
    if candidate.type is not None and candidate.type.need is Need.FITTED and later:
        penalty += _PART_OF_IT / 2
    word = lexicon.singular(named.split()[-1])
    if word in _ACCESSORIES and later:
        penalty += _PART_OF_IT
    return replace(candidate, penalty=penalty)


def or_unknown(head: Candidate | None, reading: Reading, lexicon: Lexicon) -> Candidate | None:
    """The known product, or a rare name that stands in a clause before a mere part."""
    if head is not None and head.penalty < _DOUBTFUL:
        return head
    unknown = open_noun(reading, lexicon, judge_sold)
    if unknown is not None and lexicon.brands.get(unknown.name) is not None:
        return head
    if unknown is None or unknown.penalty >= _DOUBTFUL:
        return head
    if head is None:
        return unknown
    likelier = unknown.penalty + _DOUBTFUL <= head.penalty
    return unknown if likelier and _is_apart(unknown, head, reading, lexicon) else head


def _is_apart(unknown: Candidate, head: Candidate, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether a rare name stands in a clause before the known product."""
    between = reading.text[unknown.end : head.start]
    rare = not any(lexicon.spelling.is_plain(word) for word in unknown.name.split())
    return rare and len(unknown.name) > _SHORT_NAME and _CLAUSE_END.search(between) is not None
