"""Telephone numbers, addresses and links in what a seller writes."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import phonenumbers

_ADDRESS = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|[(\[{]\s?at\s?[)\]}])\s?"
    r"[\w-]{1,63}(?:\s?(?:\.|[(\[{]\s?dot\s?[)\]}])\s?[a-z]{2,12})+"
    r"|[\w.+-]{1,64}\s(?:at|@)\s[\w-]{1,63}\s(?:dot|\.)\s[a-z]{2,12}\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\bhttps?://\S{1,500}|\bwww\.[\w-]+\.\S{1,500}"
    r"|\b[\w-]{2,63}\.(?:com|net|org|io|shop|store|app|co\.uk|de|es)\b(?:/\S{0,500})?",
    re.IGNORECASE,
)
_LONGEST = 20_000


class ContactKind(StrEnum):
    """What leads past a marketplace."""

    EMAIL = "e-mail address"
    LINK = "link"
    PHONE = "phone number"


class ContactDetail(NamedTuple):
    """A way to reach somebody, as it stands in a text."""

    kind: ContactKind
    text: str


def find_contact_details(text: str, *, country: str = "US") -> list[ContactDetail]:
    """The ways to reach somebody that a text names.

    Args:
        text: What a seller wrote; its first 20,000 characters count.
        country: Where numbers without a country's code are from; ISO 3166-1, two letters.
    """
    return list(_details(text[:_LONGEST], country))


def _details(text: str, country: str) -> Iterator[ContactDetail]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in ((ContactKind.EMAIL, _ADDRESS), (ContactKind.LINK, _LINK)):
        for match in pattern.finditer(text):
            if not any(low < match.end() and match.start() < high for low, high in taken):
                taken.append(match.span())
                yield ContactDetail(kind, match.group())
    for number in phonenumbers.PhoneNumberMatcher(text, country):
        if not any(low < number.end and number.start < high for low, high in taken):
            yield ContactDetail(ContactKind.PHONE, number.raw_string)
