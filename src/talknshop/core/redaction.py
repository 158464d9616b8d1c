"""Keeps secrets and personal data out of the logs.

Masks card numbers, e-mail addresses, telephone numbers and tokens wherever they stand in a text,
and whatever stands under a key that names a secret. Prices, ids, times and product numbers stay
readable. Every expression works in time linear in the text: runs are entered at their start only,
and what may be retried is bounded.

A telephone number of bare digits ("5551234567") looks like an id; it is masked only where the
words before it, or the key above it, say what it is.
"""

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import cast

from structlog.typing import EventDict, WrappedLogger

CARD, EMAIL, PHONE, TOKEN, SECRET = "<card>", "<email>", "<phone>", "<token>", "<secret>"

_DEEPEST = 12
_WITHHELD = "<withheld>"

_SECRET_KEY = re.compile(
    r"(?:^|_)(?:password|passwd|pwd|passphrase|secret|token|authorization|cookies?|credentials?"
    r"|(?:api|access|private|secret|signing|encryption)_?key)(?:_hash)?$"
)
_CARD_KEY = re.compile(r"(?:^|_)(?:card_(?:number|no)|cvv|cvc)$")
_EMAIL_KEY = re.compile(r"(?:^|_)e_?mail(?:_address)?$")
_PHONE_KEY = re.compile(r"(?:^|_)(?:(?:tele)?phone|tel|mobile|fax|whatsapp)(?:_(?:number|no))?$")
# What shops sell under the name of phone has fewer digits in its name.
_FEWEST_PHONE_DIGITS = 7
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")

_JWT = re.compile(r"(?<![\w-])eyJ[A-Za-z0-9_-]{5,}+(?:\.[A-Za-z0-9_-]*+){1,4}")
# Tokens of eBay; they hold characters that end other tokens.
_EBAY_TOKEN = re.compile(r"v\^1\.1#[^\s\"'<>]++")
_BEARER = re.compile(r"(?i)\b(bearer\s{1,8})[A-Za-z0-9._~+/=-]++")
_COOKIES = re.compile(r"(?i)\b((?:set-)?cookie:\s{0,8})[\w.-]{1,64}=[^\r\n]*+")
_URL_PASSWORD = re.compile(r"(?<=://)[^\s/@:]{0,128}:[^\s/@]{1,256}@")
_ASSIGNED = re.compile(
    r"(?i)((?:password|passwd|pwd|passphrase|secret|token|authorization"
    r"|(?:api|access|private|secret|signing)[_-]?key)[\\\"']{0,3}\s{0,3}[=:]\s{0,3})"
    r"(?:\\{0,2}\"[^\"\n]*+\"?|\\{0,2}'[^'\n]*+'?|(?:(?:basic|bearer|digest)\s{1,8})?[^\s\"',;&)}\]]++)"
)
_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@(?:[\w-]++\.)+[^\W\d_][\w-]+")

# Blanks and dashes, the unbreakable and typographic ones included.
_CARD_GAP = r"[ \u00a0\u202f\u2010-\u2013-]{0,3}+"
_DIGIT_RUN = re.compile(rf"(?<!\w)(?<!\d\.)\d(?:{_CARD_GAP}\d)*+")
_DIGITS = re.compile(r"\d+")
_CARD_LENGTHS = range(13, 20)
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|(?:35|6\d)\d{14}(?:\d{3})?|5[06-8]\d{14}"
)
_FIRST_DIGITS = frozenset("23456")
_GTIN_LENGTH = 13
# What the check digits of cards and of product numbers make of every second digit.
_LUHN = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_GTIN = (0, 3, 6, 9, 12, 15, 18, 21, 24, 27)

