"""Which Craigslist a ZIP code belongs to, where that is certain."""

from collections.abc import Mapping
from types import MappingProxyType

_PREFIX_LENGTH = 3


def _prefixes(first: int, last: int) -> list[str]:
    return [f"{number:03}" for number in range(first, last + 1)]


_AREAS: Mapping[str, str] = MappingProxyType(
    {
        prefix: area
        for area, prefixes in {
            "sfo": [*_prefixes(940, 949), "951"],
            "lax": _prefixes(900, 918),
            "nyc": [*_prefixes(100, 104), *_prefixes(110, 116)],
            "chi": _prefixes(606, 606),
            "sea": _prefixes(980, 981),
            "bos": _prefixes(21, 22),
        }.items()
        for prefix in prefixes
    }
)
"""Areas of the largest sites by the first three digits of a ZIP code."""


def area_of_zip(zip_code: str) -> str | None:
    """The three letters of the Craigslist of a ZIP code; None where it is not certain."""
    return _AREAS.get(zip_code.strip()[:_PREFIX_LENGTH])


def form_of_zip(zip_code: str) -> str | None:
    """The form for goods sold by their owner there; None where the site is not certain."""
    area = area_of_zip(zip_code)
    return f"https://post.craigslist.org/c/{area}/fso" if area else None
