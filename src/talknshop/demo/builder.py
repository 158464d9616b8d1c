"""Builds the demo feed from the tables: ``python -m talknshop.demo.builder [--check]``.

The output is a Google Merchant feed in tab-separated values. It depends on the tables and the
drawings alone, so that two runs write the same bytes.

The feed is as awkward as a real one, on purpose; ``tests/demo/test_demo_products.py`` counts the
traps:

- accessories that carry the name of a product: cases, chargers, covers, mounts, cartridges;
- titles that name a product in passing, such as a cookbook for air fryers;
- offers that are sold out, without a price, without a rating, without a barcode;
- prices in euros and pounds between those in dollars;
- one barcode on several offers: in other conditions, and as a second listing of another seller,
  worded and priced otherwise, half of them without the barcode;
- models that differ in one detail alone: color, size, storage;
- two listings that are far too cheap.
"""

import argparse
import csv
import hashlib
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from talknshop.catalog.pictures import PICTURES_LINK
from talknshop.demo.departments import (
    Department,
    ModelLine,
    ProductType,
    Variant,
    read_departments,
)
from talknshop.demo.gtin import in_store_gtin
from talknshop.demo.ranges import range_lines
from talknshop.schemas.enums import Condition

COLUMNS: tuple[str, ...] = (
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "availability",
    "price",
    "sale_price",
    "brand",
    "gtin",
    "condition",
    "product_type",
    "product_detail",
    "product_rating",
    "product_review_count",
)
"""The columns of the feed, in order."""

TABLES = Path(__file__).with_name("tables")
PICTURES = Path(__file__).with_name("pictures")
PRODUCTS = Path(__file__).with_name("products.tsv")

_LINK = "https://demo.talknshop.example/p/"

_CONDITION_LABELS = {
    Condition.LIKE_NEW: "Like New",
    Condition.GOOD: "Used, Good",
    Condition.FAIR: "Used, Fair",
    Condition.POOR: "Used, Poor",
    Condition.FOR_PARTS: "For Parts",
    Condition.REFURBISHED: "Refurbished",
    Condition.USED: "Used",
}

_CONDITION_SENTENCES = {
    Condition.LIKE_NEW: "Opened and tried once or twice, complete and without a mark.",
    Condition.GOOD: "Pre-owned and fully working, with light signs of use.",
    Condition.FAIR: "Pre-owned and working, with scratches or wear that can be seen.",
    Condition.POOR: "Pre-owned, heavily worn and still usable.",
    Condition.FOR_PARTS: "Not working; sold for repair or parts.",
    Condition.REFURBISHED: "Inspected, repaired where needed and cleaned by a workshop.",
    Condition.USED: "Pre-owned and in working order.",
}

_WRITTEN = {
    "bluetooth": "Bluetooth", "hdmi": "HDMI", "ssd": "SSD", "t-shirt": "T-shirt", "tv": "TV",
    "usb": "USB",
}  # fmt: skip
"""Words of product types that are not written in lower case."""

_TAKES_AN = re.compile(r"[aeio]|um|HDMI")

_BY_THE_PAIR = (
    "boot", "curtain", "diaper", "dumbbell", "earring", "floor mat", "glove", "sandal", "shoe",
    "slipper", "sneaker", "sock", "toothbrush head", "towel", "vacuum bag",
)  # fmt: skip
"""How the names of things end that are sold by two or more."""

_UNCOUNTED = {"cat food", "dog food", "motor oil", "sunscreen"}
"""Product types that take no article."""

_NO_SHADES = {
    "assorted", "city map", "clear", "color-changing, wi-fi", "daylight", "multicolor", "natural",
    "transparent", "warm white",
}  # fmt: skip
"""What stands as a color and cannot be said as ``in blue``."""

FeedRow = dict[str, str]


def feed_rows(departments: Iterable[Department]) -> list[FeedRow]:
    """Expands tables into feed rows, one an offer, in the order of the tables.

    Raises:
        ValueError: Two offers would share an id, or a template names a detail that a line lacks.
    """
    rows: dict[str, FeedRow] = {}
    for row in _rows(departments):
        if row["id"] in rows:
            raise ValueError(
                f"Two offers have the id {row['id']!r}. Give one of them another model name, "
                "or a variant a detail of its own."
            )
        rows[row["id"]] = row
    return list(rows.values())


