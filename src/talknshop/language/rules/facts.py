"""Condition, rating and marketplaces a person names."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Finding, Reading

_STARS = re.compile(
    r"\b(?:(?:at least|minimum(?: of)?|min|over|above|"
    r"more than) )?(?P<n>[1-5](?:\.\d)?)\s?\+?\s?(?:-\s?)?"
    r"(?:stars?\b|\*|/5\b|out of 5\b)\s?\+?(?:\s?(?:or (?:better|higher|above|more|"
    r"up)|and (?:up|above|higher|over)|plus|minimum|rating|rated|reviews|only))*"
)
_RATED = re.compile(
    r"\b(?:rated|rating|ratings?|reviews?)\s?(?:of |is |at least |above |over |"
    r"minimum |>=? ?)*(?P<n>[1-5](?:\.\d)?)\b\s?\+?"
    r"|(?<![\w$€£.])(?P<m>[1-5](?:\.\d)?)\s?(?:\+ ?|or (?:better|higher|above) ?|"
    r"and (?:up|above) ?|plus ?)(?:rating|rated|reviews|average)\b"
    r"|(?<![\w$€£.])(?P<o>[34](?:\.\d)?) or (?:better|higher)\b"
)
_FINE = re.compile(
    r"[\s,]*(?:(?:is|are|items?|ones?|condition|stuff|also|totally|perfectly|"
    r"would be|works? for me|even|would|it's|its|too)\s)*"
    r"(?:fine|ok\b|okay|good\b|acceptable|welcome|alright|all right|cool|works\b|"
    r"no problem|be fine|be ok|be okay|either way|preferred not)"
)
_TOLERANT = re.compile(
    r"(?:\b(?:ok with|okay with|fine with|open to|don't mind|dont mind|do not mind|"
    r"could be|can be|might be|even|either|happy with|good with|cool with|"
    r"whether)\s(?:a |an |buying |getting |it being |it |something |be )*)$"
)
_ALTERNATIVE = re.compile(
    r"^\s*(?:or|/|and|&)\s*(?:even )?(?:brand )?(?:new|used|refurbished|refurb|"
    r"second hand|pre-?owned|open box|like new|like-new|old)\b"
)
_NEW = re.compile(
    r"\b(?:(?:must be|has to be|have to be|needs to be|should be|want it|wants it|"
    r"i want|prefer|preferably|ideally|strictly|only|buy it|be|"
    r"condition:?) new\b(?! (?:one|car|\w+ for))|"
    r"new(?:,)? (?:not used|only|condition|please|or like new|not refurbished|"
    r"preferred|preferably|with warranty|in box|ones)\b|\bnew$|, new\b(?=,|$|\.))"
)
_NEW_OR = re.compile(
    r"\bnew (?:or|and|/) ?(?:used|refurbished|refurb|second hand|open box|"
    r"pre-?owned)\b|\b(?:used|refurbished|refurb|second hand|open box) (?:or|and|"
    r"/) ?(?:brand )?new\b|\b(?:used|refurbished|refurb) (?:or|and|"
    r"/) ?(?:refurbished|refurb|used|open box)\b|\bany condition\b"
)
_GRADES = frozenset({"good", "fair", "poor", "for_parts", "works"})
"""Conditions a seller grades by; a shopper does not ask for them."""
_USED_GENTLY = frozenset({"gently used", "lightly used"})
_GOOD_RATING = 4.0
_SHOPPERS = frozenset({"amazon", "ebay", "walmart", "bestbuy"})
_BUT = re.compile(
    r"\b(?:anywhere|everywhere|any \w+|all \w*|anyplace|any) ?(?:but|except|"
    r"other than|besides|apart from)(?: for| on| from)?\s*$"
)
_NOT = re.compile(
    r"\b(?:not|no|except|avoid|never|besides|don't want|dont want|without|excluding|"
    r"other than|but not|hate|nothing)(?: from| on| use| using| want| for| buy|"
    r" through| via| to| with)*(?: on| from)?\s*$"
)


def read_rating(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims stars ("4+ stars") and phrases such as "well reviewed", which mean four."""
    found: list[Finding] = []
    for regex in (_STARS, _RATED):
        for match in regex.finditer(reading.rest):
            number = next(value for value in match.groupdict().values() if value)
            found.append(Finding("rating_min", float(number), match.start(), match.end()))
    found += [
        Finding("rating_min", _GOOD_RATING, start, end)
        for _, start, end in reading.look_up(lexicon.phrases["rating"])
    ]
    return reading.claim(found)


def read_condition(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims the wanted condition; one that is merely tolerated is claimed without value."""
    found = [
        Finding("condition", None, match.start(), match.end())
        for match in _NEW_OR.finditer(reading.rest)
    ]
    for value, start, end in reading.look_up(lexicon.phrases["condition"]):
        wording = reading.text[start:end]
        if value in _GRADES and wording not in _USED_GENTLY:
            continue
        tolerated = (
            _FINE.match(reading.rest, end)
            or _TOLERANT.search(reading.rest[max(0, start - 40) : start])
            or _ALTERNATIVE.match(reading.rest[end : end + 30])
        )
        wanted = "used" if wording in _USED_GENTLY else value
        found.append(Finding("condition", None if tolerated else wanted, start, end))
    reading = reading.claim(found)
    return reading.claim(
        Finding("condition", "new", match.start(), match.end())
        for match in _NEW.finditer(reading.rest)
    )


def read_marketplaces(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims shops; those we cannot search are claimed without value."""
    table = lexicon.phrases["marketplace"]
    found: list[Finding] = []
    denied = False
    previous_end = -1
    for value, start, end in reading.look_up(table):
        before = reading.text[max(0, start - 40) : start]
        listed = previous_end >= 0 and reading.text[previous_end:start].strip() in {
            ",",
            "or",
            "and",
            "/",
            "&",
            "+",
        }
        denied = bool(_BUT.search(before) or _NOT.search(before)) or (denied and listed)
        known = value if value != "other" else None
        found.append(Finding("marketplace", known, start, end, negated=denied))
        previous_end = end
    return reading.claim(found)


def wanted_marketplaces(reading: Reading) -> list[str]:
    """Where a shopper wants to look; "anywhere but X" names the others."""
    named = [f for f in reading.of("marketplace") if f.value in _SHOPPERS]
    denied = {f.value for f in named if f.negated}
    wanted = list(dict.fromkeys(str(f.value) for f in named if not f.negated))
    if denied and not wanted:
        return sorted(_SHOPPERS - denied)
    return wanted
