"""Numbers with units: sizes of screens and things, memory, weight, counts, ages."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from talknshop.language.rules.reading import Finding, Reading

_N = r"(?<![\w.$€£₹])(?P<n>\d{1,5}(?:[.,]\d{1,3})*(?:\s?/\s?\d{1,2})?)"
_U = r"\s?-?\s?"

_DASH = re.compile(r"-(?!\d)")


class Pattern(NamedTuple):
    """A measure: what it looks like, which attribute it fills and how its value is written."""

    slot: str
    regex: re.Pattern[str]
    write: Callable[[re.Match[str]], str]


def _whole(match: re.Match[str]) -> str:
    return " ".join(_DASH.sub(" ", match.group()).split())


def _unit(unit: str) -> Callable[[re.Match[str]], str]:
    return lambda match: f"{match['n'].strip()} {unit}"


def _number(match: re.Match[str]) -> str:
    return match["n"]


def _pattern(slot: str, regex: str, write: Callable[[re.Match[str]], str] = _whole) -> Pattern:
    return Pattern(slot, re.compile(regex), write)


_INCH = (
    r"(?:\"|''|inches\b|inch\b|in\b(?! (?:the|a|an|my|good|great|box|excellent|"
    r"black|white|stock|\w+ (?:condition|color|shape|size))\b))"
)

_LONG = r"(?:\"|''|'|inches|inch|in|feet|foot|ft|cm|mm|meters?|metres?|yards?|m)"
_GB = r"(?:gb|gigs?|gigabytes?|g)"

_PATTERNS = (
    _pattern(
        "resolution",
        r"\b\d{3,4}\s?x\s?(?:480|600|720|768|800|900|1024|1050|1080|1200|1440|1600|2160)\b",
    ),
    _pattern(
        "dimensions",
        rf"(?<![\w.$])\d{{1,4}}(?:\.\d+)?\s?{_LONG}?\s?(?:x|"
        rf"by)\s?\d{{1,4}}(?:\.\d+)?(?:\s?{_LONG})?"
        rf"(?:\s?(?:x|by)\s?\d{{1,4}}(?:\.\d+)?)?(?:\s?(?:inches|inch|in|feet|foot|ft|cm|"
        rf"mm|\"|')(?!\w))?(?!\w)",
    ),
    _pattern("vram", rf"{_N}{_U}{_GB}\s?(?:of )?(?:vram|video memory|gpu memory)\b", _unit("gb")),
    _pattern("ram", rf"{_N}{_U}{_GB}\s?(?:of )?(?:ram|memory|ddr\d|unified memory)\b", _unit("gb")),
    _pattern("ram", rf"\b(?:ram|memory)(?: of)?:? {_N}{_U}{_GB}\b", _unit("gb")),
    _pattern("storage", rf"{_N}{_U}(?:tb|terabytes?|tera)\b", _unit("tb")),
    _pattern(
        "gigabytes",
        rf"{_N}{_U}{_GB}\b(?: (?:of )?(?:storage|ssd|hdd|hard drive|space|internal storage))",
        _unit("gb"),
    ),
    _pattern("gigabytes_bare", rf"{_N}{_U}(?:gb|gigs?|gigabytes?)\b", _unit("gb")),
    _pattern(
        "material",
        r"\b(?:9|10|14|18|22|24)\s?(?:k|kt|karat)\s(?:solid |white |yellow |"
        r"rose )*gold(?: plated| filled)?\b",
    ),
    _pattern("mileage", r"(?<![\w$])\d[\d,.]*\s?k?\s?(?:miles|mi|kms?|kilometers)\b"),
    _pattern("refresh_rate", rf"{_N}{_U}(?:hz|hertz)\b", _unit("hz")),
    _pattern("storage", r"\b(?P<n>128|256|500|512|1000|1024)\s(?:ssd|hdd|nvme)\b", _unit("gb")),
    _pattern("quantity", r"(?<!\w)x\s?(?P<n>\d{1,2})\b(?!\s?x)", _number),
    _pattern("quantity", r"(?<![\w.])(?P<n>[2-9]|[1-9]\d)\s?x (?=[a-z])(?!zoom|optical)", _number),
    _pattern("features", rf"{_N}{_U}(?:mp|megapixels?)\b", _unit("mp")),
    _pattern(
        "features", rf"{_N}{_U}(?:fps|dpi|lumens?|lm|k mah|db|gsm|cri|ppm|denier|cal(?:orie)?s?)\b"
    ),
    _pattern("capacity", rf"{_N}{_U}(?:mah|wh)\b"),
    _pattern(
        "power", rf"{_N}{_U}(?:v|volts?|w|watts?|hp|horsepower|btu|btus|psi|amps?|kw|cc|kva|ah)\b"
    ),
    _pattern("features", r"\bspf\s?\d{1,3}\+?"),
    _pattern("features", rf"{_N}{_U}thread count\b|\bthread count (?:of )?\d+"),
    _pattern(
        "capacity",
        rf"{_N}{_U}(?:cubic feet|cubic foot|cubic ft|cu\.? ?ft|cuft|cubic)\b\.?",
        _unit("cu ft"),
    ),
    _pattern(
        "area",
        rf"{_N}{_U}(?:square feet|square foot|sq\.? ?ft|sqft|square meters?)\b\.?",
        _unit("sq ft"),
    ),
    _pattern(
        "capacity",
        rf"{_N}{_U}(?:lbs?|pounds?|kg|kilos?)\s?(?:weight )?(?:capacity|limit|max weight|"
        rf"load|rated)\b",
    ),
    _pattern(
        "capacity",
        r"\b(?:weight )?(?:capacity|limit|rated) (?:of |for |"
        r"up to )?(?P<n>\d{2,4})\s?(?:lbs?|pounds?|kg)\b",
        _unit("lb"),
    ),
    _pattern("weight", rf"{_N}{_U}(?:lbs?|kg|kilos?|kilograms?|ounces?|oz|grams?|g)\b\.?"),
    _pattern(
        "capacity",
        rf"{_N}{_U}(?:quarts?|qts?|gallons?|gal|liters?|litres?|l|ml|cups?|pints?|"
        rf"bottles?)\b(?! (?:opener|rack))",
    ),
    _pattern("pounds", rf"{_N}{_U}pounds?\b", _unit("lb")),
    _pattern("inches", rf"{_N}{_U}{_INCH}"),
    _pattern("dimensions", r"(?<![\w.$])\d{1,2}'\s?\d{1,2}(?:\"|'')?(?!\w)"),
    _pattern(
        "dimensions",
        rf"{_N}{_U}(?:feet|foot|ft\b|'(?!\w)|cm\b|mm\b|meters?\b|metres?\b|yards?\b|"
        rf"m\b)(?:\s?\d{{1,2}}\s?(?:\"|inches|inch|in\b))?",
    ),
    _pattern(
        "age",
        rf"\bages? {_N}(?:{_U}(?:-|to|and)\s?\d{{1,2}})?(?: and up|\+)?(?: (?:years?|"
        rf"yrs?)(?: old)?)?",
    ),
    _pattern(
        "age",
        rf"{_N}(?:\s?(?:-|to)\s?\d{{1,2}})?{_U}(?:years? olds?|year olds?|yrs? olds?|"
        rf"yo\b|y/o|year-old|yr-old|years of age)",
    ),
    _pattern(
        "age",
        rf"{_N}(?:\s?(?:-|to)\s?\d{{1,2}})?{_U}(?:months? olds?|mos?\b|"
        rf"months?\b(?! (?:ago|old))|mth old)",
        _whole,
    ),
    _pattern("people", r"\bsleeps (?:up to )?(?P<n>\d{1,2})\b"),
    _pattern("seats", rf"{_N}{_U}(?:seaters?|seats?)\b|\bseats (?:up to )?\d{{1,2}}\b"),
    _pattern("people", rf"(?:\bfor )?{_N}{_U}(?:persons?|people|adults|guests|man)\b"),
    _pattern(
        "quantity",
        rf"{_N}{_U}(?:packs?|pk|pcs?|pieces?|counts?|ct|panels?|pairs?|sets?|units|boxes)\b",
        _number,
    ),
    _pattern(
        "quantity", r"\b(?:pack|set|box|case|bundle|lot|package) of (?P<n>\d{1,4})\b", _number
    ),
    _pattern(
        "features",
        rf"{_N}{_U}(?:drawers?|shelf|shelves|tiers?|burners?|slices?|ports?|speeds?|"
        rf"blades?|keys?|strings?|doors?|lights?|lines?|pockets?|wheels?|bulbs?|stages?|"
        rf"zones?|layers?|hooks?|compartments?|settings?|modes?|jets?|channels?|cores?|"
        rf"cards?|batteries|players?|bikes?|cubes?|slots?|stations?|button|buttons|"
        rf"cameras?|axis|cycles?|cylinders?|hours?|hrs?|sided|in 1|way)\b(?! (?:old|ago))",
    ),
    _pattern("features", rf"{_N}{_U}(?:ply|gauge|carats?|ct tw|caliber|count)\b"),
    _pattern(
        "cpu",
        r"\b(?:intel )?(?:core )?(?:i[3579](?:[- ]\d{4,5}[a-z]{0,2})?|ultra [579])\b|"
        r"\b(?:amd )?ryzen(?: [3579])?(?: \d{4}[a-z0-9]{0,3})?\b|"
        r"\bsnapdragon(?: [a-z0-9]+)?\b|\bceleron\b|\b(?:apple )?m[1-5](?: (?:pro|max|"
        r"ultra))?(?: chip)?\b(?!\w)",
    ),
    _pattern(
        "gpu",
        r"\b(?:nvidia )?(?:geforce )?(?:rtx|gtx)\s?\d{3,4}(?: ?(?:ti|super))*\b|"
        r"\bradeon rx ?\d{4}(?: ?xt)?\b|\brx ?\d{4}(?: ?xt)?\b",
    ),
)
_RAM_AND_STORAGE = re.compile(
    r"(?<![\w.$])(?P<ram>4|6|8|12|16|18|24|32|36|48|64|96|"
    r"128)\s?(?:gb?)?\s?/\s?(?P<n>64|128|256|500|512|1000|1024|[1248]\s?tb|"
    r"1)\s?(?:gb?)?\b"
)
_SIZES = (
    re.compile(
        r"\b(?:size|sz|sizes?:)\s?(?P<v>(?:us|uk|eu|"
        r"eur)?\s?\d{1,2}(?:\.5)?(?:\s?/\s?\d{1,2})?(?:\s?(?:wide|w|ee|eee|narrow|"
        r"regular|short|tall|petite|us|uk|eu|x|t))?|[xX]{0,4}[smlSML]|"
        r"\d{1,2}[a-z]{1,2})(?![\w'])"
    ),
    re.compile(r"\b(?:us|uk|eu)\s?(?P<v>\d{1,2}(?:\.5)?)\b"),
    re.compile(r"\b(?P<v>(?:2[8-9]|3[0-9]|4[0-8])\s?(?:aa|a|b|c|d|dd|ddd|e|f|g))\b(?! \d)"),
    re.compile(r"\b(?P<v>\d{3}/\d{2}\s?r?\s?\d{2})\b"),
    re.compile(r"\b(?P<v>\d{1,2}(?:\.\d)?\s?(?:wide|w|ee|narrow|extra wide))\b"),
    re.compile(r"\b(?:waist|inseam|chest|neck)(?: size)?(?: of)? (?P<v>\d{2}(?:\.5)?)\b"),
    re.compile(r"\b(?P<v>\d{2}(?:\.5)? (?:waist|inseam|chest))\b"),
    re.compile(r"(?<!\w)(?P<v>1/[248]|3/[48]|5/8)(?:\s?(?:\"|inch|in)?)(?: (?P<d>drive))?(?!\w)"),
)
_GENDER_SIZE = re.compile(
    r"\b(?:men'?s?|women'?s?|boys?'?|girls?'?|kids'?|ladies|toddler|womens|"
    r"mens)(?:'s)?\s(?:us )?(?:size )?(?P<v>\d{1,2}(?:\.5)?(?:/\d{1,2})?)(?: ?(?P<w>wide|w|"
    r"narrow))?(?![\w.]|\s?(?:year|yr|yo|inch|pack|\"|x))"
)


def read_quantities(reading: Reading, *, screens: bool, weighed: bool, sized: bool) -> Reading:
    """Claims numbers with units.

    Args:
        reading: What is known so far.
        screens: Whether the product has a screen, so that inches mean its diagonal.
        weighed: Whether the product is sold by weight, so that pounds mean weight, not money.
        sized: Whether the product is worn, so that ``32x30`` is a size.
    """
    reading = reading.claim(_ram_and_storage(reading.rest))
    reading = reading.claim(_sizes(reading.rest))
    for pattern in _PATTERNS:
        if pattern.slot == "pounds" and not weighed:
            continue
        slot = _slot(pattern.slot, screens=screens, sized=sized)
        found = [
            Finding(slot, pattern.write(match), match.start(), match.end())
            for match in pattern.regex.finditer(reading.rest)
        ]
        if found:
            reading = reading.claim(found)
    return reading


_LARGEST_RAM = 36


def _slot(slot: str, *, screens: bool, sized: bool) -> str:
    if slot == "inches":
        return "screen_size" if screens else "dimensions"
    if slot == "dimensions" and sized:
        return "size"
    if slot == "gigabytes":
        return "storage"
    if slot == "gigabytes_bare":
        return "memory"
    return {"pounds": "weight", "area": "capacity", "cpu": "processor", "people": "capacity"}.get(
        slot, slot
    )


def _ram_and_storage(rest: str) -> Iterator[Finding]:
    for match in _RAM_AND_STORAGE.finditer(rest):
        storage = match["n"]
        middle = match.start("n")
        yield Finding("ram", f"{match['ram']} gb", match.start(), middle)
        amount = storage.removesuffix("tb").strip()
        written = f"{amount} tb" if storage == "1" or "tb" in storage else f"{amount} gb"
        yield Finding("storage", written, middle, match.end())


def _sizes(rest: str) -> Iterator[Finding]:
    for regex in _SIZES:
        for match in regex.finditer(rest):
            value = match["v"] if not match.groupdict().get("d") else f"{match['v']} {match['d']}"
            yield Finding("size", value.strip(), match.start(), match.end())
    for match in _GENDER_SIZE.finditer(rest):
        value = match["v"] + (f" {match['w']}" if match["w"] else "")
        yield Finding("size", value, match.start("v"), match.end())


def memory_slot(value: str, *, computer: bool) -> str:
    """Whether bare gigabytes mean working memory or storage."""
    return (
        "ram"
        if computer and float(value.split(maxsplit=1)[0].replace(",", "")) <= _LARGEST_RAM
        else "storage"
    )
