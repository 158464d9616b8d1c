"""The formats of product feeds, as data: how each is recognised and who reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from talknshop.catalog.feeds.acp import read_acp, read_acp_document
from talknshop.catalog.feeds.delimited import Dialect, guess_delimiter
from talknshop.catalog.feeds.google_xml import read_google_xml
from talknshop.catalog.feeds.json_documents import keys_of
from talknshop.catalog.feeds.json_products import read_json, read_json_lines
from talknshop.catalog.feeds.mapping import column_name
from talknshop.catalog.feeds.product import REQUIRED_FIELDS, Reading
from talknshop.catalog.feeds.rows import FeedRow, RefusedRow
from talknshop.catalog.feeds.shopify import read_shopify
from talknshop.catalog.feeds.source import FeedSource
from talknshop.catalog.feeds.tables import first_line, read_csv, read_google_csv, read_google_tsv
from talknshop.core.errors import ValidationError

Reader = Callable[[FeedSource, Reading], Iterator[FeedRow | RefusedRow]]
"""Reads an open feed; raises ValidationError when the file as a whole is unusable."""

_SHOPIFY_KEYS = ("handle", "body_html", "vendor")


class Head:
    """The beginning of a file, looked at in the ways that recognisers need."""

    def __init__(self, data: bytes) -> None:
        """Takes the first bytes, UTF-8 without byte order mark."""
        self.start = data.lstrip()[:100].lower()
        self._data = data

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns, if it is a table."""
        line = first_line(self._data)
        return [column_name(name) for name in Dialect(self.delimiter).split(line)[0]]

    @cached_property
    def delimiter(self) -> str:
        """What divides the columns, if it is a table."""
        return guess_delimiter(first_line(self._data))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The paths of the keys, if it is JSON."""
        return keys_of(self._data) if self.start.startswith((b"{", b"[")) else frozenset()

    def is_google_table(self, delimiter: str) -> bool:
        """Whether it is a table with the columns that Google requires."""
        return self.delimiter == delimiter and not set(REQUIRED_FIELDS).difference(self.columns)


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format of product feeds."""

    name: str
    """What ``--format`` calls it."""
    title: str
    """What people call it."""
    recognises: Callable[[Head], bool]
    read: Reader


# The first that recognises a file reads it; the least particular ones come last.
FORMATS = (
    FeedFormat(
        "google-xml",
        "Google Merchant in XML (RSS 2.0 or Atom)",
        lambda head: head.start.startswith(b"<") and b"<!doctype html" not in head.start
        and not head.start.startswith(b"<html"),
        read_google_xml,
    ),
    FeedFormat(
        "shopify",
        "Shopify's products.json",
        lambda head: any(f"products.[].{key}" in head.keys for key in _SHOPIFY_KEYS),
        read_shopify,
    ),
    FeedFormat(
        "acp",
        "Agentic Commerce Protocol (products.jsonl)",
        lambda head: "variants.[]" in head.keys,
        read_acp,
    ),
    FeedFormat(
        "acp-document",
        "Agentic Commerce Protocol ({\"products\": […]})",
        lambda head: "products.[].variants.[]" in head.keys,
        read_acp_document,
    ),
    FeedFormat(
        "json",
        "JSON with a list of products",
        lambda head: head.start.startswith(b"[")
        or not head.keys.isdisjoint({"products.[]", "items.[]"}),
        read_json,
    ),
    FeedFormat(
        "json-lines",
        "JSON lines, one product a line",
        lambda head: head.start.startswith(b"{") and bool(head.keys),
        read_json_lines,
    ),
    FeedFormat(
        "google-tsv",
        "Google Merchant in tab-separated form",
        lambda head: head.is_google_table("\t"),
        read_google_tsv,
    ),
    FeedFormat(
        "google-csv",
        "Google Merchant in comma-separated form",
        lambda head: head.is_google_table(","),
        read_google_csv,
    ),
    FeedFormat(
        "csv",
        "CSV with columns of any name",
        lambda head: not head.start.startswith((b"<", b"{", b"[")) and len(head.columns) > 1,
        read_csv,
    ),
)  # fmt: skip


def choose_format(source: FeedSource, name: str | None) -> FeedFormat:
    """The format of that name, or without one the format that recognises the file.

    Raises:
        ValidationError: There is no such format, the file is empty, or no format recognises it.
    """
    known = ", ".join(one.name for one in FORMATS)
    if name is not None:
        found = next((one for one in FORMATS if one.name == name), None)
        if found is None:
            raise ValidationError(f"There is no format {name!r}. The formats are {known}.")
        return found
    if not source.head.strip():
        raise ValidationError(f"The file {source.name} is empty; nothing was changed.")
    head = Head(source.head)
    found = next((one for one in FORMATS if one.recognises(head)), None)
    if found is None:
        raise ValidationError(
            f"The file {source.name} is in none of the formats {known}. If it is, --format says "
            "which; otherwise export it as one of them."
        )
    return found