_UUID = re.compile(r"(?i)(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])")
_UUID_LENGTH = 36
_PHONE_GAP = r"[ \u00a0\u202f\u2010-\u2013().\/-]{0,3}+"
_INTERNATIONAL = re.compile(rf"(?<![\w+])\+[1-9](?:{_PHONE_GAP}\d)*+")
_SHORTEST_INTERNATIONAL, _LONGEST_PHONE = 8, 15
_NORTH_AMERICAN = re.compile(
    r"(?<![\w.$€£¥-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4}(?![\w-]|[.,]\d)"
)
_TRUNK_ZERO = re.compile(r"(?<![\w.:/-])(?:\(0\d{1,5}\)|0\d{1,5})(?:[ ./-]{1,3}\d{2,8}){1,5}(?!\w)")
_SHORTEST_TRUNK = 9
_DATE = re.compile(r"\d\d([./-])\d\d\1\d{4}")
_ANNOUNCED = re.compile(
    r"(?i)(\b(?:(?:phone|mobile|cell|telephone|contact)\s(?:number|no\b)|my\snumber"
    r"|(?:call|text|ring|reach|phone)\s(?:me|us|him|her|them)|telephone|whatsapp|tel|fax|sms)\b"
    rf"[^\d\n+]{{0,24}}+)\d(?:{_PHONE_GAP}\d){{6,14}}+(?!\w)"
)