def render_feed(rows: Iterable[FeedRow]) -> str:
    """Writes rows as tab-separated values with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(
    arguments: Sequence[str] | None = None, *, tables: Path = TABLES, products: Path = PRODUCTS
) -> int:
    """Writes the feed, or with ``--check`` tells whether it is what the tables make.

    Returns:
        The exit code: 1 when the feed is stale, otherwise 0.
    """
    parser = argparse.ArgumentParser(description="Build the demo feed from its tables.")
    parser.add_argument("--check", action="store_true", help="only tell whether it is current")
    check: bool = parser.parse_args(arguments).check
    rows = feed_rows(read_departments(tables))
    # Bytes, because text mode would change line ends on some systems.
    feed = render_feed(rows).encode()
    if not check:
        products.write_bytes(feed)
        sys.stdout.write(f"{products.name} has {len(rows)} products.\n")
        return 0
    if products.is_file() and products.read_bytes() == feed:
        sys.stdout.write(f"{products.name} is current.\n")
        return 0
    sys.stderr.write(
        f"{products.name} is not what the tables make. Run: python -m talknshop.demo.builder\n"
    )
    return 1


def _rows(departments: Iterable[Department]) -> Iterator[FeedRow]:
    for department in departments:
        for product_type in department.types:
            for line in (*product_type.lines, *range_lines(product_type)):
                for own, offer in zip((line, *line.variants), line.offers(), strict=True):
                    distinct = () if own is line else tuple(own.details.values())
                    yield _row(product_type, line, offer, distinct)


def _row(
    product_type: ProductType, line: ModelLine, offer: Variant, distinct: tuple[str, ...]
) -> FeedRow:
    item = _slug(line.brand, line.model, product_type.name, *distinct)
    is_new = offer.condition is Condition.NEW
    offer_id = item if is_new else f"{item}-{_slug(offer.condition)}"
    if line.listing:
        offer_id = f"{offer_id}-{line.listing}"
    regular = offer.list_price or offer.price
    return {
        "id": offer_id,
        "title": _title(product_type, line, offer),
        "description": _description(product_type, line, offer),
        "link": _LINK + offer_id,
        "image_link": _picture_link(product_type.picture),
        "availability": offer.availability,
        "price": _money(regular, line.currency),
        "sale_price": _money(offer.price, line.currency) if offer.list_price else "",
        "brand": line.brand,
        # A refurbished item keeps the barcode it had when it was new.
        "gtin": in_store_gtin(item) if line.gtin else "",
        "condition": offer.condition,
        "product_type": product_type.path,
        "product_detail": _detail(product_type, offer),
        "product_rating": str(offer.rating[0]) if offer.rating else "",
        "product_review_count": str(offer.rating[1]) if offer.rating else "",
    }


def _title(product_type: ProductType, line: ModelLine, offer: Variant) -> str:
    title = _worded(line.title or product_type.title, line, offer)
    label = _CONDITION_LABELS.get(offer.condition)
    return f"{title} ({label})" if label else title


def _description(product_type: ProductType, line: ModelLine, offer: Variant) -> str:
    about = _worded(product_type.about, line, offer)
    condition = _CONDITION_SENTENCES.get(offer.condition)
    about = about[:1].upper() + about[1:]
    lead = line.note or _lead(product_type, line, offer)
    return " ".join(part for part in (lead, about, condition) if part)


def _lead(product_type: ProductType, line: ModelLine, offer: Variant) -> str:
    """Says what the product is and in which color, for a model without a note."""
    kind = " ".join(_WRITTEN.get(word, word) for word in product_type.name.split())
    if kind.endswith(_BY_THE_PAIR):
        kind += "s"
    is_countable = kind not in _UNCOUNTED and (
        kind.endswith(("ss", "lens")) or not kind.endswith("s")
    )
    article = ("an " if _TAKES_AN.match(kind) else "a ") if is_countable else ""
    color = offer.details.get("color", "").lower()
    shade = f" in {color}" if color and color not in _NO_SHADES else ""
    return f"{line.brand} {line.model}, {article}{kind}{shade}."


def _worded(template: str, line: ModelLine, offer: Variant) -> str:
    facts = {"brand": line.brand, "model": line.model} | offer.details
    try:
        return template.format_map(facts)
    except KeyError as error:
        raise ValueError(
            f"{line.brand} {line.model} has no detail {error}, which the template {template!r} "
            "needs. Add it to the line."
        ) from error


@cache
def _picture_link(name: str) -> str:
    """The link to a drawing; its digest changes the link whenever the drawing changes."""
    path = PICTURES / f"{name}.svg"
    if not path.is_file():
        raise ValueError(f"There is no drawing {path.name}. Draw it, or name another.")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"{PICTURES_LINK}{path.name}?v={digest}"


def _detail(product_type: ProductType, offer: Variant) -> str:
    facts = {"product type": product_type.name} | offer.details
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items())


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount:.2f} {currency}"


def _slug(*parts: str) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


if __name__ == "__main__":
    sys.exit(main())
