"""What a product's record says about which item it is, apart from who sells it and how."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from talknshop.catalog.feeds.fields import is_gtin
from talknshop.catalog.item_measures import GONE, Numbers, read_figures
from talknshop.catalog.item_words import ItemWords, load_item_words
from talknshop.search.text import singular

T = TypeVar("T", str, float)

_TELLING_ATTRIBUTES = frozenset(
    [
        "color", "colour", "size", "storage", "capacity", "memory", "ram", "storage capacity",
        "internal storage", "hard drive size", "screen size", "display size", "volume", "quantity",
        "pack size", "count", "material", "scent", "flavor", "flavour", "format", "platform",
        "edition", "gender", "age group",
    ]
)  # fmt: skip
_MODEL_ATTRIBUTES = ("mpn", "model number", "model", "part number", "manufacturer part number")
_COMPANY = re.compile(r"\b(?:inc|ltd|llc|gmbh|co|corp|corporation|company|the|ag|sa|plc)\b\.?")
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\s,;|()\[\]\"]+")
_CODE = re.compile(r"(?=(?:.*\d){2})(?=.*[a-z])[a-z0-9]{5,}|\d{5,}")
# Measures, standards and parts of computers: written like model numbers, shared by many items.
_NO_CODE = re.compile(
    r"[\d.]+(?:gb|tb|mb|mah|wh|hz|khz|mhz|ghz|mm|cm|ml|inch|oz|kg|lbs?|mp|dpi|rpm|fps|gbps|mbps|"
    r"watts?|volts?|psi|btu|lumens?|pack|count|ct|pcs?|pieces?|hours?|hrs?|sheets?|x\d+|p|k|ft|"
    r"cups?|qt|v|w|carat|in\d+)|(?:rtx|gtx|rx|gen|ios|android|windows)\d+(?:ti|xt|super)?|"
    r"\d+x\d+(?:x\d+)?(?:cm|mm|inch)?|(?:ddr|usb|wifi|bluetooth|hdmi|ip\d).*|"
    r"\d+(?:th|st|nd|rd)(?:gen)?|(?:core)?i[3579]\d{3,5}[a-z]{0,2}\d?|(?:ryzen\d)?\d{4}(?:hs|hx|h|u|x|x3d)|"
    r"n\d{3,4}|\d+000|(?:19|20)\d\d"
)
_DIGIT = re.compile(r"\d")
_PROPORTION = re.compile(r"\d+[/x:]\d")
_CODE_SUFFIX = re.compile(r"/[a-z]{1,3}$")
_CUT = re.compile(r"[,|(\[]|\s[-–—]\s|\s(?:by|in|from)\s")
_WITH = re.compile(r"\s(?:with|w/|including|featuring)\s")
_TARGET = re.compile(r"\s(?:for|compatible with|fits|suitable for|designed for)\s")
_LETTER_SIZE = re.compile(r"(?:(?<=size )|(?<=[,(;] )|(?<=- ))([sml])(?= *(?:$|[,;)]))")
_LETTER_SIZES = {"s": "small", "m": "medium", "l": "large"}
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_PLUS = re.compile(r"(?<=\w)\+(?!\w)")
_GLUED = re.compile(r"(?<=[a-z]{4})(?=\d)")
_POSSESSIVE = re.compile(r"'s\b")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_SIGNS = str.maketrans({"’": "'", "”": '"', "″": '"', "“": '"', "™": " ", "®": " ", "×": "x"})
_IN_SHOP = re.compile(r"00?(?:2|4)|02\d")
_COUPON = re.compile(r"0(?:05|98|99)")
_FUNCTION_WORDS = frozenset(["a", "an", "and", "at", "of", "on", "or", "the", "to"])


class ItemRecord(NamedTuple):
    """What is read of a product, whatever source it comes from."""

    source: str
    """Who numbers it: barcodes for use inside a shop mean something only there."""
    title: str
    brand: str | None
    gtin: str | None
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """What tells one item from another; plain JSON, so that it can be kept."""

    source: str
    gtin: str | None
    """14 digits, with the source before one that is for use inside a shop."""
    brand: str
    codes: list[str]
    """Model numbers, without punctuation."""
    name: str
    """The words of the title that are neither description nor kind, without blanks."""
    words: list[str]
    """The same one by one with those behind the name, in alphabetical order."""
    marks: list[str]
    """Words of the name with figures in them: ``15`` of a phone, ``40`` of a shoe."""
    more_marks: list[str]
    """Such words behind the name."""
    described: list[str]
    """Words of description."""
    tail: list[str]
    """Such words behind the name."""
    target: list[str]
    """What it is for: the words that a title has behind ``for``."""
    variants: list[str]
    things: list[str]
    """The kinds of things that it names."""
    accessories: list[str]
    numbers: Numbers
    numbered: list[str]
    traits: dict[str, list[str]]


def read_item(record: ItemRecord, words: ItemWords | None = None) -> Item:
    """Reads what tells the item from others; nothing is guessed that the record does not say."""
    words = words or load_item_words()
    codes = _codes(record.title, record.attributes)
    own_title = _folded(_without_codes(_plainly(record.title), codes))
    title = _spelt(_without_brand(own_title, record.brand), words)
    figures = read_figures(words.plain_phrases.sub(GONE, title), words)
    traits, rest = _traits(figures.rest, words)
    stated = read_figures(_spelt(_telling(record.attributes), words), words)
    more, _ = _traits(stated.rest, words)
    own, tail, extras, target = _parts(rest)
    name, behind = _name(own, tail, words)
    if not name:
        name = [word for value in traits.get("platform", []) for word in value.split()]
    plain = [word for word in name if word.isalpha()]
    said = _name_words(f"{own} {tail}")
    return Item(
        source=record.source,
        gtin=normal_gtin(record.gtin, record.source),
        brand=normal_brand(record.brand),
        codes=codes,
        name="".join(plain),
        words=sorted({word for word in (*name, *behind) if word.isalpha()}),
        marks=sorted({word for word in name if not word.isalpha()}),
        more_marks=sorted(
            {word for word in (*behind, *_mixed(extras)) if not word.isalpha()} - set(name)
        ),
        described=_described(said, words),
        tail=sorted({word for word in behind if word.isalpha()} - set(name)),
        target=sorted({w for w in _name_words(target) if w not in words.plain}),
        variants=sorted({word for word in said if word in words.variants}),
        things=sorted({words.things[w] for w in _name_words(own) if w in words.things}),
        accessories=_accessories(_name_words(own), words),
        numbers=_joined(figures.numbers, stated.numbers),
        numbered=sorted({*figures.numbered, *stated.numbered}),
        traits=_joined(traits, more),
    )


def normal_brand(brand: str | None) -> str:
    """A brand for comparing: its letters and figures, without the form of the company."""
    folded = _COMPANY.sub(" ", _fold(brand or ""))
    return "".join(_WORD.findall(folded))


def normal_gtin(gtin: str | None, source: str) -> str | None:
    """A barcode for comparing; None for what is no barcode of a product.

    Numbers that GS1 leaves to shops (02, 04, 20 to 29) are joined with the source, repetitions of
    one digit and runs such as 123456789 are placeholders.
    """
    digits = re.sub(r"[\s-]", "", gtin or "")
    if not is_gtin(digits):
        return None
    code = digits.zfill(14)
    payload = digits[:-1].lstrip("0")
    if len(set(payload)) <= 1 or payload in "12345678901234567890" or _COUPON.match(code):
        return None
    return f"{source} {code}" if _IN_SHOP.match(code[1:]) or code[1] == "2" else code


def _fold(text: str) -> str:
    return _folded(_plainly(text))


def _folded(plain: str) -> str:
    return _HYPHEN.sub(" ", _PLUS.sub(" plus", plain))


def _plainly(text: str) -> str:
    return _POSSESSIVE.sub("", text.casefold().translate(_SIGNS)).replace('"', " inch ")


def _without_brand(title: str, brand: str | None) -> str:
    parts = _WORD.findall(_fold(brand or ""))
    if not parts:
        return title
    said = r"[\s\W]*".join(map(re.escape, parts))
    whole = re.compile(rf"(?<!\w){said}(?!\w)(?:\s*[-–—:|,]\s)?")
    if whole.search(title):
        return whole.sub(" ", title, count=1)
    # Of "Philips Sonicare", shops also say the last word alone.
    return re.sub(rf"^\W*(?:(?:{'|'.join(map(re.escape, parts))})\W+)+", "", title)


def _telling(attributes: Mapping[str, str]) -> str:
    # Of a product with many colours, a list of them tells nothing about which one this is.
    values = [
        f"size {value}" if name.casefold() == "size" else value
        for name, value in attributes.items()
        if name.casefold() in _TELLING_ATTRIBUTES and "," not in value
    ]
    return " ; ".join(map(_fold, values))


def _spelt(text: str, words: ItemWords) -> str:
    return words.spelling.sub(lambda match: words.spellings.get(match[0], match[0]), text)


def _traits(text: str, words: ItemWords) -> tuple[dict[str, list[str]], str]:
    found: dict[str, set[str]] = {}
    text = _LETTER_SIZE.sub(lambda match: f" {_LETTER_SIZES[match[1]]} ; ", text)

    def value(match: re.Match[str]) -> str:
        name = str(match.lastgroup)
        found.setdefault(name, set()).add(singular(match[name]))
        return GONE

    text = words.traits.sub(value, text)

    def color(match: re.Match[str]) -> str:
        said = " ".join([match[2], *sorted(re.findall(r"\w+", match[1]))])
        found.setdefault("color", set()).add(said)
        return GONE

    text = words.color.sub(color, text)
    return {name: sorted(values) for name, values in found.items()}, text


def _name(own: str, tail: str, words: ItemWords) -> tuple[list[str], list[str]]:
    """The first words in a row that are no description, and such words behind them."""
    runs: list[list[str]] = []
    for piece in (*own.split(GONE.strip()), *tail.split(GONE.strip())):
        fresh = True
        for word in _name_words(piece):
            if word in _FUNCTION_WORDS:
                continue
            if word in words.plain:
                fresh = True
            elif fresh:
                runs.append([word])
                fresh = False
            else:
                runs[-1].append(word)
    name, *others = runs or [[]]
    return name, [word for run in others for word in run]


def _parts(title: str) -> tuple[str, str, str, str]:
    """The name, what is said behind it, what comes with it, and what it is for."""
    own, *targets = _TARGET.split(title, maxsplit=1)
    target, *after = _CUT.split(targets[0], maxsplit=1) if targets else [""]
    own, *extras = _WITH.split(own, maxsplit=1)
    pieces = [piece for piece in _CUT.split(own) if piece.strip(" ;")] or [""]
    return pieces[0], GONE.join([*pieces[1:], *after]), " ".join(extras), target


def _accessories(said: list[str], words: ItemWords) -> list[str]:
    named = (word for word in said if word in words.accessories)
    return sorted({words.accessory_spellings.get(word, word) for word in named})


def _described(said: list[str], words: ItemWords) -> list[str]:
    silent = _FUNCTION_WORDS | words.conditions | words.things.keys()
    return sorted({word for word in said if word in words.plain} - silent)


def _mixed(text: str) -> list[str]:
    return [word for word in _name_words(text) if not word.isdigit()]


def _without_codes(text: str, codes: list[str]) -> str:
    if not codes:
        return text
    return _TOKEN.sub(lambda match: " " if _plain_code(match[0]) in codes else match[0], text)


def _name_words(text: str) -> list[str]:
    text = _GLUED.sub(" ", text)
    return [_ROMAN.get(word) or singular(word) for word in _WORD.findall(text)]


def _codes(title: str, attributes: Mapping[str, str]) -> list[str]:
    own = _TARGET.split(_plainly(title), maxsplit=1)[0]
    said = [attributes[name] for name in _MODEL_ATTRIBUTES if name in attributes]
    found: set[str] = set()
    for token in (*_TOKEN.findall(own), *(_plainly(text) for text in said)):
        if not _DIGIT.search(token):
            continue
        code = _plain_code(token)
        if _CODE.fullmatch(code) and not _PROPORTION.match(token) and not _NO_CODE.fullmatch(code):
            found.add(code)
    return sorted(found)


def _plain_code(token: str) -> str:
    return re.sub(r"[\s./_-]", "", _CODE_SUFFIX.sub("", token))


def _joined(some: Mapping[str, list[T]], others: Mapping[str, list[T]]) -> dict[str, list[T]]:
    return {name: sorted({*some.get(name, []), *others.get(name, [])}) for name in (*some, *others)}