def redact(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Masks a log line; a structlog processor that stands last before the renderer.

    It never raises: a line that cannot be looked through is withheld but for its level.
    """
    try:
        return {key: _masked(key, value, ()) for key, value in event.items()}
    except Exception:  # noqa: BLE001  # logging must not fail, and must not leak instead
        return {
            "event": "a log line could not be masked and was withheld",
            "level": str(event.get("level", "error")),
        }


def redact_text(text: str) -> str:
    """Masks what is secret or personal within a text."""
    # Most texts of a log have none of these signs and need not be searched for what needs them.
    if "eyJ" in text:
        text = _JWT.sub(TOKEN, text)
    if "v^1.1#" in text:
        text = _EBAY_TOKEN.sub(TOKEN, text)
    text = _BEARER.sub(rf"\1{TOKEN}", text)
    if "=" in text or ":" in text:
        text = _COOKIES.sub(rf"\1{SECRET}", text)
        text = _URL_PASSWORD.sub(f"{SECRET}@", text)
        text = _ASSIGNED.sub(rf"\1{SECRET}", text)
    if "@" in text:
        text = _EMAIL.sub(EMAIL, text)
    return _redact_numbers(text) if _DIGITS.search(text) else text


def _redact_numbers(text: str) -> str:
    text = _DIGIT_RUN.sub(_mask_cards, text)
    text = _INTERNATIONAL.sub(_mask_international, text)
    text = _NORTH_AMERICAN.sub(PHONE, text)
    text = _TRUNK_ZERO.sub(_mask_trunk, text)
    return _ANNOUNCED.sub(rf"\1{PHONE}", text)


def _masked(key: object, value: object, above: tuple[int, ...]) -> object:
    if value is None or isinstance(value, bool):
        return value
    mask = _mask_for(key, value) if isinstance(key, str) else None
    if mask is not None:
        return mask
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, int | float):
        return value
    if len(above) >= _DEEPEST or id(value) in above:
        return _WITHHELD
    return _masked_container(value, (*above, id(value)))


def _masked_container(value: object, above: tuple[int, ...]) -> object:
    if isinstance(value, dict):
        fields = cast("dict[object, object]", value)
        return {
            redact_text(key) if isinstance(key, str) else key: _masked(key, item, above)
            for key, item in fields.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        items = cast("Iterable[object]", value)
        return [_masked(None, item, above) for item in items]
    # The renderer would write the same, unmasked.
    return redact_text(repr(value))


def _mask_for(key: str, value: object) -> str | None:
    name = _WORD_BREAK.sub("_", key).lower()
    if _SECRET_KEY.search(name):
        return SECRET
    if _CARD_KEY.search(name):
        return CARD
    if _EMAIL_KEY.search(name):
        return EMAIL
    digits = sum(map(str.isdigit, str(value))) if _PHONE_KEY.search(name) else 0
    return PHONE if digits >= _FEWEST_PHONE_DIGITS else None


def _is_within_uuid(text: str, begin: int, end: int) -> bool:
    # The digits of one in some hundred thousand ids are by chance those of a card.
    around = _UUID.finditer(text, max(0, begin - _UUID_LENGTH), end + _UUID_LENGTH)
    return any(one.start() <= begin and end <= one.end() for one in around)


def _mask_cards(match: re.Match[str]) -> str:
    if match.end() - match.start() < _CARD_LENGTHS[0]:
        return match.group()
    run = _DigitRun(match)
    kept: list[str] = []
    place, number = match.start(), 0
    while number < len(run.groups):
        last = run.last_group_of_card(number)
        begin = run.groups[number][0]
        if last is None or _is_within_uuid(match.string, begin, run.groups[last][1]):
            number += 1
            continue
        kept += [match.string[place:begin], CARD]
        place, number = run.groups[last][1], last + 1
    return "".join([*kept, match.string[place : match.end()]])


class _DigitRun:
    """Groups of digits with little between them, any of which may begin a card number."""

    def __init__(self, match: re.Match[str]) -> None:
        found = list(_DIGITS.finditer(match.string, match.start(), match.end()))
        self._text = match.string
        self.groups = [group.span() for group in found]
        # Digits of other scripts are digits too.
        self._digits = "".join(str(int(digit)) for group in found for digit in group.group())
        self._ends = list(accumulate(end - start for start, end in self.groups))
        numbers = [int(digit) for digit in self._digits]
        # Sums up to each place with every second digit weighted, once for either parity, so that
        # a stretch is checked without adding it up again.
        self._luhn = [_sums(numbers, parity, _LUHN) for parity in (0, 1)]
        self._gtin = [_sums(numbers, parity, _GTIN) for parity in (0, 1)]

    def last_group_of_card(self, first: int) -> int | None:
        begin = self._ends[first - 1] if first else 0
        last: int | None = None
        if self._digits[begin] not in _FIRST_DIGITS:
            return last
        for number in range(first, len(self.groups)):
            end = self._ends[number]
            if end - begin > _CARD_LENGTHS[-1]:
                break
            after = self.groups[number][1]
            ends_here = not self._text[after : after + 1].isalnum()
            if end - begin in _CARD_LENGTHS and ends_here and self._is_card(begin, end):
                last = number
        return last

    def _is_card(self, begin: int, end: int) -> bool:
        if _ISSUERS.fullmatch(self._digits, begin, end) is None:
            return False
        luhn, gtin = self._luhn[end % 2], self._gtin[end % 2]
        if (luhn[end] - luhn[begin]) % 10:
            return False
        # Cards of 13 digits are long out of use; product numbers of 13 digits are on every shelf.
        return end - begin != _GTIN_LENGTH or (gtin[end] - gtin[begin]) % 10 != 0


def _sums(numbers: list[int], parity: int, weighted: tuple[int, ...]) -> list[int]:
    return [
        0,
        *accumulate(
            weighted[digit] if place % 2 == parity else digit for place, digit in enumerate(numbers)
        ),
    ]


def _mask_international(match: re.Match[str]) -> str:
    text, total, end = match.string, 0, match.start()
    for group in _DIGITS.finditer(text, match.start(), match.end()):
        total += group.end() - group.start()
        if total > _LONGEST_PHONE:
            break
        if total >= _SHORTEST_INTERNATIONAL and not text[group.end() : group.end() + 1].isalnum():
            end = group.end()
    if end == match.start():
        return match.group()
    return PHONE + text[end : match.end()]


def _mask_trunk(match: re.Match[str]) -> str:
    text = match.group()
    digits = sum(map(str.isdigit, text))
    if _DATE.match(text) or not _SHORTEST_TRUNK <= digits <= _LONGEST_PHONE:
        return text
    return PHONE
