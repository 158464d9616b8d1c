"""Words around an amount that tell which end of a price range it is."""

import re

_FILLER = (
    r"(?:\s*(?:of|is|at|to|a|the|like|maybe|say|just|only|be|was|would be|it|it's|"
    r"its|around|about|roughly|total|price|:|=|,|somewhere|or|max|i'd say|"
    r"exactly))*\s*$"
)

MOST = re.compile(
    r"(?:\b(?:under|below|less than|no more than|not more than|cheaper than|"
    r"lower than|max|maximum|up to|"
    r"at most|limit|within|capped|cap|not over|no higher than|not higher than|"
    r"nothing over|nothing above|"
    r"nothing more than|not above|not exceeding|not exceed|exceeding|tops out|"
    r"top out|beneath|go to|going to|"
    r"stretch to|stretch it to|up till|go up to|go as high as|ceiling|not go over|"
    r"(?:go|going|spend|spending|pay|paying|want|anything) (?:more than|over|above))|<=?|≤)"
    + _FILLER
)
NOT_OVER = re.compile(
    r"\b(?:not|no|never|nothing|don't|dont|can't|cant|won't|wont|cannot|without|"
    r"rather not|wouldn't|anything)\b"
    r"[a-z' ]{0,30}\b(?:over|above|more than|exceeding|exceed|higher than|past|beyond)" + _FILLER
)
LEAST = re.compile(
    r"(?:\b(?:over|above|more than|at least|no less than|not less than|from|"
    r"starting at|starts at|minimum|min|"
    r"upwards of|north of|not under|nothing under|nothing below|not below|"
    r"higher than|exceeds?|beyond|"
    r"greater than|no lower than|not lower than|no cheaper than|start at)|>=?|≥)" + _FILLER
)
NEAR = re.compile(
    r"(?:\b(?:about|around|roughly|near|nearly|close to|circa|ballpark|neighborhood|"
    r"vicinity|approximately|"
    r"more or less|in the range|give or take)|~|≈)(?:\s*(?:of|is|the|a|maybe|say|like|,|\$))*\s*$"
)
FOR = re.compile(
    r"\b(?:budget|spend|spending|for|pay|paying|have|got|afford|price|cost|costs|"
    r"costing|priced|asking|ask|want|"
    r"have about|worth|by|go|do|hoping|set aside|allowance|money)" + _FILLER
)
STRONG = re.compile(
    r"\b(?:budget|spend|spending|afford|pay|paying|price|priced|cost|costs|costing|"
    r"asking|allowance|money)\b" + _FILLER
)
AFTER_MOST = re.compile(
    r"\s*,?\s*(?:or less|or under|or below|or lower|or cheaper|and under|and below|"
    r"and less|max\b|maximum|tops\b|"
    r"at (?:the )?most|limit|ceiling|cap\b|is (?:my|the|our) (?:max|limit|budget|ceiling|top|cap)|"
    r"(?:is )?as much as|absolute max|top\b|or so max|upper limit)"
)
AFTER_BUDGET = re.compile(r"\s*(?:budget|to spend|is what i have|is all i)")
AFTER_LEAST = re.compile(
    r"\s*,?\s*(?:and up\b|and above|or more|or above|or higher|or over|minimum|"
    r"min\b|plus\b|upwards|and over)"
)
AFTER_NEAR = re.compile(
    r"\s*,?\s*(?:or so\b|give or take|or thereabouts|more or less|range|ballpark|-?ish\b)"
)
NEXT_WORD = re.compile(r"\s*([a-z']+|\x00)")
END = re.compile(r"\s*(?:$|[,.;!?()\n])")
FRIENDLY = frozenset(
    [
        "for",
        "on",
        "from",
        "please",
        "but",
        "and",
        "with",
        "or",
        "total",
        "each",
        "takes",
        "gets",
        "must",
        "pickup",
        "local",
        "shipped",
        "if",
        "that",
        "i",
        "preferably",
        "ideally",
        "max",
        "including",
        "plus",
        "at",
        "would",
        "is",
        "any",
        "the",
        "my",
        "it",
        "to",
        "new",
        "used",
        "in",
        "via",
        "then",
        "though",
        "tho",
        "thanks",
        "only",
        "since",
        "because",
        "obo",
        "firm",
        "tops",
        "price",
        "budget",
        "apiece",
        "cash",
        "per",
        "not",
        "no",
        "so",
        "because",
        "negotiable",
        "or",
        "best",
        "we",
        "now",
        "maybe",
        "also",
        "need",
        "want",
        "looking",
        "as",
        "appears",
        "shows",
        "comes",
        "pops",
        "turns",
    ]
)
RANGE = re.compile(r"\s*(?:-|to|and|~|/|or|through|till|up to)\s*(?:about |around |like |maybe )?")
BETWEEN = re.compile(
    r"\b(?:between|from|range of|range|anywhere from|somewhere between|stay between|"
    r"anywhere between)\s*(?:about |like |of |is )?$"
)
