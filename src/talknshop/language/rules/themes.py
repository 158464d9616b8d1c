"""What somebody is said to love, which tells a gift."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Finding, Reading

_THEME = re.compile(
    r"\b(?:(?:who|she|he|they|that) (?:really |absolutely |just |is |are |"
    r"'s )*(?:loves?|likes?|enjoys?|adores?|collects?)|(?:is|are|he's|she's|who's|"
    r"been|really|super|who is) into|obsessed with|(?:crazy|mad|nuts|wild|passionate) about|"
    r"keen on|fond of|interested in|fan of|big on|(?:dad|mom|wife|husband|son|daughter|"
    r"brother|sister|friend|boyfriend|girlfriend|kid|nephew|niece|grandpa|grandma) (?:really |"
    r"who )*(?:loves|likes|enjoys|adores|collects)) (?:to |playing |all things |"
    r"anything |everything )?(?P<v>[a-z][a-z' -]{2,40}?)(?= and (?:who|she|he|has|"
    r"is|under|i)\b|\s?[,.!?;]|\s?\x00|$| under| around| about| but| for| below|"
    r" budget| less| max| up to)"
)
_PERSON_NOUN = re.compile(
    r"\b(?:a |an |avid |big |huge |amateur |home ){0,4}(?P<v>[a-z]+) (?:lover|fan|"
    r"enthusiast|fanatic|addict|nerd|buff|geek|junkie|collector)s?\b"
)
_DEVOTED = re.compile(_PERSON_NOUN.pattern.replace("lover|fan|", "lover|"))
"""Without "fan", which may be the thing itself until makers and products are known."""


def read_themes(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims what somebody is said to love, before a product named there is taken for the wish."""
    found = [
        Finding("theme", m["v"].strip(), m.start("v"), m.end("v"))
        for m in _THEME.finditer(reading.rest)
    ]
    found += [
        Finding("theme", m["v"], m.start(), m.end())
        for m in _DEVOTED.finditer(reading.rest)
        if m["v"] not in lexicon.grammar.stopwords
    ]
    return reading.claim(found)


def read_fans(reading: Reading, lexicon: Lexicon) -> Reading:
    """Claims "a chess fan", once a fan that turns air has been claimed."""
    return reading.claim(
        Finding("theme", m["v"], m.start(), m.end())
        for m in _PERSON_NOUN.finditer(reading.rest)
        if m["v"] not in lexicon.grammar.stopwords
    )
