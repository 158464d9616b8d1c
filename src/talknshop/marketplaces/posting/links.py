"""Whether a link that a seller pastes back is a listing at the marketplace it should be at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from talknshop.core.errors import ValidationError
from talknshop.marketplaces.posting.limits import limits_of
from talknshop.schemas.enums import PostingMarketplace

_LONGEST = 2000
_PLAIN = re.compile(r"[!-~]+")
"""Printable ASCII: letters of other scripts that look like these make another host."""


class ListingLink(NamedTuple):
    """A listing at a marketplace."""

    listing_id: str
    url: str
    """Its address without what came with it, such as who shared it."""


@dataclass(frozen=True, slots=True)
class _Address:
    """What addresses of listings look like.

    Attributes:
        host: Matched as a whole, in lower case.
        path: Matched as a whole; its group ``id`` is the listing's.
        url: The address that is kept, of ``host``, ``path`` and ``id``.
    """

    host: re.Pattern[str]
    path: re.Pattern[str]
    url: str = "https://{host}{path}"


_SLUG = r"[A-Za-z0-9_~%-][A-Za-z0-9._~%-]{0,299}"
_ADDRESSES: Mapping[PostingMarketplace, tuple[_Address, ...]] = MappingProxyType(
    {
        PostingMarketplace.CRAIGSLIST: (
            _Address(
                re.compile(
                    r"(?!(?:www|post|accounts|forums|images|blog)\.)[a-z]{2,30}\.craigslist\.org"
                ),
                re.compile(rf"(?:/[a-z]{{3}})?/[a-z]{{3}}(?:/d/{_SLUG})?/(?P<id>\d{{9,12}})\.html"),
            ),
            _Address(
                re.compile(r"www\.craigslist\.org"),
                re.compile(rf"/view/d/{_SLUG}/(?P<id>[A-Za-z0-9]{{18,26}})/?"),
            ),
        ),
        PostingMarketplace.FACEBOOK: (
            _Address(
                re.compile(r"(?:(?:www|m|web|mobile)\.)?facebook\.com"),
                re.compile(r"/marketplace/item/(?P<id>\d{5,20})/?"),
                "https://www.facebook.com/marketplace/item/{id}/",
            ),
        ),
        PostingMarketplace.POSHMARK: (
            _Address(
                re.compile(r"(?:www\.)?poshmark\.com"),
                re.compile(rf"/listing/{_SLUG}-(?P<id>[0-9a-f]{{24}})/?"),
                "https://poshmark.com{path}",
            ),
        ),
        PostingMarketplace.EBAY: (
            _Address(
                re.compile(r"(?:(?:www|m)\.)?ebay\.com"),
                re.compile(rf"/itm(?:/{_SLUG})?/(?P<id>\d{{9,15}})/?"),
                "https://www.ebay.com/itm/{id}",
            ),
        ),
    }
)
_EXAMPLES: Mapping[PostingMarketplace, str] = MappingProxyType(
    {
        PostingMarketplace.CRAIGSLIST: "https://sfbay.craigslist.org/…/1234567890.html",
        PostingMarketplace.FACEBOOK: "https://www.facebook.com/marketplace/item/1234567890/",
        PostingMarketplace.POSHMARK: "https://poshmark.com/listing/…",
        PostingMarketplace.EBAY: "https://www.ebay.com/itm/123456789012",
    }
)


def listing_link(marketplace: PostingMarketplace, link: str) -> ListingLink:
    """The listing that a link leads to, told by its host and path; nothing is fetched.

    Args:
        marketplace: Where it should be.
        link: As it was pasted; without its scheme, ``https`` is meant.

    Raises:
        ValidationError: It leads elsewhere, or to something that is no listing.
    """
    name = limits_of(marketplace).name
    found = _found(marketplace, link.strip())
    if found is None:
        example = _EXAMPLES.get(marketplace)
        looks = f" It looks like {example}" if example else ""
        raise ValidationError(
            f"This is no link to a listing at {name}. Open your listing there and copy its "
            f"address.{looks}"
        )
    return found


def _found(marketplace: PostingMarketplace, link: str) -> ListingLink | None:
    if len(link) > _LONGEST or not _PLAIN.fullmatch(link) or "\\" in link:
        return None
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None
    # Neither a name before the host nor a port after it: the host is all that stands there.
    if parts.scheme != "https" or parts.netloc.lower() != (parts.hostname or ""):
        return None
    host = parts.netloc.lower()
    for address in _ADDRESSES.get(marketplace, ()):
        path = address.path.fullmatch(parts.path)
        if path and address.host.fullmatch(host):
            listing_id = path["id"]
            url = address.url.format(host=host, path=parts.path, id=listing_id)
            return ListingLink(listing_id, url)
    return None
