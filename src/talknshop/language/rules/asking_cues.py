"""Words around a figure that tell whether it is what a seller asks, and how strongly."""

import re

from talknshop.language.rules.money_cues import FRIENDLY as _AFTER_ANY_PRICE

SIGN, CUE, HINT, PLACE = 4, 4, 2, 1
AGAINST, DOUBT, NEVER = -3, -2, -12
ENOUGH = 2
"""A figure without sign or cue is a price when nothing follows it and it ends the message."""
_FILLER = (
    r"(?:\s(?:is|it's|it|its|of|at|about|around|like|a|the|for|only|just|maybe|to|price|"
    r"them|was|out))*\s*$"
)
BEFORE: tuple[tuple[re.Pattern[str], int], ...] = (
    (
        re.compile(
            r"\b(?:paid|bought (?:[a-z0-9'-]+ ){0,5}(?:for|at)|cost me|cost us|cost|costs|"
            r"retail(?:s|ed|ing)?(?: for| at| price| value)?|rrp|msrp|originally|was|were|worth|"
            r"new for|valued at|down from|reduced from|dropped from|marked down from|from|"
            r"instead of|regularly|normally|usually|sells? (?:new )?for|selling (?:new )?for on|"
            r"(?:go|goes|going) for|go new for|started at|starting from|spent|invested|"
            r"new they are|"
            r"new ones are|brand new|appraised at|compare at)"
            r"(?:\s(?:is|like|about|around|over|almost|nearly|me|us|new|originally|at|for|up to|"
            r"well"
            r"|a|price|of|was|them|it|like))*\s*$"
        ),
        NEVER,
    ),
    (
        re.compile(
            r"\b(?:asking|ask|asks|want|wants|wanting|looking (?:for|to get)|price|priced|"
            r"sell(?:ing)? (?:it |them |this |these )?for|obo|list (?:it |them )?(?:for|at)|"
            r"hoping (?:for|to get)|now|reduced to|dropped to|marked down to|down to|"
            r"would like|i'd like|thinking|say|let (?:it|them) go (?:for|at)|"
            r"have (?:it|them) for|yours for|need|needs|take|takes|get|getting|make it|"
            r"(?:best offer|offers?) (?:above|over|from|starting at|around)|minimum|at least|"
            r"starting (?:at|bid)|no less than|nothing less than)" + _FILLER
        ),
        CUE,
    ),
    (re.compile(r"\b(?:for|at|would be|is|be|just|only)" + _FILLER), HINT),
    (
        re.compile(
            r"\b(?:size|sz|model|no\.?|number|type|gen|series|vol(?:ume)?|mk|mark|page|part|level|"
            r"since|route|apt|zip|zip code|call|text|has|count|mileage|odometer|clicks|reads|"
            r"season|edition|style|item|lot|version|w|l|chapter|for (?:the|all|both|all of the)|"
            r"under|than|within|every|last|past)"
            r"(?: is| of| at|:)?\s*$|#\s*$|[a-z]-$"
        ),
        2 * AGAINST,
    ),
    (re.compile(r"(?:^|[,.;:!?()\x00] ?| - )$"), PLACE),
)
AFTER: tuple[tuple[re.Pattern[str], int], ...] = (
    (
        re.compile(
            r"^\s*(?:new\b(?!,| in)|retail|originally|when new|rrp|msrp|in stores?|"
            r"at the store|last year|a year ago|brand new|at (?:ikea|target|costco|best buy)|"
            r"(?:years?|months?|weeks?) ago)"
        ),
        NEVER,
    ),
    (
        re.compile(
            r"^\s*,?\s*(?:each|apiece|a piece|per|a (?:yard|pair|piece|box|pack|set|bag|foot|meter|"
            r"pound|bottle|book|record|game|card|head|pop|one)|/|ea\b|or best|or nearest|or offer|"
            r"or reasonable|obo|ono|oro|firm|takes|gets|shipped|cash|negotiable|neg\b|nego|"
            r"no offers|fixed|or trade|and it's yours|and its yours|is (?:my|the) price|"
            r"for (?:it|them|the|all|both|everything)|total|takes it|delivered|plus shipping|"
            r"\+ ?shipping|and it)"
        ),
        SIGN,
    ),
)
CHANGE = re.compile(
    r"\b(?P<verb>drop|lower|reduce|cut|decrease|raise|increase|up)(?: it| that| the price|"
    r" my price)? "
    r"by [$€£]?(?P<by>\d+(?:\.\d+)?)(?P<percent> ?(?:%|percent))?|"
    r"\b(?:knock|take|drop)(?: another)? [$€£]?(?P<off>\d+(?:\.\d+)?)(?P<percent_off> ?(?:%|"
    r"percent))?"
    r"(?: ?[$€£]| bucks| dollars| euros?| pounds?)? off\b"
)
"""A price told by how much it changes."""
LOWER = re.compile(
    r"\b(?:take|accept|go (?:down )?(?:as low as|to)|as low as|down to|settle for|"
    r"do|let (?:it|them) go (?:for|at)|lowest|minimum|min|go for|could go to|to|low as|"
    r"part with it for)"
    r"(?:\s(?:i'd|i'll|i|go|will|would|is|about|like|around|take|for|it))*\s*$"
)
FREE = re.compile(
    r"\b(?:for free|free to (?:a |any )?(?:good home|whoever|anyone|whomever|pick ?up|collector)|"
    r"(?:a|some|got|have) free (?!shipping|delivery|gift|standing|range)|free(?: to|"
    r" for)? (?:pick ?up|collection)|giving (?:it |them |this )?away|"
    r"give (?:it |them )?away|it's free|free stuff|its free|curb alert|price:? free|"
    r"take it for free|free,? (?:just|you|must|come)|no charge|free of charge)\b|"
    r"^free\b|\bfree$|[,.] free\b"
)
FRIENDLY = (_AFTER_ANY_PRICE - {"tops", "new", "used"}) | frozenset(
    [
        "will",
        "about",
        "roughly",
        "probably",
        "can",
        "pick",
        "meet",
        "message",
        "dm",
        "text",
        "located",
        "near",
        "takes",
        "cash",
        "ono",
        "oro",
        "neg",
        "list",
        "post",
        "put",
        "thx",
        "thank",
        "ship",
        "ships",
        "delivery",
        "posted",
        "collect",
        "collection",
        "collected",
        "also",
        "buyer",
        "you",
        "must",
        "works",
        "no",
        "serious",
        "call",
        "asap",
        "today",
        "u",
        "he",
        "she",
        "they",
        "selling",
        "great",
        "good",
        "excellent",
    ]
)
"""Words that may follow a price without a sign."""
