"""What identifies a product by number or maker: barcode, model numbers, brand."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from talknshop.catalog.item_text import WORD, before_target, fold, plainly
from talknshop.schemas.gtin import is_gtin

_MODEL_ATTRIBUTES = ("mpn", "model number", "model", "part number", "manufacturer part number")
_COMPANY = re.compile(r"\b(?:inc|ltd|llc|gmbh|co|corp|corporation|company|the|ag|sa|plc)\b\.?")
_TOKEN = re.compile(r"[^\s,;|()\[\]\"]+")
_CODE = re.compile(r"(?=(?:.*\d){2})(?=.*[a-z])[a-z0-9]{5,}|\d{5,}|[a-z]{3,5}\dll")
# Measures, standards and parts of computers: written like model numbers, shared by many items.
_NO_CODE = re.compile(
    r"[\d.]+(?:gb|tb|mb|mah|wh|hz|khz|mhz|ghz|mm|cm|ml|inch|oz|kg|lbs?|mp|dpi|rpm|fps|gbps|mbps|"
    r"watts?|volts?|psi|pa|ms|iu|btu|lumens?|pack|count|ct|pcs?|pieces?|hours?|hrs?|sheets?|x\d+|p|k|ft|"
    r"cups?|qt|v|w|carat|in\d+)|(?:rtx|gtx|rx|gen|ios|android|windows|spf)\d+(?:ti|xt|super)?|"
    r"\d+x\d+(?:x\d+)?(?:cm|mm|inch)?|(?:ddr|usb|wifi|bluetooth|hdmi|ip\d).*|"
    r"\d+(?:th|st|nd|rd)(?:gen)?|\d+core|(?:core)?i[3579]\d{3,5}[a-z]{0,2}\d?|(?:ryzen\d)?\d{4}(?:hs|hx|h|u|x|x3d)|"
    r"n\d{3,4}|\d+000|(?:19|20)\d\d"
)
_MOST_PARTS = 2
_SHORT_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{4,}")
"""What a shop itself calls a model number may be short."""
_DIGIT = re.compile(r"\d")
_PROPORTION = re.compile(r"\d{1,4}[/x:]\d{1,4}(?:[/x:]\d{1,4})*[a-z]{0,2}$")
_CODE_SUFFIX = re.compile(r"/[a-z]{1,3}$")
_CODE_PUNCTUATION = re.compile(r"[\s./_-]")
_BARCODE_PUNCTUATION = re.compile(r"[\s-]")
_IN_SHOP = re.compile(r"0[24]|2")
_COUPON = re.compile(r"0(?:05|98|99)")


def normal_gtin(gtin: str | None, source: str) -> str | None:
    """A barcode for comparing; None for what is no barcode of a product.

    Numbers that GS1 leaves to shops (02, 04, 20 to 29) are joined with the source, repetitions of
    one digit and runs such as 123456789 are placeholders.
    """
    digits = _BARCODE_PUNCTUATION.sub("", gtin) if gtin else ""
    if not is_gtin(digits):
        return None
    code = digits.zfill(14)
    payload = digits[:-1].lstrip("0")
    if len(set(payload)) <= 1 or payload in "12345678901234567890" or _COUPON.match(code):
        return None
    return f"{source} {code}" if _IN_SHOP.match(code[1:]) else code


def is_of_one_shop(normal: str | None) -> bool:
    """Whether a barcode, made ready for comparing, means something in its own shop only."""
    return normal is not None and " " in normal


# A feed has far fewer brands than products.
@lru_cache(maxsize=4_096)
def normal_brand(brand: str | None) -> str:
    """A brand for comparing: its letters and figures, without the form of the company."""
    folded = _COMPANY.sub(" ", fold(brand or ""))
    return "".join(WORD.findall(folded))


def without_brand(title: str, brand: str | None) -> str:
    """A folded title without its brand where that stands first, or as a whole anywhere."""
    patterns = _brand_patterns(brand) if brand else None
    if patterns is None:
        return title
    whole, parts = patterns
    without, found = whole.subn(" ", title, count=1)
    # Of "Philips Sonicare", shops also say the last word alone.
    return without if found else parts.sub("", title)


@lru_cache(maxsize=4_096)
def _brand_patterns(brand: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    parts = [re.escape(part) for part in WORD.findall(fold(brand))]
    if not parts:
        return None
    said = r"[\s\W]*".join(parts)
    whole = re.compile(rf"(?<!\w){said}(?!\w)(?:\s*[-–—:|,]\s)?")
    return whole, re.compile(rf"^\W*(?:(?:{'|'.join(parts)})\W+)+")


def read_codes(plain_title: str, attributes: Mapping[str, str]) -> list[str]:
    """The model numbers that a title and the attributes state, without punctuation."""
    stated = [attributes[name] for name in _MODEL_ATTRIBUTES if name in attributes]
    # Several words describe a model: "13 128GB black".
    said = [value for value in stated if len(value.split()) <= _MOST_PARTS]
    tokens = [*_TOKEN.findall(before_target(plain_title)), *map(plainly, said)]
    found = {code for token in tokens if (code := _code(token))}
    return sorted(found.union(filter(_SHORT_CODE.fullmatch, map(_plain_code, map(plainly, said)))))


def without_codes(plain_title: str, codes: Collection[str]) -> str:
    """The title without these model numbers."""
    if not codes:
        return plain_title
    return _TOKEN.sub(lambda match: " " if _is_one_of(match[0], codes) else match[0], plain_title)


def _is_one_of(token: str, codes: Collection[str]) -> bool:
    return not token.isalpha() and _plain_code(token) in codes


def _code(token: str) -> str | None:
    if token.isalpha() or not _DIGIT.search(token):
        return None
    code = _plain_code(token)
    is_code = (
        _CODE.fullmatch(code) and not _PROPORTION.match(token) and not _NO_CODE.fullmatch(code)
    )
    return code if is_code else None


def _plain_code(token: str) -> str:
    if "/" in token:
        token = _CODE_SUFFIX.sub("", token)
    return token if token.isalnum() else _CODE_PUNCTUATION.sub("", token)
