"""Wordings that tell the condition of an item: how it works, what is wrong with it."""

import re

NEVER = re.compile(
    r"\bnever (?:been |even |actually |got |once )?(?:used|worn|opened|cooked|ridden|rode|lit|"
    r"driven|assembled|installed|read|played|built|unwrapped|touched|tried|slept|sat|plugged|"
    r"activated|registered|fired|unboxed|hung|taken out|set up|wore|mounted|displayed|washed|"
    r"drank|drunk|turned on|carved|filled)\b(?! in (?:rain|winter|snow|salt))"
)
_TIMES = (
    r"(?:once|twice|thrice|[1-9] ?x\b|(?:[1-9]|one|a few|few|a couple(?: of)?|a handful of|"
    r"handful of|maybe a dozen|a dozen|several) (?:times?|outings|trips|rides|wears|games)|"
    r"(?:for )?(?:one|1|a|a single) (?:night|day|evening|event|wedding|weekend|trip|party|"
    r"photo ?shoot|recital|concert|performance|show|hour|meal|race))"
)
SELDOM = re.compile(
    r"\b(?:worn|wore|used|use|ridden|rode|played|opened|driven|read|ran|tried|cooked with|run|"
    r"slept (?:in|on))(?: (?:it|them|this|these|him|her|on|out|in|with|maybe|only|about|like|just|"
    r"at most|less than|under|probably|literally|exactly|all of|a total of|total))* " + _TIMES
)
_WORK = (
    r"works?|working|runs?|running|functions?|plays?|performs?|prints?|drives?|rides?|shoots?|"
    r"cooks?|heats?|cools?|cuts?|sews?|sounds?|charges?|starts?|rolls?|cleans?|spins?|operates?|"
    r"boots?|handles?|brews?|flies|folds?|mows?|blows?|reads?|records?|slides?|shifts?|tested|"
    r"fires?|ticks?|keeps? time|seals?|locks?|zips?|inflates?|holds? (?:a )?charge|does the job|"
    r"lights|lit|"
    r"holds? (?:air|pressure|temp|temperature|heat|tune|water)"
)
_WELL = (
    r"great|good|fine|well|perfect|perfectly|flawless|flawlessly|smooth|smoothly|nice|nicely|"
    r"beautiful|beautifully|amazing|amazingly|excellent|excellently|strong|awesome|a charm|"
    r"should|intended|expected|every ?time|first (?:pull|try|kick|time)|no (?:problems?|issues?)|"
    r"without (?:any )?(?:an |a )?(?:issues?|problems?|hitch)|properly|correctly|true|straight|"
    r"100 ?%?|a dream|a champ|a beast|a top|wonderful|wonderfully|incredible|fantastic|superb|"
    r"solid|clean|cold|hot|right up|easily|accurate|accurately|normal|normally|quietly|quiet|"
    r"ok|okay|(?:up )?on (?:the )?(?:first|second|1st|2nd)|up (?:every|first|right)|the day"
)
HARDLY = re.compile(
    r"\b(?:hardly|barely|seldom|rarely|scarcely)(?: ever| even| been)* "
    r"(?!loved)(?:[a-z]+ed|worn|ridden|driven|slept|sat|lit|run|read|broken in|out of)\b(?! (?:up|"
    r"out|off))"
)
WORKS_WELL = re.compile(
    rf"\b(?:{_WORK})(?: (?:and|&|everything|all|really|very|super|just|still|absolutely|totally|"
    r"like|as|it|quite|extremely|looks?|drives?|plays?|feels?|sounds?|pretty|completely|"
    rf"perfectly|so|100%?|with|games?|great))*,? (?:{_WELL})\b"
)
FUNCTIONS = re.compile(
    r"\b(?:everything|all (?:of it|features|functions|buttons|burners|keys|ports|lights)?|both|"
    r"meter|motor|engine|heater|ac|a/c|compressor|fully|mechanically|electronics|perfect|perfectly|"
    r"good|great|full|100%) ?(?:works?|working|functions?|functional|functioning|operational|"
    r"sound|running|tested)\b|"
    r"\b(?:nothing wrong|no (?:issues|problems|faults|complaints)|trouble free|"
    r"(?:only|just) (?:needs|dusty|dirty)|well looked after|taken? (?:good|great) care|"
    r"keeps (?:good |perfect |great )?time|taken care of|babied|always garaged|adult owned)\b"
)
RUNS = re.compile(
    r"\b(?:still|tested(?: and)?|turns on and|otherwise|also|but|and) "
    rf"(?:{_WORK})\b|\b(?:works|runs|turns on|powers (?:on|up)|functional|usable|tested)\b"
    r"(?! (?:with|on|for|from|at)\b)"
)
MINOR = re.compile(
    r"\b(?:(?:normal|some|light|minor|slight|little|cosmetic|surface|small|tiny|bit of|usual|"
    r"typical|"
    r"lil|few|few light|visible|fret|edge|sole|heel|corner|couple(?: of)?|superficial|a|one|two|"
    r"minimal|"
    r"general|moderate|hairline) (?:\w+ )?"
    r"(?:wear|scratch(?:es)?|scuffs?|marks?|dings?|dents?|dent|nicks?|stains?|fading|rust|crack|"
    r"chips?|pilling|patina|tears?|holes?|blemish(?:es)?|scrapes?|spots?|snags?|pulls?|"
    r"discoloration|"
    r"creas(?:es|ing)|yellowing|imperfections?|flaws?|signs of use|shots|rubs?|bruis\w+|gouges?|"
    r"scuffing|peeling|water marks?|pen marks?|ink marks?|tarnish)|"
    r"(?:scratches|scuffs|scuffed|dings|dents|scratched|stained|faded|nicks|marks|"
    r"stains|worn|creased|creases|dented|chipped|dinged|pilled|pilling|peeling|tarnished|frayed|"
    r"highlighting|highlighted|wear and tear|wear on|sun ?faded|yellowed|dog eared|"
    r"signs of (?:use|wear)|"
    r"shows (?:some )?(?:wear|use|its age)|paint wear|scuff(?:ing)?|(?:a|one|small|big) rip|"
    r"(?:small|minor|old) repair|fading|rust|"
    r"patina|wear\b|torn|"
    r"ripped|bent|sticks|sticky|"
    r"warped|rusty|rusted|wobbl(?:es|y)|squeak(?:s|y)|playwear|play wear|(?:stain|scratch|scuff|"
    r"dent|ding|chip|nick|mark|tear|hole|rip|spot) (?:on|in|at|near)|discolou?red|water ?marks|"
    r"noisy|stained|stain|(?:a (?:bit|little|touch)|slightly|somewhat|kinda|kind of|rather|is|are|"
    r"bit) "
    r"(?:loose|temperamental|finicky|stiff|iffy|wonky|dirty|dusty|crooked|uneven|worn|rough|faded|"
    r"squeaky|wobbly|tired|dull|yellow|bent|sticky|noisy|loud|chipped|scratched|rusty|off)|"
    r"\w+ loose\b|knob missing|temperamental|finicky|wonky|dodgy|(?:handle|lid|button|piece|cap|"
    r"key|"
    r"part) missing|needs (?:re)?\w+ing\b|missing (?:a |one |two |some |the )?\w+))\b"
)
SERIOUS = re.compile(
    r"\b(?:crack(?:ed|s|ing|les|ly)?|broken?|broke|shattered|smashed|dead|leak(?:s|ing|y)?|won't|"
    r"wont|(?:doesn't|doesnt|does not|don't|dont|can't|cant|not)(?: \w+)? (?:work|turn|charge|"
    r"start|"
    r"hold|stay|close|open|lock|spin|heat|cool|read|play|connect|pair|power|light|latch|run|print|"
    r"recline|fold|move|eject|boot|load|register|respond|drain|seal|line|focus|zoom|record|shift|"
    r"click|stick|function|recogni[sz]e|reach|freeze|blow|suck|pump|stop)(?:ing|s)?|stuck|"
    r"needs? (?:a |an |some |new )?(?:\w+ )?(?:repairs?|replac\w+|fix\w*|work|battery|tires?|"
    r"brakes?|pads|tubes?|strings?|belt|motor|screen|parts|tune\w*|tuning|cleaning|clutch|service|"
    r"gasket|carb\w*|tlc|rewir\w+|restor\w+|welding|paint|reupholster\w+|seal|spring|filter|bulb|"
    r"chain|alternator|transmission|head|fuse|fan)|needs (?:a )?new|burnt?|loud noise|"
    r"overheats?|weak|crackles?|buzz(?:es|ing)?|flickers?|intermittent|glitch\w*|"
    r"double clicks?|drift(?:s|ing)?|lines? (?:on|in|across) (?:the )?screen|"
    r"dies|drains|error|check engine|engine light|lose?s (?:charge|power)|slipping|slips|grinds?|"
    r"grinding|squeal\w*|burning|faulty|fault|damaged?|water damage|dead pixels?|burn ?in|"
    r"out of tune|(?:quit|stopped) \w+ing|gave out|acts up|no sound|no heat|no (?:picture|display|"
    r"video|signal|sound)|skips|skipping)\b"
)
SMALL = re.compile(r"\b(?:tiny|small|minor|slight|hairline|little|lil|light|bit|slightly|barely)\b")
DENIED = re.compile(
    r"\b(?:no|without|zero|not a|not a single|never any|free of|any|never|minus|not|nor|or|zero)\s"
    r"(?:\w+,? ){0,3}$|(?:n't|\b(?:dont|doesnt|isnt|wont|cant|didnt))\s(?:\w+ )?$"
)
WHOLE_FAILS = re.compile(
    r"(?P<subject>(?:[a-z0-9']+ ){0,2})(?:does ?n'?t|does not|won'?t|will not|stopped|did ?n'?t|"
    r"can'?t get it to|no longer|not|quit|wo n't) (?:even |seem to |wanna |want to )?"
    r"(?:work(?:ing|s)?|turn(?:ing|s)? on|power(?:ing|s)? (?:on|up)|start(?:ing|s)?|charg(?:e|es|"
    r"ing)|"
    r"boot(?:ing|s)?(?: up)?|run(?:ning|s)?|function(?:ing|al)?|fire up|switch on|come on)\b"
)
WHOLE = frozenset(
    [
        "it",
        "that",
        "which",
        "and",
        "but",
        "they",
        "this",
        "these",
        "also",
        "just",
        "now",
        "still",
        "suddenly",
        "currently",
        "is",
        "are",
        "sold",
        "one's",
        "unit",
        "ones",
        "longer",
        "because",
        "cuz",
        "so",
        "because",
        "thing",
    ]
)
GRADE = re.compile(
    r"\b(?:fair|decent|ok|okay|average|condition|shape|used|loved|usable|age|beat|beaten|poor|tlc|"
    r"work|"
    r"needs)\b|/10|out of"
)
OF_PARTS = re.compile(r"brand[- ]new|sealed|unopened|refurbished|mint|never used")
NOUN = re.compile(r"\s(?P<noun>[a-z]{3,})\b")
PARTS = frozenset(
    [
        "tire",
        "battery",
        "brake",
        "belt",
        "chain",
        "string",
        "pad",
        "screen",
        "engine",
        "motor",
        "wheel",
        "cushion",
        "grate",
        "pedal",
        "seat",
        "pump",
        "glass",
        "display",
        "transmission",
        "rotor",
        "clutch",
        "cable",
        "filter",
        "bulb",
        "cover",
        "pickup",
        "brush",
    ]
)
NAMES = frozenset({"product", "line", "brand", "vehicle", "vehicle_model"})
OTHER_SENSE = re.compile(
    r"^(?:fair (?:price|offer|deal|enough|trade|market|isle)|used (?:to|for|in|as|with|it (?:to|"
    r"for|as))\b|"
    r"broken in\b|mint (?:green|blue|color|colored|chip)|sealed (?:bearings?|beam|box sub)|"
    r"certified (?:authentic|diamond|organic|gold|appraisal|by|check|mechanic)|"
    r"dead ?(?:pixel|lift|bolt|pixels)|loose (?:stones?|leaf|fit|diamonds?)|busted (?:my|his|her)|"
    r"broken (?:zipper|strap|handle|\w+ (?:on|of|in))|excellent (?:sound|for|tone|gift|seller)|"
    r"salvage(?:d)? (?:wood|title)|unopened (?:mail)|firm|used by|used on (?!one|two))"
)
FAIR_SUM = re.compile(
    r"\b(?:would be|is|be|sounds|seems|think (?:that's|thats|that is)|a|"
    r"think it's) (?:a )?(?:very |pretty )?$"
)
PART_BROKEN = re.compile(
    r"\b(?:one|1|a|the|its|left|right|front|back|rear|side|top|bottom|has|with|handle|strap|"
    r"screen|lid|button|zipper|hinge|knob|latch|leg|wheel|drawer)(?: \w+)? (?:is |are |was )?$"
)
BREAKS = frozenset({"broken", "dead", "busted", "water damaged", "fried"})
NOT_SO = re.compile(
    r"\b(?:not|isn't|isnt) (?:so |too |very |that |in )?(great|good|perfect|the best|bad)\b"
)
"""A grade that is denied: "not great" is fair, "not bad" is good."""
BARE = re.compile(
    r"\b(new|good|great|fair|poor|excellent|ok|okay|fine|perfect|bad|nice|mint|decent|terrible|"
    r"rough|awful|amazing|flawless|used|parts|broken|meh|average)\b"
)
LABELLED = re.compile(
    r"\bcond(?:ition)?\s?(?::|is|=|-)\s?(?:in )?(?:very |pretty |really )?"
    r"(new|good|great|fair|poor|excellent|ok|okay|fine|perfect|bad|nice|mint|decent|used|average)\b"
)
"""The condition as a form has it: "condition: good"."""
ALONE = re.compile(
    r"(?:^|[,.;!(]\s?|- )(?:in |still )?(?:very |really |pretty |absolutely )?"
    r"(perfect|flawless|great|good|excellent|amazing|awesome|immaculate)(?=\s*(?:[,.;!)]|$| - ))"
)
"""A grade that is a clause of its own."""
DEADSTOCK = re.compile(r"(?:^|\bselling |, )ds (?!lite|games?|xl)")
BARE_GRADES = {
    "great": "good",
    "awesome": "good",
    "immaculate": "like_new",
    "nice": "good",
    "fine": "good",
    "excellent": "like_new",
    "perfect": "like_new",
    "mint": "like_new",
    "amazing": "like_new",
    "flawless": "like_new",
    "ok": "fair",
    "okay": "fair",
    "decent": "fair",
    "meh": "fair",
    "average": "fair",
    "bad": "poor",
    "terrible": "poor",
    "rough": "poor",
    "awful": "poor",
    "parts": "for_parts",
    "broken": "for_parts",
}
