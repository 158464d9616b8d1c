"""Postings as the bulk interface of Craigslist takes them, and what it answers.

The interface is described at craigslist.org/about/bulk_posting_interface.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from talknshop.marketplaces.posting.field_maps import form_fields
from talknshop.marketplaces.posting.preview import field_value
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingSpec

MOST_IMAGES = 24
_RSS = "http://purl.org/rss/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_CL = "http://www.craigslist.org/about/cl-bulk-ns/1.0"
_LARGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class BulkAccount:
    """The account that postings are charged to, and where they stand."""

    username: str
    password: str
    account_id: str
    area: str
    reply_email: str
    subarea: str | None = None


@dataclass(slots=True)
class BulkResult:
    """What became of one posting.

    Attributes:
        status: ``VALID``, ``POSTED``, ``NOT_VALID`` and so on; empty when it was not told.
        explanation: In Craigslist's words.
        posting_id: Its number there.
        view_url: Where it is seen.
        warnings: What was remarked although it was taken.
    """

    status: str = ""
    explanation: str = ""
    posting_id: str = ""
    view_url: str = ""
    warnings: list[str] = field(default_factory=list[str])


def bulk_request(
    key: str,
    spec: ListingSpec,
    account: BulkAccount,
    *,
    category: str,
    images: Sequence[bytes] = (),
) -> bytes:
    """One posting as a request.

    Args:
        key: Names the posting in request and answer.
        spec: What is listed.
        account: Who posts it.
        category: Three letters of a category that the account pays for.
        images: JPEG files, in their order.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rdf:RDF xmlns="{_RSS}" xmlns:rdf="{_RDF}" xmlns:cl="{_CL}">',
        "<channel>",
        f"<items><rdf:li rdf:resource={quoteattr(key)}/></items>",
        _auth(account),
        "</channel>",
        f"<item rdf:about={quoteattr(key)}>",
        *_item(spec, account, category, images),
        "</item>",
        "</rdf:RDF>",
    ]
    return "\n".join(lines).encode()


def _item(
    spec: ListingSpec, account: BulkAccount, category: str, images: Sequence[bytes]
) -> list[str]:
    fields = {f.name: f.value for f in form_fields(PostingMarketplace.CRAIGSLIST, spec)}
    place = {
        "city": field_value(spec, "location.city"),
        "state": field_value(spec, "location.state"),
        "postal": field_value(spec, "location.zip"),
    }
    located = "".join(f" {name}={quoteattr(value)}" for name, value in place.items() if value)
    return [
        f"<cl:category>{escape(category)}</cl:category>",
        f"<cl:area>{escape(account.area)}</cl:area>",
        *([f"<cl:subarea>{escape(account.subarea)}</cl:subarea>"] if account.subarea else []),
        f"<cl:price>{escape(fields.get('price', ''))}</cl:price>",
        f"<cl:mapLocation{located}/>",
        f'<cl:replyEmail privacy="C">{escape(account.reply_email)}</cl:replyEmail>',
        *(
            f'<cl:image position="{place}">{base64.b64encode(image).decode()}</cl:image>'
            for place, image in enumerate(images[:MOST_IMAGES])
        ),
        f"<title>{_text(fields.get('title', ''))}</title>",
        f"<description>{_text(fields.get('description', ''))}</description>",
    ]


def _text(text: str) -> str:
    # The two code points that XML takes neither as they are nor escaped.
    return escape(text, {"\ufffe": "", "\uffff": ""})


def _auth(account: BulkAccount) -> str:
    values = {
        "username": account.username,
        "password": account.password,
        "accountID": account.account_id,
    }
    told = " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())
    return f"<cl:auth {told}/>"


def read_bulk_answer(content: bytes, key: str) -> BulkResult | None:
    """What became of the posting of a key; None when the answer cannot be read or has none."""
    reader = _Reader(key)
    try:
        reader.parser.Parse(content, True)  # noqa: FBT003  # so expat has it
    except (expat.ExpatError, _UntrustedError):
        return None
    return reader.found


class _UntrustedError(Exception):
    """The answer declares entities, which no answer needs."""


class _Reader:
    def __init__(self, key: str) -> None:
        self.found: BulkResult | None = None
        self._key = key
        self._inside = False
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text = []
        if name == f"{_RSS} item" and attributes.get(f"{_RDF} about") == self._key:
            self._inside = True
            self.found = BulkResult()

    def _end(self, name: str) -> None:
        text = "".join(self._text).strip()[:_LARGEST_TEXT]
        self._text = []
        if not self._inside or self.found is None:
            return
        match name:
            case _ if name == f"{_RSS} item":
                self._inside = False
            case _ if name == f"{_CL} postedStatus":
                self.found.status = text
            case _ if name == f"{_CL} postedExplanation":
                self.found.explanation = text
            case _ if name == f"{_CL} postingID":
                self.found.posting_id = text
            case _ if name == f"{_CL} postingViewURL":
                # Blanks and line ends stand in addresses there.
                self.found.view_url = "".join(text.split())
            case _ if name.startswith(f"{_CL} warning"):
                self.found.warnings.append(text)
            case _:
                pass

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _entity(self, *_: object) -> None:
        raise _UntrustedError
